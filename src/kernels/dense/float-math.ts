/**
 * Elementary functions in single precision, by the operations of src/kernels/assembly/dense/lanes.ts in the same order. Arguments and
 * results are floats held in doubles: a sum, product, quotient or root of floats rounded twice, to double and to float, is the float's own.
 */

/** Below this an exponential counts as 0, and a logistic function as constant. */
export const SMALLEST_EXPONENT = -40;

const f = Math.fround;
const LOG2_E = f(1.44269504);
const LN2_HIGH = f(0.693359375);
const LN2_LOW = f(-2.12194442e-4);
const TANH_END = 9.5;
const [C3, C4, C5, C6, C7] = [f(1 / 6), f(1 / 24), f(1 / 120), f(1 / 720), f(1 / 5040)] as const;

const BITS = new Int32Array(1);
const FLOAT = new Float32Array(BITS.buffer);

/** e^x, for x from -87 to 88. */
export function expFloat(x: number): number {
  const k = exponentOf(x);
  const scale = powerOf2(k);
  return f(scale + f(scale * restTerm(x, k)));
}

export function tanhFloat(x: number): number {
  const double = f(Math.min(Math.abs(x), TANH_END) * 2);
  const k = exponentOf(double);
  const scale = powerOf2(k);
  const t = f(f(scale - 1) + f(scale * restTerm(double, k)));
  const size = f(t / f(t + 2));
  return x < 0 || (x === 0 && 1 / x < 0) ? -size : size;
}

export function logisticFloat(x: number): number {
  const cut = Math.max(Math.min(x, -SMALLEST_EXPONENT), SMALLEST_EXPONENT);
  return f(1 / f(1 + expFloat(-cut)));
}

function exponentOf(x: number): number {
  return Math.floor(f(f(x * LOG2_E) + 0.5));
}

function restTerm(x: number, k: number): number {
  const high = f(x - f(k * LN2_HIGH));
  const r = f(high - f(k * LN2_LOW));
  let p = C7;
  p = f(f(p * r) + C6);
  p = f(f(p * r) + C5);
  p = f(f(p * r) + C4);
  p = f(f(p * r) + C3);
  p = f(f(p * r) + 0.5);
  return f(r + f(f(r * r) * p));
}

function powerOf2(k: number): number {
  BITS[0] = (k + 127) << 23;
  return FLOAT[0]!;
}
