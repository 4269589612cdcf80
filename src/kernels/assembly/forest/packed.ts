/**
 * Search in small nodes: a bin's weight, rows and rows by class are eight 16-bit counters a vector, which are added for each row at
 * once. All sums are whole numbers below 2^31, so they are exact.
 */
import { FIRST_CLASS, Grower, record } from "./grower";

/** From this many rows on the second histogram of `searchMany` is worth adding up. */
const PAIRED_ROWS: usize = 48;

/** Most classes that one vector counts. */
export const FEW_CLASSES: u32 = 6;

/** Writes the counters of every (class, times drawn up to `most`). */
export function fillVectors(table: usize, vectors: u32, classes: u32, most: u32): void {
  const lanes = vectors << 3;
  for (let c: u32 = 0; c < classes; c++) {
    for (let times: u32 = 0; times <= most; times++) {
      const vector = table + ((<usize>((c << 8) | times) * lanes) << 1);
      memory.fill(vector, 0, lanes << 1);
      store<u16>(vector, <u16>times);
      store<u16>(vector, 1, 2);
      store<u16>(vector + ((FIRST_CLASS + c) << 1), <u16>times);
    }
  }
}

/**
 * Gives the classes that a node holds, few of them, numbers from 0 on, so that one vector counts them. All nodes below go by these
 * numbers; they are done before any other node is.
 *
 * @param counts Of all classes: 32-bit counts, or 16-bit ones.
 */
export function renumber(g: Grower, from: usize, to: usize, counts: usize, wide: bool): void {
  let kinds: u32 = 0;
  for (let c: u32 = 0; c < g.classes; c++) {
    const count = wide ? load<u32>(counts + (<usize>c << 2)) : <u32>load<u16>(counts + (<usize>c << 1));
    if (count == 0) continue;
    store<u8>(g.numbers + c, <u8>kinds);
    store<u16>(g.names + (<usize>kinds << 1), <u16>c);
    kinds++;
  }
  g.fewClasses = kinds;
  for (let at = from; at < to; at += 4) {
    const entry = load<u32>(at);
    store<u32>(at, (entry & 0xffffff) | (<u32>load<u8>(g.numbers + (entry >>> 24)) << 24));
  }
}

/** How many classes the counted node holds. */
export function kindsPacked(g: Grower): u32 {
  let kinds: u32 = 0;
  for (let c: u32 = 0; c < g.classes; c++) kinds += u32(load<u16>(g.packedTotals + ((FIRST_CLASS + c) << 1)) != 0);
  return kinds;
}

/** The counters of a node, into `packedTotals`; its weight, and its term in the criterion. */
export function countPacked(g: Grower, from: usize, to: usize, few: bool): void {
  const vectors = few ? <usize>1 : <usize>g.vectors;
  const classes = few ? g.fewClasses : g.classes;
  const vectorOf = few ? g.fewVectorOf : g.vectorOf;
  for (let v: usize = 0; v < vectors; v++) {
    let sum = i64x2.splat(0);
    const table = vectorOf + (v << 4);
    for (let at = from; at < to; at += 4) {
      sum = i16x8.add(sum, v128.load(table + <usize>(load<u32>(at) >>> 16) * (vectors << 4)));
    }
    v128.store(g.packedTotals + (v << 4), sum);
  }
  let squares: u32 = 0;
  for (let c: u32 = 0; c < classes; c++) {
    const count = <u32>load<u16>(g.packedTotals + ((FIRST_CLASS + c) << 1));
    squares += count * count;
  }
  g.weight = <f64>load<u16>(g.packedTotals);
  g.term = <f64>squares / g.weight;
}

