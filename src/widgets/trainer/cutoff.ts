/** What a two-class model would do with another cut-off than its own: from the curves and the confusion matrix that a result holds. */
import type { ScoreCurve, TrainingData } from "../../analysis/mod.ts";

/** The curves that a cut-off is shown on. */
export type CurveKind = "roc" | "pr" | "calibration";

/** Where probabilities decide by themselves. */
const HALF = 0.5;

/** One place of the cut-off: flows with this score or more are called positive. */
export interface CutPoint {
  /** Null where the model's own decision is no cut of its probabilities. */
  threshold: number | null;
  /** Flows called positive that are, and that are not. */
  hits: number;
  falseAlarms: number;
  /** NaN where no flow is called positive. */
  precision: number;
  recall: number;
  f1: number;
  falsePositiveRate: number;
  /** False alarms of a thousand held-out flows. */
  perThousand: number;
}

/** The cut-offs of a model. */
export interface CutOff {
  /** The positive class. */
  label: string;
  positives: number;
  flows: number;
  /** From the lowest score up: fewer and fewer flows are called positive. */
  points: readonly CutPoint[];
  /** Place of the model's own decision among them. */
  own: number;
}

/** @returns Null for more than two classes, and where the result has no curve of the model. */
export function cutOffOf(training: TrainingData, name: string): CutOff | null {
  const roc = training.roc[name]?.[0];
  const counts = training.confusion[name];
  const at = roc === undefined ? -1 : training.classes.indexOf(roc.label);
  if (roc === undefined || counts === undefined || training.classes.length !== 2 || at < 0) return null;
  const [hits = 0, missed = 0] = [counts[at]?.[at], counts[at]?.[1 - at]];
  const [falseAlarms = 0, right = 0] = [counts[1 - at]?.[at], counts[1 - at]?.[1 - at]];
  const positives = hits + missed;
  const negatives = falseAlarms + right;
  if (positives === 0 || negatives === 0) return null;
  const point = (threshold: number | null, of: Counts): CutPoint =>
    pointOf(threshold, of, positives, negatives);
  const cuts = cutsOf(roc, training.pr[name]?.[0], positives, negatives);
  const points = cuts.map(({ threshold, ...of }) => point(threshold, of));
  const own = ownPlace(points, { hits, falseAlarms });
  const there = points[own];
  const isCut = there?.hits === hits && there.falseAlarms === falseAlarms;
  // The lowest score that is called positive and the highest that is not stand on either side of one half.
  const isHalf = (there?.threshold ?? Infinity) >= HALF && (points[own - 1]?.threshold ?? 0) <= HALF;
  const threshold = isHalf ? HALF : isCut ? there.threshold : null;
  points.splice(own, isCut ? 1 : 0, point(threshold, { hits, falseAlarms }));
  return { label: roc.label, positives, flows: positives + negatives, points, own };
}

interface Counts {
  hits: number;
  falseAlarms: number;
}

/** The cuts that both curves have, lowest score first; equal ones once. */
function cutsOf(
  roc: ScoreCurve,
  pr: ScoreCurve | undefined,
  positives: number,
  negatives: number,
): (Counts & { threshold: number })[] {
  const found = new Map<number, Counts>();
  pr?.points.forEach(([recall, precision], at) => {
    const threshold = pr.thresholds[at] ?? null;
    const hits = Math.round(recall * positives);
    // Where nothing is hit, precision does not say how many flows are called positive.
    if (threshold === null || hits === 0 || !(precision > 0)) return;
    found.set(threshold, { hits, falseAlarms: Math.round(hits / precision - hits) });
  });
  roc.points.forEach(([falsePositives, truePositives], at) => {
    const threshold = roc.thresholds[at] ?? null;
    if (threshold === null) return;
    const falseAlarms = Math.round(falsePositives * negatives);
    found.set(threshold, { hits: Math.round(truePositives * positives), falseAlarms });
  });
  return [...found]
    .map(([threshold, of]) => ({ threshold, ...of }))
    .sort((a, b) => a.threshold - b.threshold);
}

/** The first cut that calls no more flows positive than the model does. */
function ownPlace(points: readonly CutPoint[], { hits, falseAlarms }: Counts): number {
  const place = points.findIndex((point) => point.hits + point.falseAlarms <= hits + falseAlarms);
  return place < 0 ? points.length : place;
}

function pointOf(
  threshold: number | null,
  { hits, falseAlarms }: Counts,
  positives: number,
  negatives: number,
): CutPoint {
  return {
    ...{ threshold, hits, falseAlarms },
    precision: hits + falseAlarms === 0 ? NaN : hits / (hits + falseAlarms),
    recall: hits / positives,
    f1: (2 * hits) / (hits + falseAlarms + positives),
    falsePositiveRate: falseAlarms / negatives,
    perThousand: (1000 * falseAlarms) / (positives + negatives),
  };
}
