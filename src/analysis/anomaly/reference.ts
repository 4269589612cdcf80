/**
 * Detection against a baseline: how unlike the normal flows each flow is.
 *
 * Each detector is fitted on three fifths of the baseline; the rest says how often a normal flow reaches a score, which makes a p-value of
 * every score (split conformal: H. Papadopoulos et al., "Inductive confidence machines for regression", ECML 2002). Detectors are put
 * together by the mean of -ln p, the best of the combinations that this project's own study of 15 labelled captures compared.
 */
import { exp, log, prng } from "../../kernels/mod.ts";
import { codedError, runSteps } from "../core/mod.ts";
import type { DetectorName, Job, Matrix } from "../core/mod.ts";
import {
  COPOD,
  distancesToKnown,
  ECOD,
  HBOS,
  IsolationForest,
  LocalOutlierFactor,
  ZScoreDetector,
} from "../estimators/mod.ts";
import type { OutlierModel } from "../estimators/mod.ts";
import { ellipseDistances, fitEllipse } from "../flow-matrix/mod.ts";
import { NEIGHBORS, runOf } from "./detectors.ts";
import type { Detection } from "./detectors.ts";
import { ACTION } from "./options.ts";
import type { DetectSettings } from "./options.ts";

/** A flow is flagged by a detector when a normal flow would have such a score less often than this. */
const NOVEL_P = 0.01;
/** Share of the baseline that is kept out of the fit. */
const CALIBRATION = 0.4;
/** Fewer flows tell nothing of what is rare. */
const LEAST_BASELINE = 20;
const STREAM = -78;
const CHUNK_ROWS = 8192;

/** Scores of the batch and of the normal flows that were kept out. */
interface Scored {
  readonly batch: Float64Array;
  readonly held: Float64Array;
}

export interface ReferenceDetection {
  readonly detections: Detection[];
  /** 1 - the geometric mean of the p-values: from 0, ordinary, to 1. */
  readonly novelty: Float64Array;
  readonly notes: string[];
}

/** @param X The batch, and `normal` the baseline, both by the baseline's scale. */
export async function noveltiesOf(
  job: Job,
  X: Matrix,
  normal: Matrix,
  settings: DetectSettings,
): Promise<ReferenceDetection> {
  if (normal.rows < LEAST_BASELINE)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: the baseline must have at least ${LEAST_BASELINE} flows, got ${normal.rows}; give more normal flows, or none`,
    );
  const { fit, held } = splitRows(normal, settings.seed);
  const limit = Math.max(NOVEL_P, 1.5 / (held.rows + 1));
  const logs = new Float64Array(X.rows);
  const detections: Detection[] = [];
  for (const name of settings.detectors) {
    const scored = await scoredBy(job, name, { fit, held, batch: X }, settings);
    const p = pValues(scored);
    for (let row = 0; row < p.length; row++) logs[row] = logs[row]! + log(p[row]!);
    detections.push({ scores: scored.batch, votes: Uint8Array.from(p, (value) => (value < limit ? 1 : 0)) });
    await job.pause();
  }
  const count = settings.detectors.length;
  const notes =
    limit > NOVEL_P
      ? [
          `The baseline is small: a detector flags a flow that is less like it than all ${held.rows} normal flows kept out of the fit.`,
        ]
      : [];
  return { detections, novelty: logs.map((sum) => 1 - exp(sum / count)), notes };
}

interface Parts {
  readonly fit: Matrix;
  readonly held: Matrix;
  readonly batch: Matrix;
}

async function scoredBy(
  job: Job,
  name: DetectorName,
  { fit, held, batch }: Parts,
  { seed, minSamples }: DetectSettings,
): Promise<Scored> {
  const run = runOf(job, name);
  const both = async (score: (X: Matrix) => Promise<Float64Array>): Promise<Scored> => ({
    batch: await score(batch),
    held: await score(held),
  });
  const byModel = (model: OutlierModel): Promise<Scored> => both((X) => scoresInChunks(job, model, X));
  switch (name) {
    case "isolationForest": {
      // Many rows a tree: with nothing odd in the baseline there is nothing that could hide.
      const model = await new IsolationForest({ maxSamples: "deep", seed }).fit(fit, run);
      return both((X) => model.scoreSamplesAsync(X, run));
    }
    case "mahalanobis": {
      const ellipse = await runSteps(job, fitEllipse(fit));
      return both((X) => runSteps(job, ellipseDistances(ellipse, X)));
    }
    case "knn":
      return both((X) => distancesToKnown(X, fit, Math.min(NEIGHBORS, fit.rows), run));
    case "dbscan":
      return both((X) => distancesToKnown(X, fit, Math.min(minSamples, fit.rows), run));
    case "copod": {
      const model = await new COPOD({ newRows: "alone" }).fit(fit, run);
      return byModel(model);
    }
    case "ecod": {
      const model = await new ECOD({ newRows: "alone" }).fit(fit, run);
      return byModel(model);
    }
    case "hbos": {
      const model = await new HBOS().fit(fit, run);
      return byModel(model);
    }
    case "lof": {
      const model = await new LocalOutlierFactor().fit(fit, run);
      return byModel(model);
    }
    case "zScore":
    case "robustZScore": {
      const method = name === "zScore" ? "classic" : "robust";
      const model = await new ZScoreDetector({ method }).fit(fit, run);
      return byModel(model);
    }
  }
}

/** Scores of models that judge each row alone. */
async function scoresInChunks(
  job: Job,
  model: OutlierModel,
  { data, rows, columns }: Matrix,
): Promise<Float64Array> {
  const scores = new Float64Array(rows);
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    await job.pause();
    const to = Math.min(rows, from + CHUNK_ROWS);
    const part = { data: data.subarray(from * columns, to * columns), rows: to - from, columns };
    scores.set(model.scoreSamples(part), from);
  }
  return scores;
}

/** How often a normal flow has such a score or a higher one: (1 + of those kept out) / (1 + all kept out). */
function pValues({ batch, held }: Scored): Float64Array {
  const sorted = held.slice().sort();
  const n = sorted.length;
  return batch.map((score) => {
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < score) low = middle + 1;
      else high = middle;
    }
    return (1 + n - low) / (1 + n);
  });
}

function splitRows(normal: Matrix, seed: number): { fit: Matrix; held: Matrix } {
  const order = prng(seed, STREAM).shuffle(Uint32Array.from({ length: normal.rows }, (_, row) => row));
  const count = Math.floor(normal.rows * CALIBRATION);
  return { held: taken(normal, order.subarray(0, count)), fit: taken(normal, order.subarray(count)) };
}

function taken({ data, columns, names }: Matrix, rows: Uint32Array): Matrix {
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => out.set(data.subarray(row * columns, (row + 1) * columns), at * columns));
  return { data: out, rows: rows.length, columns, ...(names === undefined ? {} : { names }) };
}
