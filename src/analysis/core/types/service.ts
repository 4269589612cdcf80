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
  /** The threat payload of one flow. */
  assess: [{ assessor?: string; flow: Row }, JSONValue];
  /** Assessments of consecutive rows, for the replay of a capture; `alerts` hold the flows at or above the level. */
  replay: [
    Ref & { assessor?: string; offset: number; limit: number; level?: "MEDIUM" | "HIGH" },
    { total: number; scores: number[]; levels: string[]; times: (number | null)[]; alerts: JSONValue[] },
  ];
  /** A model's classes for the flows of a table, by their counts; where the table has labels, how many are right. */
  predict: [
    Ref & { model: string },
    {
      classes: string[];
      counts: number[];
      labelled: number;
      accuracy: number | null;
      macroF1: number | null;
      confusion: number[][] | null;
    },
  ];
  /** A file of what a result found: CSV, safe to open in a spreadsheet. */
  export: [
    Ref & { what: "flagged" | "clusters" | "leaderboard"; options?: JSONValue },
    { name: string; text: string },
  ];
  /** A model file. */
  save: [{ model: string }, { name: string; base64: string }];
  open: [{ base64: string }, { model: string; name: string; classes: string[]; source: string }];
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
