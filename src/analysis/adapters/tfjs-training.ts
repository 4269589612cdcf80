/** Training of dense networks by TensorFlow.js: its gradients, its Adam, on whatever engine is active. */
import type * as tensorflow from "@tensorflow/tfjs-node";
import { parameterCount } from "../../kernels/mod.ts";
import type { DenseData, DenseShape, DenseTraining } from "../../kernels/mod.ts";
import { loadTensorFlow, sequentialOf, setWeights } from "./tfjs-layers.ts";
import type { DenseStack, LayersModel } from "./tfjs-layers.ts";
import type { TensorFlow } from "./tfjs.ts";

/** A network that TensorFlow.js trains. Close it in a `finally`. */
export interface LayersTrainer {
  /**
   * Trains on the rows of one batch.
   *
   * @returns Mean loss of its rows before the step, penalty included.
   */
  step(rows: Uint32Array): number;
  /** A copy, packed. */
  weights(): Float32Array;
  close(): void;
}

/** Opens a network for training by tfjs's gradients and its Adam, with the loss of the fused kernel. */
export function openLayersTrainer(
  { shape, weights }: DenseStack,
  data: DenseData,
  training: DenseTraining,
): LayersTrainer {
  const tf = loadTensorFlow();
  const model = sequentialOf(tf, shape, "linear");
  setWeights(tf, model, weights);
  const { learningRate, beta1, beta2, epsilon, alpha } = training;
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
  const variables = model.trainableWeights.map((weight) => weight.read() as tensorflow.Variable);
  const kernels = variables.filter((variable) => variable.rank === 2);

  const lossOf = (rows: Uint32Array): tensorflow.Scalar => {
    const x = tf.tensor2d(rowsOf(data.features, shape.inputs, rows), [rows.length, shape.inputs]);
    const sums = model.apply(x, { training: true }) as tensorflow.Tensor2D;
    const { mean, total } = meanLoss(tf, shape, data, rows, sums);
    const squares = tf.addN(kernels.map((kernel) => kernel.square().sum()));
    return mean.add(squares.mul(alpha / (2 * total)));
  };
  return {
    step(rows) {
      return tf.tidy(() => {
        const loss = optimizer.minimize(() => lossOf(rows), true, variables)!;
        return loss.dataSync()[0]!;
      });
    },
    weights: () => packedWeights(model, parameterCount(shape)),
    close() {
      optimizer.dispose();
      model.dispose();
    },
  };
}

function meanLoss(
  tf: TensorFlow,
  shape: DenseShape,
  { targets, classWeights }: DenseData,
  rows: Uint32Array,
  sums: tensorflow.Tensor2D,
): { mean: tensorflow.Scalar; total: number } {
  const outputs = shape.widths.at(-1)!;
  if (shape.output === "identity") {
    const truth = tf.tensor2d(rowsOf(targets as Float32Array, outputs, rows), [rows.length, outputs]);
    return { mean: sums.sub(truth).square().mean(), total: rows.length };
  }
  const codes = Int32Array.from(rows, (row) => targets[row]!);
  const weights = Float32Array.from(codes, (code) => classWeights?.[code] ?? 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const truth = tf.oneHot(tf.tensor1d(codes, "int32"), outputs);
  const losses = tf.losses.softmaxCrossEntropy(truth, sums, undefined, 0, tf.Reduction.NONE);
  return { mean: losses.mul(tf.tensor1d(weights)).sum().div(total), total };
}

function rowsOf(data: Float32Array, columns: number, rows: Uint32Array): Float32Array {
  const taken = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => taken.set(data.subarray(row * columns, (row + 1) * columns), i * columns));
  return taken;
}

function packedWeights(model: LayersModel, length: number): Float32Array {
  const packed = new Float32Array(length);
  let at = 0;
  for (const tensor of model.getWeights()) {
    packed.set(tensor.dataSync(), at);
    at += tensor.size;
  }
  return packed;
}
