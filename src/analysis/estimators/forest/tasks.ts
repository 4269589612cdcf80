import { growTrees, treeShares } from "../../../kernels/mod.ts";
import type { BinPlan, ForestPlan, Trees } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";

/** Grows trees `from` to `to` - 1; yields trees. */
export const growForestTask = defineTask(
  "forest.grow",
  function* (plan: ForestPlan, { from, to }: { from: number; to: number }) {
    return yield* growTrees(plan, from, to);
  },
);

export interface WalkShared {
  readonly packs: readonly Trees[];
  readonly cuts: Pick<BinPlan, "cuts" | "cutOffsets">;
  readonly columns: number;
  readonly classes: number;
}

/** Sums the shares of the classes for some rows; yields rows. */
export const walkForestTask = defineTask(
  "forest.walk",
  function* (
    { packs, cuts, columns, classes }: WalkShared,
    data: Float32Array | Float64Array,
  ): Generator<number, Float64Array, void> {
    const rows = data.length / columns;
    const steps = treeShares(packs, cuts, { data, rows, columns }, classes);
    for (;;) {
      const step = steps.next();
      if (step.done) {
        yield rows;
        return step.value;
      }
      yield 0;
    }
  },
);
