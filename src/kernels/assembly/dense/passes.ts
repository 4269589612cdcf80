/** The way of a chunk of rows through the layers, forward and back. */
import { logistic4, tanh4 } from "./lanes";
import { Layer, layerAt, LOGISTIC, Net, RELU, TANH } from "./net";
import { addColumnsTimesMatrix, addColumnSums, rowsTimesMatrix } from "./tiles";

export function forward(net: Net, features: usize, featureStride: usize, rows: i32): void {
  let input = features;
  let inputStride = featureStride;
  for (let l = 0; l < net.layers; l++) {
    const layer = layerAt(net, l);
    const isHidden = l < net.layers - 1;
    const low: f32 = isHidden && net.hidden == RELU ? 0 : -Infinity;
    const stride = (<usize>layer.outputColumns) << 2;
    for (let o: usize = 0; o < stride; o += 32) {
      const weights = net.weights + ((<usize>layer.offset) << 2) + o;
      const bias = net.weights + ((<usize>layer.biasOffset) << 2) + o;
      for (let r: usize = 0; r < <usize>rows; r += 4) {
        rowsTimesMatrix(
          input + r * inputStride,
          inputStride,
          weights,
          stride,
          layer.inputs,
          bias,
          layer.activations + r * stride + o,
          stride,
          low,
        );
      }
    }
    if (isHidden && net.hidden >= TANH) bend(net.hidden, layer, rows);
    input = layer.activations;
    inputStride = stride;
  }
}

/** Applies tanh or the logistic function to a layer's sums. */
function bend(kind: i32, layer: Layer, rows: i32): void {
  const stride = (<usize>layer.outputColumns) << 2;
  const end = layer.activations + <usize>rows * stride;
  if (kind == TANH) {
    for (let at = layer.activations; at < end; at += 16) v128.store(at, tanh4(v128.load(at)));
    return;
  }
  for (let at = layer.activations; at < end; at += 16) v128.store(at, logistic4(v128.load(at)));
  const padding = (<usize>(layer.outputColumns - layer.outputs)) << 2;
  if (padding == 0) return;
  for (let row = layer.activations; row < end; row += stride) memory.fill(row + stride - padding, 0, padding);
}

export function backward(net: Net, rows: i32): void {
  for (let l = net.layers - 1; l >= 0; l--) {
    const layer = layerAt(net, l);
    const stride = (<usize>layer.outputColumns) << 2;
    let input = net.input;
    let inputStride = <usize>net.featureStride;
    if (l > 0) {
      const before = layerAt(net, l - 1);
      input = before.activations;
      inputStride = (<usize>before.outputColumns) << 2;
    }
    const gradients = net.gradients + ((<usize>layer.offset) << 2);
    for (let o: usize = 0; o < stride; o += 32) {
      for (let i: usize = 0; i < <usize>layer.inputRows; i += 4) {
        const target = gradients + i * stride + o;
        addColumnsTimesMatrix(input + (i << 2), inputStride, layer.deltas + o, stride, rows, target, stride);
      }
      addColumnSums(layer.deltas + o, stride, rows, net.gradients + ((<usize>layer.biasOffset) << 2) + o);
    }
    if (l > 0) backwardDeltas(net, layer, layerAt(net, l - 1), rows);
  }
}

/** The derivatives of the layer before: back through the weights, then through the activation. */
function backwardDeltas(net: Net, layer: Layer, before: Layer, rows: i32): void {
  const stride = (<usize>layer.outputColumns) << 2;
  const beforeStride = (<usize>before.outputColumns) << 2;
  const low: f32 = -Infinity;
  for (let i: usize = 0; i < beforeStride; i += 32) {
    for (let r: usize = 0; r < <usize>rows; r += 4) {
      rowsTimesMatrix(
        layer.deltas + r * stride,
        stride,
        layer.transposed + i,
        (<usize>layer.transposedColumns) << 2,
        layer.outputs,
        net.zeros,
        before.deltas + r * beforeStride + i,
        beforeStride,
        low,
      );
    }
  }
  const bytes = <usize>rows * beforeStride;
  const a = before.activations;
  const d = before.deltas;
  const one = f32x4.splat(1);
  if (net.hidden == RELU) {
    const zero = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(d + at, v128.and(v128.load(d + at), f32x4.gt(v128.load(a + at), zero)));
    }
  } else if (net.hidden == TANH) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const y = v128.load(a + at);
      v128.store(d + at, f32x4.mul(v128.load(d + at), f32x4.sub(one, f32x4.mul(y, y))));
    }
  } else if (net.hidden == LOGISTIC) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const y = v128.load(a + at);
      v128.store(d + at, f32x4.mul(v128.load(d + at), f32x4.mul(y, f32x4.sub(one, y))));
    }
  }
}