/** sum of squares / weight of the left side + the same of the right side; NaN where a side is empty. */
@inline
function valueOf(squaresLeft: v128, squaresRight: v128, left: v128, right: v128): f64 {
  const low = v128.shuffle<i32>(squaresLeft, squaresRight, 0, 4, 1, 5);
  const high = v128.shuffle<i32>(squaresLeft, squaresRight, 2, 6, 3, 7);
  const half = i32x4.add(low, high);
  const squares = i32x4.add(half, v128.shuffle<i32>(half, half, 2, 3, 0, 1));
  const weights = v128.and(v128.shuffle<i32>(left, right, 0, 4, 0, 4), i32x4.splat(0xffff));
  const terms = f64x2.div(f64x2.convert_low_i32x4_s(squares), f64x2.convert_low_i32x4_s(weights));
  return f64x2.extract_lane(terms, 0) + f64x2.extract_lane(terms, 1);
}

@inline
function squaresOf(counters: v128): v128 {
  return i32x4.dot_i16x8_s(counters, counters);
}

@inline
function classLanes(counters: v128): v128 {
  return v128.and(counters, i16x8(0, 0, -1, -1, -1, -1, -1, -1));
}

/** Whether a side that holds `left` has too few rows, or the other side. */
@inline
function tooFew(g: Grower, left: v128, total: v128): bool {
  const rows = <u32>i16x8.extract_lane_u(left, 1);
  return rows < g.minLeaf || <u32>i16x8.extract_lane_u(total, 1) - rows < g.minLeaf;
}

/**
 * Looks for the best split of a node by one feature.
 *
 * @returns Whether the feature differs between the rows.
 */
export function searchPacked(
  g: Grower,
  from: usize,
  to: usize,
  column: usize,
  feature: u32,
  few: bool,
): bool {
  if (few) return searchOne(g, from, to, column, feature, g.fewVectorOf);
  if (g.vectors == 1) return searchOne(g, from, to, column, feature, g.vectorOf);
  return searchMany(g, from, to, column, feature);
}

/** One vector a bin. Rows go by turns into two histograms: where most have the same bin, none waits for the one before. */
function searchOne(g: Grower, from: usize, to: usize, column: usize, feature: u32, table: usize): bool {
  const histogram = g.histogram;
  const held = g.held;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    const entry = load<u32>(at);
    const other = load<u32>(at, 4);
    const number = <usize>load<u8>(column + (entry & 0xffff));
    const otherNumber = <usize>load<u8>(column + (other & 0xffff));
    const bin = histogram + (number << 5);
    const otherBin = histogram + (otherNumber << 5);
    v128.store(bin, i16x8.add(v128.load(bin), v128.load(table + ((entry >>> 16) << 4))));
    v128.store(otherBin, i16x8.add(v128.load(otherBin, 16), v128.load(table + ((other >>> 16) << 4))), 16);
    store<u8>(held + number, 0xff);
    store<u8>(held + otherNumber, 0xff);
  }
  if (at < to) {
    const entry = load<u32>(at);
    const number = <usize>load<u8>(column + (entry & 0xffff));
    const bin = histogram + (number << 5);
    v128.store(bin, i16x8.add(v128.load(bin), v128.load(table + ((entry >>> 16) << 4))));
    store<u8>(held + number, 0xff);
  }
  const total = v128.load(g.packedTotals);
  const zero = i64x2.splat(0);
  let left = zero;
  let low: i32 = -1;
  let bins: u32 = 0;
  let best = g.best;
  for (let first: usize = 0; first < 256; first += 64) {
    let bits = takeHeld(held + first);
    while (bits != 0) {
      const number = <u32>first + <u32>ctz(bits);
      bits &= bits - 1;
      const right = i16x8.sub(total, left);
      const value = valueOf(squaresOf(classLanes(left)), squaresOf(classLanes(right)), left, right);
      if (value > best && !tooFew(g, left, total)) {
        best = value;
        record(g, feature, value, low, number);
      }
      const bin = histogram + (<usize>number << 5);
      left = i16x8.add(left, i16x8.add(v128.load(bin), v128.load(bin, 16)));
      v128.store(bin, zero);
      v128.store(bin, zero, 16);
      low = number;
      bins++;
    }
  }
  return bins > 1;
}

