/** The service: one table of methods, two transports (page worker, kernel). Plain data in and out. */
import type { Cell, Filter, LoadReport, SortKey } from "./flows.ts";
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
