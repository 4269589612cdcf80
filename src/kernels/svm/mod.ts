/** Support vector machines with the radial kernel. */
import { wasmAvailable } from "../wasm/instance.ts";
import { openReferenceSolver, referenceSums } from "./reference.ts";
import type { Engine, RadialRows, RadialSolver, RadialSums } from "./types.ts";
import { openWasmSolver, wasmSums } from "./wasm.ts";

export type { PairSolution, RadialPair, RadialRows, RadialSolver, RadialSums } from "./types.ts";

/**
 * Opens a solver of pairs of classes by sequential minimal optimisation with second-order choice and shrinking. Close it in a `finally`.
 *
 * Kernel values are kept as floats, as in LIBSVM; everything else is in doubles.
 *
 * @param cacheBytes Memory for kernel rows, which all pairs share; at least four rows.
 */
export function openRadialSolver(
  rows: RadialRows,
  cacheBytes: number,
  engine: Engine = defaultEngine(),
): RadialSolver {
  return engine === "wasm" ? openWasmSolver(rows, cacheBytes) : openReferenceSolver(rows, cacheBytes);
}

/**
 * Works out sums of radial kernels for each row: the decision values of a support vector machine.
 *
 * @param data Row-major, shape (rows, sums.columns); finite.
 * @returns Row-major, shape (rows, sums.bias.length).
 */
export function radialSums(
  sums: RadialSums,
  data: Float64Array,
  rows: number,
  engine: Engine = defaultEngine(),
): Float64Array {
  return engine === "wasm" ? wasmSums(sums, data, rows) : referenceSums(sums, data, rows);
}

function defaultEngine(): Engine {
  return wasmAvailable() ? "wasm" : "reference";
}
