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

/**
 * Statistics of one numeric column: mean in two passes, variance with ddof 1, quantiles R-7 on a sorted copy.
 *
 * Missing (NaN) and infinite values are left out; what has no value (an empty column, the spread of a single value) is NaN.
 *
 * @param values Any numbers; not changed.
 * @returns One number for each of `SUMMARY_ROWS`.
 */
export function summarize(values: Float64Array): number[] {
  const sorted = values.filter(Number.isFinite).sort();
  const n = sorted.length;
  if (n === 0) return SUMMARY_ROWS.map((row) => (row === "count" ? 0 : NaN));
  let sum = 0;
  for (let i = 0; i < n; i++) sum += sorted[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (sorted[i]! - mean) * (sorted[i]! - mean);
  const variance = n > 1 ? squares / (n - 1) : NaN;
  return [
    n,
    mean,
    Math.sqrt(variance),
    sorted[0]!,
    quantileOfSorted(sorted, 0.25),
    quantileOfSorted(sorted, 0.5),
    quantileOfSorted(sorted, 0.75),
    sorted[n - 1]!,
    variance,
  ];
}

/** Hyndman and Fan 1996, definition 7: linear between the two nearest ranks. */
function quantileOfSorted(sorted: Float64Array, p: number): number {
  const rank = (sorted.length - 1) * p;
  const below = Math.floor(rank);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (rank - below);
}
