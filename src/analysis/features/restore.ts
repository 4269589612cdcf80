import { codedError, describe, quote } from "../core/mod.ts";
import type { JSONValue } from "../core/mod.ts";
import { CATEGORY_FEATURES, categoryFeature, columnName, numericFeature } from "./columns.ts";
import type { FeatureColumn } from "./columns.ts";
import { NUMERIC_FEATURES } from "./derived.ts";
import { FeatureSet } from "./feature-set.ts";
import { checkFeatureOptions } from "./options.ts";
import type { CheckedOptions, FeatureOptions } from "./options.ts";

type JSONObject = { [key: string]: JSONValue };

const MOST_COLUMNS = 10_000;

/**
 * The feature set that `toJSON` wrote.
 *
 * @throws {RangeError} code BAD_INPUT, "Cannot load features: " and the reason.
 */
export function restoreFeatureSet(json: JSONValue): FeatureSet {
  if (!isObject(json) || json["kind"] !== "flow-features")
    throw refused(`expected what a FeatureSet wrote, got ${describe(json)}`);
  if (json["version"] !== 1) throw refused(`version must be 1, got ${describe(json["version"])}`);
  const options = checkedOptions(json["options"]);
  const given = json["columns"];
  if (!Array.isArray(given) || given.length < 1 || given.length > MOST_COLUMNS)
    throw refused(`columns must be a list of 1 to ${MOST_COLUMNS}, got ${describe(given)}`);
  const columns = given.map((column, at) => checkColumn(column, at, options));
  const names = new Set(columns.map(columnName));
  if (names.size !== columns.length) throw refused("columns must differ from each other");
  checkOrder(columns);
  const has = (name: string): boolean => columns.some(({ feature }) => feature === name);
  const plan = {
    numeric: NUMERIC_FEATURES.filter(({ name }) => has(name)),
    categories: CATEGORY_FEATURES.filter(({ name }) => has(name)),
  };
  return new FeatureSet(columns, plan, options);
}

function checkedOptions(options: JSONValue | undefined): CheckedOptions {
  try {
    return checkFeatureOptions(options as FeatureOptions);
  } catch (cause) {
    throw refused((cause as Error).message, cause);
  }
}

function checkColumn(column: JSONValue, at: number, { include }: CheckedOptions): FeatureColumn {
  if (!isObject(column)) throw refused(`columns[${at}] must be an object, got ${describe(column)}`);
  const { kind, feature, ...rest } = column;
  if (typeof feature !== "string") throw refused(`columns[${at}].feature must be a text`);
  const known = kind === "category" ? categoryFeature(feature) : numericFeature(feature);
  if (!known || !include.includes(known.group))
    throw refused(`this version makes no ${quote(feature)} of kind ${describe(kind)}`);
  const checked = { kind, feature, ...checkRest(at, kind, rest) };
  return checked as FeatureColumn;
}

function checkRest(at: number, kind: JSONValue | undefined, rest: JSONObject): JSONObject {
  switch (kind) {
    case "number": {
      const { fill, center, scale, ...others } = rest;
      for (const [name, value] of Object.entries({ fill, center, scale }))
        if (typeof value !== "number" || !Number.isFinite(value))
          throw refused(`columns[${at}].${name} must be a number, got ${describe(value)}`);
      if (!((scale as number) > 0))
        throw refused(`columns[${at}].scale must be above 0, got ${describe(scale)}`);
      refuseOthers(at, others);
      return { fill: fill!, center: center!, scale: scale! };
    }
    case "missing":
      refuseOthers(at, rest);
      return {};
    case "category": {
      const { value, ...others } = rest;
      if (typeof value !== "string")
        throw refused(`columns[${at}].value must be a text, got ${describe(value)}`);
      refuseOthers(at, others);
      return { value };
    }
    default:
      throw refused(`columns[${at}].kind must be number, missing or category, got ${describe(kind)}`);
  }
}

function refuseOthers(at: number, others: JSONObject): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw refused(`columns[${at}] has an unknown ${quote(name)}`);
}

/** The columns of a feature stand side by side, as `transform` fills them. */
function checkOrder(columns: readonly FeatureColumn[]): void {
  const seen = new Set<string>();
  columns.forEach(({ feature }, at) => {
    if (columns[at - 1]?.feature === feature) return;
    if (seen.has(feature)) throw refused(`the columns of ${quote(feature)} must stand side by side`);
    seen.add(feature);
  });
}

function isObject(value: JSONValue | undefined): value is JSONObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(rule: string, cause?: unknown): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot load features: ${rule}`, { cause });
}
