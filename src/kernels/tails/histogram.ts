/**
 * Histograms of columns and what their bins are worth in HBOS (M. Goldstein, A. Dengel, "Histogram-based Outlier Score (HBOS)", KI 2012),
 * with edges and counts as numpy.histogram's and the rules of PyOD's `HBOS` for values on edges and outside.
 */
import { log, log2, pow } from "../math.ts";
import type { SortSpace } from "../radix-sort.ts";

export interface HistogramColumn {
  /** Ascending, one more than there are bins. */
  readonly edges: Float64Array;
  /** Score of each bin: -log2(density + alpha). */
  readonly scores: Float64Array;
}

/**
 * Edges of equal bins over the range of a column, as numpy.histogram_bin_edges; a constant column gets a bin range of 1 around it.
 *
 * @returns Edges that are not ascending where the range is too small for that many bins in double precision.
 */
export function equalEdges(low: number, high: number, bins: number): Float64Array {
  const first = low === high ? low - 0.5 : low;
  const last = low === high ? high + 0.5 : high;
  const delta = last - first;
  const step = delta / bins;
  const edges = new Float64Array(bins + 1);
  for (let i = 0; i < bins; i++) edges[i] = (step === 0 ? (i / bins) * delta : i * step) + first;
  edges[bins] = last;
  return edges;
}

/** Whether each edge is above the one before it, so that every bin has a width. */
export function isAscending(edges: Float64Array): boolean {
  for (let i = 1; i < edges.length; i++) if (!(edges[i]! > edges[i - 1]!)) return false;
  return true;
}

/**
 * How many numbers lie in each bin; a bin holds its left edge, the last one both.
 *
 * @param column Within the edges.
 */
export function countInBins(column: Float64Array, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  const perBin = bins / (edges[bins]! - edges[0]!);
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    let bin = guess(value, edges[0]!, perBin, bins);
    while (bin > 0 && value < edges[bin]!) bin--;
    while (bin < bins - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return counts;
}

/** What each bin is worth: -log2(density + alpha). */
export function binScores(counts: Float64Array, edges: Float64Array, alpha: number): Float64Array {
  let rows = 0;
  for (const count of counts) rows += count;
  return counts.map((count, bin) => -log2(count / (edges[bin + 1]! - edges[bin]!) / rows + alpha));
}

/**
 * Adds the scores of a column's numbers to `sums`.
 *
 * As in PyOD a number on an edge belongs to the bin on its left here, though it was counted on the right. Outside, a number within
 * `tolerance` bin widths is worth what the nearest bin is, one farther away the most that any bin is.
 */
export function addBinScores(
  { edges, scores }: HistogramColumn,
  column: Float64Array,
  tolerance: number,
  sums: Float64Array,
): void {
  const bins = scores.length;
  const low = edges[0]!;
  const high = edges[bins]!;
  const perBin = bins / (high - low);
  const belowFrom = (edges[1]! - low) * tolerance;
  const aboveTo = (high - edges[bins - 1]!) * tolerance;
  let most = -Infinity;
  for (const score of scores) if (score > most) most = score;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    let score: number;
    if (value <= low) {
      score = low - value <= belowFrom ? scores[0]! : most;
    } else if (value > high) {
      score = value - high <= aboveTo ? scores[bins - 1]! : most;
    } else {
      let bin = guess(value, low, perBin, bins);
      while (bin > 0 && value <= edges[bin]!) bin--;
      while (bin < bins - 1 && value > edges[bin + 1]!) bin++;
      score = scores[bin]!;
    }
    sums[row]! += score;
  }
}

/**
 * Number of bins by penalised likelihood (L. Birgé, Y. Rozenholc, "How many bins should be put in a regular histogram", ESAIM P&S 10,
 * 2006), in the form of PyOD's `get_optimal_n_bins`: from 1 to the root of n less 1.
 *
 * @yields Candidates tried.
 */
export function* optimalBins(column: Float64Array, space: SortSpace): Generator<number, number, void> {
  const n = column.length;
  const order = yield* sortedBy(column, space);
  const sorted = Float64Array.from(order, (row) => column[row]!);
  const low = sorted[0]!;
  const high = sorted[n - 1]!;
  const end = Math.max(2, Math.floor(Math.sqrt(n)));
  let best = 1;
  let bestValue = -Infinity;
  for (let bins = 1; bins < end; bins++) {
    const edges = equalEdges(low, high, bins);
    const penalty = bins - 1 + pow(log(bins), 2.5);
    let value = 0;
    let before = 0;
    for (let bin = 0; bin < bins; bin++) {
      const upTo = bin === bins - 1 ? n : countBelow(sorted, edges[bin + 1]!, before);
      const count = upTo - before;
      value += count * log((bins * count) / n + 1) - penalty;
      before = upTo;
    }
    if (value > bestValue) {
      bestValue = value;
      best = bins;
    }
    yield 0;
  }
  return best;
}

function* sortedBy(column: Float64Array, space: SortSpace): Generator<number, Uint32Array, void> {
  for (const sorting = space.sort(column); ;) {
    const step = sorting.next();
    if (step.done) return step.value;
    yield 0;
  }
}

/** How many of the ascending numbers are below the limit; those before `from` are. */
function countBelow(sorted: Float64Array, limit: number, from: number): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** About which bin a number lies in; the caller moves to the right one, so that rounding does not matter. */
function guess(value: number, low: number, perBin: number, bins: number): number {
  const bin = ((value - low) * perBin) | 0; // whole numbers are what engines index with; one out of range is put right as rounding is
  return bin >= bins ? bins - 1 : bin > 0 ? bin : 0;
}
