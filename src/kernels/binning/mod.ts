/** Columns of numbers as bytes: at most 256 bins each. */
import type { Engine } from "../forest/types.ts";
import { wasmAvailable } from "../wasm/instance.ts";
import type { BinPlan, Cells } from "./types.ts";
import { binIntoReference } from "./reference.ts";
import { binColumnsWasm } from "./wasm.ts";

export { cutColumn, MOST_BINS } from "./cuts.ts";
export type { ColumnBins } from "./cuts.ts";
export { planBins } from "./plan.ts";
export type { BinPlan, Cells } from "./types.ts";

/** Rows between two pauses of the plain version. */
const SLICE = 1 << 14;

/**
 * The bins of a matrix, column after column.
 *
 * @param out Length rows * columns.
 */
export function* binColumns(
  cells: Cells,
  plan: BinPlan,
  out: Uint8Array,
  engine: Engine = wasmAvailable() ? "wasm" : "reference",
): Generator<void, void, void> {
  if (engine === "wasm") {
    yield* binColumnsWasm(cells, plan, out);
    return;
  }
  for (let from = 0; from < cells.rows; from += SLICE) {
    binIntoReference(cells, plan, from, Math.min(cells.rows, from + SLICE), out, 1, cells.rows);
    yield;
  }
}
