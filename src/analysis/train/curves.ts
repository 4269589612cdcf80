/** ROC, precision-recall and calibration of one model on the test part, short enough to draw. */
import type { CalibrationBins, ScoreCurve } from "../core/mod.ts";
import { averagePrecision, brier, calibrationCurve, prCurve, rocAuc, rocCurve } from "../evaluate/mod.ts";

/** The label of the curve of all attack classes together, where there are more than two classes. */
export const ALL_ATTACKS = "all attacks";

export interface Curves {
  readonly roc: ScoreCurve[];
  readonly pr: ScoreCurve[];
  readonly calibration: CalibrationBins[];
}

/** What a model said of the test part. */
export interface TestSide {
  /** Places in `classes`, one a row. */
  readonly truth: Int32Array;
  /** Row-major, shape (rows, classes). */
  readonly probabilities: Float64Array;
  readonly classes: readonly string[];
  readonly isAttack: readonly (boolean | null)[];
}

const MOST_POINTS = 200;
const BINS = 10;
/** More classes than this have curves of the most frequent ones only. */
const MOST_CURVES = 12;

/**
 * The curves of each positive: of the attacks where there are two classes (or the second class), else of all attack classes together and
 * of the most frequent classes, each against the rest. A positive that no test flow is, or all are, has none.
 */
export function* curvesOf(side: TestSide): Generator<void, Curves, void> {
  const curves: Curves = { roc: [], pr: [], calibration: [] };
  for (const { label, codes } of positivesOf(side)) {
    const { truth, scores } = binary(side, codes);
    const positives = truth.reduce((sum, hit) => sum + hit, 0);
    if (positives === 0 || positives === truth.length) continue;
    yield;
    const roc = rocCurve(truth, scores);
    const rocPlaces = thinned(roc.fpr, roc.tpr);
    curves.roc.push({
      label,
      positives,
      points: rocPlaces.map((at) => [roc.fpr[at]!, roc.tpr[at]!]),
      thresholds: rocPlaces.map((at) => finite(roc.thresholds[at]!)),
      area: rocAuc(truth, scores),
    });
    yield;
    const pr = prCurve(truth, scores);
    const prPlaces = thinned(pr.recall, pr.precision);
    curves.pr.push({
      label,
      positives,
      points: prPlaces.map((at) => [pr.recall[at]!, pr.precision[at]!]),
      thresholds: prPlaces.map((at) => finite(pr.thresholds[at] ?? Infinity)),
      area: averagePrecision(truth, scores),
    });
    yield;
    const { observed, predicted, counts } = calibrationCurve(truth, scores, { bins: BINS });
    curves.calibration.push({
      label,
      bins: Array.from(counts, (count, bin) => ({
        predicted: predicted[bin]!,
        observed: observed[bin]!,
        count,
      })),
      brier: brier(truth, scores),
    });
    yield;
  }
  return curves;
}

function positivesOf({ truth, classes, isAttack }: TestSide): { label: string; codes: readonly number[] }[] {
  const attacks = [...classes.keys()].filter((code) => isAttack[code] === true);
  if (classes.length === 2) {
    const code = attacks.length === 1 ? attacks[0]! : 1;
    return [{ label: classes[code]!, codes: [code] }];
  }
  const counts = new Float64Array(classes.length);
  for (const code of truth) counts[code]!++;
  const frequent = [...classes.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, MOST_CURVES);
  const each = frequent.sort((a, b) => a - b).map((code) => ({ label: classes[code]!, codes: [code] }));
  return attacks.length > 1 ? [{ label: ALL_ATTACKS, codes: attacks }, ...each] : each;
}

function binary(
  { truth, probabilities, classes }: TestSide,
  codes: readonly number[],
): { truth: Uint8Array; scores: Float64Array } {
  const width = classes.length;
  const isPositive = new Uint8Array(width);
  for (const code of codes) isPositive[code] = 1;
  const scores = new Float64Array(truth.length);
  for (let row = 0; row < truth.length; row++) {
    let sum = 0;
    for (const code of codes) sum += probabilities[row * width + code]!;
    scores[row] = sum < 1 ? sum : 1; // rounding may take a sum of shares beyond 1
  }
  return { truth: Uint8Array.from(truth, (code) => isPositive[code]!), scores };
}

/** Places at even steps along a curve, so that bends keep their points; first and last among them. */
function thinned(x: Float64Array, y: Float64Array): number[] {
  if (x.length <= MOST_POINTS) return Array.from(x.keys());
  let length = 0;
  const along = new Float64Array(x.length);
  for (let at = 1; at < x.length; at++) {
    length += Math.abs(x[at]! - x[at - 1]!) + Math.abs(y[at]! - y[at - 1]!);
    along[at] = length;
  }
  const places = [0];
  for (let at = 1; at < x.length - 1; at++) {
    const next = (places.length / (MOST_POINTS - 1)) * length;
    if (along[at]! >= next && places.length < MOST_POINTS - 1) places.push(at);
  }
  places.push(x.length - 1);
  return places;
}

function finite(threshold: number): number | null {
  return Number.isFinite(threshold) ? threshold : null;
}
