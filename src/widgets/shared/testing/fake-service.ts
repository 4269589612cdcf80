import type { AnalysisService, Cell, Filter, Methods, RunOptions } from "../../../analysis/mod.ts";
import type { Capture } from "./profile-payload.ts";

/** A call that a test may answer when it likes. */
export interface PendingCall {
  method: keyof Methods;
  params: Methods[keyof Methods][0];
  run: RunOptions | undefined;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** A service over a capture in memory. With `isManual` every call waits in `pending`. */
export class FakeService implements AnalysisService {
  constructor(private readonly capture: Capture = {}) {}

  status: "ready" | "busy" | "gone" = "ready";
  isManual = false;
  /** Rejects a waiting call when its signal is aborted, as a real service does. */
  obeysAbort = true;
  readonly calls: { method: string; params: unknown }[] = [];
  readonly pending: PendingCall[] = [];

  call<M extends keyof Methods>(method: M, params: Methods[M][0], run?: RunOptions): Promise<Methods[M][1]> {
    this.calls.push({ method, params });
    if (!this.isManual) return Promise.resolve(this.answer(method, params) as Methods[M][1]);
    return new Promise((resolve, reject) => {
      run?.signal?.addEventListener("abort", () => {
        if (this.obeysAbort) reject(Object.assign(new Error("Cancelled"), { code: "CANCELLED" }));
      });
      this.pending.push({ method, params, run, resolve: (value) => resolve(value as Methods[M][1]), reject });
    });
  }

  /** Answers the oldest waiting call from the capture, or with `value`. */
  settle(value?: unknown): void {
    const call = this.pending.shift();
    call?.resolve(value ?? this.answer(call.method, call.params));
  }

  private answer(method: keyof Methods, params: unknown): unknown {
    if (method !== "rows") return {};
    const { where, columns, offset, limit } = params as Methods["rows"][0];
    const names = columns ?? Object.keys(this.capture);
    const length = Object.values(this.capture)[0]?.length ?? 0;
    const rows = Array.from({ length }, (_, row) => row).filter(
      (row) => where === undefined || this.keeps(where, row),
    );
    const page = rows.slice(offset, offset + limit);
    return {
      total: rows.length,
      rowIndex: page,
      columns: names,
      cells: page.map((row) => names.map((name) => this.capture[name]?.[row] ?? null)),
    };
  }

  private keeps(where: Filter, row: number): boolean {
    if ("and" in where) return where.and.every((part) => this.keeps(part, row));
    if (!("op" in where)) return false;
    const cell: Cell = this.capture[where.column]?.[row] ?? null;
    if (where.op === "missing") return cell === null;
    if (cell === null) return false;
    if (where.op === "==") return cell === where.value;
    if (where.op === "between") return typeof cell === "number" && cell >= where.from && cell < where.to;
    if (where.op === ">=") return cell >= where.value;
    if (where.op === "<=") return cell <= where.value;
    return false;
  }
}

/** Lets promises that are already settled run their continuations, and those theirs; no timer is waited for. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
