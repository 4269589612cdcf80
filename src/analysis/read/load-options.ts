import {
  CANONICAL_FIELDS,
  checkInteger,
  checkOneOf,
  checkOptions,
  codedError,
  describe,
  REQUIRED_FIELDS,
} from "../core/mod.ts";
import type {
  CanonicalField,
  Dialect,
  FieldMapping,
  JSONValue,
  ReadOptions,
  RequiredField,
  Unit,
} from "../core/mod.ts";
import type { ReadContext } from "./dialects/types.ts";
import type { ReadEngine } from "./read-context.ts";
import { checkFormat } from "./format-names.ts";
import { zoneOffset } from "./times.ts";

const ACTION = "load flows";
const KNOWN_OPTIONS = [
  "format",
  "mapping",
  "label",
  "benign",
  "sample",
  "timeZone",
  "lenient",
  "bytes",
  "dayFirst",
  "pairOneWay",
  "aggregate",
  "approximate",
  "require",
  "engine",
  "signal",
  "onProgress",
];
const DEFAULT_SEED = 42;
const ENGINES: readonly ReadEngine[] = ["auto", "own", "duckdb"];
const UNITS: readonly Unit[] = [
  "s",
  "ms",
  "us",
  "ns",
  "min",
  "B",
  "kB",
  "KiB",
  "MB",
  "MiB",
  "bit",
  "packets",
];

export interface LoadOptions extends ReadOptions {
  /** "auto" tells by the content; a dialect's name reads as that. */
  format?: "auto" | Dialect | "zeek" | "eve" | "vpc" | undefined;
  /**
   * What reads Parquet files: "duckdb" the package @duckdb/node-api, "own" this library; "auto" (default) the former where it is installed
   * and faster: for large files of a codec that the runtime lacks. The table is the same.
   */
  engine?: ReadEngine | undefined;
  /** The file's columns for canonical fields, where the library finds none or others: a column, a column with its unit, or a formula. */
  mapping?: Partial<Record<CanonicalField, FieldMapping>> | undefined;
  /** The column that holds the labels, where it is not called "label". */
  label?: string | undefined;
  /** Label values that mean benign; all others then mean attack. */
  benign?: string[] | undefined;
  /** Keep a uniform sample of this many rows. */
  sample?: { rows: number; seed?: number } | undefined;
  /** The zone of time stamps that name none: "UTC" (default), "+02:00", "Europe/Berlin". */
  timeZone?: string | undefined;
}

/** Options after their check, with the defaults. */
export interface LoadSettings {
  format: string;
  engine: ReadEngine;
  sample: { rows: number; seed: number } | null;
  lenient: boolean;
  /** What a dialect's reader needs to know of them. */
  reading: Omit<ReadContext, "name" | "head" | "dialect" | "quotesMarkText" | "pause">;
  /** What a saved result must carry to be made again: the options that were given. */
  parameters: Record<string, JSONValue>;
}

/**
 * Checks all options before anything is read.
 *
 * @throws {TypeError} or {RangeError}, code BAD_INPUT, naming the option.
 */
export function checkLoadOptions(options: LoadOptions): LoadSettings {
  checkOptions(ACTION, options, KNOWN_OPTIONS);
  const format = checkFormat(options.format);
  const engine = given(options.engine, (value) => checkOneOf(ACTION, "engine", value, ENGINES));
  const sample = given(options.sample, checkSample);
  const timeZone = given(options.timeZone, (value) => checkText("timeZone", value));
  const lenient = given(options.lenient, (value) => checkTruth("lenient", value));
  const reading = {
    mapping: given(options.mapping, checkMapping),
    label: given(options.label, (value) => checkText("label", value)),
    benign: given(options.benign, (value) => checkTexts("benign", value)),
    bytes: given(options.bytes, (value) => checkOneOf(ACTION, "bytes", value, ["ip", "payload"] as const)),
    dayFirst: given(options.dayFirst, (value) => checkTruth("dayFirst", value)),
    pairOneWay: given(options.pairOneWay, (value) => checkTruth("pairOneWay", value)),
    aggregate: given(options.aggregate, (value) =>
      checkOneOf(ACTION, "aggregate", value, ["host-pair"] as const),
    ),
    approximate: given(options.approximate, (value) => checkTruth("approximate", value)),
    require: given(options.require, checkRequire),
  };
  return {
    format,
    engine: engine ?? "auto",
    sample: sample ?? null,
    lenient: lenient ?? false,
    reading: {
      ...reading,
      bytes: reading.bytes ?? "ip",
      zone: zoneOffset(timeZone ?? "UTC"),
      zoneGiven: timeZone !== undefined,
    },
    parameters: present({
      format: format === "auto" ? undefined : format,
      engine: engine === "auto" ? undefined : engine,
      sample,
      timeZone,
      lenient,
      ...reading,
    }),
  };
}

function given<T, U>(value: T | undefined, check: (value: T) => U): U | undefined {
  return value === undefined ? undefined : check(value);
}

function present(parameters: Record<string, JSONValue | undefined>): Record<string, JSONValue> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function checkText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${ACTION}: ${name} must be a text, got ${describe(value)}`,
  );
}

function checkTexts(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item) => checkText(name, item));
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${ACTION}: ${name} must be a list of texts, got ${describe(value)}`,
  );
}

function checkTruth(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${ACTION}: ${name} must be true or false, got ${describe(value)}`,
  );
}

function checkRequire(value: unknown): RequiredField[] {
  return checkTexts("require", value).map((field) => checkOneOf(ACTION, "require", field, REQUIRED_FIELDS));
}

type MappingOption = Partial<Record<CanonicalField, FieldMapping>>;

function checkMapping(value: unknown): MappingOption {
  checkOptions(`${ACTION} (mapping)`, value, CANONICAL_FIELDS);
  return Object.fromEntries(
    Object.entries(value as MappingOption).flatMap(([field, entry]) =>
      (entry as unknown) === undefined ? [] : [[field, checkFieldMapping(field, entry)]],
    ),
  );
}

function checkFieldMapping(field: string, value: unknown): FieldMapping {
  if (typeof value === "string") return value;
  const action = `${ACTION} (mapping.${field})`;
  checkOptions(action, value, ["column", "formula", "unit"]);
  const { column, formula, unit } = value as { column?: unknown; formula?: unknown; unit?: unknown };
  if ((column === undefined) === (formula === undefined)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: it must have either a column or a formula, got ${column === undefined ? "neither" : "both"}`,
    );
  }
  const known = unit === undefined ? {} : { unit: checkOneOf(action, "unit", unit, UNITS) };
  return column === undefined
    ? { formula: checkText(`mapping.${field}.formula`, formula), ...known }
    : { column: checkText(`mapping.${field}.column`, column), ...known };
}

function checkSample(value: { rows: number; seed?: number }): { rows: number; seed: number } {
  checkOptions(`${ACTION} (sample)`, value, ["rows", "seed"]);
  const rows = checkInteger(ACTION, "sample.rows", value.rows, 1, 0xffffffff);
  const seed = checkInteger(
    ACTION,
    "sample.seed",
    value.seed ?? DEFAULT_SEED,
    Number.MIN_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
  );
  return { rows, seed };
}
