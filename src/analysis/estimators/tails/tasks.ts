import { fitTails, SortSpace } from "../../../kernels/mod.ts";
import type { TailColumn, TailRule } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";
import { columnInto } from "../detector/mod.ts";

export interface TailsShared {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly rule: TailRule;
  /** Of `tailTable(rows)`. */
  readonly table: Float64Array;
}

/** What is kept of some columns, and what they add to the score of each row. */
export interface FittedColumns {
  readonly columns: TailColumn[];
  readonly sums: Float64Array;
}

/** Fits columns `from` to `to` - 1; yields cells. */
export const fitTailsTask = defineTask(
  "tails.fit",
  function* (
    { data, rows, columns, rule, table }: TailsShared,
    { from, to }: { from: number; to: number },
  ): Generator<number, FittedColumns, void> {
    const sums = new Float64Array(rows);
    const space = new SortSpace(rows);
    const numbers = new Float64Array(rows);
    const fitted: TailColumn[] = [];
    for (let column = from; column < to; column++) {
      columnInto({ data, rows, columns }, column, numbers);
      fitted.push(yield* fitTails(numbers, rule, table, space, columns === 1, sums));
    }
    return { columns: fitted, sums };
  },
);
