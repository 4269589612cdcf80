/** The service: one dispatcher behind both transports. Requests in, answers out; it neither throws nor rejects. */
import type { JSONValue, Methods, Progress, RunOptions, ServiceResponse } from "../core/mod.ts";
import { CancelledError, codedError, describe, quote } from "../core/mod.ts";
import { boundedMapping, boundedReport, jsonBytes, profilePayload } from "../display/mod.ts";
import { profile } from "../profile/mod.ts";
import { loadFlows } from "../read/mod.ts";
import { handleFor, releaseHandle, tableFor } from "../table/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { checkRequest, requestId, serviceError } from "./requests.ts";
import { RowPages } from "./row-pages.ts";

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

type Params = Record<string, unknown>;
type Method = (params: Params, run: RunOptions) => Promise<unknown>;

/** Makes a service. Several may live side by side: tables are known by their handles to all of them. */
export function createService(): Service {
  const running = new Map<string, AbortController>();
  const pages = new RowPages();
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
    cancel: ({ id }) => {
      const job = typeof id === "string" ? running.get(id) : undefined;
      job?.abort(codedError(Error, "CANCELLED", "Cannot finish: the request was cancelled"));
      return Promise.resolve({ cancelled: job !== undefined });
    },
    release: ({ handles }) => {
      if (!Array.isArray(handles))
        throw codedError(TypeError, "BAD_INPUT", "Cannot release tables: handles must be a list");
      for (const handle of handles) if (typeof handle === "string") releaseHandle(handle);
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
          if (controller.signal.aborted) throw new CancelledError(method);
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

function tableOf({ table: handle }: Params): FlowTable {
  if (typeof handle !== "string")
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot find table: its handle must be a text, got ${describe(handle)}`,
    );
  const table = tableFor(handle);
  if (table) return table;
  throw codedError(
    RangeError,
    "E_NO_SUCH_TABLE",
    `Cannot find table ${quote(handle)}: it is not in memory any more; run the cell again`,
  );
}

/** Options as they came: plain data, and nothing that steers the run. */
function plainOptions(action: string, options: unknown): Record<string, JSONValue> {
  if (options === undefined || options === null) return {};
  if (typeof options !== "object" || Array.isArray(options)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: options must be an object, got ${describe(options)}`,
    );
  }
  for (const name of ["signal", "onProgress"]) {
    if (Object.hasOwn(options, name))
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot ${action}: option ${quote(name)} cannot be sent in a request`,
      );
  }
  return { ...(options as Record<string, JSONValue>) };
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
