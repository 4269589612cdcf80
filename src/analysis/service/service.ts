/** The service: one dispatcher behind both transports. Requests in, answers out; it neither throws nor rejects. */
import type { JSONValue, Methods, Progress, ServiceResponse } from "../core/mod.ts";
import { CancelledError, codedError, describe, quote } from "../core/mod.ts";
import { boundedMapping, boundedReport, jsonBytes, profilePayload } from "../display/mod.ts";
import { profile } from "../profile/mod.ts";
import { loadFlows } from "../read/mod.ts";
import { releaseModel } from "../persist/mod.ts";
import { handleFor, releaseHandle } from "../table/mod.ts";
import { releaseAssessor } from "../threat/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { ModelFiles } from "./model-files.ts";
import { plainOptions, tableOf, type Method, type Params } from "./params.ts";
import { checkRequest, requestId, serviceError } from "./requests.ts";
import { Results } from "./results.ts";
import { RowPages } from "./row-pages.ts";
import { Threats } from "./threats.ts";

/** Shortest time between two reports of progress of one request, in ms. */
const PROGRESS_MS = 100;
/** Requests that run at the same time. */
const MAX_RUNNING = 64;
/** What the names of a loaded table's columns may take in an answer. */
const MAX_NAMES_BYTES = 300_000;

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
  const pages = new RowPages();
  const results = new Results(pages);
  const threats = new Threats();
  const files = new ModelFiles();
  const methods: Record<keyof Methods, Method> = {
    load: async (params, run): Promise<Methods["load"][1]> => {
      const { source, options } = sourceOf(params);
      const table = await loadFlows(source, { ...options, ...run });
      return {
        table: handleFor(table),
        report: boundedReport(table.report, { rejectedRows: 500, labels: 200, warnings: 40, text: 200 }),
        mapping: boundedMapping(table.mapping),
        rowCount: table.rowCount,
        columnNames: namesThatFit(pages.namesOf(table).shown),
      };
    },
    profile: async (params, run) => {
      const table = tableOf(params);
      const options = plainOptions("profile flows", params["options"]);
      if (Array.isArray(options["columns"]))
        options["columns"] = options["columns"].map((name) => pages.namesOf(table).actual(name));
      const result = await profile(table, { ...options, ...run });
      return profilePayload({ profile: result, table, handle: handleFor(table) });
    },
    rows: (params) => Promise.resolve(pages.page(tableOf(params), params)),
    filter: (params) => {
      const table = tableOf(params);
      const filtered = table.filter(pages.namesOf(table).filter(params["where"]));
      return Promise.resolve({ table: handleFor(filtered), rowCount: filtered.rowCount });
    },
    train: (params, run) => results.train(params, run),
    detect: (params, run) => results.detect(params, run),
    behavior: (params, run) => results.behavior(params, run),
    assessor: (params, run) => threats.assessor(params, run),
    assess: (params, run) => threats.assess(params, run),
    replay: (params, run) => threats.replay(params, run),
    predict: (params, run) => results.predict(params, run),
    export: (params, run) => results.export(params, run),
    save: async (params) => files.save(params),
    open: async (params) => files.open(params),
    cancel: ({ id }) => {
      const job = typeof id === "string" ? running.get(id) : undefined;
      job?.abort(codedError(Error, "CANCELLED", "Cannot finish: the request was cancelled"));
      return Promise.resolve({ cancelled: job !== undefined });
    },
    release: ({ handles }) => {
      if (!Array.isArray(handles))
        throw codedError(TypeError, "BAD_INPUT", "Cannot release: handles must be a list");
      for (const handle of handles) {
        if (typeof handle !== "string") continue;
        releaseHandle(handle);
        releaseModel(handle);
        releaseAssessor(handle);
      }
      return Promise.resolve({});
    },
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
          const ok = await methods[method](params, { signal: controller.signal, onProgress: report });
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

/** What is to be loaded, and how. */
function sourceOf({ source, options: given }: Params): {
  source: Blob | string;
  options: Record<string, JSONValue>;
} {
  const options = plainOptions("load flows", given);
  if (typeof source === "string" || source instanceof Blob) return { source, options };
  if (typeof source !== "object" || source === null || !("table" in source)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot load flows: source must be a file, a path or a table, got ${describe(source)}`,
    );
  }
  const { source: name, ...own } = recipeOf(tableOf(source));
  if (typeof name === "string") return { source: name, options: { ...own, ...options } };
  throw codedError(
    RangeError,
    "E_UNSUPPORTED",
    "Cannot load flows again: the table must come from a file or a URL, got one made of data in memory; load it in a cell with these options",
  );
}

/** The options a table was loaded with; its later steps are not repeated. */
function recipeOf(table: FlowTable): Record<string, JSONValue> {
  const { parameters } = table.provenance;
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) return {};
  const { steps: _, ...own } = parameters;
  return own;
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

function namesThatFit(names: readonly string[]): string[] {
  let bytes = 0;
  const end = names.findIndex((name) => (bytes += jsonBytes(name) + 1) > MAX_NAMES_BYTES);
  return names.slice(0, end === -1 ? names.length : end);
}
