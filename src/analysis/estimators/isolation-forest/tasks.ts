import { growIsolationTrees, isolationScores } from "../../../kernels/mod.ts";
import type { ColumnForm, IsolationTrees } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";

/** A table as tasks get it: row-major. */
export interface TaskTable {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

export interface GrowShared {
  readonly table: TaskTable;
  readonly form: ColumnForm;
  readonly samples: number;
  readonly seed: number;
}

export interface ScoreShared {
  readonly table: TaskTable;
  readonly form: ColumnForm;
  readonly trees: IsolationTrees;
  readonly samples: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Grows trees `from` to `to` - 1; yields trees. */
export const growIsolationTask = defineTask(
  "isolation.grow",
  function* ({ table, form, samples, seed }: GrowShared, { from, to }: Range) {
    return yield* growIsolationTrees(table, form, { samples, seed, from, to });
  },
);

/** Scores rows `from` to `to` - 1; yields rows. */
export const scoreIsolationTask = defineTask(
  "isolation.score",
  function* ({ table, form, trees, samples }: ScoreShared, { from, to }: Range) {
    return yield* isolationScores(trees, form, samples, table, from, to);
  },
);
