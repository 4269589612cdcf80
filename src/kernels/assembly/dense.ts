/**
 * Training and evaluation of dense networks in single precision: forward pass, backward pass and Adam in one module, on minibatches
 * gathered row by row. src/kernels/dense/layout.ts lays out the memory that `Net` and `Layer` describe.
 *
 * Widths are padded: a layer's outputs to 8 floats, its inputs to 4 rows of weights. Padding is 0 in every array and stays 0.
 */
import { endBatch } from "./dense/adam";
import { differenceDeltas, softmaxDeltas } from "./dense/losses";
import { CHUNK, Layer, layerAt, Net, rowAt, SOFTMAX, weightOf } from "./dense/net";
import { backward, forward } from "./dense/passes";

export function heapBase(): usize {
  return __heap_base;
}

/** Sets the loss of an epoch back to 0. */
export function beginEpoch(address: usize): void {
  changetype<Net>(address).loss = 0;
}

/**
 * Trains on rows from <= position < to of the epoch's order; `from` is 0 or where the last call ended. Batches start at multiples of the
 * batch size; the weights move where one ends.
 */
export function train(address: usize, from: i32, to: i32): void {
  const net = changetype<Net>(address);
  let at = from;
  while (at < to) {
    const batchStart = at - (at % net.batch);
    const batchEnd = min(batchStart + net.batch, net.rows);
    if (at == batchStart) beginBatch(net, batchStart, batchEnd);
    const end = min(min(at + CHUNK, batchEnd), to);
    const count = end - at;
    const padded = (count + 3) & ~3;
    gather(net, at, count, padded);
    forward(net, net.input, net.featureStride, padded);
    if (net.output == SOFTMAX) softmaxDeltas(net, at, count, padded);
    else differenceDeltas(net, at, count, padded);
    backward(net, padded);
    at = end;
    if (at == batchEnd) endBatch(net, batchEnd - batchStart);
  }
}

/**
 * Writes the output sums (before softmax) of rows that lie one after the other, without padding.
 *
 * @param features Rows, padded to a multiple of 4 rows.
 */
export function evaluate(address: usize, features: usize, rows: i32, out: usize): void {
  const net = changetype<Net>(address);
  const last = layerAt(net, net.layers - 1);
  for (let at = 0; at < rows; at += CHUNK) {
    const count = min(CHUNK, rows - at);
    forward(net, features + <usize>at * net.featureStride, net.featureStride, (count + 3) & ~3);
    for (let r = 0; r < count; r++) {
      const from = last.activations + ((<usize>r * last.outputColumns) << 2);
      memory.copy(out, from, (<usize>last.outputs) << 2);
      out += (<usize>last.outputs) << 2;
    }
  }
}

function beginBatch(net: Net, start: i32, end: i32): void {
  memory.fill(net.gradients, 0, (<usize>net.parameters) << 2);
  let weight = <f64>(end - start);
  if (net.classWeights) {
    weight = 0;
    for (let at = start; at < end; at++) weight += weightOf(net, rowAt(net, at));
  }
  net.batchWeight = weight;
  net.batchLoss = 0;
  for (let l = 1; l < net.layers; l++) transpose(net, layerAt(net, l));
}

function transpose(net: Net, layer: Layer): void {
  const stride = (<usize>layer.outputColumns) << 2;
  const target = (<usize>layer.transposedColumns) << 2;
  for (let i = 0; i < layer.inputRows; i++) {
    let from = net.weights + ((<usize>layer.offset) << 2) + <usize>i * stride;
    let to = layer.transposed + ((<usize>i) << 2);
    for (let o = 0; o < layer.outputs; o++) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += target;
    }
  }
}

function gather(net: Net, from: i32, count: i32, padded: i32): void {
  const stride = <usize>net.featureStride;
  let to = net.input;
  for (let r = 0; r < count; r++) {
    memory.copy(to, net.features + rowAt(net, from + r) * stride, stride);
    to += stride;
  }
  memory.fill(to, 0, <usize>(padded - count) * stride);
}
