/** Medians and percentiles without sorting. */
import { orderStatistics } from "./order-statistics.ts";
import { selectInto } from "./select.ts";

/** Fewer numbers are searched by halves: the table of buckets would cost more. */
const COUNTED = 4096;

/** The median; the mean of the middle two for an even number. @param values One at least; may be put in another order. */
export function medianInto(values: Float64Array): number {
  return middleOf(selected(values, middleRanks(values.length)));
}

/**
 * numpy.percentile(values, 100 * share), linear between neighbours.
 *
 * @param values Finite, one at least; may be put in another order.
 */
export function quantileInto(values: Float64Array, share: number): number {
  const place = placeOf(share, values.length);
  return between(place, selected(values, place.ranks));
}

/** `medianInto` and `quantileInto` at once, in the time of one. */
export function medianAndQuantiles(
  values: Float64Array,
  shares: readonly number[],
): { median: number; quantiles: number[] } {
  const middle = middleRanks(values.length);
  const places = shares.map((share) => placeOf(share, values.length));
  const ranks = [...new Set([...middle, ...places.flatMap((place) => place.ranks)])].sort((a, b) => a - b);
  const found = values.length >= COUNTED ? orderStatistics(values, ranks) : pickedFrom(values.sort(), ranks);
  const at = (wanted: readonly number[]): number[] => wanted.map((rank) => found[ranks.indexOf(rank)]!);
  return { median: middleOf(at(middle)), quantiles: places.map((place) => between(place, at(place.ranks))) };
}

function middleRanks(count: number): number[] {
  const half = count >> 1;
  return count % 2 === 1 ? [half] : [half - 1, half];
}

function middleOf([lower, upper]: readonly number[]): number {
  if (upper === undefined) return lower!;
  // As numpy's mean of two; halves first where their sum overflows.
  const sum = lower! + upper;
  return sum - sum === 0 ? sum / 2 : lower! / 2 + upper / 2;
}

/** Between which ranks a quantile lies, and how far from the first. */
interface Place {
  readonly ranks: number[];
  readonly part: number;
}

function placeOf(share: number, count: number): Place {
  const place = share * (count - 1);
  const k = Math.min(count - 1, Math.max(0, Math.floor(place)));
  const part = place - k;
  return part === 0 || k + 1 === count ? { ranks: [k], part: 0 } : { ranks: [k, k + 1], part };
}

function between({ part }: Place, [lower, upper]: readonly number[]): number {
  if (upper === undefined) return lower!;
  const step = upper - lower!;
  return part >= 0.5 ? upper - step * (1 - part) : lower! + step * part;
}

/** The numbers at one rank, or at two neighbouring ones. */
function selected(values: Float64Array, ranks: readonly number[]): number[] {
  if (values.length >= COUNTED) return orderStatistics(values, ranks);
  const [first, second] = ranks as [number, number?];
  const value = selectInto(values, first);
  if (second === undefined) return [value];
  let next = values[second]!;
  for (let i = second + 1; i < values.length; i++) if (values[i]! < next) next = values[i]!;
  return [value, next];
}

function pickedFrom(sorted: Float64Array, ranks: readonly number[]): number[] {
  return ranks.map((rank) => sorted[rank]!);
}
