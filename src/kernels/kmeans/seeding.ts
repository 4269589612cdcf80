import { log } from "../math.ts";
import type { Prng } from "../prng.ts";
import { BLOCK, MOST_PROBES } from "./space.ts";
import type { KMeansSpace } from "./space.ts";
import { inSteps, total } from "./steps.ts";

/**
 * Chooses rows as first centers, far from each other: greedy k-means++ (D. Arthur and S. Vassilvitskii, "k-means++: the advantages of
 * careful seeding", SODA 2007, with at least the 2 + ln k trials a center that the authors mention and scikit-learn takes).
 *
 * Each next center is the best of a few rows drawn with probability proportional to weight and squared distance. With fewer distinct
 * rows than centers, some centers are equal. Writes `centers`; a generator that yields rows worked on.
 */
export function* seedCenters(space: KMeansSpace, random: Prng): Generator<number, void, void> {
  const { clusters, stride, centers, probes, potentials } = space;
  // In fours, which cost the kernel no more than three.
  const trials = Math.min(MOST_PROBES, 4 * Math.ceil((2 + Math.floor(log(clusters))) / 4));
  const accept = (row: number, cluster: number): void => {
    space.copyRow(row, probes, 0);
    centers.set(probes.subarray(0, stride), cluster * stride);
  };
  accept(firstRow(space, random), 0);
  yield* inSteps(space, 1, (from, to) => space.relax(from, to, true));
  for (let cluster = 1; cluster < clusters; cluster++) {
    const sum = total(space.blocks);
    const chosen = drawRows(space, trials, sum, random);
    potentials.fill(0);
    yield* inSteps(space, trials, (from, to) => space.tryProbes(from, to, trials));
    let best = 0;
    for (let trial = 1; trial < trials; trial++) if (potentials[trial]! < potentials[best]!) best = trial;
    accept(chosen[best]!, cluster);
    yield* inSteps(space, 1, (from, to) => space.relax(from, to, false));
  }
}

/**
 * Draws rows with probability proportional to weight times `closest`, evenly where that is 0 everywhere, into the first `count` probes.
 *
 * @param sum The sum of `blocks`.
 */
export function drawRows(space: KMeansSpace, count: number, sum: number, random: Prng): Uint32Array {
  const { stride, probes, rows } = space;
  const chosen = new Uint32Array(count);
  for (let probe = 0; probe < count; probe++) {
    const row = sum > 0 ? rowAt(space, random.next() * sum) : random.int(rows);
    chosen[probe] = row;
    space.copyRow(row, probes, probe * stride);
  }
  return chosen;
}

/** A row drawn by its weight. */
function firstRow({ rows, weights }: KMeansSpace, random: Prng): number {
  if (weights.length === 0) return random.int(rows);
  let sum = 0;
  for (const weight of weights) sum += weight;
  let rest = random.next() * sum;
  for (let row = 0; row < rows; row++) {
    rest -= weights[row]!;
    if (rest < 0) return row;
  }
  return rows - 1;
}

/** The row in which the running sum of weight times `closest` passes `target`. */
function rowAt({ rows, blocks, closest, weights }: KMeansSpace, target: number): number {
  let rest = target;
  let block = 0;
  while (block < blocks.length - 1 && rest >= blocks[block]!) rest -= blocks[block++]!;
  const end = Math.min(rows, (block + 1) * BLOCK);
  let last = block * BLOCK;
  for (let row = block * BLOCK; row < end; row++) {
    const share = closest[row]! * (weights.length === 0 ? 1 : weights[row]!);
    if (share === 0) continue;
    last = row; // rounding may leave a rest behind the last row with a share
    rest -= share;
    if (rest < 0) break;
  }
  return last;
}
