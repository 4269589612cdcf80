/** Decimal numbers, exactly rounded. */
import { blank, isMissing } from "./cells";

/** Powers of ten that are exact doubles. */
const POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
  1e19, 1e20, 1e21, 1e22,
]);
const LARGEST_POWER = 22;
/** All integers up to here are exact doubles. */
const MOST_EXACT: u64 = 9007199254740992;
/** Digits that a u64 holds, whatever they are. */
const MOST_DIGITS = 19;
/** 2^-100. */
const DOUBT: f64 = 7.888609052210118e-31;

/** Whether the last call met what it does not read: no number, or one that needs more than this. */
export let numberFailed = false;

// @ts-ignore: decorator
@inline
function power(exponent: i32): f64 {
  return load<f64>(POWERS + (<usize>exponent << 3));
}

/**
 * Up to 16 bytes that are digits and at most one point, all digits at once.
 *
 * @returns The number; NaN where it is missing or failed.
 */
export function parseNumber(from: usize, to: usize): f64 {
  const length = <i32>(to - from);
  if (length <= 0 || length > 16) return parseAny(from, to);
  const bytes = i8x16.sub(v128.load(from), i8x16.splat(0x30));
  const others = i8x16.bitmask(i8x16.gt_u(bytes, i8x16.splat(9))) & ((1 << length) - 1);
  let count = length;
  let point = 16;
  if (others != 0) {
    point = ctz(others);
    if ((others & (others - 1)) != 0 || length == 1 || load<u8>(from + point) != 0x2e) return parseAny(from, to);
    count--;
  }
  numberFailed = false;
  // The digits without the point, the last one in the last lane; lanes before the first take 0.
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const places = i8x16.add(lanes, i8x16.splat(<i8>(count - 16)));
  const digits = i8x16.swizzle(bytes, i8x16.sub(places, i8x16.ge_s(places, i8x16.splat(<i8>point))));
  const tens = i16x8.mul(v128.and(digits, i16x8.splat(0xff)), i16x8.splat(10));
  const pairs = i16x8.add(tens, i16x8.shr_u(digits, 8));
  const fours = i32x4.dot_i16x8_s(pairs, i32x4.splat(0x10064));
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), i32x4.splat(0x12710));
  const mantissa =
    <u64>(<u32>i32x4.extract_lane(eights, 0)) * 100000000 + <u64>(<u32>i32x4.extract_lane(eights, 1));
  if (point == 16) return mantissa <= MOST_EXACT ? <f64>(<i64>mantissa) : <f64>mantissa;
  const decimals = count - point;
  if (mantissa > MOST_EXACT) return divideLong(mantissa, power(decimals));
  return <f64>(<i64>mantissa) / power(decimals);
}

function parseAny(from: usize, to: usize): f64 {
  numberFailed = false;
  while (from < to && blank(load<u8>(from))) from++;
  while (to > from && blank(load<u8>(to - 1))) to--;
  if (from == to) return NaN;
  const sign: u32 = load<u8>(from);
  let at = sign == 0x2d || sign == 0x2b ? from + 1 : from;
  const digitsFrom = at;
  while (at < to && load<u8>(at) == 0x30) at++;
  let firstFrom = at;
  let mantissa: u64 = 0;
  let digit: u32;
  for (; at < to && (digit = <u32>load<u8>(at) - 0x30) <= 9; at++) mantissa = mantissa * 10 + digit;
  let digits = <i32>(at - digitsFrom);
  let significant = <i32>(at - firstFrom);
  let exponent = 0;
  if (at < to && load<u8>(at) == 0x2e) {
    const decimalsFrom = ++at;
    if (significant == 0) while (at < to && load<u8>(at) == 0x30) at++;
    firstFrom = at;
    for (; at < to && (digit = <u32>load<u8>(at) - 0x30) <= 9; at++) mantissa = mantissa * 10 + digit;
    significant += <i32>(at - firstFrom);
    exponent = -(<i32>(at - decimalsFrom));
    digits -= exponent;
  }
  if (digits == 0) {
    numberFailed = !isMissing(from, to);
    return NaN;
  }
  if (at < to) {
    exponent += parseExponent(at, to);
    if (numberFailed) return NaN;
  }
  const size = scale(mantissa, significant, exponent);
  return sign == 0x2d ? -size : size;
}

function parseExponent(at: usize, to: usize): i32 {
  numberFailed = true;
  if ((load<u8>(at) | 0x20) != 0x65 || ++at >= to) return 0;
  const sign: u32 = load<u8>(at);
  if (sign == 0x2d || sign == 0x2b) at++;
  if (at >= to || to - at > 4) return 0;
  let exponent = 0;
  let digit: u32;
  for (; at < to && (digit = <u32>load<u8>(at) - 0x30) <= 9; at++) exponent = exponent * 10 + digit;
  if (at < to) return 0;
  numberFailed = false;
  return sign == 0x2d ? -exponent : exponent;
}

/** mantissa * 10^exponent. One operation on exact doubles is exactly rounded; longer mantissas are sums of two doubles. */
function scale(mantissa: u64, digits: i32, exponent: i32): f64 {
  if (mantissa == 0 && digits == 0) return 0;
  if (digits <= MOST_DIGITS && exponent >= -LARGEST_POWER && exponent <= LARGEST_POWER) {
    if (mantissa <= MOST_EXACT) {
      const exact = <f64>mantissa;
      return exponent < 0 ? exact / power(-exponent) : exact * power(exponent);
    }
    if (exponent == 0) return <f64>mantissa;
    if (exponent < 0) return divideLong(mantissa, power(-exponent));
  }
  numberFailed = true;
  return NaN;
}

/** As in src/analysis/read/number-parser.ts. */
function divideLong(mantissa: u64, divisor: f64): f64 {
  const high = <f64>mantissa;
  const low = <f64>(<i64>(mantissa - <u64>high));
  const quotient = high / divisor;
  const back = quotient * divisor;
  const rest = (high - back - productError(quotient, divisor, back) + low) / divisor;
  const doubt = quotient * DOUBT;
  const value = quotient + (rest - doubt);
  numberFailed = value != quotient + (rest + doubt);
  return value;
}

/** What a product of doubles lost by rounding, exactly. */
function productError(a: f64, b: f64, product: f64): f64 {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

function upperHalf(x: f64): f64 {
  const shifted = 134217729 * x;
  return shifted - (shifted - x);
}
