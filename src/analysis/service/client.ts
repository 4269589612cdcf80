/** The widget's end of the service, the same over every transport. */
import type { AnalysisService, Methods, RunOptions, ServiceRequest, ServiceResponse } from "../core/mod.ts";
import { CancelledError, codedError } from "../core/mod.ts";
import { readResponse, resultProblem } from "./answers.ts";
import { callInParts, type PartOptions } from "./file-parts.ts";

/** A call may go unanswered this long before the status says "busy", so that quick calls do not make it flicker. */
const BUSY_AFTER_MS = 400;

export interface ServiceClientOptions {
  /** Sends a request; may throw, which fails that call. */
  send(request: ServiceRequest): void;
  /** Stops a request at the other end, where the transport has its own way; else a "cancel" request is sent. */
  cancel?(id: string): void;
  /** Called after `status` changed. */
  statusChanged?(): void;
  /** Told apart from other clients of the same service by this; letters and digits. */
  name?: string;
  /** A call fails with code BUSY when nothing came for it in this time, in ms; never when left out. */
  timeoutMs?: number;
  /** How model files travel; whole when left out. */
  parts?: PartOptions;
}

interface Call {
  method: keyof Methods;
  run: RunOptions;
  resolve(result: unknown): void;
  reject(error: Error): void;
  /** Ends the call's listening and timing. */
  end(): void;
  /** Starts the wait for a message anew. */
  wait(): void;
}

/**
 * Matches answers to calls by their ids. The transport gives it what arrives (`receive`), what failed (`fail`), and its own end (`close`).
 *
 * Errors have the code of the other end, or CANCELLED, BUSY (timeout), KERNEL_GONE (after `close`), BAD_ANSWER.
 */
export class ServiceClient implements AnalysisService {
  readonly #options: ServiceClientOptions;
  readonly #calls = new Map<string, Call>();
  readonly #prefix: string;
  readonly #route: AnalysisService["call"];
  #count = 0;
  #status: AnalysisService["status"] = "ready";
  #isOccupied = false;
  #slow: ReturnType<typeof setTimeout> | undefined;
  #closed: string | null = null;

  constructor(options: ServiceClientOptions) {
    this.#options = options;
    this.#prefix = `${options.name ?? "client"}-${randomName()}`;
    const ask: AnalysisService["call"] = (method, params, run) => this.#ask(method, params, run ?? {});
    this.#route = options.parts === undefined ? ask : callInParts(ask, options.parts);
  }

  /** busy: the other end does something else, or takes its time over a call; gone: it will never answer. */
  get status(): AnalysisService["status"] {
    return this.#status;
  }

  /** Number of calls without an answer. */
  get pending(): number {
    return this.#calls.size;
  }

  call<M extends keyof Methods>(
    method: M,
    params: Methods[M][0],
    run: RunOptions = {},
  ): Promise<Methods[M][1]> {
    return this.#route(method, params, run);
  }

