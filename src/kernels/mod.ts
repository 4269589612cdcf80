/** Numeric kernels: pure functions on numbers and flat typed arrays, the same bits in every engine. */
export { binColumns, planBins } from "./binning/mod.ts";
export type { BinPlan } from "./binning/mod.ts";
export { moments, scaleRows } from "./covariance/mod.ts";
export type { MomentOptions, Moments } from "./covariance/mod.ts";
export { CsvBlocks, MOST_COLUMNS } from "./csv/mod.ts";
export type { CsvShape, CsvTexts, QuotedCells } from "./csv/mod.ts";
export { denseOutputs, openDenseTrainer, parameterCount } from "./dense/mod.ts";
export type {
  Activation,
  DenseData,
  DenseEngine,
  DenseShape,
  DenseTrainer,
  DenseTraining,
} from "./dense/mod.ts";
export {
  addLeaf,
  drawRows,
  findLeaf,
  growTrees,
  joinTrees,
  LEAF_BOUND,
  leafName,
  MIXED,
  treeShares,
  treeWinners,
} from "./forest/mod.ts";
export type { ForestPlan, Trees } from "./forest/mod.ts";
export {
  averagePath,
  columnForm,
  growIsolationTrees,
  heightLimit,
  isolationScores,
  layoutDepth,
  MOST_DEPTH,
} from "./isolation/mod.ts";
export type { ColumnForm, IsolationTrees } from "./isolation/mod.ts";
export {
  drawCoreset,
  lloyd,
  openKMeans,
  putCenters,
  putRows,
  seedCenters,
  spread,
  thinOut,
  trySwaps,
} from "./kmeans/mod.ts";
export type {
  Coreset,
  KMeansResult,
  KMeansSpace,
  KMeansSpaceOptions,
  LloydOptions,
  SwapOptions,
} from "./kmeans/mod.ts";
export { Logistic, minimise, openTallMatrix, SquaredHinge } from "./linear/mod.ts";
export type { LinearLoss, LinearSolution, TallMatrix } from "./linear/mod.ts";
export { exp, expm1, log, log10, log1p, log2, pow, tanh } from "./math.ts";
export { coreIndexClusters, distinctRows, NEIGHBOR_LANES, neighborEngine } from "./neighbors/mod.ts";
export type {
  CoreClusters,
  DistinctRows,
  NearestLists,
  NeighborEngine,
  NeighborIndex,
} from "./neighbors/mod.ts";
export { normalCdf, normalQuantile } from "./normal.ts";
export { prng, Xoshiro128 } from "./prng.ts";
export type { Prng } from "./prng.ts";
export { SortSpace } from "./radix-sort.ts";
export { stableOrder } from "./stable-order.ts";
export type { OrderKey } from "./stable-order.ts";
export { openRadialSolver, radialSums } from "./svm/mod.ts";
export type { PairSolution, RadialPair, RadialRows, RadialSolver, RadialSums } from "./svm/mod.ts";
export {
  addBinScores,
  addTailsAlone,
  addTailsTogether,
  binScores,
  countInBins,
  equalEdges,
  fitTails,
  isAscending,
  meanSpread,
  medianAndQuantiles,
  medianInto,
  medianSpread,
  momentsOfCounted,
  optimalBins,
  quantileInto,
  selectInto,
  tailTable,
  zOf,
} from "./tails/mod.ts";
export type { ColumnMoments, HistogramColumn, Spread, TailColumn, TailRule } from "./tails/mod.ts";
export { wasmAvailable } from "./wasm/instance.ts";
export { finishHash, mixHash } from "./murmur.ts";
