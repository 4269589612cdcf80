/** Where a column is cut into bins. */

/** Bins of a column at most: their numbers fit in a byte. */
export const MOST_BINS = 256;

/** The bins of one column. */
export interface ColumnBins {
  /** Upper bounds of all bins but the last, ascending: bin b holds x with cuts[b - 1] < x <= cuts[b]. */
  readonly cuts: Float64Array;
  /** What stands for the values of each bin: its only value, or half way between its lowest and highest known ones. */
  readonly middles: Float64Array;
}

/**
 * Cuts a column into bins of about equal counts, at midpoints between neighbouring values.
 *
 * A value that alone fills a bin gets one for itself, and the rest is shared among the others, as in sparse columns one value is most
 * of the rows. With no more distinct values than bins each value has its own bin, and the cuts are exact midpoints.
 *
 * @param values Distinct, ascending.
 * @param counts How often each occurs.
 */
export function cutColumn(values: Float64Array, counts: Uint32Array): ColumnBins {
  const lasts = values.length <= MOST_BINS ? everyValue(values.length) : lastsOfBins(counts);
  const cuts = new Float64Array(lasts.length - 1);
  const middles = new Float64Array(lasts.length);
  let first = 0;
  lasts.forEach((last, bin) => {
    middles[bin] = first === last ? values[last]! : values[first]! / 2 + values[last]! / 2;
    if (bin < cuts.length) cuts[bin] = between(values[last]!, values[last + 1]!);
    first = last + 1;
  });
  return { cuts, middles };
}

/** A bound that keeps both values apart; their middle, unless rounding made it one of them. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

function everyValue(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, at) => at);
}

/** Positions of the last value of each bin. */
function lastsOfBins(counts: Uint32Array): Uint32Array {
  let total = 0;
  for (let at = 0; at < counts.length; at++) total += counts[at]!;
  const alone = total / MOST_BINS;
  let rest = total;
  let free = MOST_BINS;
  for (let at = 0; at < counts.length; at++) {
    if (counts[at]! < alone) continue;
    rest -= counts[at]!;
    free--;
  }
  const lasts = new Uint32Array(MOST_BINS);
  let bins = 0;
  let share = rest / Math.max(1, free);
  let held = 0;
  for (let at = 0; at < counts.length - 1 && bins < MOST_BINS - 1; at++) {
    const count = counts[at]!;
    const isAlone = count >= alone;
    held += count;
    if (!isAlone) rest -= count;
    if (!isAlone && held < share && counts[at + 1]! < alone) continue;
    lasts[bins++] = at;
    held = 0;
    if (isAlone) continue;
    free = Math.max(1, free - 1);
    share = rest / free;
  }
  lasts[bins++] = counts.length - 1;
  return lasts.subarray(0, bins);
}
