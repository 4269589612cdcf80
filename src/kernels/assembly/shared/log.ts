/** Natural logarithm, by the operations of `log` in src/kernels/math.ts in the same order. */

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const TWO_THIRDS: f64 = 0.6666666666666666;
const SQRT2_MANTISSA: u32 = 0x6a09e;
const TWO_POW_54: f64 = 18014398509481984;

export function log64(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  let k: i32 = -1023;
  let bits = reinterpret<u64>(x);
  if (<u32>(bits >> 32) < 0x00100000) {
    bits = reinterpret<u64>(x * TWO_POW_54);
    k -= 54;
  }
  const word = <u32>(bits >> 32);
  k += <i32>(word >> 20);
  const mantissa = word & 0xfffff;
  let high: u32 = 0x3ff00000 | mantissa;
  if (mantissa > SQRT2_MANTISSA) {
    high = 0x3fe00000 | mantissa;
    k += 1;
  }
  const f = reinterpret<f64>(((<u64>high) << 32) | (bits & 0xffffffff)) - 1;
  return <f64>k * LN2_HIGH - (logRest(f, <f64>k * LN2_LOW) - f);
}

function logRest(f: f64, more: f64): f64 {
  const s = f / (2 + f);
  const z = s * s;
  const half = 0.5 * f * f;
  return half - (s * (half + z * (TWO_THIRDS + z * atanhSeries(z))) + more);
}

function atanhSeries(z: f64): f64 {
  const w = z * z;
  let odd: f64 = 2.0 / 27.0;
  odd = odd * w + 2.0 / 23.0;
  odd = odd * w + 2.0 / 19.0;
  odd = odd * w + 2.0 / 15.0;
  odd = odd * w + 2.0 / 11.0;
  odd = odd * w + 2.0 / 7.0;
  let even: f64 = 2.0 / 25.0;
  even = even * w + 2.0 / 21.0;
  even = even * w + 2.0 / 17.0;
  even = even * w + 2.0 / 13.0;
  even = even * w + 2.0 / 9.0;
  even = even * w + 2.0 / 5.0;
  return even + odd * z;
}
