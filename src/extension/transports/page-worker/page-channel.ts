import type { IDisposable } from "@lumino/disposable";
import type { ServiceRequest } from "../../../analysis/mod.ts";
import type { FromWorker, SampleOptions, ToWorker } from "./protocol.ts";

/** The part of a Worker that a channel uses. */
export type PageWorker = Pick<
  Worker,
  "postMessage" | "terminate" | "onmessage" | "onmessageerror" | "onerror"
>;

/** What a channel tells its owner. */
export interface PageChannelEvents {
  /** A message for some request; checked by the receiver. */
  received(message: unknown): void;
  /** No request will get an answer any more. */
  closed(message: string): void;
}

/** Carries requests to a worker of the page and its answers back. Blobs go by reference: a file is never copied. */
export class PageChannel implements IDisposable {
  private readonly _worker: PageWorker;
  private readonly _events: PageChannelEvents;
  private readonly _samples = new Map<number, { accept(csv: string): void; refuse(error: Error): void }>();
  private _closed = false;
  private _lastSample = 0;

  constructor(worker: PageWorker, events: PageChannelEvents) {
    this._worker = worker;
    this._events = events;
    worker.onmessage = (event) => this._onMessage(event.data as FromWorker);
    worker.onmessageerror = () =>
      this._close("Cannot analyze in this page: an answer of the worker could not be read");
    worker.onerror = (event) => {
      event.preventDefault?.();
      this._close(
        `Cannot analyze in this page: the worker ended, ${event.message || "perhaps for lack of memory"}`,
      );
    };
  }

  get isDisposed(): boolean {
    return this._closed;
  }

  send(request: ServiceRequest): void {
    this._post({ service: request });
  }

  /** Generates the sample capture in the worker; its CSV text. */
  makeSample(sample: SampleOptions): Promise<string> {
    return new Promise((accept, refuse) => {
      const id = ++this._lastSample;
      this._samples.set(id, { accept, refuse });
      this._post({ sample, id });
    });
  }

  /** Ends the worker and with it all that it holds. */
  dispose(): void {
    this._close("Cannot analyze in this page: this view was closed");
  }

  private _post(message: ToWorker): void {
    if (!this._closed) this._worker.postMessage(message);
  }

  private _onMessage(message: FromWorker): void {
    if ("service" in message) {
      this._events.received(message.service);
      return;
    }
    const waiting = this._samples.get(message.id);
    this._samples.delete(message.id);
    if ("sample" in message) waiting?.accept(message.sample);
    else
      waiting?.refuse(
        Object.assign(new Error(message.sampleError.message), { code: message.sampleError.code }),
      );
  }

  private _close(message: string): void {
    if (this._closed) return;
    this._closed = true;
    this._worker.onmessage = this._worker.onmessageerror = this._worker.onerror = null;
    this._worker.terminate();
    for (const { refuse } of this._samples.values()) refuse(new Error(message));
    this._samples.clear();
    this._events.closed(message);
  }
}
