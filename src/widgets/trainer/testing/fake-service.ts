import type { AnalysisService, Methods, RunOptions } from "../../../analysis/mod.ts";
import { makeTraining } from "./payload.ts";

/** A call that waits for the test to answer it. */
export interface PendingCall {
  method: keyof Methods;
  params: Record<string, unknown>;
  run: RunOptions | undefined;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Answers = { [M in keyof Methods]?: (params: Methods[M][0]) => unknown };

export const COLUMNS = ["duration", "packet_count", "label", "src_ip", "dst_port", "Attack type"];

/** A service that answers from a table of functions; methods named in `held` wait in `pending`. */
export class FakeService implements AnalysisService {
  constructor(private readonly _answers: Answers = {}) {}

  status: "ready" | "busy" | "gone" = "ready";
  readonly held = new Set<keyof Methods>();
  readonly calls: { method: keyof Methods; params: Record<string, unknown> }[] = [];
  readonly pending: PendingCall[] = [];

  /** The parameters of the last call of a method. */
  last(method: keyof Methods): Record<string, unknown> | undefined {
    return this.calls.filter((call) => call.method === method).at(-1)?.params;
  }

  call<M extends keyof Methods>(method: M, given: Methods[M][0], run?: RunOptions): Promise<Methods[M][1]> {
    const params = given as Record<string, unknown>;
    this.calls.push({ method, params });
    if (this.held.has(method)) {
      return new Promise((resolve, reject) => {
        this.pending.push({
          method,
          params,
          run,
          resolve: (value) => resolve(value as Methods[M][1]),
          reject,
        });
      });
    }
    return new Promise((resolve) => resolve(this._answer(method, given) as Methods[M][1]));
  }

  private _answer<M extends keyof Methods>(method: M, params: Methods[M][0]): unknown {
    const own = this._answers[method];
    return own === undefined ? DEFAULTS[method]?.(params) : own(params);
  }
}

const DEFAULTS: Answers = {
  load: () => ({ table: "table-2", rowCount: 1200, columnNames: COLUMNS, report: {}, mapping: {} }),
  rows: ({ where }) => {
    const rowIndex = where !== undefined && "rows" in where ? where.rows : [];
    return {
      total: rowIndex.length,
      columns: COLUMNS,
      rowIndex,
      cells: rowIndex.map((row) => [0.5 + row, row, "BENIGN", "10.0.0.1", 443, null]),
    };
  },
  train: () => ({ report: makeTraining(), model: "model-1" }),
  save: ({ model }) => ({ name: `../${model}.trafficmodel`, base64: btoa(`bytes of ${model}`) }),
  open: () => ({
    model: "model-9",
    name: "RandomForestClassifier",
    classes: ["a", "b"],
    source: "monday.csv",
  }),
  predict: () => ({
    classes: ["a", "b"],
    counts: [900, 300],
    labelled: 1200,
    unknown: 0,
    accuracy: 0.815,
    macroF1: 0.7012,
    confusion: [
      [800, 100],
      [122, 178],
    ],
  }),
  release: () => ({}),
};

/** Lets promises that are already settled run their continuations, and those theirs; no timer is waited for. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}
