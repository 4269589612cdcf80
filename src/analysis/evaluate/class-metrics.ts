/** Metrics of predicted classes, as scikit-learn 1.9 defines them; a share of nothing is 0 (zero_division=0). */
import type { Labels } from "../core/mod.ts";
import { inClassOrder } from "../estimators/mod.ts";
import { badRange, checkClasses, encodePair } from "./truth.ts";

/** Counts by class; all metrics but the matrix itself follow from them. */
export interface ClassCounts {
  readonly rows: number;
  /** Rows of the class. */
  readonly real: Float64Array;
  /** Rows predicted as the class. */
  readonly claimed: Float64Array;
  /** Rows of the class that were predicted so. */
  readonly hits: Float64Array;
}

export interface ClassScores {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  /** Rows of the class. */
  support: number;
}

export interface ConfusionMatrix {
  classes: string[];
  /** Rows: true classes; columns: predicted ones. */
  counts: number[][];
}

const MOST_CLASSES = 2000;

/** Share of rows with the right class. */
export function accuracy(yTrue: Labels, yPred: Labels): number {
  return accuracyOf(countPair("score accuracy", yTrue, yPred));
}

/** Mean recall over the true classes. */
export function balancedAccuracy(yTrue: Labels, yPred: Labels): number {
  return balancedAccuracyOf(countPair("score balanced accuracy", yTrue, yPred));
}

/** Unweighted mean of F1 over the classes of either side. */
export function macroF1(yTrue: Labels, yPred: Labels): number {
  return macroF1Of(countPair("score macro F1", yTrue, yPred));
}

/** Mean of F1 over the classes, weighted by their rows. */
export function weightedF1(yTrue: Labels, yPred: Labels): number {
  return weightedF1Of(countPair("score weighted F1", yTrue, yPred));
}

/** Matthews correlation coefficient (Gorodkin's R_K for more than two classes), -1 to 1; 0 where a side has one class only. */
export function matthews(yTrue: Labels, yPred: Labels): number {
  return matthewsOf(countPair("score Matthews correlation", yTrue, yPred));
}

/**
 * Precision, recall and F1 of each class.
 *
 * @param options.labels Which classes, in which order. Default: those of either side.
 */
export function precisionRecallF1(
  yTrue: Labels,
  yPred: Labels,
  options: { labels?: readonly string[] } = {},
): ClassScores[] {
  const pair = encodePair("score classes", yTrue, yPred);
  const counts = countCodes(pair.truth, pair.predicted, pair.classes.length);
  return (options.labels ?? pair.classes).map((label) => {
    const code = pair.classes.indexOf(label);
    const [real, claimed, hits] = code < 0 ? [0, 0, 0] : classAt(counts, code);
    return {
      label,
      precision: share(hits, claimed),
      recall: share(hits, real),
      f1: share(2 * hits, real + claimed),
      support: real,
    };
  });
}

/**
 * How many rows of each class were predicted as each class.
 *
 * @param options.labels Which classes, in which order; rows of others are left out. Default: those of either side.
 * @throws {RangeError} code BAD_INPUT, for more than 2,000 classes.
 */
export function confusionMatrix(
  yTrue: Labels,
  yPred: Labels,
  options: { labels?: readonly string[] } = {},
): ConfusionMatrix {
  const action = "make a confusion matrix";
  const pair = encodePair(action, yTrue, yPred);
  if (options.labels !== undefined && options.labels.length !== 1) checkClasses(action, options.labels);
  const classes = [...(options.labels ?? pair.classes)];
  if (classes.length > MOST_CLASSES)
    throw badRange(action, `there must be at most ${MOST_CLASSES} classes, got ${classes.length}`);
  const placeOf = pair.classes.map((name) => classes.indexOf(name));
  const counts = classes.map(() => new Array<number>(classes.length).fill(0));
  for (let row = 0; row < pair.truth.length; row++) {
    const real = placeOf[pair.truth[row]!]!;
    const claimed = placeOf[pair.predicted[row]!]!;
    if (real >= 0 && claimed >= 0) counts[real]![claimed]!++;
  }
  return { classes, counts };
}

/** The classes of labels, in class order. */
export function classesOf(labels: Labels): string[] {
  return [...new Set(Array.from(labels as ArrayLike<string | number>, String))].sort(inClassOrder);
}

export function countCodes(truth: Int32Array, predicted: Int32Array, classes: number): ClassCounts {
  const [real, claimed, hits] = [0, 1, 2].map(() => new Float64Array(classes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < truth.length; row++) {
    const code = truth[row]!;
    real[code]!++;
    claimed[predicted[row]!]!++;
    if (code === predicted[row]) hits[code]!++;
  }
  return { rows: truth.length, real, claimed, hits };
}

export function accuracyOf({ rows, hits }: ClassCounts): number {
  return sumOf(hits) / rows;
}

export function balancedAccuracyOf({ real, hits }: ClassCounts): number {
  let sum = 0;
  let classes = 0;
  for (let code = 0; code < real.length; code++) {
    if (real[code] === 0) continue;
    sum += hits[code]! / real[code]!;
    classes++;
  }
  return sum / classes;
}

export function macroF1Of({ real, claimed, hits }: ClassCounts): number {
  let sum = 0;
  let classes = 0;
  for (let code = 0; code < real.length; code++) {
    const both = real[code]! + claimed[code]!;
    if (both === 0) continue;
    sum += (2 * hits[code]!) / both;
    classes++;
  }
  return sum / classes;
}

export function weightedF1Of({ rows, real, claimed, hits }: ClassCounts): number {
  let sum = 0;
  for (let code = 0; code < real.length; code++)
    if (real[code]! > 0) sum += (2 * hits[code]! * real[code]!) / (real[code]! + claimed[code]!);
  return sum / rows;
}

export function matthewsOf({ rows, real, claimed, hits }: ClassCounts): number {
  let expected = 0;
  let claimedSquares = 0;
  let realSquares = 0;
  for (let code = 0; code < real.length; code++) {
    expected += real[code]! * claimed[code]!;
    claimedSquares += claimed[code]! * claimed[code]!;
    realSquares += real[code]! * real[code]!;
  }
  const spread = (rows * rows - claimedSquares) * (rows * rows - realSquares);
  return spread === 0 ? 0 : (sumOf(hits) * rows - expected) / Math.sqrt(spread);
}

function countPair(action: string, yTrue: Labels, yPred: Labels): ClassCounts {
  const { truth, predicted, classes } = encodePair(action, yTrue, yPred);
  return countCodes(truth, predicted, classes.length);
}

function classAt({ real, claimed, hits }: ClassCounts, code: number): [number, number, number] {
  return [real[code]!, claimed[code]!, hits[code]!];
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
