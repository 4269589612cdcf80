/**
 * Elementary functions on four floats at once, by the operations that src/kernels/dense/float-math.ts does one by one, in the same
 * order, so that both give the same bits. Scheme as in src/kernels/math.ts: take a multiple of ln 2 off in two parts, sum the Taylor
 * series of the rest, put the exponent back. Largest error about 2 ulp of single precision.
 */

/** Below this an exponential counts as 0, and a logistic function as constant: 4e-18 of the whole is lost, and no float is subnormal. */
export const SMALLEST_EXPONENT: f32 = -40;

const LOG2_E: f32 = 1.44269504;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194442e-4;
/** tanh of this is 1 in single precision. */
const TANH_END: f32 = 9.5;

/** The whole number k nearest to x / ln 2, as floats. */
// @ts-ignore: decorator
@inline
function exponentOf(x: v128): v128 {
  return f32x4.floor(f32x4.add(f32x4.mul(x, f32x4.splat(LOG2_E)), f32x4.splat(0.5)));
}

/** exp(x - k ln 2) - 1, for a rest of at most ln(2) / 2. */
// @ts-ignore: decorator
@inline
function restTerm(x: v128, k: v128): v128 {
  const high = f32x4.sub(x, f32x4.mul(k, f32x4.splat(LN2_HIGH)));
  const r = f32x4.sub(high, f32x4.mul(k, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.0 / 5040.0);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 720.0));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120.0));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24.0));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6.0));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  return f32x4.add(r, f32x4.mul(f32x4.mul(r, r), p));
}

/** 2^k, for k from -126 to 127. */
// @ts-ignore: decorator
@inline
function powerOf2(k: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
}

/** e^x, for x from -87 to 88; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const k = exponentOf(x);
  const scale = powerOf2(k);
  return f32x4.add(scale, f32x4.mul(scale, restTerm(x, k)));
}

// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const double = f32x4.mul(f32x4.min(f32x4.abs(x), f32x4.splat(TANH_END)), f32x4.splat(2));
  const k = exponentOf(double);
  const scale = powerOf2(k);
  // e^(2|x|) - 1 keeps its digits near 0: the 1 is taken off the power of two, where that is exact.
  const t = f32x4.add(f32x4.sub(scale, f32x4.splat(1)), f32x4.mul(scale, restTerm(double, k)));
  const size = f32x4.div(t, f32x4.add(t, f32x4.splat(2)));
  return v128.or(size, v128.and(x, i32x4.splat(0x80000000)));
}

// @ts-ignore: decorator
@inline
export function logistic4(x: v128): v128 {
  const cut = f32x4.max(f32x4.min(x, f32x4.splat(-SMALLEST_EXPONENT)), f32x4.splat(SMALLEST_EXPONENT));
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(cut))));
}
