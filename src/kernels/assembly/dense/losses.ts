/** The loss of a chunk of rows, and its derivatives by the sums of the last layer. */
import { log64 } from "../shared/log";
import { exp4, SMALLEST_EXPONENT } from "./lanes";
import { layerAt, Net, rowAt, weightOf } from "./net";

/** Probability less truth, times the row's share of the batch; adds to the batch's loss. */
export function softmaxDeltas(net: Net, from: i32, count: i32, padded: i32): void {
  const layer = layerAt(net, net.layers - 1);
  const stride = (<usize>layer.outputColumns) << 2;
  const outputs = layer.outputs;
  const share = <f32>(1.0 / net.batchWeight);
  const least = f32x4.splat(SMALLEST_EXPONENT);
  for (let r = 0; r < count; r++) {
    const sums = layer.activations + <usize>r * stride;
    const deltas = layer.deltas + <usize>r * stride;
    let most = load<f32>(sums);
    for (let o = 1; o < outputs; o++) most = max(most, load<f32>(sums + ((<usize>o) << 2)));
    const top = f32x4.splat(most);
    for (let at: usize = 0; at < stride; at += 16) {
      const x = f32x4.sub(v128.load(sums + at), top);
      v128.store(deltas + at, v128.andnot(exp4(f32x4.max(x, least)), f32x4.lt(x, least)));
    }
    let total: f32 = 0;
    for (let o = 0; o < outputs; o++) total += load<f32>(deltas + ((<usize>o) << 2));
    for (let o = outputs; o < layer.outputColumns; o++) store<f32>(deltas + ((<usize>o) << 2), 0);

    const row = rowAt(net, from + r);
    const code = <usize>load<i32>(net.targets + (row << 2));
    const weight = net.classWeights ? weightOf(net, row) : <f32>1;
    net.batchLoss += <f64>weight * (log64(<f64>total) - (<f64>load<f32>(sums + (code << 2)) - <f64>most));
    const perTotal = f32x4.splat(<f32>1 / total);
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(deltas + at, f32x4.mul(v128.load(deltas + at), perTotal));
    }
    const truth = deltas + (code << 2);
    store<f32>(truth, load<f32>(truth) - 1);
    const scale = f32x4.splat(weight * share);
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(deltas + at, f32x4.mul(v128.load(deltas + at), scale));
    }
  }
  memory.fill(layer.deltas + <usize>count * stride, 0, <usize>(padded - count) * stride);
}

/** Derivative of the mean over the columns of the squared difference; adds to the batch's loss. */
export function differenceDeltas(net: Net, from: i32, count: i32, padded: i32): void {
  const layer = layerAt(net, net.layers - 1);
  const stride = (<usize>layer.outputColumns) << 2;
  const outputs = layer.outputs;
  const scale = <f32>(2.0 / (<f64>outputs * net.batchWeight));
  for (let r = 0; r < count; r++) {
    const sums = layer.activations + <usize>r * stride;
    const deltas = layer.deltas + <usize>r * stride;
    const truth = net.targets + rowAt(net, from + r) * <usize>net.targetStride;
    let total: f64 = 0;
    for (let o: usize = 0; o < <usize>outputs; o++) {
      const difference = load<f32>(sums + (o << 2)) - load<f32>(truth + (o << 2));
      total += <f64>difference * <f64>difference;
      store<f32>(deltas + (o << 2), difference * scale);
    }
    for (let o = outputs; o < layer.outputColumns; o++) store<f32>(deltas + ((<usize>o) << 2), 0);
    net.batchLoss += total / <f64>outputs;
  }
  memory.fill(layer.deltas + <usize>count * stride, 0, <usize>(padded - count) * stride);
}
