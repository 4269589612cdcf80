/** Growth of trees in the kernel. */
import { WASM } from "../wasm/bytes/forest.ts";
import type { KernelArena } from "../wasm/instance.ts";
import { openKernel } from "../wasm/instance.ts";
import type { ForestExports } from "./exports.ts";
import type { GrowerMemory } from "./memory.ts";
import { layOut } from "./memory.ts";
import type { ForestPlan, GrownTree } from "./types.ts";

/** Rows times features looked at between two pauses: about 20 ms. */
const BUDGET = 3_000_000;

/** Grows the trees from `from` to `to`; yields 0 within a tree, 1 at its end. */
export function* growWasm(plan: ForestPlan, from: number, to: number): Generator<number, GrownTree[], void> {
  const arena = openKernel<ForestExports>(WASM);
  try {
    const memory = layOut(arena, plan);
    const budget = Math.ceil(BUDGET / plan.maxFeatures);
    const trees: GrownTree[] = [];
    for (let tree = from; tree < to; tree++) {
      arena.exports.startTree(memory.grower, plan.seed, tree);
      arena.exports.startRoot(memory.grower, Number(plan.balanceTrees));
      for (;;) {
        const state = arena.exports.growTree(memory.grower, budget);
        if (state === 2) throw tooManyLeaves();
        if (state === 1) break;
        yield 0;
      }
      trees.push(copyOut(arena, memory, plan));
      yield 1;
    }
    return trees;
  } finally {
    arena.close();
  }
}

function tooManyLeaves(): Error {
  return Object.assign(
    new RangeError(
      "Cannot grow a forest: a tree must have at most 8388607 leaves of several classes, got more; raise minSamplesLeaf or lower maxDepth",
    ),
    { code: "BAD_INPUT" },
  );
}

function copyOut(arena: KernelArena<ForestExports>, memory: GrowerMemory, plan: ForestPlan): GrownTree {
  const entries = memory.at("leafEntries");
  return {
    nodes: arena.u32(memory.at("nodes"), memory.at("nodeCount") * 2).slice(),
    leafStarts: arena.u32(memory.at("leafOffsets"), memory.at("mixedCount") + 1).slice(),
    leafClasses: arena.u16(memory.at("leafClasses"), entries).slice(),
    leafValues: arena.f64(memory.at("leafValues"), entries).slice(),
    importances: arena.f64(memory.at("importances"), plan.columns).slice(),
  };
}
