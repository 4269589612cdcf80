/** Metrics of the order that scores give, as scikit-learn 1.9 defines them; rows of one score count together. */
import { SortSpace } from "../../kernels/mod.ts";
import { finishSteps } from "../core/mod.ts";
import type { Labels } from "../core/mod.ts";
import { badRange, binaryTruth, checkClasses, checkScores, encodeBy } from "./truth.ts";
import type { BinaryTruth, ScoreOptions } from "./truth.ts";

export interface RocCurve {
  /** False positives as a share of the negatives; NaN without negatives. */
  fpr: Float64Array;
  /** True positives as a share of the positives; NaN without positives. */
  tpr: Float64Array;
  /** Falling; a row is positive from this score on. Infinity first: no row is. */
  thresholds: Float64Array;
}

export interface PrCurve {
  /** One more than thresholds: 1 last. */
  precision: Float64Array;
  /** One more than thresholds: 0 last. Falling. */
  recall: Float64Array;
  /** Rising. */
  thresholds: Float64Array;
}

export interface CurveOptions {
  positive?: string;
  /** Leaves out points on a straight line between others. Default true for ROC, false for PR. */
  dropIntermediate?: boolean;
}

/** Rows in falling order of their scores. */
export interface Ranking {
  /** Row of each place. */
  readonly order: Uint32Array;
  /** 1 where the next place has another score. */
  readonly ends: Uint8Array;
  /** 1 where the row of the place is positive. */
  readonly positive: Uint8Array;
}

/** The receiver operating characteristic. */
export function rocCurve(
  yTrue: BinaryTruth,
  scores: ArrayLike<number>,
  options: CurveOptions = {},
): RocCurve {
  const { hits, misses, thresholds } = stepsOf("make a ROC curve", yTrue, scores, options.positive);
  const places = options.dropIntermediate === false ? range(hits.length) : corners(hits, misses);
  const [real, rest] = [hits.at(-1)!, misses.at(-1)!];
  const shares = (counts: Float64Array, whole: number): Float64Array =>
    whole === 0
      ? new Float64Array(places.length + 1).fill(NaN)
      : Float64Array.from([0, ...places.map((at) => counts[at]! / whole)]);
  return {
    fpr: shares(misses, rest),
    tpr: shares(hits, real),
    thresholds: Float64Array.from([Infinity, ...places.map((at) => thresholds[at]!)]),
  };
}

/** Precision and recall for every threshold. Without positives recall is 1 throughout. */
export function prCurve(yTrue: BinaryTruth, scores: ArrayLike<number>, options: CurveOptions = {}): PrCurve {
  const { hits, misses, thresholds } = stepsOf("make a PR curve", yTrue, scores, options.positive);
  const places = options.dropIntermediate === true ? recallEnds(hits) : range(hits.length);
  places.reverse();
  const real = hits.at(-1)!;
  return {
    precision: Float64Array.from([...places.map((at) => hits[at]! / (hits[at]! + misses[at]!)), 1]),
    recall: Float64Array.from([...places.map((at) => (real === 0 ? 1 : hits[at]! / real)), 0]),
    thresholds: Float64Array.from(places.map((at) => thresholds[at]!)),
  };
}

/**
 * Area under the ROC curve: the chance that a positive row has a higher score than a negative one, ties half.
 *
 * With `classes` of more than two, the unweighted mean of each class against the rest.
 *
 * @returns NaN where a class has all rows or none.
 */
export function rocAuc(
  yTrue: BinaryTruth,
  scores: ArrayLike<number>,
  options: ScoreOptions & { average?: "macro" | "weighted" } = {},
): number {
  return averaged("score ROC AUC", yTrue, scores, options, (ranking) => aucOf(ranking, null));
}

/**
 * Average precision: the sum of precision x gain in recall over the thresholds, without interpolation.
 *
 * With `classes` of more than two, the unweighted mean of each class against the rest.
 *
 * @returns 0 without positives.
 */
export function averagePrecision(
  yTrue: BinaryTruth,
  scores: ArrayLike<number>,
  options: ScoreOptions & { average?: "macro" | "weighted" } = {},
): number {
  return averaged("score average precision", yTrue, scores, options, (ranking) =>
    averagePrecisionOf(ranking, null),
  );
}

/** Puts rows in falling order of scores. */
export function rank(positive: Uint8Array, scores: ArrayLike<number>): Ranking {
  const rows = positive.length;
  const values = Float64Array.from(scores, (score) => -score);
  const order = finishSteps(new SortSpace(rows).sort(values)).slice();
  const ends = new Uint8Array(rows);
  for (let place = 0; place < rows; place++)
    ends[place] = place === rows - 1 || values[order[place]!] !== values[order[place + 1]!] ? 1 : 0;
  return { order, ends, positive: Uint8Array.from(order, (row) => positive[row]!) };
}

