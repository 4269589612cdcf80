import type { KernelArena, KernelExports } from "../wasm/instance.ts";
import type { DenseShape, DenseTraining } from "./types.ts";

/** What the module exports; the meaning is in src/kernels/assembly/dense.ts. */
export interface DenseExports extends KernelExports {
  beginEpoch(net: number): void;
  train(net: number, from: number, to: number): void;
  evaluate(net: number, features: number, rows: number, out: number): void;
}

export type DenseArena = KernelArena<DenseExports>;

/** Rows that the module takes through all layers at once. */
export const CHUNK_ROWS = 40;

/** Fields of the module's `Net`: doubles from its start, 32-bit words after them, then its layers. */
export const NET_DOUBLE = {
  learningRate: 0,
  beta1: 1,
  beta2: 2,
  epsilon: 3,
  alpha: 4,
  power1: 5,
  power2: 6,
  loss: 7,
};
const NET_WORD = {
  layers: 22,
  hidden: 23,
  output: 24,
  batch: 25,
  rows: 26,
  features: 27,
  featureStride: 28,
  targets: 29,
  targetStride: 30,
  classWeights: 31,
  order: 32,
  input: 33,
  zeros: 34,
  parameters: 35,
  weights: 36,
  gradients: 37,
  moments: 38,
  squares: 39,
  textbook: 40,
};
const NET_BYTES = 176;
const LAYER_WORDS = 12;

const HIDDEN = { identity: 0, relu: 1, tanh: 2, logistic: 3 };
const OUTPUT = { softmax: 0, identity: 1 };

/** Where a layer's weights lie in the padded parameters. */
interface LayerPlace {
  readonly inputs: number;
  readonly outputs: number;
  readonly columns: number;
  readonly offset: number;
  readonly biasOffset: number;
}

/** A network in a module's memory. */
export class DenseMemory {
  readonly arena: DenseArena;
  readonly net: number;
  /** Floats from row to row of the features. */
  readonly featureColumns: number;
  readonly #places: readonly LayerPlace[];
  readonly #parameters: number;
  readonly #weights: number;

  /** @param forTraining Also gradients, moments and what else training needs. */
  constructor(arena: DenseArena, shape: DenseShape, forTraining: boolean) {
    this.arena = arena;
    this.featureColumns = padTo(shape.inputs, 4);
    this.#places = placesOf(shape);
    const last = this.#places.at(-1)!;
    this.#parameters = last.biasOffset + last.columns;

    this.net = this.#zeros(NET_BYTES / 4 + LAYER_WORDS * shape.widths.length);
    this.#weights = this.#zeros(this.#parameters);
    this.set("layers", shape.widths.length);
    this.set("hidden", HIDDEN[shape.hidden]);
    this.set("output", OUTPUT[shape.output]);
    this.set("featureStride", this.featureColumns * 4);
    this.set("parameters", this.#parameters);
    this.set("weights", this.#weights);
    if (forTraining) {
      this.set("input", this.#zeros(CHUNK_ROWS * this.featureColumns));
      this.set("zeros", this.#zeros(8));
      this.set("gradients", this.#zeros(this.#parameters));
      this.set("moments", this.#zeros(this.#parameters));
      this.set("squares", this.#zeros(this.#parameters));
    }
    this.#places.forEach((place, at) => this.#layOutLayer(at, place, forTraining));
  }

  #layOutLayer(at: number, place: LayerPlace, forTraining: boolean): void {
    const before = at === 0 ? null : this.#places[at - 1]!;
    const chunk = CHUNK_ROWS * place.columns;
    const needsTransposed = forTraining && before !== null;
    const transposed = needsTransposed ? this.#zeros(before.columns * place.outputs) : 0;
    const activations = this.#zeros(chunk);
    const deltas = forTraining ? this.#zeros(chunk) : 0;
    this.arena
      .i32(this.net + NET_BYTES + at * LAYER_WORDS * 4, LAYER_WORDS)
      .set([
        place.inputs,
        place.outputs,
        padTo(place.inputs, 4),
        place.columns,
        place.offset,
        place.biasOffset,
        transposed,
        before?.columns ?? 0,
        activations,
        deltas,
      ]);
  }

  set(field: keyof typeof NET_WORD, value: number): void {
    this.arena.i32(this.net, NET_BYTES / 4)[NET_WORD[field]] = value;
  }

  setTraining(training: DenseTraining): void {
    const { learningRate, beta1, beta2, epsilon, epsilonForm, alpha } = training;
    this.arena.f64(this.net, 7).set([learningRate, beta1, beta2, epsilon, alpha, 1, 1]);
    this.set("batch", training.batchSize);
    this.set("textbook", epsilonForm === "textbook" ? 1 : 0);
  }

  loss(): number {
    return this.arena.f64(this.net, 8)[NET_DOUBLE.loss]!;
  }

  putWeights(packed: Float32Array): void {
    const weights = this.arena.f32(this.#weights, this.#parameters);
    let at = 0;
    for (const { inputs, outputs, columns, offset, biasOffset } of this.#places) {
      for (let row = 0; row < inputs; row++, at += outputs)
        weights.set(packed.subarray(at, at + outputs), offset + row * columns);
      weights.set(packed.subarray(at, at + outputs), biasOffset);
      at += outputs;
    }
  }

  takeWeights(length: number): Float32Array {
    const weights = this.arena.f32(this.#weights, this.#parameters);
    const packed = new Float32Array(length);
    let at = 0;
    for (const { inputs, outputs, columns, offset, biasOffset } of this.#places) {
      for (let row = 0; row < inputs; row++, at += outputs) {
        const from = offset + row * columns;
        packed.set(weights.subarray(from, from + outputs), at);
      }
      packed.set(weights.subarray(biasOffset, biasOffset + outputs), at);
      at += outputs;
    }
    return packed;
  }

  /** Copies rows with their padding to an address where there is room. */
  putRows(address: number, features: Float32Array, from: number, rows: number, columns: number): void {
    const width = this.featureColumns;
    const target = this.arena.f32(address, rows * width);
    if (columns === width) {
      target.set(features.subarray(from * columns, (from + rows) * columns));
      return;
    }
    for (let row = 0; row < rows; row++) {
      const source = (from + row) * columns;
      target.set(features.subarray(source, source + columns), row * width);
      target.fill(0, row * width + columns, (row + 1) * width);
    }
  }

  #zeros(floats: number): number {
    const address = this.arena.allocate(floats * 4);
    this.arena.f32(address, floats).fill(0);
    return address;
  }
}

function placesOf({ inputs, widths }: DenseShape): LayerPlace[] {
  const places: LayerPlace[] = [];
  let offset = 0;
  let before = inputs;
  for (const outputs of widths) {
    const columns = padTo(outputs, 8);
    const biasOffset = offset + padTo(before, 4) * columns;
    places.push({ inputs: before, outputs, columns, offset, biasOffset });
    offset = biasOffset + columns;
    before = outputs;
  }
  return places;
}

function padTo(width: number, multiple: number): number {
  return Math.ceil(width / multiple) * multiple;
}
