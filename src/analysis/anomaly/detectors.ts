/** The detectors on the data themselves: outliers among the rows. */
import { runSteps } from "../core/mod.ts";
import type { DetectorName, FitOptions, Job, Matrix } from "../core/mod.ts";
import {
  COPOD,
  DBSCAN,
  distancesToKnown,
  ECOD,
  epsOfDistances,
  HBOS,
  IsolationForest,
  kDistances,
  LocalOutlierFactor,
  ZScoreDetector,
} from "../estimators/mod.ts";
import type { OutlierModel } from "../estimators/mod.ts";
import { ellipseDistances, fitEllipse, sampleRows } from "../flow-matrix/mod.ts";
import type { DetectSettings } from "./options.ts";
import { shareThreshold } from "./ranks.ts";

/** What one detector says of each row. */
export interface Detection {
  /** Higher is more anomalous; finite. */
  readonly scores: Float64Array;
  /** 1 where it flags the row. */
  readonly votes: Uint8Array;
}

/** What DBSCAN was run with. */
export interface DensityFacts {
  readonly eps: number;
  /** Ascending, at most 200. */
  readonly kDistances: number[];
  readonly note: string | null;
}

/** Neighbours in a baseline that the distance of "knn" goes to. */
export const NEIGHBORS = 10;
/**
 * Without a baseline it goes to the nearest twentieth of the rows, as many as a group of attacks may be: tight groups of more rows than
 * neighbours pass for ordinary. A sample tells that distance as well as all rows do.
 */
const NEAR_SHARE = 0.05;
const MOST_KNOWN = 1000;
/** eps where every row has exact copies enough, so that every eps gives the same dense places: the original's. */
const FALLBACK_EPS = 0.5;
const CURVE_POINTS = 200;

/** Runs one detector on the rows it is fitted on. DBSCAN has its own door, `densityOutliers`. */
export async function outliersOf(
  job: Job,
  name: Exclude<DetectorName, "dbscan">,
  X: Matrix,
  settings: DetectSettings,
): Promise<Detection> {
  const { contamination, seed, zThreshold, robustThreshold } = settings;
  const run = runOf(job, name);
  switch (name) {
    case "isolationForest":
      return ofModel(await new IsolationForest({ contamination, seed }).fit(X, run));
    case "zScore":
      return ofModel(await new ZScoreDetector({ threshold: zThreshold }).fit(X, run));
    case "robustZScore":
      return ofModel(await new ZScoreDetector({ method: "robust", threshold: robustThreshold }).fit(X, run));
    case "ecod":
      return ofModel(await new ECOD({ contamination }).fit(X, run));
    case "copod":
      return ofModel(await new COPOD({ contamination }).fit(X, run));
    case "hbos":
      return ofModel(await new HBOS({ contamination }).fit(X, run));
    case "lof":
      return ofModel(await new LocalOutlierFactor({ contamination }).fit(X, run));
    case "mahalanobis": {
      const ellipse = await runSteps(job, fitEllipse(X));
      return flagShare(await runSteps(job, ellipseDistances(ellipse, X)), contamination);
    }
    case "knn":
      return flagShare(await distancesToMany(X, seed, run), contamination);
  }
}

/**
 * DBSCAN as a detector. The score of noise is the distance to the (minSamples - 1)-th nearest other row in units of eps, above 1; every row
 * within reach of a dense place has 1. Distances within clusters say nothing: attacks in tight groups would rank below ordinary traffic
 * (measured on eight labelled captures with 5 % attacks: mean ROC AUC of the trio's consensus 0.77, with them 0.67).
 */
export async function densityOutliers(
  job: Job,
  X: Matrix,
  { eps, minSamples }: DetectSettings,
): Promise<{ detection: Detection; facts: DensityFacts }> {
  const run = runOf(job, "dbscan");
  const distances = await kDistances(X, Math.min(X.rows - 1, Math.max(1, minSamples - 1)), run);
  const read = eps === "auto" ? epsOfDistances(distances) : eps;
  const chosen = read ?? FALLBACK_EPS;
  const { labels } = await new DBSCAN({ eps: chosen, minSamples }).fit(X, run);
  const scores = new Float64Array(X.rows);
  const votes = new Uint8Array(X.rows);
  for (let row = 0; row < X.rows; row++) {
    votes[row] = labels[row] === -1 ? 1 : 0;
    scores[row] = votes[row] === 1 ? distances[row]! / chosen : 1;
  }
  const note =
    read === null
      ? `Every flow has at least ${minSamples - 1} exact copies, so no eps can be read from the distances; DBSCAN took ${FALLBACK_EPS}.`
      : null;
  return { detection: { scores, votes }, facts: { eps: chosen, kDistances: curveOf(distances), note } };
}

/** Distance to the nearest twentieth of the rows. */
function distancesToMany(X: Matrix, seed: number, run: FitOptions): Promise<Float64Array> {
  const { data, rows, columns } = X;
  if (rows <= MOST_KNOWN)
    return kDistances(X, Math.min(rows - 1, Math.max(NEIGHBORS, Math.round(NEAR_SHARE * rows))), run);
  const known = new Float64Array(MOST_KNOWN * columns);
  sampleRows(rows, MOST_KNOWN, seed).forEach((row, at) =>
    known.set(data.subarray(row * columns, (row + 1) * columns), at * columns),
  );
  return distancesToKnown(X, { data: known, rows: MOST_KNOWN, columns }, NEAR_SHARE * MOST_KNOWN, run);
}

/** Progress of a part of the work, under the detector's name. */
export function runOf(job: Job, phase: string): FitOptions {
  return {
    signal: job.signal,
    onProgress: (progress) => job.progress({ ...progress, phase: `${phase}: ${progress.phase}` }),
  };
}

function ofModel(model: OutlierModel): Detection {
  const { threshold } = model;
  const scores = model.trainingScores!;
  return { scores, votes: Uint8Array.from(scores, (score) => (score > threshold ? 1 : 0)) };
}

function flagShare(scores: Float64Array, contamination: number): Detection {
  const threshold = shareThreshold(scores, contamination);
  return { scores, votes: Uint8Array.from(scores, (score) => (score > threshold ? 1 : 0)) };
}

/** Ascending distances, thinned evenly, first and last kept. */
function curveOf(distances: Float64Array): number[] {
  const sorted = distances.slice().sort();
  const count = Math.min(CURVE_POINTS, sorted.length);
  if (count < 2) return Array.from(sorted);
  return Array.from(
    { length: count },
    (_, at) => sorted[Math.round((at * (sorted.length - 1)) / (count - 1))]!,
  );
}
