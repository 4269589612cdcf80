/** What a profiler shows of the rows. Plain data: the model makes it, the view draws it. */
import type { Cell } from "../../analysis/mod.ts";
import type { Problem } from "../shared/mod.ts";

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
