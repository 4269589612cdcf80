/** What a dense network is and how it is trained; single precision throughout. */

export type Activation = "identity" | "relu" | "tanh" | "logistic";

/** Width of the input and of each layer, the last one included. */
export interface DenseShape {
  readonly inputs: number;
  readonly widths: readonly number[];
  /** Of every layer but the last. */
  readonly hidden: Activation;
  /** "softmax" is trained by cross-entropy, "identity" by the mean squared difference. */
  readonly output: "softmax" | "identity";
}

export interface DenseData {
  /** Row-major, shape (rows, inputs). */
  readonly features: Float32Array;
  readonly rows: number;
  /** Class codes for softmax; values, shape (rows, outputs), for identity. The same array as `features` is not copied. */
  readonly targets: Int32Array | Float32Array;
  /** One a class, for softmax only. */
  readonly classWeights?: Float32Array | undefined;
}

/** Adam (D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015), with L2 on the weights and not on the biases. */
export interface DenseTraining {
  readonly batchSize: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Where epsilon stands: "textbook" (algorithm 1, tfjs) beside the corrected root, "folded" (section 2, scikit-learn) beside the root itself. */
  readonly epsilonForm: "textbook" | "folded";
  /** Half its product with the sum of squared weights, over the rows of the batch, is added to the loss. */
  readonly alpha: number;
}

/** A network in training. Close it in a `finally`. */
export interface DenseTrainer {
  /** @param order Which rows, in which order; a batch is `batchSize` of them in a row. */
  beginEpoch(order: Uint32Array): void;
  /**
   * Trains on at least `rows` further rows, where there are as many.
   *
   * @returns How many rows of this epoch are done.
   */
  advance(rows: number): number;
  /** Mean loss of this epoch's rows, each at its own step, penalty included. */
  loss(): number;
  /** A copy, packed: for each layer the kernel, shape (inputs, outputs), then the bias. */
  weights(): Float32Array;
  close(): void;
}

/** Number of weights and biases. */
export function parameterCount({ inputs, widths }: Pick<DenseShape, "inputs" | "widths">): number {
  let count = 0;
  let before = inputs;
  for (const width of widths) {
    count += (before + 1) * width;
    before = width;
  }
  return count;
}
