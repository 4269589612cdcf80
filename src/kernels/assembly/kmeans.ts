/**
 * K-means: distances, Lloyd passes that skip rows by distance bounds, and sums that do not lose digits.
 *
 * Rows lie one after the other, `stride` doubles each (the columns, and one 0 more where their number is odd). A distance sums even
 * and odd columns apart and then adds the two; src/kernels/kmeans/reference.ts does the same operations in the same order.
 * Bounds: G. Hamerly, "Making k-means even faster", SDM 2010.
 */
import { addRow, allSquared, squared, weightOf } from "./kmeans/rows";

/** Rows of a block; sums over rows are taken block by block, so that they do not depend on how a pass is cut. */
const BLOCK: i32 = 1024;
/** A row is skipped only when its bounds are apart by more than rounding can explain. */
const SLACK: f64 = 1.0000000001;

const INFINITE_BITS: i64 = 0x7ff0000000000000;

/** Second smallest distance that the last `nearest` saw; scratch. */
let second: f64 = 0;
let smallest: f64 = 0;

export function heapBase(): usize {
  return __heap_base;
}

/**
 * The nearest center of a row, the first one of equals; leaves its squared distance and the next one in scratch.
 *
 * Distances are compared as whole numbers: the bits of doubles from 0 on have their order, and the choice needs no branch, which
 * would be guessed wrong for every other row.
 */
function nearest(x: usize, centers: usize, k: i32, bytes: usize, distances: usize): i32 {
  allSquared(x, centers, k, bytes, distances);
  let best: i32 = 0;
  let low = load<i64>(distances);
  let next: i64 = INFINITE_BITS;
  for (let c = 1; c < k; c++) {
    const d = load<i64>(distances + ((<usize>c) << 3));
    const nearer = d < low;
    const loser = select<i64>(low, d, nearer);
    next = select<i64>(loser, next, loser < next);
    low = select<i64>(d, low, nearer);
    best = select<i32>(c, best, nearer);
  }
  smallest = reinterpret<f64>(low);
  second = reinterpret<f64>(next);
  return best;
}

/**
 * Lowers `closest` to the squared distance to one center where that is less (or sets it, when `first`), and writes the weighted sum
 * of each block to `blocks`. `from` is a multiple of the block.
 */
export function relax(
  x: usize,
  weights: usize,
  from: i32,
  to: i32,
  bytes: usize,
  center: usize,
  first: bool,
  closest: usize,
  blocks: usize,
): void {
  for (let start = from; start < to; start += BLOCK) {
    const end = min(to, start + BLOCK);
    let sum: f64 = 0;
    for (let row = start; row < end; row++) {
      const at = closest + ((<usize>row) << 3);
      let d = squared(x + <usize>row * bytes, center, bytes);
      if (!first) {
        const before = load<f64>(at);
        if (before < d) d = before;
      }
      store<f64>(at, d);
      sum += d * weightOf(weights, row);
    }
    store<f64>(blocks + ((<usize>(start / BLOCK)) << 3), sum);
  }
}

/** What the sum of `closest` would be after `relax` with each of the candidates: `potentials[c]` grows by it. */
export function tryCenters(
  x: usize,
  weights: usize,
  from: i32,
  to: i32,
  bytes: usize,
  candidates: usize,
  count: i32,
  closest: usize,
  distances: usize,
  sums: usize,
  potentials: usize,
): void {
  for (let start = from; start < to; start += BLOCK) {
    const end = min(to, start + BLOCK);
    memory.fill(sums, 0, (<usize>count) << 3);
    for (let row = start; row < end; row++) {
      allSquared(x + <usize>row * bytes, candidates, count, bytes, distances);
      const before = load<f64>(closest + ((<usize>row) << 3));
      const weight = weightOf(weights, row);
      for (let c = 0; c < count; c++) {
        const offset = (<usize>c) << 3;
        const d = load<f64>(distances + offset);
        store<f64>(sums + offset, load<f64>(sums + offset) + (before < d ? before : d) * weight);
      }
    }
    for (let c = 0; c < count; c++) {
      const offset = (<usize>c) << 3;
      store<f64>(potentials + offset, load<f64>(potentials + offset) + load<f64>(sums + offset));
    }
  }
}

