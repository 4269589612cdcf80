/** What a profiler can be showing. Plain data: the model makes it, the view draws it. */
import type { Cell, Progress } from "../../analysis/mod.ts";
import type { Problem } from "../shared/mod.ts";

/** The state of the whole view; a view with a payload goes on showing it in every state but "refused". */
export type ProfilerStatus =
  /** Nothing to show yet. */
  | { kind: "empty" }
  /** A file is read and profiled. */
  | { kind: "working"; name: string; progress: Progress | null; startedAt: number }
  /** The payload is shown and its rows can be asked for. */
  | { kind: "ready" }
  /** The payload is shown and its rows are out of reach. */
  | { kind: "viewOnly" }
  /** The last action failed; what was shown before is still shown. */
  | { kind: "error"; problem: Problem }
  /** The payload is not one that this version can draw. */
  | { kind: "refused"; reasons: readonly string[] };

/** Where the rows are: what the connection chip says. */
export type Connection = "none" | "kernel" | "page" | "busy" | "viewOnly";

/** Rows that match the selection: a page of the table, or what the payload's bounded sample holds of them. */
export interface RowsPage {
  from: "table" | "sample";
  /** A page is on its way; what stands here is the page before. */
  loading: boolean;
  /** Why the table's rows are not here, when they were asked for. */
  failure: Problem | null;
  /** Rows that match: in the table, or in the sample. */
  total: number;
  /** Place of the first row of this page among them. */
  offset: number;
  columns: readonly string[];
  rowIndex: readonly number[];
  cells: readonly (readonly Cell[])[];
}
