/**
 * Squared Euclidean distances, summed coordinate by coordinate in their order, as scikit-learn's trees do. Bounds hold for the rounded
 * distances themselves, so that what the tree leaves out no comparison would take: rounding is monotonic, term by term, and where a bound
 * adds the terms in another order it allows for it.
 */
import { LINE } from "./layout";

/** Far more than a sum can change with the order of its terms: 2^-52 for each of less than 2^20 of them, and room to spare. */
const SLACK: f64 = 1.0 / 1073741824;

/**
 * Lanes of a block within a squared distance of a point.
 *
 * @param query Address of the point's first coordinate within its own block.
 * @param out Gets the 16 squared distances, NaN for free lanes, when any is within; 0 = they are not wanted.
 */
export function lanesWithin(query: usize, block: usize, dimensions: i32, limit: f64, out: usize): i32 {
  const limits = f64x2.splat(limit);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let s4 = f64x2.splat(0);
  let s5 = f64x2.splat(0);
  let s6 = f64x2.splat(0);
  let s7 = f64x2.splat(0);
  for (let c = 1; c <= dimensions; c++) {
    const q = v128.load64_splat(query);
    let t = f64x2.sub(v128.load(block, 0), q);
    s0 = f64x2.add(s0, f64x2.mul(t, t));
    t = f64x2.sub(v128.load(block, 16), q);
    s1 = f64x2.add(s1, f64x2.mul(t, t));
    t = f64x2.sub(v128.load(block, 32), q);
    s2 = f64x2.add(s2, f64x2.mul(t, t));
    t = f64x2.sub(v128.load(block, 48), q);
    s3 = f64x2.add(s3, f64x2.mul(t, t));
    t = f64x2.sub(v128.load(block, 64), q);
    s4 = f64x2.add(s4, f64x2.mul(t, t));
    t = f64x2.sub(v128.load(block, 80), q);
    s5 = f64x2.add(s5, f64x2.mul(t, t));
    t = f64x2.sub(v128.load(block, 96), q);
    s6 = f64x2.add(s6, f64x2.mul(t, t));
    t = f64x2.sub(v128.load(block, 112), q);
    s7 = f64x2.add(s7, f64x2.mul(t, t));
    query += LINE;
    block += LINE;
    // Sums only grow: when every lane is out after some coordinates, the rest cannot bring one back.
    if ((c & 3) == 0 && c + 2 <= dimensions) {
      const low = f64x2.pmin(
        f64x2.pmin(f64x2.pmin(s0, s1), f64x2.pmin(s2, s3)),
        f64x2.pmin(f64x2.pmin(s4, s5), f64x2.pmin(s6, s7)),
      );
      // pmin gives either the lower number or NaN, of a free lane, and NaN does not stop: a point that may be within is never lost.
      if (!v128.any_true(v128.not(f64x2.gt(low, limits)))) return 0;
    }
  }
  if (out) {
    v128.store(out, s0, 0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    v128.store(out, s4, 64);
    v128.store(out, s5, 80);
    v128.store(out, s6, 96);
    v128.store(out, s7, 112);
  }
  return (
    i64x2.bitmask(f64x2.le(s0, limits)) |
    (i64x2.bitmask(f64x2.le(s1, limits)) << 2) |
    (i64x2.bitmask(f64x2.le(s2, limits)) << 4) |
    (i64x2.bitmask(f64x2.le(s3, limits)) << 6) |
    (i64x2.bitmask(f64x2.le(s4, limits)) << 8) |
    (i64x2.bitmask(f64x2.le(s5, limits)) << 10) |
    (i64x2.bitmask(f64x2.le(s6, limits)) << 12) |
    (i64x2.bitmask(f64x2.le(s7, limits)) << 14)
  );
}

/** Lanes of a block that may lie within their own limit (16 numbers at `limits`) of some point in a box. */
export function lanesNear(block: usize, box: usize, dimensions: i32, limits: usize): i32 {
  const zero = f64x2.splat(0);
  const above = box + ((<usize>dimensions) << 3);
  let lanes = 0;
  // Four lanes at a time, to stay within the registers.
  for (let part: usize = 0; part < LINE; part += 32) {
    const limit0 = v128.load(limits + part, 0);
    const limit1 = v128.load(limits + part, 16);
    let line = block + part;
    let s0 = zero;
    let s1 = zero;
    for (let c: usize = 0; c < (<usize>dimensions) << 3; c += 8) {
      const low = v128.load64_splat(box + c);
      const high = v128.load64_splat(above + c);
      const p0 = v128.load(line, 0);
      const p1 = v128.load(line, 16);
      const t0 = f64x2.pmax(f64x2.pmax(f64x2.sub(low, p0), f64x2.sub(p0, high)), zero);
      const t1 = f64x2.pmax(f64x2.pmax(f64x2.sub(low, p1), f64x2.sub(p1, high)), zero);
      s0 = f64x2.add(s0, f64x2.mul(t0, t0));
      s1 = f64x2.add(s1, f64x2.mul(t1, t1));
      line += LINE;
      if ((c & 24) == 24 && !v128.any_true(v128.or(f64x2.le(s0, limit0), f64x2.le(s1, limit1)))) break;
    }
    const near = i64x2.bitmask(f64x2.le(s0, limit0)) | (i64x2.bitmask(f64x2.le(s1, limit1)) << 2);
    lanes |= near << ((<i32>part) >> 3);
  }
  return lanes;
}

/** At most the least squared distance between points of two boxes. */
export function leastBetween(a: usize, b: usize, dimensions: i32): f64 {
  const above = (<usize>dimensions) << 3;
  const zero = f64x2.splat(0);
  let sums = zero;
  let c: usize = 0;
  for (; c + 16 <= above; c += 16) {
    const right = f64x2.sub(v128.load(b + c), v128.load(a + above + c));
    const left = f64x2.sub(v128.load(a + c), v128.load(b + above + c));
    const gap = f64x2.pmax(f64x2.pmax(right, left), zero);
    sums = f64x2.add(sums, f64x2.mul(gap, gap));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (c < above) {
    const right = load<f64>(b + c) - load<f64>(a + above + c);
    const left = load<f64>(a + c) - load<f64>(b + above + c);
    let gap = right > left ? right : left;
    gap = gap > 0 ? gap : 0;
    sum += gap * gap;
  }
  return sum * (1 - SLACK);
}

/** At least the greatest squared distance between points of two boxes. */
export function mostBetween(a: usize, b: usize, dimensions: i32): f64 {
  const above = (<usize>dimensions) << 3;
  let sums = f64x2.splat(0);
  let c: usize = 0;
  for (; c + 16 <= above; c += 16) {
    const right = f64x2.sub(v128.load(b + above + c), v128.load(a + c));
    const left = f64x2.sub(v128.load(a + above + c), v128.load(b + c));
    const span = f64x2.pmax(right, left);
    sums = f64x2.add(sums, f64x2.mul(span, span));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if (c < above) {
    const right = load<f64>(b + above + c) - load<f64>(a + c);
    const left = load<f64>(a + above + c) - load<f64>(b + c);
    const span = right > left ? right : left;
    sum += span * span;
  }
  return sum * (1 + SLACK);
}

/** The box of some lanes of a block. */
export function boxOfLanes(block: usize, lanes: i32, dimensions: i32, out: usize): void {
  const above = (<usize>dimensions) << 3;
  for (let c: usize = 0; c < above; c += 8) {
    let low = Infinity;
    let high = -Infinity;
    for (let left = lanes; left; left &= left - 1) {
      const value = load<f64>(block + ((<usize>ctz(left)) << 3));
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
    store<f64>(out + c, low);
    store<f64>(out + above + c, high);
    block += LINE;
  }
}

/** The box around two boxes. */
export function boxAround(a: usize, b: usize, dimensions: i32, out: usize): void {
  const above = (<usize>dimensions) << 3;
  for (let c: usize = 0; c < above; c += 8) {
    const lowA = load<f64>(a + c);
    const lowB = load<f64>(b + c);
    store<f64>(out + c, lowA < lowB ? lowA : lowB);
    const highA = load<f64>(a + above + c);
    const highB = load<f64>(b + above + c);
    store<f64>(out + above + c, highA > highB ? highA : highB);
  }
}
