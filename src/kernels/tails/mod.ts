/** Columns one by one: tails of their distributions, histograms, spread; order statistics. */
export { addTailsAlone, addTailsTogether, cellScore, fitTails, tailOf, tailTable } from "./ecdf.ts";
export type { TailColumn, TailRule } from "./ecdf.ts";
export { addBinScores, binScores, countInBins, equalEdges, isAscending, optimalBins } from "./histogram.ts";
export type { HistogramColumn } from "./histogram.ts";
export { medianAndQuantiles, medianInto, quantileInto } from "./quantiles.ts";
export { selectInto } from "./select.ts";
export { momentsOfCounted } from "./skew.ts";
export type { ColumnMoments } from "./skew.ts";
export { meanSpread, medianSpread, zOf } from "./z-score.ts";
export type { Spread } from "./z-score.ts";
