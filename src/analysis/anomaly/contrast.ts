/**
 * What tells a batch from its baseline: a forest learns to tell rows of the one from rows of the other, and a row's score is how much it looks
 * like the batch alone. Attacks that are ordinary one by one, as guessed passwords and bots are, stand out here by being many and alike.
 *
 * It says "new", not "bad": a day later on the same network is new, too. Where the two can be told apart better than the flagged flows explain,
 * that is said, and scores of novelty should be trusted instead.
 */
import { prng, SortSpace } from "../../kernels/mod.ts";
import type { Drift, Job, Matrix } from "../core/mod.ts";
import { RandomForestClassifier } from "../estimators/mod.ts";
import { rocAuc } from "../evaluate/mod.ts";
import { runOf } from "./detectors.ts";
import { rankShares } from "./ranks.ts";

/** Fewer flows on either side tell nothing. */
export const LEAST_CONTRAST = 200;
const TREES = 100;
/** Rows of a fit, of both sides together: more tell nothing new. */
const MOST_FITTED = 40_000;
const STREAM = -92;
/** By how much the area may exceed what the flagged flows explain: of batches without drift in the study at most 0.03. */
const TOLERANCE = 0.06;

export interface Contrast {
  /** Of each row of the batch, 0 to 1: the share of trees, of those that did not see it, that take it for one of the batch. */
  readonly score: Float64Array;
  /** Half of the rank of that score and half of the rank of novelty; null where drift makes the first mean little. */
  readonly fused: Float64Array | null;
  readonly drift: Drift;
}

/**
 * @param batch The rows that are looked at.
 * @param normal Those of the baseline.
 * @returns null where either has fewer than 200 rows.
 */
export async function contrastOf(
  job: Job,
  batch: Matrix,
  normal: Matrix,
  { novelty, flaggedShare, seed }: { novelty: Float64Array; flaggedShare: number; seed: number },
): Promise<Contrast | null> {
  if (batch.rows < LEAST_CONTRAST || normal.rows < LEAST_CONTRAST) return null;
  const all = stacked(batch, normal);
  const chance = await chances(job, all, batch.rows, seed);
  const isBatch = Uint8Array.from({ length: all.rows }, (_, row) => (row < batch.rows ? 1 : 0));
  const auc = rocAuc(isBatch, chance);
  // Flagged flows that are told apart for certain, and others by chance.
  const explained = 0.5 + flaggedShare / 2;
  const isDrift = auc > explained + TOLERANCE;
  const score = chance.slice(0, batch.rows);
  return {
    score,
    fused: isDrift ? null : await meanOfRanks(job, score, novelty),
    drift: { auc, explained, isDrift },
  };
}

/** How likely each row is one of the batch, by a forest that was not fitted on it. */
async function chances(job: Job, all: Matrix, batchRows: number, seed: number): Promise<Float64Array> {
  const order = prng(seed, STREAM).shuffle(Uint32Array.from({ length: all.rows }, (_, row) => row));
  const half = all.rows >>> 1;
  const halves = [order.subarray(0, half), order.subarray(half)] as const;
  const chance = new Float64Array(all.rows);
  for (const [at, asked] of halves.entries()) {
    const known = halves[1 - at]!.subarray(0, MOST_FITTED);
    const y = Int32Array.from(known, (row) => (row < batchRows ? 1 : 0));
    const forest = new RandomForestClassifier({ nEstimators: TREES, classWeight: "balanced", seed });
    const model = await forest.fit(taken(all, known), y, runOf(job, "contrast"));
    const probabilities = await model.predictProbaAsync(taken(all, asked), { signal: job.signal });
    const place = model.classes.indexOf("1");
    asked.forEach((row, i) => (chance[row] = probabilities[i * model.classes.length + place]!));
  }
  return chance;
}

async function meanOfRanks(job: Job, a: Float64Array, b: Float64Array): Promise<Float64Array> {
  const space = new SortSpace(a.length);
  const [x, y] = [await rankShares(job, a, space), await rankShares(job, b, space)];
  return x.map((share, row) => (share + y[row]!) / 2);
}

function stacked(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { data, rows: a.rows + b.rows, columns: a.columns };
}

function taken({ data, columns }: Matrix, rows: Uint32Array): Matrix {
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => out.set(data.subarray(row * columns, (row + 1) * columns), at * columns));
  return { data: out, rows: rows.length, columns };
}
