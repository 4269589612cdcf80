/** Scores as ranks, so that detectors with different scales can be put together. */
import { quantileInto, type SortSpace } from "../../kernels/mod.ts";
import { runSteps } from "../core/mod.ts";
import type { Job } from "../core/mod.ts";

/** The score above which the share `contamination` of the rows lies. */
export function shareThreshold(scores: Float64Array, contamination: number): number {
  return quantileInto(scores.slice(), 1 - contamination);
}

/**
 * Rank over n: in (0, 1], equal scores get the mean of their ranks.
 *
 * @param scores Without NaN.
 */
export async function rankShares(job: Job, scores: Float64Array, space: SortSpace): Promise<Float64Array> {
  const n = scores.length;
  const order = await runSteps(job, space.sort(scores));
  const shares = new Float64Array(n);
  for (let from = 0; from < n;) {
    let to = from + 1;
    while (to < n && scores[order[to]!] === scores[order[from]!]) to++;
    const share = (from + 1 + to) / 2 / n;
    for (let place = from; place < to; place++) shares[order[place]!] = share;
    from = to;
  }
  return shares;
}

/** Rows from the highest score to the lowest; equal scores in the order of the rows. */
export async function descendingRows(job: Job, scores: Float64Array, space: SortSpace): Promise<Uint32Array> {
  const negated = scores.map((score) => -score);
  return (await runSteps(job, space.sort(negated))).slice();
}

/** Spearman's correlation of two sets of rank shares; null where one does not vary. */
export function correlationOfRanks(a: Float64Array, b: Float64Array): number | null {
  const n = a.length;
  const middle = (n + 1) / 2 / n;
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let row = 0; row < n; row++) {
    const [x, y] = [a[row]! - middle, b[row]! - middle];
    products += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  if (squaresA === 0 || squaresB === 0) return null;
  return Math.max(-1, Math.min(1, products / Math.sqrt(squaresA * squaresB)));
}
