/**
 * The algorithm of src/kernels/assembly/dense.ts in plain TypeScript, one row after the other: oracle of the tests, and what runs where
 * WebAssembly is refused. Every sum has the same terms in the same order, so it gives the same bits; padding is left out.
 */
import { log } from "../math.ts";
import { expFloat, logisticFloat, SMALLEST_EXPONENT, tanhFloat } from "./float-math.ts";
import type { Activation, DenseData, DenseShape, DenseTrainer, DenseTraining } from "./types.ts";

const f = Math.fround;
const LEAST_GRADIENT = f(1e-17);
const LEAST_MOMENT = f(1e-30);
const LEAST_SQUARE = f(1e-34);

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Where its weights and its bias begin in the packed parameters. */
  readonly offset: number;
  readonly biasOffset: number;
  /** Outputs for one row, and the loss's derivatives by the sums that make them. */
  readonly activations: Float32Array;
  readonly deltas: Float32Array;
}

export function openTrainer(
  shape: DenseShape,
  weights: Float32Array,
  data: DenseData,
  training: DenseTraining,
): DenseTrainer {
  return new ReferenceTrainer(shape, weights, data, training);
}

/** See `denseOutputs` in mod.ts. */
export function outputs(
  shape: DenseShape,
  weights: Float32Array,
  features: Float32Array,
  rows: number,
): Float32Array {
  const layers = layersOf(shape);
  const last = layers.at(-1)!;
  const result = new Float32Array(rows * last.outputs);
  for (let row = 0; row < rows; row++) {
    forward(layers, shape.hidden, weights, features, row * shape.inputs);
    result.set(last.activations, row * last.outputs);
  }
  return result;
}

class ReferenceTrainer implements DenseTrainer {
  readonly #shape: DenseShape;
  readonly #data: DenseData;
  readonly #training: DenseTraining;
  readonly #layers: Layer[];
  readonly #weights: Float32Array;
  readonly #gradients: Float32Array;
  readonly #moments: Float32Array;
  readonly #squares: Float32Array;
  #power1 = 1;
  #power2 = 1;
  #order: Uint32Array = new Uint32Array(0);
  #done = 0;
  #loss = 0;
  #batchLoss = 0;
  #batchWeight = 0;
  /** Of the step that is being taken. */
  #epsilon = 0;

  constructor(shape: DenseShape, weights: Float32Array, data: DenseData, training: DenseTraining) {
    this.#shape = shape;
    this.#data = data;
    this.#training = training;
    this.#layers = layersOf(shape);
    this.#weights = weights.slice();
    this.#gradients = new Float32Array(weights.length);
    this.#moments = new Float32Array(weights.length);
    this.#squares = new Float32Array(weights.length);
  }

  beginEpoch(order: Uint32Array): void {
    this.#order = order.slice();
    this.#done = 0;
    this.#loss = 0;
  }

