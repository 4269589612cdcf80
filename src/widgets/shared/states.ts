/** What a widget can be showing. Plain data: the model makes it, the view draws it. */
import type { ITranslator } from "@jupyterlab/translation";
import type { AnalysisService, Progress, TableHandle } from "../../analysis/mod.ts";
import type { Problem } from "./problem.ts";

/** The state of the whole view; a view with a payload goes on showing it in every state but "refused". */
export type WidgetStatus =
  /** Nothing to show yet, and no flows to make it of. */
  | { kind: "empty" }
  /** A file is read, or a result is made; `isOpening` tells the two apart. */
  | { kind: "working"; name: string; progress: Progress | null; startedAt: number; isOpening: boolean }
  /** A result is shown, or flows are there to make one of; what is behind them can be asked for. */
  | { kind: "ready" }
  /** The payload is shown and its flows are out of reach. */
  | { kind: "viewOnly" }
  /** The last action failed; what was shown before is still shown. */
  | { kind: "error"; problem: Problem }
  /** The payload is not one that this version can draw. */
  | { kind: "refused"; reasons: readonly string[] };

/** Where the flows are: what the connection chip says. */
export type Connection = "none" | "kernel" | "page" | "busy" | "viewOnly";

/** Where a service answers from. */
export type Place = "kernel" | "page";

/** What is known of flows beside their handle. */
export interface FlowsAbout {
  name: string;
  rowCount: number;
  /** Empty where they are not known: ask for `rows` with limit 0. */
  columnNames: readonly string[];
}

/** Something that lives in a service and can be chosen, by its handle. */
export interface NamedHandle {
  handle: string;
  name: string;
}

/** Flows of a service, as one widget hands them to another. */
export interface Flows extends FlowsAbout {
  service: AnalysisService;
  place: Place;
  table: TableHandle;
}

/** What every widget's model is made with. */
export interface ResultOptions {
  /** Answers for the payload that is given by `setPayload`. */
  service?: AnalysisService | null;
  /** Where `service` answers from; "page" when left out. */
  place?: Place;
  /** Reads the files that are opened here; `service` does when left out and it answers from the page. */
  fileService?: AnalysisService | null;
  translator?: ITranslator;
}
