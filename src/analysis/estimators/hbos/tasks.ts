import {
  addBinScores,
  binScores,
  countInBins,
  equalEdges,
  optimalBins,
  SortSpace,
} from "../../../kernels/mod.ts";
import type { HistogramColumn } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";
import { columnsInto } from "../shared/mod.ts";
import type { CheckedOptions } from "./options.ts";

export interface HistogramShared {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly options: CheckedOptions;
}

/** Histograms of some columns, and what they add to the score of each row. */
export interface FittedHistograms {
  readonly columns: HistogramColumn[];
  readonly sums: Float64Array;
}

/** Fits columns `from` to `to` - 1; yields cells. */
export const fitHistogramsTask = defineTask(
  "hbos.fit",
  function* (
    { data, rows, columns, options }: HistogramShared,
    { from, to }: { from: number; to: number },
  ): Generator<number, FittedHistograms, void> {
    const sums = new Float64Array(rows);
    const gathered = new Float64Array(rows * (to - from));
    columnsInto({ data, rows, columns }, from, to, gathered);
    const space = new SortSpace(options.nBins === "auto" ? rows : 0);
    const fitted: HistogramColumn[] = [];
    for (let column = from; column < to; column++) {
      const numbers = gathered.subarray((column - from) * rows, (column - from + 1) * rows);
      const bins = options.nBins === "auto" ? yield* optimalBins(numbers, space) : options.nBins;
      const histogram = histogramOf(numbers, bins, options.alpha);
      if (histogram.scores.length > 0) addBinScores(histogram, numbers, options.tolerance, sums);
      fitted.push(histogram);
      yield rows;
    }
    return { columns: fitted, sums };
  },
);

/** Without bins where the range is too small, or too large, for bins of a width that double precision can hold: densities are infinite then. */
function histogramOf(numbers: Float64Array, bins: number, alpha: number): HistogramColumn {
  let low = Infinity;
  let high = -Infinity;
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const edges = equalEdges(low, high, bins);
  const scores = binScores(countInBins(numbers, edges), edges, alpha);
  return scores.every((score) => score - score === 0) ? { edges, scores } : WITHOUT_BINS;
}

const WITHOUT_BINS: HistogramColumn = { edges: new Float64Array(0), scores: new Float64Array(0) };