  advance(rows: number): number {
    const { batchSize } = this.#training;
    const to = Math.min(this.#order.length, this.#done + rows);
    for (let at = this.#done; at < to; at++) {
      const start = at - (at % batchSize);
      const end = Math.min(start + batchSize, this.#order.length);
      if (at === start) this.#beginBatch(start, end);
      this.#learnFrom(this.#order[at]!);
      if (at === end - 1) this.#endBatch(end - start);
    }
    this.#done = to;
    return to;
  }

  loss(): number {
    return this.#loss / this.#order.length;
  }

  weights(): Float32Array {
    return this.#weights.slice();
  }

  close(): void {
    // Nothing outside the garbage collector's reach.
  }

  #beginBatch(start: number, end: number): void {
    this.#gradients.fill(0);
    const { classWeights, targets } = this.#data;
    let weight = end - start;
    if (classWeights) {
      weight = 0;
      for (let at = start; at < end; at++) weight += classWeights[targets[this.#order[at]!]!]!;
    }
    this.#batchWeight = weight;
    this.#batchLoss = 0;
  }

  #learnFrom(row: number): void {
    const from = row * this.#shape.inputs;
    forward(this.#layers, this.#shape.hidden, this.#weights, this.#data.features, from);
    const loss = this.#shape.output === "softmax" ? this.#softmaxDeltas(row) : this.#differenceDeltas(row);
    this.#batchLoss += loss;
    this.#backward(from);
  }

  #softmaxDeltas(row: number): number {
    const { activations: sums, deltas, outputs } = this.#layers.at(-1)!;
    let most = sums[0]!;
    for (let o = 1; o < outputs; o++) most = Math.max(most, sums[o]!);
    let total = 0;
    for (let o = 0; o < outputs; o++) {
      const x = f(sums[o]! - most);
      deltas[o] = x < SMALLEST_EXPONENT ? 0 : expFloat(x);
      total = f(total + deltas[o]!);
    }
    const code = this.#data.targets[row]!;
    const weight = this.#data.classWeights ? this.#data.classWeights[code]! : 1;
    const perTotal = f(1 / total);
    const scale = f(weight * f(1 / this.#batchWeight));
    for (let o = 0; o < outputs; o++) {
      const probability = f(deltas[o]! * perTotal);
      deltas[o] = f((o === code ? f(probability - 1) : probability) * scale);
    }
    return weight * (log(total) - (sums[code]! - most));
  }

  #differenceDeltas(row: number): number {
    const { activations: sums, deltas, outputs } = this.#layers.at(-1)!;
    const { targets } = this.#data;
    const scale = f(2 / (outputs * this.#batchWeight));
    let total = 0;
    for (let o = 0; o < outputs; o++) {
      const difference = f(sums[o]! - targets[row * outputs + o]!);
      total += difference * difference;
      deltas[o] = f(difference * scale);
    }
    return total / outputs;
  }

  #backward(from: number): void {
    const weights = this.#weights;
    const gradients = this.#gradients;
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const { inputs, outputs, offset, biasOffset, deltas } = this.#layers[l]!;
      const before = l > 0 ? this.#layers[l - 1]! : null;
      const input = before ? before.activations : this.#data.features;
      const first = before ? 0 : from;
      for (let i = 0; i < inputs; i++) {
        const x = input[first + i]!;
        const at = offset + i * outputs;
        for (let o = 0; o < outputs; o++) gradients[at + o] = f(gradients[at + o]! + f(x * deltas[o]!));
      }
      for (let o = 0; o < outputs; o++)
        gradients[biasOffset + o] = f(gradients[biasOffset + o]! + deltas[o]!);
      if (!before) continue;
      for (let i = 0; i < inputs; i++) {
        const at = offset + i * outputs;
        let sum = 0;
        for (let o = 0; o < outputs; o++) sum = f(sum + f(deltas[o]! * weights[at + o]!));
        before.deltas[i] = f(sum * slope(this.#shape.hidden, input[i]!));
      }
    }
  }

  #endBatch(rows: number): void {
    const { learningRate, beta1, beta2, epsilon, epsilonForm, alpha } = this.#training;
    this.#power1 *= beta1;
    this.#power2 *= beta2;
    const root = Math.sqrt(1 - this.#power2);
    const step = f((learningRate * root) / (1 - this.#power1));
    this.#epsilon = f(epsilonForm === "textbook" ? epsilon * root : epsilon);
    const decay = f(alpha / this.#batchWeight);
    let penalty = 0;
    for (const layer of this.#layers) {
      const { outputs, offset, biasOffset } = layer;
      if (alpha > 0) penalty += sumOfSquares(this.#weights, layer);
      this.#adam(offset, biasOffset, step, decay);
      this.#adam(biasOffset, biasOffset + outputs, step, 0);
    }
    this.#loss += ((this.#batchLoss + 0.5 * alpha * penalty) / this.#batchWeight) * rows;
  }

  #adam(from: number, to: number, step: number, decay: number): void {
    const { beta1, beta2 } = this.#training;
    const epsilon = this.#epsilon;
    const [b1, rest1, b2, rest2, e] = [f(beta1), f(1 - beta1), f(beta2), f(1 - beta2), epsilon] as const;
    for (let at = from; at < to; at++) {
      const weight = this.#weights[at]!;
      let gradient = f(this.#gradients[at]! + f(decay * weight));
      if (Math.abs(gradient) < LEAST_GRADIENT) gradient = 0;
      let moment = f(f(b1 * this.#moments[at]!) + f(rest1 * gradient));
      if (Math.abs(moment) < LEAST_MOMENT) moment = 0;
      let square = f(f(b2 * this.#squares[at]!) + f(rest2 * f(gradient * gradient)));
      if (square < LEAST_SQUARE) square = 0;
      this.#moments[at] = moment;
      this.#squares[at] = square;
      this.#weights[at] = f(weight - f(f(step * moment) / f(f(Math.sqrt(square)) + e)));
    }
  }
}

function layersOf({ inputs, widths }: DenseShape): Layer[] {
  const layers: Layer[] = [];
  let offset = 0;
  let before = inputs;
  for (const outputs of widths) {
    const biasOffset = offset + before * outputs;
    layers.push({
      inputs: before,
      outputs,
      offset,
      biasOffset,
      activations: new Float32Array(outputs),
      deltas: new Float32Array(outputs),
    });
    offset = biasOffset + outputs;
    before = outputs;
  }
  return layers;
}

function forward(
  layers: readonly Layer[],
  hidden: Activation,
  weights: Float32Array,
  features: Float32Array,
  from: number,
): void {
  let input = features;
  let first = from;
  layers.forEach(({ inputs, outputs, offset, biasOffset, activations }, l) => {
    for (let o = 0; o < outputs; o++) activations[o] = weights[biasOffset + o]!;
    for (let i = 0; i < inputs; i++) {
      const x = input[first + i]!;
      const at = offset + i * outputs;
      for (let o = 0; o < outputs; o++) activations[o] = f(activations[o]! + f(x * weights[at + o]!));
    }
    if (l < layers.length - 1)
      for (let o = 0; o < outputs; o++) activations[o] = bend(hidden, activations[o]!);
    input = activations;
    first = 0;
  });
}

function bend(hidden: Activation, x: number): number {
  switch (hidden) {
    case "identity":
      return x;
    case "relu":
      return x < 0 ? 0 : x;
    case "tanh":
      return tanhFloat(x);
    case "logistic":
      return logisticFloat(x);
  }
}

/** Derivative of the activation, where its value is y. */
function slope(hidden: Activation, y: number): number {
  switch (hidden) {
    case "identity":
      return 1;
    case "relu":
      return y > 0 ? 1 : 0;
    case "tanh":
      return f(1 - f(y * y));
    case "logistic":
      return f(y * f(1 - y));
  }
}

/** Of a layer's weights, in four chains by the column's place among four; a chain goes through the rows. */
function sumOfSquares(weights: Float32Array, { outputs, offset, biasOffset }: Layer): number {
  const chains = [0, 0, 0, 0];
  for (let at = offset; at < biasOffset; at++) {
    const x = weights[at]!;
    chains[((at - offset) % outputs) & 3]! += x * x;
  }
  return chains[0]! + chains[1]! + (chains[2]! + chains[3]!);
}
