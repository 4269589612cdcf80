/** What happens at the end of a batch: the loss is noted, and the weights move. */
import { layerAt, Net } from "./net";

/** Gradients, moments and their squares below these count as 0: far below what moves a weight, and subnormal floats are slow. */
const LEAST_GRADIENT: f32 = 1e-17;
const LEAST_MOMENT: f32 = 1e-30;
const LEAST_SQUARE: f32 = 1e-34;

export function endBatch(net: Net, rows: i32): void {
  let penalty: f64 = 0;
  net.power1 *= net.beta1;
  net.power2 *= net.beta2;
  const root = Math.sqrt(1 - net.power2);
  const step = <f32>((net.learningRate * root) / (1 - net.power1));
  net.stepEpsilon = net.textbook ? net.epsilon * root : net.epsilon;
  const decay = <f32>(net.alpha / net.batchWeight);
  for (let l = 0; l < net.layers; l++) {
    const layer = layerAt(net, l);
    const bytes = (<usize>(layer.biasOffset - layer.offset)) << 2;
    if (net.alpha > 0) penalty += sumOfSquares(net.weights + ((<usize>layer.offset) << 2), bytes);
    adam(net, layer.offset, bytes, step, decay);
    adam(net, layer.biasOffset, (<usize>layer.outputColumns) << 2, step, 0);
  }
  net.loss += ((net.batchLoss + 0.5 * net.alpha * penalty) / net.batchWeight) * <f64>rows;
}

/** In four chains: terms 0, 4, 8, ..., terms 1, 5, 9, ... */
function sumOfSquares(from: usize, bytes: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(from + at);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 0, 1));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  return (
    f64x2.extract_lane(low, 0) +
    f64x2.extract_lane(low, 1) +
    (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1))
  );
}

/** One step of Adam (Kingma and Ba 2015; both corrections are in the step, as at the end of section 2) on a stretch of the parameters. */
function adam(net: Net, offset: i32, bytes: usize, step: f32, decay: f32): void {
  const w = net.weights + ((<usize>offset) << 2);
  const g = net.gradients + ((<usize>offset) << 2);
  const m = net.moments + ((<usize>offset) << 2);
  const v = net.squares + ((<usize>offset) << 2);
  const beta1 = f32x4.splat(<f32>net.beta1);
  const beta2 = f32x4.splat(<f32>net.beta2);
  const rest1 = f32x4.splat(<f32>(1 - net.beta1));
  const rest2 = f32x4.splat(<f32>(1 - net.beta2));
  const epsilon = f32x4.splat(<f32>net.stepEpsilon);
  const steps = f32x4.splat(step);
  const decays = f32x4.splat(decay);
  const leastGradient = f32x4.splat(LEAST_GRADIENT);
  const leastMoment = f32x4.splat(LEAST_MOMENT);
  const leastSquare = f32x4.splat(LEAST_SQUARE);
  for (let at: usize = 0; at < bytes; at += 16) {
    const weight = v128.load(w + at);
    let gradient = f32x4.add(v128.load(g + at), f32x4.mul(decays, weight));
    gradient = v128.andnot(gradient, f32x4.lt(f32x4.abs(gradient), leastGradient));
    let moment = f32x4.add(f32x4.mul(beta1, v128.load(m + at)), f32x4.mul(rest1, gradient));
    moment = v128.andnot(moment, f32x4.lt(f32x4.abs(moment), leastMoment));
    let square = f32x4.add(
      f32x4.mul(beta2, v128.load(v + at)),
      f32x4.mul(rest2, f32x4.mul(gradient, gradient)),
    );
    square = v128.andnot(square, f32x4.lt(square, leastSquare));
    v128.store(m + at, moment);
    v128.store(v + at, square);
    const change = f32x4.div(f32x4.mul(steps, moment), f32x4.add(f32x4.sqrt(square), epsilon));
    v128.store(w + at, f32x4.sub(weight, change));
  }
}
