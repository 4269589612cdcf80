import type { Column, Job } from "../core/mod.ts";
import { inSlices } from "./slices.ts";

/** The finite cells of a numeric, time or boolean column, in row order, and what one pass tells about them. */
export interface Gathered {
  /** Shape (count,). */
  values: Float64Array;
  /** Row of each value; null when every row has one. */
  rows: Uint32Array | null;
  min: number;
  max: number;
  zeros: number;
  negatives: number;
  /** Neumaier sum. */
  sum: number;
  /** All values are whole numbers. */
  whole: boolean;
  /** Values smaller than the one before. */
  falls: number;
}

/** Copies the finite cells of a column. Missing and infinite cells are left out. */
export async function gather(column: Column, job: Job): Promise<Gathered> {
  const n = column.length;
  const source = column.values;
  const values = new Float64Array(n);
  const gaps = column.missing > 0 || column.infinite > 0;
  const rows = gaps ? new Uint32Array(n) : null;
  // Float and time mark a missing cell by NaN; the others have it in their validity.
  const asks = column.missing > 0 && !(source instanceof Float64Array);
  let count = 0;
  await inSlices(n, job, (from, to) => {
    for (let row = from; row < to; row++) {
      const value = source[row]!;
      if (rows !== null) {
        // Infinity - Infinity is NaN, as is NaN - NaN.
        if (value - value !== 0 || (asks && column.isMissing(row))) continue;
        rows[count] = row;
      }
      values[count++] = value;
    }
  });
  const found = values.subarray(0, count);
  return { values: found, rows: rows === null ? null : rows.subarray(0, count), ...(await scan(found, job)) };
}

async function scan(values: Float64Array, job: Job): Promise<Omit<Gathered, "values" | "rows">> {
  let min = Infinity;
  let max = -Infinity;
  let zeros = 0;
  let negatives = 0;
  let falls = 0;
  let whole = true;
  let sum = 0;
  let lost = 0;
  let last = NaN;
  await inSlices(values.length, job, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros++;
      if (value < 0) negatives++;
      if (value < last) falls++;
      if (whole && Math.floor(value) !== value) whole = false;
      last = value;
      // A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974.
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    }
  });
  return { min, max, zeros, negatives, falls, whole, sum: sum + lost };
}
