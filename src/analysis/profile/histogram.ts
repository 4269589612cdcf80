import type { ColumnType, Histogram } from "../core/mod.ts";
import { percentile } from "./sorted.ts";
import { linearEdges, logEdges, timeEdges, unitEdges } from "./edges.ts";

/** A log scale is taken when the first bin of the linear one would hold more than this share of the positive values ... */
const CROWDED_SHARE = 0.5;
/** ... and the values span at least this factor. */
const WIDE_FACTOR = 100;
/** Whole numbers that span less than this get a bin each. */
const UNIT_BINS = 30;

/**
 * A histogram of 15 to 32 bins whose edges are round numbers (a constant column has one bin).
 *
 * - Time: steps of the calendar (milliseconds to weeks, in UTC).
 * - Whole numbers over a short range: a bin for each, from k - 1/2 to k + 1/2.
 * - Heavy-tailed and nowhere negative: `scale` "log", edges at 1, 2, 5 and the like of each power of ten. Zeros have no logarithm, so
 *   they get a bin of their own in front: then `edges[0]` is 0 and `edges[1]` is not above the smallest positive value, so that the
 *   bin [0, edges[1]) counts exactly the zeros.
 * - Else equal steps of 1, 2, 2.5 or 5 times a power of ten.
 *
 * @param values Ascending, finite; infinite and missing cells are no part of it.
 * @returns null for no values.
 */
export function histogram(values: Float64Array, type: ColumnType, whole: boolean): Histogram | null {
  const n = values.length;
  if (n === 0) return null;
  const min = values[0]!;
  const max = values[n - 1]!;
  if (min === max) return { edges: edgesAround(min, type), counts: [n], scale: "linear" };
  if (type === "time") return count(values, timeEdges(min, max), "linear");
  if (whole && max - min < UNIT_BINS && Math.abs(max) < 1e15 && Math.abs(min) < 1e15)
    return count(values, unitEdges(min, max), "linear");
  const edges = linearEdges(min, max, whole);
  if (isHeavyTailed(values, edges.length - 1)) {
    const firstPositive = values[lowerBound(values, Number.MIN_VALUE)]!;
    return count(values, logEdges(min === 0, firstPositive, max), "log");
  }
  return count(values, edges, "linear");
}

function isHeavyTailed(values: Float64Array, bins: number): boolean {
  const n = values.length;
  const min = values[0]!;
  const max = values[n - 1]!;
  if (min < 0) return false;
  const zeros = lowerBound(values, Number.MIN_VALUE);
  const positive = values.subarray(zeros);
  // From the first percentile, so that a single tiny value does not make a narrow column wide.
  if (max < percentile(positive, 1) * WIDE_FACTOR) return false;
  const inFirst = lowerBound(values, min + (max - min) / bins) - zeros;
  return inFirst > positive.length * CROWDED_SHARE;
}

/** One bin about a constant, with the constant in its middle, wide enough to differ from it. */
function edgesAround(value: number, type: ColumnType): number[] {
  const half = Math.max(type === "time" ? 500 : 0.5, Math.abs(value) / 1024);
  return [Math.max(-Number.MAX_VALUE, value - half), Math.min(Number.MAX_VALUE, value + half)];
}

function count(values: Float64Array, edges: number[], scale: Histogram["scale"]): Histogram {
  const counts: number[] = [];
  let from = 0;
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const last = bin + 2 === edges.length;
    const to = last ? values.length : lowerBound(values, edges[bin + 1]!);
    counts.push(to - from);
    from = to;
  }
  return { edges, counts, scale };
}

/** Number of values below `limit`, of ascending values. */
export function lowerBound(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
