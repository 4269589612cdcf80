import { growTrees, treeShares, treeWinners } from "../../../kernels/mod.ts";
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
  ({ packs, cuts, columns, classes }: WalkShared, data: Float32Array | Float64Array) => {
    const rows = data.length / columns;
    return countingRows(treeShares(packs, cuts, { data, rows, columns }, classes), rows);
  },
);

/** Finds the most likely class of some rows; yields rows. */
export const forestWinnersTask = defineTask(
  "forest.winners",
  ({ packs, cuts, columns, classes }: WalkShared, data: Float32Array | Float64Array) => {
    const rows = data.length / columns;
    return countingRows(treeWinners(packs, cuts, { data, rows, columns }, classes), rows);
  },
);

function* countingRows<T>(steps: Generator<void, T, void>, rows: number): Generator<number, T, void> {
  try {
    for (;;) {
      const step = steps.next();
      if (step.done) {
        yield rows;
        return step.value;
      }
      yield 0;
    }
  } finally {
    steps.return(undefined as never); // the kernel is given back when the job was cancelled
  }
}
