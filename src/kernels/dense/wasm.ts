import { WASM } from "../wasm/bytes/dense.ts";
import { openKernel } from "../wasm/instance.ts";
import { CHUNK_ROWS, DenseMemory, type DenseArena, type DenseExports } from "./layout.ts";
import type { DenseData, DenseShape, DenseTrainer, DenseTraining } from "./types.ts";
import { parameterCount } from "./types.ts";

/** Rows that are evaluated in one call. */
const EVALUATED_ROWS = CHUNK_ROWS * 100;

export function openTrainer(
  shape: DenseShape,
  weights: Float32Array,
  data: DenseData,
  training: DenseTraining,
): DenseTrainer {
  const arena = openKernel<DenseExports>(WASM);
  try {
    return new WasmTrainer(arena, shape, weights, data, training);
  } catch (error) {
    arena.close();
    throw error;
  }
}

class WasmTrainer implements DenseTrainer {
  readonly #arena: DenseArena;
  readonly #memory: DenseMemory;
  readonly #order: number;
  readonly #parameters: number;
  #rows = 0;
  #done = 0;

  constructor(
    arena: DenseArena,
    shape: DenseShape,
    weights: Float32Array,
    data: DenseData,
    training: DenseTraining,
  ) {
    this.#arena = arena;
    const memory = new DenseMemory(arena, shape, true);
    this.#memory = memory;
    this.#parameters = parameterCount(shape);
    memory.putWeights(weights);
    memory.setTraining(training);

    const features = arena.allocate(data.rows * memory.featureColumns * 4);
    memory.putRows(features, data.features, 0, data.rows, shape.inputs);
    memory.set("features", features);
    if (data.targets instanceof Int32Array) {
      memory.set("targets", arena.putI32(data.targets));
    } else if (data.targets === data.features) {
      memory.set("targets", features);
      memory.set("targetStride", memory.featureColumns * 4);
    } else {
      memory.set("targets", arena.putF32(data.targets));
      memory.set("targetStride", shape.widths.at(-1)! * 4);
    }
    if (data.classWeights) memory.set("classWeights", arena.putF32(data.classWeights));
    this.#order = arena.allocate(data.rows * 4);
    memory.set("order", this.#order);
  }

  beginEpoch(order: Uint32Array): void {
    this.#rows = order.length;
    this.#done = 0;
    this.#memory.set("rows", order.length);
    this.#arena.u32(this.#order, order.length).set(order);
    this.#arena.exports.beginEpoch(this.#memory.net);
  }

  advance(rows: number): number {
    const chunks = Math.ceil(rows / CHUNK_ROWS);
    const to = Math.min(this.#rows, this.#done + chunks * CHUNK_ROWS);
    this.#arena.exports.train(this.#memory.net, this.#done, to);
    this.#done = to;
    return to;
  }

  loss(): number {
    return this.#memory.loss() / this.#rows;
  }

  weights(): Float32Array {
    return this.#memory.takeWeights(this.#parameters);
  }

  close(): void {
    this.#arena.close();
  }
}

/** See `denseOutputs` in mod.ts. */
export function outputs(
  shape: DenseShape,
  weights: Float32Array,
  features: Float32Array,
  rows: number,
): Float32Array {
  const width = shape.widths.at(-1)!;
  const result = new Float32Array(rows * width);
  const arena = openKernel<DenseExports>(WASM);
  try {
    const memory = new DenseMemory(arena, shape, false);
    memory.putWeights(weights);
    const block = Math.min(EVALUATED_ROWS, Math.ceil(rows / 4) * 4);
    const input = arena.allocate(block * memory.featureColumns * 4);
    arena.f32(input, block * memory.featureColumns).fill(0); // the rows that fill up the last four
    const out = arena.allocate(block * width * 4);
    for (let from = 0; from < rows; from += block) {
      const count = Math.min(block, rows - from);
      memory.putRows(input, features, from, count, shape.inputs);
      arena.exports.evaluate(memory.net, input, count, out);
      result.set(arena.f32(out, count * width), from * width);
    }
  } finally {
    arena.close();
  }
  return result;
}
