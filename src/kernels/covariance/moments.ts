import { WASM } from "../wasm/bytes/covariance.ts";
import { openKernel, wasmAvailable } from "../wasm/instance.ts";
import type { KernelArena, KernelExports } from "../wasm/instance.ts";
import { addBlock } from "./reference.ts";
import type { MomentSums } from "./types.ts";

/** Rows of a block; the order of the sums depends on it, so it is fixed. */
export const BLOCK = 256;

export interface Moments {
  readonly rows: number;
  readonly means: Float64Array;
  /**
   * Sums of products of deviations from the means, shape (columns, columns), symmetric; or, with `onlySquares`, of squares, shape
   * (columns,). Divide by rows or rows - 1 for (co)variances.
   */
  readonly products: Float64Array;
}

export interface MomentOptions {
  readonly rows: number;
  readonly columns: number;
  /** Only the squares of each column. */
  readonly onlySquares?: boolean;
  /** For tests; default: "wasm" where it runs. */
  readonly engine?: "wasm" | "reference" | undefined;
}

interface CovarianceExports extends KernelExports {
  addBlock(
    x: number,
    rows: number,
    columns: number,
    stride: number,
    before: number,
    means: number,
    products: number,
    onlySquares: boolean,
    scratch: number,
  ): void;
}

/** Products that take about 10 ms. */
const STEP_PRODUCTS = 16_000_000;

/**
 * Means of the columns and sums of products of deviations from them; exact about large means, and 0 for a constant column.
 *
 * A generator: run it to its end, pausing at each step (about 10 ms); it yields the rows of the step.
 *
 * @param data Finite, row-major, shape (rows, columns); at least one row.
 * @throws {RangeError} code E_OUT_OF_MEMORY when the kernel has no room for (columns x columns).
 */
export function* moments(
  data: Float64Array | Float32Array,
  { rows, columns, onlySquares = false, engine }: MomentOptions,
): Generator<number, Moments, void> {
  const stride = Math.ceil(columns / 4) * 4;
  const width = onlySquares ? 1 : stride;
  const step = Math.max(1, Math.floor(STEP_PRODUCTS / (BLOCK * stride * Math.max(8, width / 2)))) * BLOCK;
  const wasm = (engine ?? (wasmAvailable() ? "wasm" : "reference")) === "wasm";
  const work = wasm ? openWasm(columns, stride, width) : undefined;
  try {
    const sums: MomentSums = work?.sums ?? {
      columns,
      stride,
      means: new Float64Array(stride),
      products: new Float64Array(stride * width),
      onlySquares,
    };
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(rows, from + step);
      for (let start = from; start < to; start += BLOCK) {
        const end = Math.min(to, start + BLOCK);
        const block = data.subarray(start * columns, end * columns);
        if (work) work.addBlock(block, end - start, start);
        else addBlock(block, end - start, sums, start);
      }
      yield to - from;
    }
    const products = onlySquares
      ? sums.products.slice(0, columns)
      : symmetric(sums.products, columns, stride);
    return { rows, means: sums.means.slice(0, columns), products };
  } finally {
    work?.arena.close();
  }
}

interface WasmWork {
  readonly arena: KernelArena<CovarianceExports>;
  readonly sums: MomentSums;
  addBlock(block: Float64Array | Float32Array, rows: number, before: number): void;
}

/** The kernel with room for one block, which stays in the processor's cache. */
function openWasm(columns: number, stride: number, width: number): WasmWork {
  const arena = openKernel<CovarianceExports>(WASM);
  try {
    const x = arena.allocate(BLOCK * columns * 8);
    const meansAt = arena.allocate(stride * 8);
    const productsAt = arena.allocate(stride * width * 8);
    const scratch = arena.allocate((BLOCK + 4) * stride * 8);
    const rowsOf = arena.f64(x, BLOCK * columns);
    const means = arena.f64(meansAt, stride).fill(0);
    const products = arena.f64(productsAt, stride * width).fill(0);
    // The kernel writes the padding of the deltas only where it computes them.
    arena.f64(scratch, 4 * stride).fill(0);
    const onlySquares = width === 1;
    return {
      arena,
      sums: { columns, stride, means, products, onlySquares },
      addBlock(block, rows, before) {
        rowsOf.set(block);
        arena.exports.addBlock(x, rows, columns, stride, before, meansAt, productsAt, onlySquares, scratch);
      },
    };
  } catch (error) {
    arena.close();
    throw error;
  }
}

function symmetric(products: Float64Array, columns: number, stride: number): Float64Array {
  const out = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++) {
    for (let j = i; j < columns; j++) {
      out[i * columns + j] = products[i * stride + j]!;
      out[j * columns + i] = products[i * stride + j]!;
    }
  }
  return out;
}
