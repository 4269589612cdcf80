/** Numbers to bins in the forest's kernel. */
import type { ForestExports } from "../forest/exports.ts";
import { WASM } from "../wasm/bytes/forest.ts";
import type { KernelArena } from "../wasm/instance.ts";
import { openKernel } from "../wasm/instance.ts";
import { MOST_BINS } from "./cuts.ts";
import type { BinPlan, Cells } from "./types.ts";

/** Cells that are copied into the kernel at once. */
const BLOCK_CELLS = 1 << 16;
/** Bytes that the sort counts digits in. */
const COUNTS_BYTES = 6 * 2048 * 4;
/** Columns whose cuts are in the kernel at once. */
const GROUP = 4096;

/** Puts the cuts of columns into the kernel as `binRows` reads them: 256 a column, the unused ones infinite. */
export function putCuts(
  arena: KernelArena<ForestExports>,
  { cuts, cutOffsets }: Pick<BinPlan, "cuts" | "cutOffsets">,
  from: number,
  to: number,
): number {
  const address = arena.allocate((to - from) * MOST_BINS * 8);
  const table = arena.f64(address, (to - from) * MOST_BINS).fill(Infinity);
  for (let column = from; column < to; column++) {
    table.set(cuts.subarray(cutOffsets[column], cutOffsets[column + 1]), (column - from) * MOST_BINS);
  }
  return address;
}

/** Sorts columns of `n` numbers, one after the other. Close it in a `finally`. */
export class WasmSorter {
  readonly #arena: KernelArena<ForestExports>;
  readonly #length: number;
  readonly #values: number;
  readonly #spare: number;
  readonly #counts: number;

  constructor(length: number) {
    this.#arena = openKernel<ForestExports>(WASM);
    this.#length = length;
    this.#values = this.#arena.allocate(length * 8);
    this.#spare = this.#arena.allocate(length * 8);
    this.#counts = this.#arena.allocate(COUNTS_BYTES);
  }

  /** The numbers to sort, to be written into. */
  get values(): Float64Array {
    return this.#arena.f64(this.#values, this.#length);
  }

  sort(): void {
    this.#arena.exports.sortDoubles(this.#values, this.#length, this.#spare, this.#counts);
  }

  close(): void {
    this.#arena.close();
  }
}

/** Column-major bins of a matrix; a generator, so that it can be paused at each step. */
export function* binColumnsWasm(cells: Cells, plan: BinPlan, out: Uint8Array): Generator<void, void, void> {
  for (let from = 0; from < cells.columns; from += GROUP) {
    yield* binGroup(cells, plan, out, from, Math.min(cells.columns, from + GROUP));
  }
}

function* binGroup(
  { data, rows, columns }: Cells,
  plan: BinPlan,
  out: Uint8Array,
  from: number,
  to: number,
): Generator<void, void, void> {
  const arena = openKernel<ForestExports>(WASM);
  try {
    const width = to - from;
    const cuts = putCuts(arena, plan, from, to);
    const most = Math.min(rows, Math.max(4, Math.floor(BLOCK_CELLS / width)));
    const values = arena.allocate(most * width * 8);
    const bins = arena.allocate(most * width);
    for (let row = 0, blocks = 0; row < rows; row += most, blocks++) {
      const height = Math.min(most, rows - row);
      const block = arena.f64(values, height * width);
      if (width === columns) block.set(data.subarray(row * columns, (row + height) * columns));
      else {
        for (let at = 0; at < height; at++) {
          const start = (row + at) * columns;
          block.set(data.subarray(start + from, start + to), at * width);
        }
      }
      arena.exports.binRows(values, height, width, cuts, bins);
      const made = arena.u8(bins, height * width);
      for (let column = 0; column < width; column++) {
        out.set(made.subarray(column * height, (column + 1) * height), (from + column) * rows + row);
      }
      if (blocks % 16 === 15) yield;
    }
  } finally {
    arena.close();
  }
}
