/** Dense networks in single precision: training by Adam, and outputs. */
import { wasmAvailable } from "../wasm/instance.ts";
import * as reference from "./reference.ts";
import type { DenseData, DenseShape, DenseTrainer, DenseTraining } from "./types.ts";
import * as wasm from "./wasm.ts";

export { parameterCount } from "./types.ts";
export type { Activation, DenseData, DenseShape, DenseTrainer, DenseTraining } from "./types.ts";

/** For tests; both give the same bits. */
export type DenseEngine = "wasm" | "reference";

/**
 * Opens a network for training. Close it in a `finally`.
 *
 * Sums are single precision in a fixed order: the result does not depend on how `advance` cuts the work, on the engine or the machine.
 * Values that leave the range of single precision turn up as a loss that is not finite.
 *
 * @param weights Initial weights and biases, packed as `DenseTrainer.weights` gives them.
 */
export function openDenseTrainer(
  shape: DenseShape,
  weights: Float32Array,
  data: DenseData,
  training: DenseTraining,
  engine: DenseEngine = defaultEngine(),
): DenseTrainer {
  return moduleOf(engine).openTrainer(shape, weights, data, training);
}

/**
 * The outputs of a network before softmax. Those of a row do not depend on the rows beside it.
 *
 * @param features Row-major, shape (rows, inputs).
 * @returns Row-major, shape (rows, outputs).
 */
export function denseOutputs(
  shape: DenseShape,
  weights: Float32Array,
  features: Float32Array,
  rows: number,
  engine: DenseEngine = defaultEngine(),
): Float32Array {
  return moduleOf(engine).outputs(shape, weights, features, rows);
}

function defaultEngine(): DenseEngine {
  return wasmAvailable() ? "wasm" : "reference";
}

function moduleOf(engine: DenseEngine): typeof wasm | typeof reference {
  return engine === "wasm" ? wasm : reference;
}
