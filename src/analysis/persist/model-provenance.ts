/** Where a model comes from: what of its data's provenance goes with it. */
import { cutText, describe, Sha256 } from "../core/mod.ts";
import type { JSONValue, Model, Provenance } from "../core/mod.ts";
import { isObject } from "./plain-json.ts";

/** Longer lists are summarized: the row numbers of a split may be a million. */
const MOST_ITEMS = 100;
const MOST_TEXT = 2000;
/** Longest JSON of all parameters, in characters: a quarter of the longest header of a model file. */
const MOST_JSON = 1 << 20;

/** What is wrong with the parts of a provenance that everything shows; null where nothing is. The rest is only passed on. */
export function provenanceFault(provenance: unknown): string | null {
  if (!isObject(provenance)) return `provenance must be an object, got ${describe(provenance)}`;
  const { library, source, rows, call, runtime, formatVersion } = provenance;
  if (typeof library !== "string" || typeof call !== "string" || !isObject(runtime))
    return "provenance must name library, call and runtime";
  if (!isObject(source) || typeof source["name"] !== "string") return "provenance.source must have a name";
  if (!Number.isSafeInteger(rows) || (rows as number) < 0)
    return `provenance.rows must be a whole number, got ${describe(rows)}`;
  if (formatVersion !== 1) return `provenance.formatVersion must be 1, got ${describe(formatVersion)}`;
  return null;
}

/**
 * The provenance of a model that was fitted on data of this provenance: with the estimator, its options and its seed; without the folders
 * of the machine and without long lists. The seed that made the data, where there is one, becomes `parameters.dataSeed`.
 *
 * The provenance of another model is taken for that of its data; of the same model, it comes out as it is.
 */
export function modelProvenance(provenance: Provenance, model: Model): Provenance {
  const given = provenance.parameters as unknown;
  const parameters = isObject(given) ? withoutFolders(given) : { given: (given ?? null) as JSONValue };
  // What a model's provenance says of the seed is about that model.
  const ofData = provenance.seed !== undefined && parameters["estimator"] === undefined;
  const dataSeed = ofData ? { dataSeed: provenance.seed! } : {};
  const short = shortened(parameters) as { [key: string]: JSONValue };
  const { steps } = short;
  if (Array.isArray(steps) && JSON.stringify(short).length > MOST_JSON) short["steps"] = summary(steps);
  return {
    ...provenance,
    seed: model.seed,
    parameters: {
      ...short,
      ...dataSeed,
      estimator: { name: model.estimator, options: shortened(model.options), seed: model.seed },
    },
  };
}

/** The parameters of a load, or of several that were concatenated, with the names of the files only. */
function withoutFolders(parameters: { [key: string]: JSONValue }): { [key: string]: JSONValue } {
  const { source, tables } = parameters;
  return {
    ...parameters,
    ...(typeof source === "string" ? { source: baseName(source) } : {}),
    ...(Array.isArray(tables) ? { tables: tables.map(withoutTheirFolders) } : {}),
  };
}

function withoutTheirFolders(table: JSONValue): JSONValue {
  if (!isObject(table) || !isObject(table["parameters"])) return table;
  return { ...table, parameters: withoutFolders(table["parameters"]) };
}

/** The last part of a path of any system, or of a URL's path. */
function baseName(source: string): string {
  const path = /^[a-z][a-z0-9+.-]+:\/\//i.test(source) ? source.replace(/[?#].*$/s, "") : source;
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? "";
}

/** A copy as JSON has it: long lists summarized, long texts cut, numbers that JSON lacks as texts. */
function shortened(value: unknown): JSONValue {
  if (typeof value === "string") return cutText(value, MOST_TEXT);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const list = Array.from(value as unknown as ArrayLike<unknown>);
    return list.length > MOST_ITEMS ? summary(list) : list.map(shortened);
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, shortened(item)]])),
  );
}

/** What tells a list from all others: of row numbers the hash of their 32 bits each, little-endian, otherwise that of the JSON. */
function summary(list: readonly unknown[]): JSONValue {
  const whole = list.every((item) => typeof item === "number" && item >>> 0 === item);
  const bytes = whole
    ? new Uint8Array(Uint32Array.from(list as number[]).buffer)
    : new TextEncoder().encode(JSON.stringify(list));
  const hash = new Sha256();
  hash.update(bytes);
  return { list: whole ? "uint32" : "json", count: list.length, sha256: hash.hex() };
}
