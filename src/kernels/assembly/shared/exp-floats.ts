/**
 * The exponential as floats, for values that are kept as floats: with x = k ln 2 + r, it is 2^k (1 + r + r^2 q(r)), q of degree 4 with the
 * least largest error on |r| <= ln 2 / 2. The TypeScript twins are in src/kernels/svm/floats.ts: the same operations in their order, the
 * same bits.
 */

const LOG2_E: f32 = 1.4426950408889634;
/** ln 2 in two parts; the upper one has 10 bits, so that its product with an exponent is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -0.00021219444170128554;
/** 1.5 * 2^23 and 1.5 * 2^52: added to a small number, they leave the nearest whole number in the low bits. */
const WHOLE_BITS: f32 = 12582912;
const WHOLE_BITS_WIDE: f64 = 6755399441055744.0;
const LOG2_E_WIDE: f64 = 1.4426950408889634;
const LN2_WIDE: f64 = 0.6931471805599453;

/**
 * e to the power of four floats from -87 to 0; elsewhere the result is of no use. Largest relative error 8.1e-8, besides that of the
 * floats.
 */
// @ts-ignore: decorator
@inline
export function expFloats(x: v128): v128 {
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(LOG2_E)), f32x4.splat(WHOLE_BITS));
  const k = f32x4.sub(shifted, f32x4.splat(WHOLE_BITS));
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(k, f32x4.splat(LN2_HIGH))),
    f32x4.mul(k, f32x4.splat(LN2_LOW)),
  );
  return scaledSeries(r, shifted);
}

/** The same of four doubles, the first two and the others: what is left of them is rounded to floats, not they. */
// @ts-ignore: decorator
@inline
export function expDoubles(x: v128, y: v128): v128 {
  const log2e = f64x2.splat(LOG2_E_WIDE);
  const bits = f64x2.splat(WHOLE_BITS_WIDE);
  const ln2 = f64x2.splat(LN2_WIDE);
  const shiftedX = f64x2.add(f64x2.mul(x, log2e), bits);
  const shiftedY = f64x2.add(f64x2.mul(y, log2e), bits);
  const restX = f64x2.sub(x, f64x2.mul(f64x2.sub(shiftedX, bits), ln2));
  const restY = f64x2.sub(y, f64x2.mul(f64x2.sub(shiftedY, bits), ln2));
  const r = v128.shuffle<i64>(f32x4.demote_f64x2_zero(restX), f32x4.demote_f64x2_zero(restY), 0, 2);
  return scaledSeries(r, v128.shuffle<i32>(shiftedX, shiftedY, 0, 2, 4, 6));
}

/** 2^k e^r; the low bits of `shifted` hold k. */
// @ts-ignore: decorator
@inline
function scaledSeries(r: v128, shifted: v128): v128 {
  let q = f32x4.add(f32x4.mul(f32x4.splat(0.001381457201205194), r), f32x4.splat(0.008368713781237602));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(0.04166838899254799));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(0.1666652113199234));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(0.4999999403953552));
  const value = f32x4.add(f32x4.splat(1), f32x4.add(r, f32x4.mul(f32x4.mul(r, r), q)));
  // Added to the exponent bits, k multiplies by 2^k.
  return i32x4.add(value, i32x4.shl(shifted, 23));
}
