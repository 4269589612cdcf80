/** What a block of numbers holds: whole ones, which take half of the memory, and ones that are missing or infinite. */

/** The bits of -0, which no integer is. */
const NEGATIVE_ZERO: i64 = i64.MIN_VALUE;

/**
 * Replaces numbers by 32-bit integers, if all are: present, whole, and not -0.
 *
 * @param values Doubles, which stay as they are when the answer is 0; else integers one after the other from here on.
 * @returns 0: not all are, 1: all fit into 16 bits, 2: into 32.
 */
export function narrowNumbers(values: usize, rows: i32): i32 {
  const end = values + (<usize>(rows & ~1) << 3);
  let bad = i64x2.splat(0);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let at = values; at < end; at += 16) {
    const pair = v128.load(at);
    bad = v128.or(bad, others(pair));
    low = f64x2.min(low, pair);
    high = f64x2.max(high, pair);
  }
  if ((rows & 1) != 0) {
    const last = v128.load64_zero(end);
    bad = v128.or(bad, others(last));
    low = f64x2.min(low, last);
    high = f64x2.max(high, last);
  }
  if (v128.any_true(bad)) return 0;
  const least = min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1));
  const most = max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1));
  if (least < -2147483648 || most > 2147483647) return 0;
  // Each pair is read before its place is written: integers take the half.
  let to = values;
  for (let at = values; at < end; at += 16, to += 8)
    v128.store64_lane(to, i32x4.trunc_sat_f64x2_s_zero(v128.load(at)), 0);
  if ((rows & 1) != 0) store<i32>(to, <i32>load<f64>(end));
  return least >= -32768 && most <= 32767 ? 1 : 2;
}

/**
 * Counts the numbers that are none, and those that are infinite.
 *
 * @returns The former in the low 16 bits, the latter above: of at most 65535 numbers.
 */
export function countOthers(values: usize, rows: i32): u32 {
  const end = values + (<usize>(rows & ~1) << 3);
  const infinity = f64x2.splat(f64.POSITIVE_INFINITY);
  let missing = i64x2.splat(0);
  let infinite = i64x2.splat(0);
  // A lane where the answer is yes is -1.
  for (let at = values; at < end; at += 16) {
    const pair = v128.load(at);
    missing = i64x2.sub(missing, f64x2.ne(pair, pair));
    infinite = i64x2.sub(infinite, f64x2.eq(f64x2.abs(pair), infinity));
  }
  if ((rows & 1) != 0) {
    const last = v128.load64_zero(end);
    missing = i64x2.sub(missing, f64x2.ne(last, last));
    infinite = i64x2.sub(infinite, f64x2.eq(f64x2.abs(last), infinity));
  }
  return <u32>sum(missing) | (<u32>sum(infinite) << 16);
}

// @ts-ignore: decorator
@inline
function sum(lanes: v128): i64 {
  return i64x2.extract_lane(lanes, 0) + i64x2.extract_lane(lanes, 1);
}

/** Lanes that are no integer. */
// @ts-ignore: decorator
@inline
function others(pair: v128): v128 {
  return v128.or(f64x2.ne(pair, f64x2.trunc(pair)), i64x2.eq(pair, i64x2.splat(NEGATIVE_ZERO)));
}
