import { meanSpread, quantileInto } from "../../kernels/mod.ts";

/** The rows of `describe()`, in their order. */
export const SUMMARY_ROWS = [
  "count",
  "mean",
  "std",
  "min",
  "25%",
  "median",
  "75%",
  "max",
  "variance",
] as const;

/** The rows of `describe()` that are no moments of a column of times. */
export const SPREAD_ROWS: ReadonlySet<string> = new Set(["std", "variance"]);

/**
 * Statistics of one numeric column: mean in two passes, variance with ddof 1, quantiles R-7 by selection, so that ties cost nothing.
 *
 * Missing (NaN) and infinite values are left out; what has no value (an empty column, the spread of a single value) is NaN.
 *
 * @param values Any numbers; not changed.
 * @returns One number for each of `SUMMARY_ROWS`.
 */
export function summarize(values: Float64Array): number[] {
  const work = finiteOf(values);
  const n = work.length;
  if (n === 0) return SUMMARY_ROWS.map((row) => (row === "count" ? 0 : NaN));
  const { scale, center, spread } = meanSpread(work, 1);
  const std = n > 1 ? spread / scale : NaN;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < n; i++) {
    const value = work[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const [first, median, third] = [0.25, 0.5, 0.75].map((share) => quantileInto(work, share));
  return [n, center / scale, std, min, first!, median!, third!, max, std * std];
}

/** R-7 quantiles of the finite values; NaN where there is none. @param shares From 0 to 1. */
export function quantilesOf(values: Float64Array, shares: readonly number[]): number[] {
  const work = finiteOf(values);
  return shares.map((share) => (work.length === 0 ? NaN : quantileInto(work, share)));
}

/** A copy without missing and infinite values. */
export function finiteOf(values: Float64Array): Float64Array {
  const found = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value - value === 0) found[count++] = value;
  }
  return found.subarray(0, count);
}
