/** The service: one table of methods, two transports (page worker, kernel). Plain data in and out. */
import type { Cell, Filter, LoadReport, Row, SortKey } from "./flows.ts";
import type { MappingJSON } from "./mapping.ts";
import type { JSONValue, Progress, RunOptions } from "./shared.ts";

/** Opaque; the same data in the same shape has the same handle, so a widget finds its table again after the notebook ran anew. */
export type TableHandle = string;
export type Ref = { table: TableHandle };

/** Method name: [parameters, result]. */
export interface Methods {
  /** A table for a source loads that table's own source again, with these options over its own. */
  load: [
    { source: Blob | string | Ref; options?: JSONValue },
    Ref & { report: LoadReport; mapping: MappingJSON; rowCount: number; columnNames: string[] },
  ];
  /** The result is the profile payload (core/types/payload.ts). */
  profile: [Ref & { options?: JSONValue }, JSONValue];
  rows: [
    Ref & { where?: Filter; sort?: SortKey[]; columns?: string[]; offset: number; limit: number },
    { total: number; rowIndex: number[]; columns: string[]; cells: Cell[][] },
  ];
  filter: [Ref & { where: Filter }, Ref & { rowCount: number }];
  /** The result is the training payload and the handle of the best model, "" where there is none. */
  train: [Ref & { options?: JSONValue }, { report: JSONValue; model: string }];
  /** The anomalies payload. A baseline is given as the handle of a table: `options.baseline`. */
  detect: [Ref & { options?: JSONValue }, JSONValue];
  /** The behavior payload. */
  behavior: [Ref & { options?: JSONValue }, JSONValue];
  /** An assessor of models and tables that live here; the threat payload without a flow. `anomaly` is the handle of the table that the anomaly detector is fitted on. */
  assessor: [{ model?: string; baseline?: TableHandle; anomaly?: TableHandle; rules?: JSONValue }, JSONValue];
  /** The threat payload of one flow; with a table and a row that row's, assessed with the flows around it. */
  assess: [{ assessor?: string; flow: Row; table?: TableHandle; row?: number }, JSONValue];
  /**
   * Assessments for the replay of a capture: `limit` flows from `offset` in the order of their times, by all rules.
   *
   * `rows` are their numbers in the table; a score is null where the flow is not assessable. `alerts` hold the flows at or above the
   * level (default HIGH), the last of `alertCount`: { row, time, flow: canonical cells, assessment: ThreatData, code }.
   */
  replay: [
    Ref & { assessor?: string; offset: number; limit: number; level?: "MEDIUM" | "HIGH" },
    {
      total: number;
      rows: number[];
      scores: (number | null)[];
      levels: string[];
      times: (number | null)[];
      alertCount: number;
      alerts: JSONValue[];
    },
  ];
  /** A model's classes for the flows of a table, by their counts; where the table has labels, how many are right. */
  predict: [
    Ref & { model: string },
    {
      classes: string[];
      counts: number[];
      /** Flows with a label that the model knows, and with one that it does not: those count nowhere below. */
      labelled: number;
      unknown: number;
      accuracy: number | null;
      macroF1: number | null;
      confusion: number[][] | null;
    },
  ];
  /** A file of what a result found (clustered: each flow with its cluster), as CSV that is safe to open in a spreadsheet; options are those that made the result, or `where` for rows. In parts as `save`. */
  export: [
    Ref & {
      what: "flagged" | "clusters" | "clustered" | "leaderboard" | "rows";
      options?: JSONValue;
      offset?: number;
      limit?: number;
    },
    { name: string; text: string; length: number },
  ];
  /** A model file, or a part of it: `limit` characters from `offset`, of `length` in all. */
  save: [
    { model: string; offset?: number; limit?: number },
    { name: string; base64: string; length: number },
  ];
  /** The model of a file. A part of one (its place, and the file's whole length) is kept; until the last one the answer's model is "". */
  open: [
    { base64: string; upload?: string; offset?: number; length?: number },
    { model: string; name: string; classes: string[]; source: string },
  ];
  cancel: [{ id: string }, { cancelled: boolean }];
  release: [{ handles: string[] }, Record<string, never>];
}

export interface ServiceRequest<M extends keyof Methods = keyof Methods> {
  v: 1;
  id: string;
  method: M;
  params: Methods[M][0];
}

export interface ServiceError {
  name: string;
  code: string;
  message: string;
}

export type ServiceResponse<M extends keyof Methods = keyof Methods> = { v: 1; id: string } & (
  { ok: Methods[M][1] } | { error: ServiceError } | { progress: Progress }
);

/** What widgets act through; they know neither the kernel nor the worker that answers. */
export interface AnalysisService {
  call<M extends keyof Methods>(method: M, params: Methods[M][0], run?: RunOptions): Promise<Methods[M][1]>;
  readonly status: "ready" | "busy" | "gone";
}
