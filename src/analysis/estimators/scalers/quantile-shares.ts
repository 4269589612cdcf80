/** The way from values to shares of a quantile transform, by tables of what depends on the fitted quantiles alone. */
export interface ShareTable {
  /** Column after column, rising within each, as many in each. */
  readonly quantiles: Float64Array;
  readonly count: number;
  /** Share at each quantile of a column, shape (count,). */
  readonly shares: Float64Array;
  /** Share of a value that is this quantile: the middle of the shares of all quantiles that are the same. */
  readonly exact: Float64Array;
  /** Share per unit of value from this quantile to the next. */
  readonly slopes: Float64Array;
}

/** @param quantiles Column after column, `count` in each, rising. */
export function shareTable(quantiles: Float64Array, count: number): ShareTable {
  const last = count - 1;
  const shares = Float64Array.from({ length: count }, (_, at) => at / last);
  const exact = new Float64Array(quantiles.length);
  const slopes = new Float64Array(quantiles.length);
  for (let start = 0; start < quantiles.length; start += count) {
    let first = 0; // of the quantiles that are the same
    for (let at = 0; at < count; at++) {
      const value = quantiles[start + at]!;
      if (value !== quantiles[start + first]!) first = at;
      exact[start + at] = 0.5 * (shares[at]! + shares[first]!);
      if (at < last)
        slopes[start + at] = (shares[at + 1]! - shares[at]!) / (quantiles[start + at + 1]! - value);
    }
  }
  return { quantiles, count, shares, exact, slopes };
}

/**
 * The share of a value between the ends of a column's quantiles: linear between two of them.
 *
 * @param start Where the column's quantiles begin.
 */
export function shareBetween(
  { quantiles, count, shares, exact, slopes }: ShareTable,
  value: number,
  start: number,
): number {
  // The last quantile not above the value.
  let below = start;
  for (let size = count; size > 1;) {
    const half = size >> 1;
    if (quantiles[below + half]! <= value) below += half;
    size -= half;
  }
  const from = quantiles[below]!;
  if (from === value) return exact[below]!;
  const place = below - start;
  const to = quantiles[below + 1]!;
  const slope = slopes[below]!;
  const low = shares[place]!;
  const high = shares[place + 1]!;
  // Between numbers so near to 0 that the slope overflows only the ratio can be told.
  if (slope === Infinity) return low + (high - low) * ((value - from) / (to - from));
  return 0.5 * (low + slope * (value - from) + (high - slope * (to - value)));
}
