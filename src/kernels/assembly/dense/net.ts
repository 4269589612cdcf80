/** What a network in memory looks like; src/kernels/dense/layout.ts writes it. */

/** Values of `hidden` above 0, the identity, and of `output`. */
export const RELU = 1;
export const TANH = 2;
export const LOGISTIC = 3;
export const SOFTMAX = 0;

/** Rows that go through all layers together; small enough for the cache nearest to the core. */
export const CHUNK: i32 = 40;

@unmanaged
export class Net {
  learningRate: f64;
  beta1: f64;
  beta2: f64;
  epsilon: f64;
  alpha: f64;
  /** beta1 and beta2 to the power of the number of steps done. */
  power1: f64;
  power2: f64;
  /** Sum over the batches of this epoch of mean loss times rows. */
  loss: f64;
  /** Of the batch that is going through. */
  batchLoss: f64;
  batchWeight: f64;
  /** Of the step that is being taken. */
  stepEpsilon: f64;
  layers: i32;
  hidden: i32;
  output: i32;
  batch: i32;
  /** Rows of an epoch, in `order`. */
  rows: i32;
  features: usize;
  /** Bytes from row to row. */
  featureStride: i32;
  /** Class codes (i32) for softmax, else rows of floats. */
  targets: usize;
  targetStride: i32;
  /** One float a class, or 0. */
  classWeights: usize;
  order: usize;
  /** CHUNK rows of features. */
  input: usize;
  /** 32 bytes of 0. */
  zeros: usize;
  parameters: i32;
  weights: usize;
  gradients: usize;
  moments: usize;
  squares: usize;
  /** 1: epsilon stands beside the corrected root (textbook); 0: beside the root itself (folded). */
  textbook: i32;
}

@unmanaged
export class Layer {
  inputs: i32;
  outputs: i32;
  /** Inputs padded to 4, outputs padded to 8. */
  inputRows: i32;
  outputColumns: i32;
  /** Offsets in floats into weights, gradients, moments and squares; the bias follows the weights. */
  offset: i32;
  biasOffset: i32;
  /** Weights with rows and columns exchanged, inputs padded to 8; none for the first layer. */
  transposed: usize;
  transposedColumns: i32;
  /** CHUNK rows of outputs, and of the loss's derivatives by the sums that make them. */
  activations: usize;
  deltas: usize;
}

/** Bytes of Net, after which the layers follow, and of Layer. */
const NET_BYTES: usize = 176;
const LAYER_BYTES: usize = 48;

// @ts-ignore: decorator
@inline
export function layerAt(net: Net, index: i32): Layer {
  return changetype<Layer>(changetype<usize>(net) + NET_BYTES + <usize>index * LAYER_BYTES);
}

// @ts-ignore: decorator
@inline
export function rowAt(net: Net, position: i32): usize {
  return <usize>load<u32>(net.order + (<usize>position << 2));
}

// @ts-ignore: decorator
@inline
export function weightOf(net: Net, row: usize): f32 {
  const code = <usize>load<i32>(net.targets + (row << 2));
  return load<f32>(net.classWeights + (code << 2));
}
