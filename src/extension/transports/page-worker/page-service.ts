import type { IDisposable } from "@lumino/disposable";
import { type ISignal, Signal } from "@lumino/signaling";
import { type AnalysisService, type Methods, type RunOptions, ServiceClient } from "../../../analysis/mod.ts";
import { PageChannel, type PageWorker } from "./page-channel.ts";
import type { SampleOptions } from "./protocol.ts";
import { startWorker } from "./start-worker.ts";

/** A worker, and the client of the service that runs in it. */
interface Running {
  client: ServiceClient;
  channel: PageChannel;
}

/**
 * The library in a worker of this page.
 *
 * The worker starts with the first call, so that a view that opens no file costs none. When it ends by itself its tables are
 * gone and so is the service, until a file is loaded into a new worker.
 */
export class PageService implements AnalysisService, IDisposable {
  private readonly _start: () => PageWorker;
  private readonly _statusChanged = new Signal<this, AnalysisService["status"]>(this);
  private _running: Running | null = null;
  private _isDisposed = false;

  /** @param start Makes a worker that runs worker.ts. */
  constructor(start: () => PageWorker = startWorker) {
    this._start = start;
  }

  get status(): AnalysisService["status"] {
    if (this._isDisposed) return "gone";
    return this._running?.client.status ?? "ready";
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
    return this._worker(method === "load").client.call(method, params, run);
  }

  /** Generates the sample capture; its CSV text. */
  async makeSample(sample: SampleOptions): Promise<string> {
    return this._worker(true).channel.makeSample(sample);
  }

  dispose(): void {
    if (this._isDisposed) return;
    this._isDisposed = true;
    this._running?.channel.dispose();
    Signal.clearData(this);
  }

  /** The running worker; a new one where there is none, or where the last one ended and `renew` is true. */
  private _worker(renew: boolean): Running {
    const { _running: running } = this;
    if (running !== null && !(renew && running.client.status === "gone")) return running;
    if (this._isDisposed) throw new Error("Cannot analyze in this page: this view was closed");
    const client = new ServiceClient({
      name: "page",
      send: (request) => channel.send(request),
      statusChanged: () => this._statusChanged.emit(this.status),
    });
    const channel = new PageChannel(this._start(), {
      received: (message) => client.receive(message),
      closed: (message) => client.close(message),
    });
    this._running = { client, channel };
    this._statusChanged.emit(this.status);
    return this._running;
  }
}
