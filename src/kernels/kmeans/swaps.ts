import type { Prng } from "../prng.ts";
import { drawRows } from "./seeding.ts";
import { lloyd } from "./lloyd.ts";
import type { KMeansResult } from "./lloyd.ts";
import { putCenters } from "./space.ts";
import type { KMeansSpace } from "./space.ts";
import { inSteps, total } from "./steps.ts";

export interface SwapOptions {
  /** How many swaps are tried. */
  readonly tries: number;
  /** Lloyd iterations after a swap, before it is judged. */
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly random: Prng;
}

/** Candidates for a new center, of which the best is taken. */
const CANDIDATES = 4;
/** Iterations after which a swap is given up whose inertia is so many times that of the best. */
const FIRST_LOOK = 2;
const HOPELESS = 1.02;

/**
 * Gets out of poor local optima: takes away a center that is little missed, puts one where rows are far from theirs, and keeps the swap
 * when the inertia falls (P. Fränti, "Efficiency of random swap clustering", Journal of Big Data 5:13, 2018; the new place is drawn as
 * in k-means++).
 *
 * @param best Result of `lloyd` on this space.
 * @returns The best result, its centers as close to converged as `maxIterations` allows.
 */
export function* trySwaps(
  space: KMeansSpace,
  best: KMeansResult,
  { tries, random, ...limits }: SwapOptions,
): Generator<number, KMeansResult, void> {
  if (space.clusters < 2) return best;
  let kept = best;
  let order: number[] = [];
  // Squared distances to the kept centers: a swap that failed leaves its own behind.
  const own = new Float64Array(space.rows);
  const ownBlocks = new Float64Array(space.blocks.length);
  for (let trial = 0, failed = 0; trial < tries; trial++) {
    putCenters(space, kept.centers);
    if (failed === 0) {
      order = yield* leastMissedFirst(space);
      own.set(space.closest);
      ownBlocks.set(space.blocks);
    } else {
      space.closest.set(own);
      space.blocks.set(ownBlocks);
    }
    // The least missed one first; after failures the next ones get their turn.
    const away = order[failed % order.length]!;
    // By turns the best of a few places, and any place, since the best ones are often beside each other.
    yield* placeCenter(space, away, trial % 2 === 0 ? CANDIDATES : 1, random);
    let result = yield* lloyd(space, {
      ...limits,
      maxIterations: Math.min(FIRST_LOOK, limits.maxIterations),
    });
    if (result.inertia < kept.inertia * HOPELESS) result = yield* lloyd(space, limits, result.centers);
    if (result.inertia < kept.inertia) {
      kept = result;
      failed = 0;
    } else {
      failed += 1;
    }
  }
  return kept;
}

/** Clusters by what the inertia would gain without their center; leaves squared distances in `closest`. */
function* leastMissedFirst(space: KMeansSpace): Generator<number, number[], void> {
  const { rows, clusters, closest, lower, labels, weights, blocks } = space;
  space.sums.fill(0);
  space.rests.fill(0);
  space.counts.fill(0);
  yield* inSteps(space, clusters, (from, to) => space.assignAll(from, to));
  const missed = new Float64Array(clusters);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    const own = closest[row]! * closest[row]!;
    const weight = weights.length === 0 ? 1 : weights[row]!;
    missed[label] = missed[label]! + (lower[row]! * lower[row]! - own) * weight;
    closest[row] = own;
  }
  blocks.fill(0);
  for (let row = 0; row < rows; row++) {
    const block = row >> 10;
    blocks[block] = blocks[block]! + closest[row]! * (weights.length === 0 ? 1 : weights[row]!);
  }
  return Array.from(missed.keys()).sort((a, b) => missed[a]! - missed[b]! || a - b);
}

function* placeCenter(
  space: KMeansSpace,
  cluster: number,
  candidates: number,
  random: Prng,
): Generator<number, void, void> {
  const { stride, probes, potentials, centers } = space;
  drawRows(space, candidates, total(space.blocks), random);
  potentials.fill(0);
  if (candidates > 1) yield* inSteps(space, candidates, (from, to) => space.tryProbes(from, to, candidates));
  let best = 0;
  for (let probe = 1; probe < candidates; probe++) if (potentials[probe]! < potentials[best]!) best = probe;
  centers.set(probes.subarray(best * stride, (best + 1) * stride), cluster * stride);
}
