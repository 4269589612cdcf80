import { checkInteger, checkOneOf, checkOptions, codedError, describe } from "../core/mod.ts";
import type { JSONValue, ReadOptions } from "../core/mod.ts";
import { checkFormat } from "./recognize.ts";
import { zoneOffset } from "./times.ts";
import type { ZoneOffset } from "./times.ts";

const ACTION = "load flows";
const KNOWN_OPTIONS = [
  "format",
  "label",
  "benign",
  "sample",
  "timeZone",
  "lenient",
  "bytes",
  "signal",
  "onProgress",
];
const DEFAULT_SEED = 42;

export interface LoadOptions extends ReadOptions {
  /** "auto" tells by the content. */
  format?: "auto" | "trafficlab" | "csv" | "zeek-tsv" | "zeek" | undefined;
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
  label: string | undefined;
  benign: readonly string[] | undefined;
  sample: { rows: number; seed: number } | null;
  zone: ZoneOffset;
  zoneGiven: boolean;
  lenient: boolean;
  bytes: "ip" | "payload";
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
  const label = given(options.label, (value) => checkText("label", value));
  const benign = given(options.benign, checkBenign);
  const sample = given(options.sample, checkSample) ?? null;
  const timeZone = given(options.timeZone, (value) => checkText("timeZone", value));
  const lenient = given(options.lenient, checkLenient);
  const bytes = given(options.bytes, (value) =>
    checkOneOf(ACTION, "bytes", value, ["ip", "payload"] as const),
  );
  return {
    format,
    label,
    benign,
    sample,
    zone: zoneOffset(timeZone ?? "UTC"),
    zoneGiven: timeZone !== undefined,
    lenient: lenient ?? false,
    bytes: bytes ?? "ip",
    parameters: present({
      format: format === "auto" ? undefined : format,
      label,
      benign,
      sample: sample ?? undefined,
      timeZone,
      lenient,
      bytes,
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

function checkBenign(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item) => checkText("benign", item));
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${ACTION}: benign must be a list of texts, got ${describe(value)}`,
  );
}

function checkLenient(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${ACTION}: lenient must be true or false, got ${describe(value)}`,
  );
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
