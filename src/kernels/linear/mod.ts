/** Linear models by Newton's method. */
import type { Engine } from "../svm/types.ts";
import { wasmAvailable } from "../wasm/instance.ts";
import { ReferenceMatrix, WasmMatrix } from "./matrix.ts";
import type { TallMatrix } from "./types.ts";

export { Logistic, SquaredHinge } from "./losses.ts";
export { minimise } from "./newton.ts";
export type { LinearLoss, LinearSolution, TallMatrix } from "./types.ts";

/**
 * Lays out the rows of X, with a column of ones, for products. Close it in a `finally`. Yields about every 10 ms of work.
 *
 * @param data Row-major; finite.
 */
export function* openTallMatrix(
  data: Float64Array | Float32Array,
  rows: number,
  engine: Engine = wasmAvailable() ? "wasm" : "reference",
): Generator<number, TallMatrix> {
  const matrix = engine === "wasm" ? new WasmMatrix(data, rows) : new ReferenceMatrix(data, rows);
  let filled = false;
  try {
    yield* matrix.fill();
    filled = true;
  } finally {
    if (!filled) matrix.close();
  }
  return matrix;
}