/** @param counts How often each place counts; null for once. */
export function aucOf({ ends, positive }: Ranking, counts: Uint32Array | null): number {
  let hits = 0;
  let misses = 0;
  let before = 0;
  let tiedHits = 0;
  let tiedMisses = 0;
  let twice = 0;
  for (let place = 0; place < ends.length; place++) {
    const times = counts === null ? 1 : counts[place]!;
    if (positive[place] === 1) tiedHits += times;
    else tiedMisses += times;
    if (ends[place] === 0) continue;
    // Twice the pairs won by earlier positives over these negatives, and half of the tied ones.
    twice += tiedMisses * (2 * before + tiedHits);
    before += tiedHits;
    hits += tiedHits;
    misses += tiedMisses;
    tiedHits = tiedMisses = 0;
  }
  return hits === 0 || misses === 0 ? NaN : twice / 2 / hits / misses;
}

/** @param counts How often each place counts; null for once. */
export function averagePrecisionOf({ ends, positive }: Ranking, counts: Uint32Array | null): number {
  let hits = 0;
  let seen = 0;
  let gained = 0;
  let sum = 0;
  for (let place = 0; place < ends.length; place++) {
    const times = counts === null ? 1 : counts[place]!;
    seen += times;
    if (positive[place] === 1) gained += times;
    if (ends[place] === 0) continue;
    hits += gained;
    if (gained > 0) sum += gained * (hits / seen);
    gained = 0;
  }
  return hits === 0 ? 0 : sum / hits;
}

/** Column `at` of a matrix with `columns` columns. */
export function columnOf(scores: ArrayLike<number>, columns: number, at: number): Float64Array {
  return Float64Array.from({ length: scores.length / columns }, (_, row) => scores[row * columns + at]!);
}

function averaged(
  action: string,
  yTrue: BinaryTruth,
  scores: ArrayLike<number>,
  { positive, classes, average = "macro" }: ScoreOptions & { average?: "macro" | "weighted" },
  metric: (ranking: Ranking) => number,
): number {
  if (classes === undefined) {
    const truth = binaryTruth(action, yTrue, positive);
    checkScores(action, scores, truth.length);
    return metric(rank(truth, scores));
  }
  checkClasses(action, classes);
  const codes = encodeBy(action, yTrue as Labels, classes);
  checkScores(action, scores, codes.length, classes.length);
  const one = (code: number): number =>
    metric(
      rank(
        Uint8Array.from(codes, (at) => (at === code ? 1 : 0)),
        columnOf(scores, classes.length, code),
      ),
    );
  if (classes.length === 2) return one(positive === undefined ? 1 : placeOf(action, positive, classes));
  let sum = 0;
  let weights = 0;
  for (let code = 0; code < classes.length; code++) {
    const weight = average === "macro" ? 1 : codes.filter((at) => at === code).length;
    if (weight === 0) continue;
    sum += weight * one(code);
    weights += weight;
  }
  return sum / weights;
}

function placeOf(action: string, positive: string, classes: readonly string[]): number {
  const place = classes.indexOf(positive);
  if (place < 0) throw badRange(action, `positive must be one of classes, got ${JSON.stringify(positive)}`);
  return place;
}

/** Positives and negatives at or above each threshold, thresholds falling. */
function stepsOf(
  action: string,
  yTrue: BinaryTruth,
  scores: ArrayLike<number>,
  positive: string | undefined,
): { hits: Float64Array; misses: Float64Array; thresholds: Float64Array } {
  const truth = binaryTruth(action, yTrue, positive);
  checkScores(action, scores, truth.length);
  const ranking = rank(truth, scores);
  const steps = ranking.ends.reduce((sum, end) => sum + end, 0);
  const [hits, misses, thresholds] = [0, 1, 2].map(() => new Float64Array(steps)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let found = 0;
  for (let place = 0, step = 0; place < truth.length; place++) {
    found += ranking.positive[place]!;
    if (ranking.ends[place] === 0) continue;
    hits[step] = found;
    misses[step] = place + 1 - found;
    thresholds[step++] = scores[ranking.order[place]!]!;
  }
  return { hits, misses, thresholds };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}

/** First, last, and every point where the slope in points, not in shares, changes. */
function corners(hits: Float64Array, misses: Float64Array): number[] {
  const bend = (counts: Float64Array, at: number): boolean =>
    counts[at + 1]! - counts[at]! !== counts[at]! - counts[at - 1]!;
  return range(hits.length).filter(
    (at) => at === 0 || at === hits.length - 1 || bend(hits, at) || bend(misses, at),
  );
}

/** First, last, and the first and last point of each recall. */
function recallEnds(hits: Float64Array): number[] {
  return range(hits.length).filter(
    (at) => at === 0 || at === hits.length - 1 || hits[at] !== hits[at - 1] || hits[at + 1] !== hits[at],
  );
}
