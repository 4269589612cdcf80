import { addLeaf, drawRows, findLeaf, prng } from "../../../kernels/mod.ts";
import type { ForestPlan, Trees } from "../../../kernels/mod.ts";
import type { Job } from "../../core/mod.ts";

/**
 * Share of rows that the trees which did not draw them call right; rows that every tree drew are left out.
 *
 * @returns NaN when there are no others, as with a single row.
 */
export async function outOfBagScore(job: Job, plan: ForestPlan, packs: readonly Trees[]): Promise<number> {
  const { rows, classes, bins, rowClasses } = plan;
  const sums = new Float64Array(rows * classes);
  const total = packs.reduce((count, { nodeOffsets }) => count + nodeOffsets.length - 1, 0);
  let index = 0;
  for (const trees of packs) {
    for (let tree = 0; tree < trees.nodeOffsets.length - 1; tree++) {
      addTree(trees, tree, drawRows(prng(plan.seed, index), rows, true), bins, classes, sums);
      index++;
      job.progress({ phase: "judging out of bag", done: index, total, unit: "trees" });
      await job.pause();
    }
  }
  let seen = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const best = mostLikely(sums, row * classes, classes);
    if (sums[row * classes + best] === 0) continue;
    seen++;
    if (best === rowClasses[row]) right++;
  }
  return right / seen;
}

/** The first of the classes with the largest share. */
export function mostLikely(shares: Float64Array, first: number, classes: number): number {
  let best = 0;
  for (let at = 1; at < classes; at++) if (shares[first + at]! > shares[first + best]!) best = at;
  return best;
}

function addTree(
  trees: Trees,
  tree: number,
  times: Uint8Array,
  bins: Uint8Array,
  classes: number,
  sums: Float64Array,
): void {
  const rows = times.length;
  for (let row = 0; row < rows; row++) {
    if (times[row] !== 0) continue;
    addLeaf(trees, tree, findLeaf(trees, tree, bins, row, rows), sums, row * classes);
  }
}