/** First pass: nearest center of each row, its bounds, and the sums of the clusters. */
export function assignAll(
  x: usize,
  weights: usize,
  from: i32,
  to: i32,
  bytes: usize,
  centers: usize,
  k: i32,
  labels: usize,
  upper: usize,
  lower: usize,
  sums: usize,
  rests: usize,
  counts: usize,
  distances: usize,
): void {
  for (let row = from; row < to; row++) {
    const at = x + <usize>row * bytes;
    const label = nearest(at, centers, k, bytes, distances);
    store<i32>(labels + ((<usize>row) << 2), label);
    store<f64>(upper + ((<usize>row) << 3), sqrt(smallest));
    store<f64>(lower + ((<usize>row) << 3), sqrt(second));
    const weight = weightOf(weights, row);
    const offset = <usize>label * bytes;
    addRow(sums + offset, rests + offset, at, bytes, weight);
    const count = counts + ((<usize>label) << 3);
    store<f64>(count, load<f64>(count) + weight);
  }
}

/**
 * Later passes, first half: moves the bounds along with the centers, and lists the rows that these leave in doubt. Reads no row.
 *
 * @param half Half the distance of each center to its nearest other one.
 * @param shift How far each center has moved since the last pass; `most` the largest of them, of center `mover`, `next` the second.
 * @param list Room for to - from numbers.
 * @returns How many rows are listed.
 */
export function listDoubtful(
  from: i32,
  to: i32,
  labels: usize,
  upper: usize,
  lower: usize,
  half: usize,
  shift: usize,
  most: f64,
  next: f64,
  mover: i32,
  list: usize,
): i32 {
  let count = 0;
  for (let row = from; row < to; row++) {
    const label = load<i32>(labels + ((<usize>row) << 2));
    const cluster = (<usize>label) << 3;
    const u = load<f64>(upper + ((<usize>row) << 3)) + load<f64>(shift + cluster);
    const l = load<f64>(lower + ((<usize>row) << 3)) - (label == mover ? next : most);
    store<f64>(upper + ((<usize>row) << 3), u);
    store<f64>(lower + ((<usize>row) << 3), l);
    const h = load<f64>(half + cluster);
    store<i32>(list + ((<usize>count) << 2), row);
    count += i32(!(u * SLACK < (l > h ? l : h)));
  }
  return count;
}

/**
 * Later passes, second half: looks at the rows of a list, and moves those that change between the sums.
 *
 * @param x The rows; when `packed`, those of the list only, one after the other.
 * @returns How many rows changed.
 */
export function assignListed(
  x: usize,
  weights: usize,
  list: usize,
  count: i32,
  packed: bool,
  bytes: usize,
  centers: usize,
  k: i32,
  labels: usize,
  upper: usize,
  lower: usize,
  sums: usize,
  rests: usize,
  counts: usize,
  distances: usize,
  half: usize,
): i32 {
  let changed = 0;
  for (let place = 0; place < count; place++) {
    const row = load<i32>(list + ((<usize>place) << 2));
    const at = x + <usize>(packed ? place : row) * bytes;
    const label = load<i32>(labels + ((<usize>row) << 2));
    const cluster = (<usize>label) << 3;
    const l = load<f64>(lower + ((<usize>row) << 3));
    const h = load<f64>(half + cluster);
    const u = sqrt(squared(at, centers + <usize>label * bytes, bytes));
    store<f64>(upper + ((<usize>row) << 3), u);
    if (u * SLACK < (l > h ? l : h)) continue;
    const found = nearest(at, centers, k, bytes, distances);
    store<f64>(upper + ((<usize>row) << 3), sqrt(smallest));
    store<f64>(lower + ((<usize>row) << 3), sqrt(second));
    if (found == label) continue;
    changed++;
    store<i32>(labels + ((<usize>row) << 2), found);
    const weight = weightOf(weights, row);
    addRow(sums + <usize>label * bytes, rests + <usize>label * bytes, at, bytes, -weight);
    addRow(sums + <usize>found * bytes, rests + <usize>found * bytes, at, bytes, weight);
    store<f64>(counts + cluster, load<f64>(counts + cluster) - weight);
    const to = counts + ((<usize>found) << 3);
    store<f64>(to, load<f64>(to) + weight);
  }
  return changed;
}

