/** The walk of rows through trees in plain TypeScript; also the way for few rows, for which a kernel's memory is not worth filling. */
import type { BinPlan, Cells } from "../binning/types.ts";
import { binIntoReference } from "../binning/reference.ts";
import type { Trees } from "./types.ts";
import { leafName, MIXED } from "./types.ts";

/** Rows between two pauses. */
const BLOCK = 256;

/** See `treeShares`. */
export function* sharesReference(
  packs: readonly Trees[],
  plan: Pick<BinPlan, "cuts" | "cutOffsets">,
  { data, rows, columns }: Cells,
  classes: number,
): Generator<void, Float64Array, void> {
  const sums = new Float64Array(rows * classes);
  const bins = new Uint8Array(Math.min(rows, BLOCK) * columns);
  for (let from = 0; from < rows; from += BLOCK) {
    const height = Math.min(BLOCK, rows - from);
    const block = { data: data.subarray(from * columns, (from + height) * columns), rows: height, columns };
    binIntoReference(block, plan, 0, height, bins, columns, 1);
    for (const trees of packs) {
      for (let tree = 0; tree < trees.nodeOffsets.length - 1; tree++) {
        for (let row = 0; row < height; row++) {
          addLeaf(trees, tree, findLeaf(trees, tree, bins, row * columns, 1), sums, (from + row) * classes);
        }
      }
    }
    yield;
  }
  return sums;
}

/** See `treeWinners`. */
export function* winnersReference(
  packs: readonly Trees[],
  plan: Pick<BinPlan, "cuts" | "cutOffsets">,
  cells: Cells,
  classes: number,
): Generator<void, Uint16Array, void> {
  const shares = yield* sharesReference(packs, plan, cells, classes);
  const total = packs.reduce((sum, { nodeOffsets }) => sum + nodeOffsets.length - 1, 0);
  return Uint16Array.from({ length: cells.rows }, (_, row) =>
    mostLikely(shares.subarray(row * classes, (row + 1) * classes).map((share) => share / total)),
  );
}

function mostLikely(means: Float64Array): number {
  let best = 0;
  for (let at = 1; at < means.length; at++) if (means[at]! > means[best]!) best = at;
  return best;
}

/**
 * The leaf that a row comes to.
 *
 * @param bins Bin of feature f at first + f * step.
 * @returns The leaf's second word.
 */
export function findLeaf(trees: Trees, tree: number, bins: Uint8Array, first: number, step: number): number {
  const { nodes } = trees;
  const root = 2 * trees.nodeOffsets[tree]!;
  let node = 0;
  for (;;) {
    const child = nodes[root + 2 * node]!;
    const word = nodes[root + 2 * node + 1]!;
    if (child === node) return word;
    node = child + (bins[first + (word & 0xffff) * step]! > ((word >>> 16) & 255) ? 1 : 0);
  }
}

/** Adds what a leaf says to the sums of a row. */
export function addLeaf(trees: Trees, tree: number, word: number, sums: Float64Array, at: number): void {
  const name = leafName(word);
  if ((word & MIXED) === 0) {
    sums[at + name]! += 1;
    return;
  }
  const leaf = trees.mixedOffsets[tree]! + name;
  for (let entry = trees.leafStarts[leaf]!; entry < trees.leafStarts[leaf + 1]!; entry++) {
    sums[at + trees.leafClasses[entry]!]! += trees.leafValues[entry]!;
  }
}