  #ask<M extends keyof Methods>(method: M, params: Methods[M][0], run: RunOptions): Promise<Methods[M][1]> {
    if (this.#closed !== null) return Promise.reject(codedError(Error, "KERNEL_GONE", this.#closed));
    if (run.signal?.aborted) return Promise.reject(new CancelledError(method, { cause: run.signal.reason }));
    const id = `${this.#prefix}-${++this.#count}`;
    return new Promise<Methods[M][1]>((resolve, reject) => {
      this.#open(id, { method, run, resolve: (result) => resolve(result as Methods[M][1]), reject });
      try {
        this.#options.send({ v: 1, id, method, params });
      } catch (cause) {
        this.#take(id)?.reject(
          codedError(
            Error,
            "E_SEND",
            `Cannot ask: ${cause instanceof Error ? cause.message : "sending failed"}`,
            { cause },
          ),
        );
      }
    });
  }

  /** Takes a message of the transport; what is no answer to a call of this client is ignored. */
  receive(message: unknown): void {
    const response = readResponse(message, (id) => this.#calls.get(id)?.method);
    if (response === null) this.#refuseDamaged(message);
    else this.#answer(response);
  }

  /** A request gets no answer, the transport says why. */
  fail(id: string, code: string, message: string): void {
    this.#take(id)?.reject(codedError(Error, code, message));
  }

  /** The other end does something that is not for this client, or has ended that. */
  setOccupied(isOccupied: boolean): void {
    this.#isOccupied = isOccupied;
    this.#update();
  }

  /** The other end is gone: every call fails, now and later. */
  close(message: string): void {
    if (this.#closed !== null) return;
    this.#closed = message;
    for (const id of [...this.#calls.keys()])
      this.#take(id)?.reject(codedError(Error, "KERNEL_GONE", message));
    this.#update();
  }

  dispose(): void {
    this.close("Cannot ask: this view was closed");
  }

  #open(
    id: string,
    { method, run, resolve, reject }: Pick<Call, "method" | "run" | "resolve" | "reject">,
  ): void {
    const { timeoutMs } = this.#options;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      if (timeoutMs === undefined) return;
      const message = `Cannot ask: no answer for ${timeoutMs / 1000} s; the other end is busy, try again`;
      timer = setTimeout(() => this.#stop(id, codedError(Error, "BUSY", message)), timeoutMs);
    };
    const abort = (): void => {
      // A training that is cancelled answers with what is done by then.
      if (method === "train") this.#sendCancel(id);
      else this.#stop(id, new CancelledError(method, { cause: run.signal?.reason }));
    };
    const end = (): void => {
      clearTimeout(timer);
      run.signal?.removeEventListener("abort", abort);
    };
    run.signal?.addEventListener("abort", abort, { once: true });
    this.#calls.set(id, { method, run, resolve, reject, end, wait });
    wait();
    this.#update();
  }

  /** Fails a call at once and asks the other end to stop it. */
  #stop(id: string, error: Error): void {
    const call = this.#take(id);
    if (call === undefined) return;
    call.reject(error);
    this.#sendCancel(id);
  }

  #sendCancel(id: string): void {
    try {
      if (this.#options.cancel) this.#options.cancel(id);
      else if (this.#closed === null)
        this.#options.send({ v: 1, id: `${id}-cancel`, method: "cancel", params: { id } });
    } catch {
      // The call has failed already; the other end ends it, or is gone.
    }
  }

  #answer(response: ServiceResponse): void {
    const call = this.#calls.get(response.id);
    if (call === undefined) return;
    if ("progress" in response) {
      call.wait();
      notify(() => call.run.onProgress?.(response.progress));
      return;
    }
    this.#take(response.id);
    if ("error" in response) {
      const { name, code, message } = response.error;
      call.reject(
        code === "CANCELLED"
          ? new CancelledError(call.method)
          : Object.assign(codedError(Error, code, message), { name }),
      );
      return;
    }
    const problem = resultProblem(call.method, response.ok);
    if (problem === null) call.resolve(response.ok);
    else
      call.reject(codedError(TypeError, "BAD_ANSWER", `Cannot use the answer to ${call.method}: ${problem}`));
  }

  /** A damaged answer to one of our calls would leave it waiting for ever. */
  #refuseDamaged(message: unknown): void {
    const id =
      message !== null && typeof message === "object" && Object.hasOwn(message, "id")
        ? (message as { id: unknown }).id
        : undefined;
    if (typeof id !== "string") return;
    const call = this.#take(id);
    call?.reject(
      codedError(
        TypeError,
        "BAD_ANSWER",
        `Cannot use the answer to ${call.method}: it is damaged or too large`,
      ),
    );
  }

  #take(id: string): Call | undefined {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    this.#calls.delete(id);
    call.end();
    this.#update();
    return call;
  }

  #update(): void {
    if (this.#calls.size === 0 || this.#closed !== null) {
      clearTimeout(this.#slow);
      this.#slow = undefined;
      this.#set(this.#closed !== null ? "gone" : this.#isOccupied ? "busy" : "ready");
      return;
    }
    if (this.#isOccupied) this.#set("busy");
    this.#slow ??= setTimeout(() => this.#set("busy"), BUSY_AFTER_MS);
  }

  #set(status: AnalysisService["status"]): void {
    if (status === this.#status) return;
    this.#status = status;
    notify(() => this.#options.statusChanged?.());
  }
}

/** A listener that throws must not keep an answer from its caller; its error is reported as uncaught. */
function notify(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** 64 bits as text; ids need only differ among the clients of a service. */
function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (word) => word.toString(36)).join("");
}