/**
 * The last pass: labels and block sums as `label` gives them. Bounds are as in `listDoubtful`; they save comparing with all centers
 * where the own one is nearest without doubt, and are not moved along.
 */
export function labelAgain(
  x: usize,
  weights: usize,
  from: i32,
  to: i32,
  bytes: usize,
  centers: usize,
  k: i32,
  labels: usize,
  distances: usize,
  blocks: usize,
  lower: usize,
  half: usize,
  most: f64,
  next: f64,
  mover: i32,
): void {
  for (let start = from; start < to; start += BLOCK) {
    const end = min(to, start + BLOCK);
    let sum: f64 = 0;
    for (let row = start; row < end; row++) {
      const label = load<i32>(labels + ((<usize>row) << 2));
      const at = x + <usize>row * bytes;
      const l = load<f64>(lower + ((<usize>row) << 3)) - (label == mover ? next : most);
      const h = load<f64>(half + ((<usize>label) << 3));
      smallest = squared(at, centers + <usize>label * bytes, bytes);
      if (!(sqrt(smallest) * SLACK < (l > h ? l : h))) {
        store<i32>(labels + ((<usize>row) << 2), nearest(at, centers, k, bytes, distances));
      }
      sum += smallest * weightOf(weights, row);
    }
    store<f64>(blocks + ((<usize>(start / BLOCK)) << 3), sum);
  }
}

/** Labels without bounds, and the weighted sum of squared distances of each block where `blocks` is not 0. */
export function label(
  x: usize,
  weights: usize,
  from: i32,
  to: i32,
  bytes: usize,
  centers: usize,
  k: i32,
  labels: usize,
  distances: usize,
  blocks: usize,
): void {
  for (let start = from; start < to; start += BLOCK) {
    const end = min(to, start + BLOCK);
    let sum: f64 = 0;
    for (let row = start; row < end; row++) {
      store<i32>(labels + ((<usize>row) << 2), nearest(x + <usize>row * bytes, centers, k, bytes, distances));
      sum += smallest * weightOf(weights, row);
    }
    if (blocks != 0) store<f64>(blocks + ((<usize>(start / BLOCK)) << 3), sum);
  }
}

/** Squared distance of each row to the center of its own cluster. */
export function ownDistances(
  x: usize,
  from: i32,
  to: i32,
  bytes: usize,
  centers: usize,
  labels: usize,
  out: usize,
): void {
  for (let row = from; row < to; row++) {
    const center = centers + <usize>load<i32>(labels + ((<usize>row) << 2)) * bytes;
    store<f64>(out + ((<usize>row) << 3), squared(x + <usize>row * bytes, center, bytes));
  }
}

/** Distances of rows to all centers, row-major. */
export function distancesToCenters(
  x: usize,
  from: i32,
  to: i32,
  bytes: usize,
  centers: usize,
  k: i32,
  out: usize,
): void {
  const width = (<usize>k) << 3;
  for (let row = from; row < to; row++) {
    const at = out + <usize>row * width;
    allSquared(x + <usize>row * bytes, centers, k, bytes, at);
    for (let offset: usize = 0; offset < width; offset += 8)
      store<f64>(at + offset, sqrt(load<f64>(at + offset)));
  }
}

/** Half the distance of each center to its nearest other one. */
export function halfGaps(centers: usize, k: i32, bytes: usize, half: usize): void {
  for (let a = 0; a < k; a++) {
    let low: f64 = Infinity;
    for (let b = 0; b < k; b++) {
      if (a == b) continue;
      const d = squared(centers + <usize>a * bytes, centers + <usize>b * bytes, bytes);
      if (d < low) low = d;
    }
    store<f64>(half + ((<usize>a) << 3), 0.5 * sqrt(low));
  }
}
