import { codedError, describe } from "../../core/mod.ts";
import type { Labels } from "../../core/mod.ts";

/** Labels as numbers: row `r` has class `classes[codes[r]]`. */
export interface EncodedLabels {
  /** Numbers by value, other texts by code unit. */
  readonly classes: string[];
  readonly codes: Int32Array;
}

/**
 * Checks labels at a public door and numbers their classes.
 *
 * @param action What cannot be done, as "fit RandomForestClassifier".
 * @throws {TypeError} when they are no labels; {RangeError} when there is not one for each row. Both have code BAD_INPUT.
 */
export function encodeLabels(action: string, y: Labels, rows: number): EncodedLabels {
  if (y instanceof Int32Array && y.length === rows) return encodeNumbers(y);
  const texts = labelTexts(action, y, rows);
  const codeOf = new Map<string, number>();
  for (const text of texts) codeOf.set(text, 0);
  const classes = sortedClasses([...codeOf.keys()]);
  classes.forEach((name, code) => codeOf.set(name, code));
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) codes[row] = codeOf.get(texts[row]!)!;
  return { classes, codes };
}

/** As the texts of the numbers, without making one a row. */
function encodeNumbers(y: Int32Array): EncodedLabels {
  const values = Int32Array.from(new Set(y)).sort();
  const codeOf = new Map<number, number>();
  values.forEach((value, code) => codeOf.set(value, code));
  return { classes: Array.from(values, String), codes: y.map((value) => codeOf.get(value)!) };
}

/** Each text is looked at once: there may be a million of them. */
function sortedClasses(texts: string[]): string[] {
  const keyed = texts.map((text) => ({ text, value: numberOf(text) }));
  return keyed.sort((a, b) => compare(a.text, a.value, b.text, b.value)).map(({ text }) => text);
}

/** Numbers come first and by value; other texts, and different spellings of one number, by code unit. */
export function inClassOrder(a: string, b: string): number {
  return compare(a, numberOf(a), b, numberOf(b));
}

function compare(a: string, x: number | null, b: string, y: number | null): number {
  if (x !== y) {
    if (x === null) return 1;
    if (y === null) return -1;
    return x - y;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function numberOf(text: string): number | null {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return null;
  return Number(text);
}

function labelTexts(action: string, y: Labels, rows: number): readonly string[] {
  const isNumbers = y instanceof Int32Array;
  if (!isNumbers && !Array.isArray(y)) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: y must be a list of texts or an Int32Array, got ${describe(y)}; of a column take toArray()`,
    );
  }
  if (y.length !== rows) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: y must have a label for each of the ${rows} rows of X, got ${y.length}`,
    );
  }
  const texts = y as readonly string[];
  for (let row = 0; row < rows; row++) {
    if (typeof texts[row] === "string") continue;
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: y must hold texts only, got ${describe(texts[row])} in row ${row}; ${remedyFor(texts[row])}`,
    );
  }
  return texts;
}

function remedyFor(label: unknown): string {
  return typeof label === "number" || typeof label === "boolean"
    ? "give y.map(String), or whole numbers as an Int32Array"
    : "leave unlabeled rows out";
}
