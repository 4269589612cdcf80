/** What the service does, method by method. */
import type { JSONValue, Methods } from "../core/mod.ts";
import { codedError, describe } from "../core/mod.ts";
import { boundedMapping, boundedReport, jsonBytes, profilePayload } from "../display/mod.ts";
import { profile } from "../profile/mod.ts";
import { loadFlows } from "../read/mod.ts";
import { releaseModel } from "../persist/mod.ts";
import { handleFor, releaseHandle } from "../table/mod.ts";
import { releaseAssessor } from "../threat/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { ModelFiles } from "./model-files.ts";
import { plainOptions, tableOf, type Method, type Params } from "./params.ts";
import { Results } from "./results.ts";
import { RowPages } from "./row-pages.ts";
import { Threats } from "./threats.ts";

/** What the names of a loaded table's columns may take in an answer. */
const MAX_NAMES_BYTES = 300_000;

/** Every method but "cancel", which is of the service itself. */
export type ServiceMethods = Record<Exclude<keyof Methods, "cancel">, Method>;

/** The methods of one service, with what they keep from request to request. */
export function serviceMethods(): ServiceMethods {
  const pages = new RowPages();
  const results = new Results(pages);
  const threats = new Threats();
  const files = new ModelFiles();
  return {
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

function namesThatFit(names: readonly string[]): string[] {
  let bytes = 0;
  const end = names.findIndex((name) => (bytes += jsonBytes(name) + 1) > MAX_NAMES_BYTES);
  return names.slice(0, end === -1 ? names.length : end);
}