/** Which of 64 bins hold rows; forgets it. */
@inline
function takeHeld(held: usize): u64 {
  const zero = i64x2.splat(0);
  const low = <u64>i8x16.bitmask(v128.load(held)) | (<u64>i8x16.bitmask(v128.load(held, 16)) << 16);
  const high = <u64>i8x16.bitmask(v128.load(held, 32)) | (<u64>i8x16.bitmask(v128.load(held, 48)) << 16);
  v128.store(held, zero);
  v128.store(held, zero, 16);
  v128.store(held, zero, 32);
  v128.store(held, zero, 48);
  return low | (high << 32);
}

/** Counts a row in a bin of several vectors: weight and rows in the first 32 bits, then the classes. */
@inline
function countRow(bin: usize, entry: u32): void {
  const times = (entry >>> 16) & 255;
  store<u32>(bin, load<u32>(bin) + (times | 0x10000));
  const counter = bin + ((entry >>> 24) << 1);
  store<u16>(counter, <u16>(<u32>load<u16>(counter, 4) + times), 4);
}

/** Several vectors a bin. From PAIRED_ROWS rows on they go by turns into two histograms, as above. */
function searchMany(g: Grower, from: usize, to: usize, column: usize, feature: u32): bool {
  const histogram = g.histogram;
  const held = g.held;
  const bytes = <usize>g.vectors << 4;
  const second = bytes << 8;
  const isPaired = to - from >= PAIRED_ROWS << 2;
  let at = from;
  if (isPaired) {
    for (; at + 8 <= to; at += 8) {
      const entry = load<u32>(at);
      const other = load<u32>(at, 4);
      const number = <usize>load<u8>(column + (entry & 0xffff));
      const otherNumber = <usize>load<u8>(column + (other & 0xffff));
      countRow(histogram + number * bytes, entry);
      countRow(histogram + otherNumber * bytes + second, other);
      store<u8>(held + number, 0xff);
      store<u8>(held + otherNumber, 0xff);
    }
  }
  for (; at < to; at += 4) {
    const entry = load<u32>(at);
    const number = <usize>load<u8>(column + (entry & 0xffff));
    countRow(histogram + number * bytes, entry);
    store<u8>(held + number, 0xff);
  }
  const totals = g.packedTotals;
  const sums = g.packedLeft;
  const zero = i64x2.splat(0);
  memory.fill(sums, 0, bytes);
  const total = v128.load(totals);
  let low: i32 = -1;
  let bins: u32 = 0;
  let best = g.best;
  for (let first: usize = 0; first < 256; first += 64) {
    let bits = takeHeld(held + first);
    while (bits != 0) {
      const number = <u32>first + <u32>ctz(bits);
      bits &= bits - 1;
      const bin = histogram + <usize>number * bytes;
      if (isPaired) addSecond(bin, second, bytes);
      const left = v128.load(sums);
      const right = i16x8.sub(total, left);
      let squaresLeft = squaresOf(classLanes(left));
      let squaresRight = squaresOf(classLanes(right));
      v128.store(sums, i16x8.add(left, v128.load(bin)));
      v128.store(bin, zero);
      for (let v: usize = 16; v < bytes; v += 16) {
        const more = v128.load(sums + v);
        const rest = i16x8.sub(v128.load(totals + v), more);
        squaresLeft = i32x4.add(squaresLeft, squaresOf(more));
        squaresRight = i32x4.add(squaresRight, squaresOf(rest));
        v128.store(sums + v, i16x8.add(more, v128.load(bin + v)));
        v128.store(bin + v, zero);
      }
      const value = valueOf(squaresLeft, squaresRight, left, right);
      if (value > best && !tooFew(g, left, total)) {
        best = value;
        record(g, feature, value, low, number);
      }
      low = number;
      bins++;
    }
  }
  return bins > 1;
}

/** Adds a bin of the second histogram to the first, and clears it. */
@inline
function addSecond(bin: usize, second: usize, bytes: usize): void {
  const zero = i64x2.splat(0);
  for (let v: usize = 0; v < bytes; v += 16) {
    v128.store(bin + v, i16x8.add(v128.load(bin + v), v128.load(bin + second + v)));
    v128.store(bin + second + v, zero);
  }
}
