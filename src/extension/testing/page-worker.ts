/** A worker for tests: the real service, with all messages cloned as between threads. */
import { createService } from "../../analysis/mod.ts";
import type { PageWorker } from "../transports/page-worker/page-channel.ts";
import type { SampleOptions, ToWorker } from "../transports/page-worker/protocol.ts";
import { serveMessages } from "../transports/page-worker/serve-messages.ts";

/** What is posted arrives as a structured clone, in a later turn, and not after the end. */
export class ClonedWorker implements PageWorker {
  onmessage: PageWorker["onmessage"] = null;
  onmessageerror: PageWorker["onmessageerror"] = null;
  onerror: PageWorker["onerror"] = null;
  isTerminated = false;
  private readonly _serve: (message: ToWorker) => Promise<void>;

  constructor(makeSample: (sample: SampleOptions) => string = () => "") {
    const answer = (message: unknown): void => {
      this._post(message, (data) => {
        this.onmessage?.call(this.self, new MessageEvent("message", { data }));
      });
    };
    this._serve = serveMessages({ service: createService(), makeSample, post: answer });
  }

  postMessage(message: ToWorker): void {
    // A browser clones a File as a File; Node makes a nameless Blob of it, so files are passed as they are.
    const isLoad = "service" in message && message.service.method === "load";
    if (isLoad) this._deliver(message, (given) => void this._serve(given));
    else this._post(message, (data) => void this._serve(data));
  }

  terminate(): void {
    this.isTerminated = true;
  }

  /** Ends as a browser ends a worker that ran out of memory. */
  crash(message: string): void {
    this.onerror?.call(this.self, Object.assign(new Event("error"), { message }) as ErrorEvent);
  }

  private get self(): Worker {
    return this as unknown as Worker;
  }

  private _post<T>(message: T, deliver: (message: T) => void): void {
    this._deliver(structuredClone(message), deliver);
  }

  private _deliver<T>(data: T, deliver: (message: T) => void): void {
    void Promise.resolve().then(() => (this.isTerminated ? undefined : deliver(data)));
  }
}
