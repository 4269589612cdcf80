/** Random forests on bins: growth, and the walk of rows through the trees. */
import type { BinPlan, Cells } from "../binning/types.ts";
import { wasmAvailable } from "../wasm/instance.ts";
import { growReference } from "./reference.ts";
import { packTrees } from "./trees.ts";
import type { Engine, ForestPlan, Trees } from "./types.ts";
import { sharesReference, winnersReference } from "./walk-reference.ts";
import { sharesWasm, winnersWasm } from "./walk-wasm.ts";
import { growWasm } from "./wasm.ts";

export { drawRows } from "./reference.ts";
export { joinTrees, packTrees, unpackTrees } from "./trees.ts";
export { LEAF_BOUND, leafName, MIXED } from "./types.ts";
export type { Engine, ForestPlan, GrownTree, Trees } from "./types.ts";
export { addLeaf, findLeaf } from "./walk-reference.ts";

/** A row's walk through a tree costs about as much as bringing this many nodes into a kernel. */
const NODES_A_WALK = 64;
/** Columns that the kernel's walk takes: it has an offset of 16 times the feature in 16 bits. */
const MOST_COLUMNS = 4095;

/**
 * Grows trees of a forest (L. Breiman, "Random forests", Machine Learning 45, 2001) on binned columns.
 *
 * Tree i depends on the plan and i only. Splits maximise the decrease of Gini impurity or entropy over the bins' bounds; features are
 * drawn without replacement until `maxFeatures` are seen and one of them differs between the node's rows; ties go to the feature drawn
 * first and the lowest bound. The bound of a split is half way between the values on both sides.
 *
 * @returns The trees from `from` to `to`; yields how many trees were ended since the last step (about 20 ms).
 */
export function* growTrees(
  plan: ForestPlan,
  from: number,
  to: number,
  engine: Engine = wasmAvailable() ? "wasm" : "reference",
): Generator<number, Trees, void> {
  const grow = engine === "wasm" ? growWasm : growReference;
  return packTrees(yield* grow(plan, from, to));
}

/**
 * Sums the shares of the classes in the leaves that rows come to, tree after tree.
 *
 * @returns Row-major, shape (rows, classes): each row sums to the number of trees. Yields about every 20 ms.
 */
export function* treeShares(
  packs: readonly Trees[],
  plan: Pick<BinPlan, "cuts" | "cutOffsets">,
  cells: Cells,
  classes: number,
  engine: Engine = engineFor(packs, cells),
): Generator<void, Float64Array, void> {
  const shares = engine === "wasm" ? sharesWasm : sharesReference;
  return yield* shares(packs, plan, cells, classes);
}

/**
 * The class of the largest mean share of each row, the first of them in a tie: that of `treeShares`, though a row is given up as soon as
 * the trees that it has not seen cannot change it.
 *
 * @returns Length rows. Yields about every 20 ms.
 */
export function* treeWinners(
  packs: readonly Trees[],
  plan: Pick<BinPlan, "cuts" | "cutOffsets">,
  cells: Cells,
  classes: number,
  engine: Engine = engineFor(packs, cells),
): Generator<void, Uint16Array, void> {
  const winners = engine === "wasm" ? winnersWasm : winnersReference;
  return yield* winners(packs, plan, cells, classes);
}

function engineFor(packs: readonly Trees[], { rows, columns }: Cells): Engine {
  if (!wasmAvailable() || columns > MOST_COLUMNS) return "reference";
  let walks = 0;
  let nodes = 0;
  for (const { nodeOffsets } of packs) {
    walks += rows * (nodeOffsets.length - 1);
    nodes += nodeOffsets[nodeOffsets.length - 1]!;
  }
  return walks * NODES_A_WALK >= nodes ? "wasm" : "reference";
}
