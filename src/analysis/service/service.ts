/** The service: one dispatcher behind both transports. Requests in, answers out; it neither throws nor rejects. */
import type { Progress, ServiceResponse } from "../core/mod.ts";
import { CancelledError, codedError, quote } from "../core/mod.ts";
import type { ServiceMethods } from "./methods.ts";
import type { Method } from "./params.ts";
import { checkRequest, requestId, serviceError } from "./requests.ts";

/** Shortest time between two reports of progress of one request, in ms. */
const PROGRESS_MS = 100;
/** Requests that run at the same time. */
const MAX_RUNNING = 64;

export type Emit = (response: ServiceResponse) => void;

/** Answers requests on the tables of this runtime. */
export interface Service {
  /**
   * Answers one request: any number of progress reports, then a result or an error, all under its id.
   *
   * @param request Untrusted; anything that is no request is answered with code BAD_INPUT.
   * @param emit Takes the answers; called no more once the promise has settled.
   * @returns Settles after the last answer. Never rejects.
   */
  handleRequest(request: unknown, emit: Emit): Promise<void>;
  /** Cancels all that runs. */
  dispose(): void;
}

/** Makes a service. Several may live side by side: tables are known by their handles to all of them. */
export function createService(): Service {
  const running = new Map<string, AbortController>();
  let own: Promise<ServiceMethods> | null = null;
  const cancel: Method = ({ id }) => {
    const job = typeof id === "string" ? running.get(id) : undefined;
    job?.abort(codedError(Error, "CANCELLED", "Cannot finish: the request was cancelled"));
    return Promise.resolve({ cancelled: job !== undefined });
  };
  const methodOf = async (name: keyof ServiceMethods | "cancel"): Promise<Method> => {
    if (name === "cancel") return cancel;
    own ??= import("./methods.ts").then(({ serviceMethods }) => serviceMethods()); // at first use: ADR 0017
    return (await own)[name];
  };

  return {
    async handleRequest(request, emit) {
      const respond = (answer: { ok: unknown } | { error: ReturnType<typeof serviceError> }): void => {
        emit({ v: 1, id: requestId(request), ...answer } as ServiceResponse);
      };
      try {
        const { id, method, params } = checkRequest(request);
        if (running.has(id))
          throw codedError(
            RangeError,
            "BAD_INPUT",
            `Cannot answer: a request with the id ${quote(id)} is running`,
          );
        if (running.size >= MAX_RUNNING)
          throw codedError(
            Error,
            "BUSY",
            `Cannot answer: ${MAX_RUNNING} requests are running; try again later`,
          );
        const controller = new AbortController();
        running.set(id, controller);
        try {
          const report = throttled((progress) => emit({ v: 1, id, progress }));
          const run = { signal: controller.signal, onProgress: report };
          const ok = await (await methodOf(method))(params, run);
          // A training that was cancelled answers with what was done by then.
          if (controller.signal.aborted && method !== "train") throw new CancelledError(method);
          respond({ ok });
        } finally {
          running.delete(id);
        }
      } catch (error) {
        respond({ error: serviceError(error) });
      }
    },
    dispose() {
      for (const job of running.values()) job.abort();
    },
  };
}

/** Lets a report through when the phase changes, and else at most every PROGRESS_MS. */
function throttled(report: (progress: Progress) => void): (progress: Progress) => void {
  let phase: string | null = null;
  let last = 0;
  return (progress) => {
    const now = performance.now();
    if (progress.phase === phase && now - last < PROGRESS_MS) return;
    phase = progress.phase;
    last = now;
    report(progress);
  };
}
