import type { IDisposable } from "@lumino/disposable";
import { type ISignal, Signal } from "@lumino/signaling";
import type { AnalysisService, Methods, RunOptions } from "../analysis/mod.ts";
import { PageService } from "./transports/page-worker/page-service.ts";
import type { SampleOptions } from "./transports/page-worker/protocol.ts";

/** A page worker with the views that share it. */
interface Shared {
  service: PageService;
  leases: Set<PageLease>;
}

/**
 * A view's share in a page worker: several views work on the same tables without loading them again.
 *
 * A table that one view gives back stays for the others that hold it; the worker ends with its last view.
 */
export class PageLease implements AnalysisService, IDisposable {
  private readonly _service: PageService;
  private readonly _leases: Set<PageLease>;
  private readonly _held = new Set<string>();
  private readonly _statusChanged = new Signal<this, AnalysisService["status"]>(this);
  private _isDisposed = false;

  /** @param from The worker's service, a new one when left out, or what other leases share. It is disposed with the last lease. */
  constructor(from: PageService | Shared | null = null) {
    const shared = from instanceof PageService ? { service: from, leases: new Set<PageLease>() } : from;
    this._service = shared?.service ?? new PageService();
    this._leases = (shared?.leases ?? new Set()).add(this);
    this._service.statusChanged.connect(this._onStatus, this);
  }

  /** A share for another view, which holds `table` from the start. */
  share(table: string): PageLease {
    const lease = new PageLease({ service: this._service, leases: this._leases });
    lease._held.add(table);
    return lease;
  }

  /** True when both are of one worker. */
  isOf(other: unknown): boolean {
    return other instanceof PageLease && other._leases === this._leases;
  }

  get status(): AnalysisService["status"] {
    return this._isDisposed ? "gone" : this._service.status;
  }

  /** Emitted after `status` changed. */
  get statusChanged(): ISignal<this, AnalysisService["status"]> {
    return this._statusChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  async call<M extends keyof Methods>(
    method: M,
    params: Methods[M][0],
    run?: RunOptions,
  ): Promise<Methods[M][1]> {
    if (this._isDisposed) throw gone();
    if (method === "release") return this._release((params as Methods["release"][0]).handles);
    const answer = await this._service.call(method, params, run);
    if (method === "load" || method === "filter") this._held.add((answer as { table: string }).table);
    return answer;
  }

  /** Generates the sample capture; its CSV text. */
  async makeSample(sample: SampleOptions): Promise<string> {
    if (this._isDisposed) throw gone();
    return this._service.makeSample(sample);
  }

  dispose(): void {
    if (this._isDisposed) return;
    const { _service: service, _leases: leases } = this;
    if (leases.size > 1) void this._release([...this._held]).catch(() => undefined);
    this._isDisposed = true;
    leases.delete(this);
    service.statusChanged.disconnect(this._onStatus, this);
    Signal.clearData(this);
    if (leases.size === 0) service.dispose();
  }

  /** Gives back what no other view holds. */
  private _release(handles: readonly string[]): Promise<Record<string, never>> {
    for (const handle of handles) this._held.delete(handle);
    const others = [...this._leases].filter((lease) => lease !== this);
    const free = handles.filter((handle) => !others.some((lease) => lease._held.has(handle)));
    if (free.length === 0) return Promise.resolve({});
    return this._service.call("release", { handles: free });
  }

  private _onStatus(): void {
    this._statusChanged.emit(this.status);
  }
}

function gone(): Error {
  return Object.assign(new Error("Cannot analyze in this page: this view was closed"), {
    code: "KERNEL_GONE",
  });
}
