/**
 * Means, and sums of products of deviations from them, in one pass over the rows.
 *
 * Each block is taken relative to its first row, corrected to its means, and merged (T. Chan, G. Golub and R. LeVeque, "Updating
 * formulae and a pairwise algorithm for computing sample variances", 1979), so large means cost no digits (the correction at most two,
 * where the first row is the block's only large one), constant columns give 0, and the order of the sums is fixed.
 * src/kernels/covariance/reference.ts does the same operations in the same order.
 */

export function heapBase(): usize {
  return __heap_base;
}

/**
 * Takes in one block of rows.
 *
 * @param x Rows of `columns` doubles, one after the other.
 * @param stride Columns rounded up to a multiple of 4; width of all that follows.
 * @param before How many rows were taken in already.
 * @param means Means of those; updated.
 * @param products Sums of products, stride x stride, upper triangle in tiles of 4 x 4; or, when `onlySquares`, one row of squares.
 * @param scratch 4 rows, then `rows` rows, of `stride` doubles; 0 at first.
 */
export function addBlock(
  x: usize,
  rows: i32,
  columns: i32,
  stride: i32,
  before: f64,
  means: usize,
  products: usize,
  onlySquares: bool,
  scratch: usize,
): void {
  const wide = (<usize>stride) << 3;
  const narrow = (<usize>columns) << 3;
  const first = scratch;
  const blockMeans = scratch + wide;
  const deltas = blockMeans + wide;
  const share = deltas + wide;
  const shifted = share + wide;
  if (onlySquares) squareBlock(x, rows, narrow, first, blockMeans, shifted);
  else shiftBlock(x, rows, narrow, wide, first, blockMeans, shifted);

  const total = before + <f64>rows;
  const weight = (before * <f64>rows) / total;
  for (let at: usize = 0; at < narrow; at += 8) {
    const mean = load<f64>(blockMeans + at);
    const delta = load<f64>(first + at) + mean - load<f64>(means + at);
    store<f64>(deltas + at, delta);
    store<f64>(share + at, delta * weight);
    store<f64>(means + at, load<f64>(means + at) + (delta * <f64>rows) / total);
    // From here on its product with the means is what the shift added to the products of the block.
    store<f64>(first + at, mean * <f64>rows);
  }
  if (onlySquares) for (let at: usize = 0; at < wide; at += 16) mergeSquares(products + at, v128.load(shifted + at), scratch + at, wide);
  else addProducts(rows, stride, wide, shifted, scratch, products);
}

/** The rows less the first one; `first` takes that row and `means` the means of the differences. */
function shiftBlock(
  x: usize,
  rows: i32,
  narrow: usize,
  wide: usize,
  first: usize,
  means: usize,
  shifted: usize,
): void {
  memory.fill(first, 0, wide);
  memory.fill(means, 0, wide);
  memory.copy(first, x, narrow);
  const even = narrow & ~15;
  let to = shifted;
  let from = x;
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at < even; at += 16) {
      const d = f64x2.sub(v128.load(from + at), v128.load(first + at));
      v128.store(to + at, d);
      v128.store(means + at, f64x2.add(v128.load(means + at), d));
    }
    if (at < narrow) {
      const d = load<f64>(from + at) - load<f64>(first + at);
      store<f64>(to + at, d);
      store<f64>(means + at, load<f64>(means + at) + d);
      at += 8;
    }
    for (; at < wide; at += 8) store<f64>(to + at, 0);
    from += narrow;
    to += wide;
  }
  const n = f64x2.splat(<f64>rows);
  for (let at: usize = 0; at < wide; at += 16) v128.store(means + at, f64x2.div(v128.load(means + at), n));
}

/** Means of the differences from the first row, and in `squares` the sums of their squares; four columns at a time. */
function squareBlock(x: usize, rows: i32, narrow: usize, first: usize, means: usize, squares: usize): void {
  memory.copy(first, x, narrow);
  let at: usize = 0;
  for (; at + 32 <= narrow; at += 32) squareTwo(x + at, rows, narrow, first + at, means + at, squares + at);
  for (; at < narrow; at += 8) {
    const origin = load<f64>(first + at);
    let sum: f64 = 0;
    let square: f64 = 0;
    let from = x + at;
    for (let row = 0; row < rows; row++) {
      const d = load<f64>(from) - origin;
      sum += d;
      square += d * d;
      from += narrow;
    }
    store<f64>(means + at, sum / <f64>rows);
    store<f64>(squares + at, square);
  }
}

