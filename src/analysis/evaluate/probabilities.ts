/** Metrics of probabilities, as scikit-learn 1.9 defines them. */
import { log } from "../../kernels/mod.ts";
import { checkInteger, checkOneOf, checkOptions } from "../core/mod.ts";
import type { Labels } from "../core/mod.ts";
import { badRange, binaryTruth, checkClasses, checkProbabilities, encodeBy } from "./truth.ts";
import type { BinaryTruth, ScoreOptions } from "./truth.ts";

export interface CalibrationCurve {
  /** Share of positives among the rows of each bin that has any. */
  observed: Float64Array;
  /** Mean probability of its rows. */
  predicted: Float64Array;
  /** Its rows. */
  counts: Float64Array;
}

/** Probabilities nearer to 0 or 1 than this are taken for it: the distance of 1 and the next double. */
const EPSILON = 2.220446049250313e-16;
const EPSILON_FLOAT32 = 1.1920928955078125e-7;

/**
 * Mean squared distance of the probabilities from the truth: 0 is perfect. One score a row, or two columns: 0 to 1; more columns: the
 * sum over them, 0 to 2.
 */
export function brier(
  yTrue: BinaryTruth,
  probabilities: ArrayLike<number>,
  options: ScoreOptions = {},
): number {
  return mean(brierOf("score Brier", yTrue, probabilities, options));
}

/** Mean of -ln of the true class's probability, which is held within 2.2e-16 of 0 and 1 (float32: 1.2e-7). */
export function logLoss(
  yTrue: BinaryTruth,
  probabilities: ArrayLike<number>,
  options: ScoreOptions = {},
): number {
  return mean(lossOf("score log loss", yTrue, probabilities, options));
}

/**
 * How often what was called likely came true, in bins of probability.
 *
 * @param options.bins How many. Default 5.
 * @param options.strategy "uniform": bins of one width (default); "quantile": of about one size.
 */
export function calibrationCurve(
  yTrue: BinaryTruth,
  probabilities: ArrayLike<number>,
  options: { positive?: string; bins?: number; strategy?: "uniform" | "quantile" } = {},
): CalibrationCurve {
  const action = "make a calibration curve";
  checkOptions(action, options, ["positive", "bins", "strategy"]);
  const { positive, bins = 5, strategy = "uniform" } = options;
  checkInteger(action, "bins", bins, 1, 1_000_000);
  checkOneOf(action, "strategy", strategy, ["uniform", "quantile"]);
  const truth = binaryTruth(action, yTrue, positive);
  checkProbabilities(action, probabilities, truth.length);
  const edges = strategy === "uniform" ? linspace(bins) : quantileEdges(probabilities, bins);
  const [counts, sums, hits] = [0, 1, 2].map(() => new Float64Array(bins)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < truth.length; row++) {
    const bin = binOf(edges, probabilities[row]!);
    counts[bin]!++;
    sums[bin]! += probabilities[row]!;
    hits[bin]! += truth[row]!;
  }
  const used = Array.from(counts.keys()).filter((bin) => counts[bin]! > 0);
  return {
    observed: Float64Array.from(used, (bin) => hits[bin]! / counts[bin]!),
    predicted: Float64Array.from(used, (bin) => sums[bin]! / counts[bin]!),
    counts: Float64Array.from(used, (bin) => counts[bin]!),
  };
}

/** Each row's part in the Brier score. */
export function brierOf(
  action: string,
  yTrue: BinaryTruth,
  probabilities: ArrayLike<number>,
  options: ScoreOptions,
): Float64Array {
  const { codes, columns, of } = classesAndColumns(action, yTrue, probabilities, options);
  const half = columns === 2 ? 0.5 : 1;
  return Float64Array.from(codes, (code, row) => {
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const away = (column === code ? 1 : 0) - of(row, column);
      sum += away * away;
    }
    return sum * half;
  });
}

/** Each row's part in the log loss. */
export function lossOf(
  action: string,
  yTrue: BinaryTruth,
  probabilities: ArrayLike<number>,
  options: ScoreOptions,
): Float64Array {
  const { codes, of } = classesAndColumns(action, yTrue, probabilities, options);
  const epsilon = probabilities instanceof Float32Array ? EPSILON_FLOAT32 : EPSILON;
  return Float64Array.from(
    codes,
    (code, row) => -log(Math.min(Math.max(of(row, code), epsilon), 1 - epsilon)),
  );
}

interface Columns {
  /** Column of each row's class. */
  codes: ArrayLike<number>;
  columns: number;
  of: (row: number, column: number) => number;
}

function classesAndColumns(
  action: string,
  yTrue: BinaryTruth,
  probabilities: ArrayLike<number>,
  { positive, classes }: ScoreOptions,
): Columns {
  if (classes === undefined) {
    const codes = binaryTruth(action, yTrue, positive);
    checkProbabilities(action, probabilities, codes.length);
    const of = (row: number, column: number): number =>
      column === 1 ? probabilities[row]! : 1 - probabilities[row]!;
    return { codes, columns: 2, of };
  }
  checkClasses(action, classes);
  if (positive !== undefined) throw badRange(action, "give either positive or classes, got both");
  const codes = encodeBy(action, yTrue as Labels, classes);
  const columns = classes.length;
  checkProbabilities(action, probabilities, codes.length, columns);
  return { codes, columns, of: (row, column) => probabilities[row * columns + column]! };
}

/** The inner edges of equal bins of 0 to 1. */
function linspace(bins: number): Float64Array {
  const step = 1 / bins;
  return Float64Array.from({ length: bins - 1 }, (_, i) => (i + 1) * step);
}

/** The inner edges of bins of about one size: R-7 quantiles. */
function quantileEdges(values: ArrayLike<number>, bins: number): Float64Array {
  const sorted = Float64Array.from(values).sort();
  return linspace(bins).map((share) => {
    const place = share * (sorted.length - 1);
    const low = sorted[Math.floor(place)]!;
    return low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place));
  });
}

/** The first bin whose upper edge is not below the value. */
function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
