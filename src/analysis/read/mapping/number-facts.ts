import type { Numbers } from "./numbers.ts";

/** Rows that are looked at, spread evenly over the table. */
export const SAMPLE = 10_000;
/** Fewer values are not told from a row number or a constant. */
const LEAST_FOR_CONSTANT = 20;
const LEAST_FOR_ROW_NUMBER = 8;
const LEAST_FOR_ENUM = 100;
/** Digits past which a number was computed in floating point, so that its decimals say nothing of a clock. */
const MAX_DIGITS = 14;
/** Numbers whose texts are looked at. */
const TEXTS = 1000;

/** What a sample of a column's numbers looks like. */
export interface NumberFacts {
  /** Finite numbers in the sample. */
  count: number;
  /** Ascending. */
  sorted: Float64Array;
  negative: number;
  fractional: number;
  constant: boolean;
  rowNumber: boolean;
  /** Some few whole numbers only. */
  enumerated: boolean;
}

/** Every how many-th row is looked at. */
export function sampleStep(rows: number): number {
  return Math.max(1, Math.floor(rows / SAMPLE));
}

export function factsOf(values: Numbers): NumberFacts {
  const step = sampleStep(values.length);
  const sample = new Float64Array(Math.ceil(values.length / step));
  let count = 0;
  let negative = 0;
  let fractional = 0;
  for (let row = 0; row < values.length; row += step) {
    const value = values[row]!;
    if (!(Math.abs(value) < Infinity)) continue;
    sample[count++] = value;
    if (value < 0) negative++;
    if (value !== Math.floor(value)) fractional++;
  }
  const sorted = sample.subarray(0, count).sort();
  const distinct = countDistinct(sorted, 4);
  return {
    count,
    sorted,
    negative,
    fractional,
    constant: distinct === 1 && count >= LEAST_FOR_CONSTANT,
    rowNumber: isRowNumber(values),
    enumerated: distinct <= 3 && fractional === 0 && count >= LEAST_FOR_ENUM && sorted[count - 1]! < 100,
  };
}

/** R-1 quantile of ascending numbers; NaN of none. */
export function quantileOf(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return NaN;
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** The most decimals that a number is written with; null when they come from arithmetic. */
export function decimalsOf(sorted: Float64Array): number | null {
  const step = Math.max(1, Math.floor(sorted.length / TEXTS));
  let most = 0;
  for (let i = 0; i < sorted.length; i += step) {
    const [mantissa, exponent = "0"] = String(Math.abs(sorted[i]!)).split("e") as [string, string?];
    const [whole, fraction = ""] = mantissa.split(".") as [string, string?];
    if (fraction === "" && exponent === "0") continue;
    if ((whole + fraction).replace(/^0+/, "").length > MAX_DIGITS) return null;
    most = Math.max(most, fraction.length - Number(exponent));
  }
  return most;
}

function countDistinct(sorted: Float64Array, enough: number): number {
  let distinct = 0;
  for (let i = 0; i < sorted.length && distinct < enough; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

/** 0..n-1 or 1..n. */
function isRowNumber(values: Numbers): boolean {
  const first = values[0]!;
  const rows = Math.min(values.length, SAMPLE);
  if (rows < LEAST_FOR_ROW_NUMBER || (first !== 0 && first !== 1)) return false;
  for (let row = 1; row < rows; row++) if (values[row] !== first + row) return false;
  return true;
}