/** Two vectors of columns. */
function squareTwo(x: usize, rows: i32, narrow: usize, first: usize, means: usize, squares: usize): void {
  const origin0 = v128.load(first);
  const origin1 = v128.load(first, 16);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let square0 = f64x2.splat(0);
  let square1 = f64x2.splat(0);
  for (let row = 0; row < rows; row++) {
    const d0 = f64x2.sub(v128.load(x), origin0);
    const d1 = f64x2.sub(v128.load(x, 16), origin1);
    sum0 = f64x2.add(sum0, d0);
    sum1 = f64x2.add(sum1, d1);
    square0 = f64x2.add(square0, f64x2.mul(d0, d0));
    square1 = f64x2.add(square1, f64x2.mul(d1, d1));
    x += narrow;
  }
  const n = f64x2.splat(<f64>rows);
  v128.store(means, f64x2.div(sum0, n));
  v128.store(means, f64x2.div(sum1, n), 16);
  v128.store(squares, square0);
  v128.store(squares, square1, 16);
}

function mergeSquares(at: usize, sum: v128, scratch: usize, wide: usize): void {
  const shift = f64x2.mul(v128.load(scratch), v128.load(scratch + wide));
  const between = f64x2.mul(v128.load(scratch + 2 * wide), v128.load(scratch + 3 * wide));
  v128.store(at, f64x2.add(v128.load(at), f64x2.add(f64x2.sub(sum, shift), between)));
}

/** Tiles of four columns by four: 16 sums in 8 registers, over all rows of the block. */
function addProducts(
  rows: i32,
  stride: i32,
  wide: usize,
  shifted: usize,
  scratch: usize,
  products: usize,
): void {
  for (let i: usize = 0; i < wide; i += 32) {
    for (let j = i; j < wide; j += 32) {
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      let c0 = f64x2.splat(0);
      let c1 = f64x2.splat(0);
      let d0 = f64x2.splat(0);
      let d1 = f64x2.splat(0);
      let left = shifted + i;
      let right = shifted + j;
      for (let row = 0; row < rows; row++) {
        const r0 = v128.load(right);
        const r1 = v128.load(right, 16);
        let l = v128.load64_splat(left);
        a0 = f64x2.add(a0, f64x2.mul(l, r0));
        a1 = f64x2.add(a1, f64x2.mul(l, r1));
        l = v128.load64_splat(left, 8);
        b0 = f64x2.add(b0, f64x2.mul(l, r0));
        b1 = f64x2.add(b1, f64x2.mul(l, r1));
        l = v128.load64_splat(left, 16);
        c0 = f64x2.add(c0, f64x2.mul(l, r0));
        c1 = f64x2.add(c1, f64x2.mul(l, r1));
        l = v128.load64_splat(left, 24);
        d0 = f64x2.add(d0, f64x2.mul(l, r0));
        d1 = f64x2.add(d1, f64x2.mul(l, r1));
        left += wide;
        right += wide;
      }
      const at = products + (i >> 3) * wide + j;
      mergeRow(at, a0, a1, scratch, i, j, wide);
      mergeRow(at + wide, b0, b1, scratch, i + 8, j, wide);
      mergeRow(at + 2 * wide, c0, c1, scratch, i + 16, j, wide);
      mergeRow(at + 3 * wide, d0, d1, scratch, i + 24, j, wide);
    }
  }
}

/** Four products of column `i` with columns from `j` on. */
function mergeRow(at: usize, s0: v128, s1: v128, scratch: usize, i: usize, j: usize, wide: usize): void {
  const first = v128.load64_splat(scratch + i);
  const delta = v128.load64_splat(scratch + 2 * wide + i);
  const means = scratch + wide + j;
  const share = scratch + 3 * wide + j;
  const t0 = f64x2.sub(s0, f64x2.mul(first, v128.load(means)));
  const t1 = f64x2.sub(s1, f64x2.mul(first, v128.load(means, 16)));
  const e0 = f64x2.add(t0, f64x2.mul(delta, v128.load(share)));
  const e1 = f64x2.add(t1, f64x2.mul(delta, v128.load(share, 16)));
  v128.store(at, f64x2.add(v128.load(at), e0));
  v128.store(at + 16, f64x2.add(v128.load(at + 16), e1));
}

/**
 * out = (x - center) / scale, cell by cell.
 *
 * @param cells How many doubles x holds: whole rows.
 * @returns Whether all of x was finite.
 */
export function scaleCells(x: usize, cells: i32, columns: i32, centers: usize, scales: usize, out: usize): bool {
  const zero = f64x2.splat(0);
  // A product with 0 is 0 for finite numbers and NaN for all others, which sums keep.
  let check = zero;
  const end = x + ((<usize>cells) << 3);
  const wide = (<usize>columns) << 3;
  while (x < end) {
    let at: usize = 0;
    for (; at + 16 <= wide; at += 16) {
      const value = v128.load(x + at);
      check = f64x2.add(check, f64x2.mul(value, zero));
      v128.store(out + at, f64x2.div(f64x2.sub(value, v128.load(centers + at)), v128.load(scales + at)));
    }
    if (at < wide) {
      const value = load<f64>(x + at);
      check = f64x2.add(check, f64x2.splat(value * 0));
      store<f64>(out + at, (value - load<f64>(centers + at)) / load<f64>(scales + at));
    }
    x += wide;
    out += wide;
  }
  return f64x2.extract_lane(check, 0) == 0 && f64x2.extract_lane(check, 1) == 0;
}
