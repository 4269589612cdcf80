/**
 * Products with a tall matrix: what fitting a linear model by Newton's method needs. Rows lie in panels of 8 (panel, column, row within the
 * panel); vectors over rows have one entry a row. Sums over rows are kept in two lanes (even and odd rows) and added panel by panel, so
 * a call may cover any range of panels without changing a bit.
 */

/** First byte that the module itself does not use. */
export function heapBase(): usize {
  return __heap_base;
}

/** out[row] = the sum over columns of x times weights, for the panels from `from` to `to`. */
export function times(x: usize, columns: i32, from: i32, to: i32, weights: usize, out: usize): void {
  const stride = (<usize>columns) << 6;
  let p = x + <usize>from * stride;
  let q = out + ((<usize>from) << 6);
  for (let panel = from; panel < to; panel++) {
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    let w = weights;
    const end = p + stride;
    while (p < end) {
      const s = v128.load64_splat(w);
      a = f64x2.add(a, f64x2.mul(s, v128.load(p)));
      b = f64x2.add(b, f64x2.mul(s, v128.load(p, 16)));
      c = f64x2.add(c, f64x2.mul(s, v128.load(p, 32)));
      d = f64x2.add(d, f64x2.mul(s, v128.load(p, 48)));
      p += 64;
      w += 8;
    }
    v128.store(q, a);
    v128.store(q, b, 16);
    v128.store(q, c, 32);
    v128.store(q, d, 48);
    q += 64;
  }
}

/** lanes[column] += the sums over rows of x times factor, two lanes a column. */
export function transposedTimes(x: usize, columns: i32, from: i32, to: i32, factors: usize, lanes: usize): void {
  const stride = (<usize>columns) << 6;
  let p = x + <usize>from * stride;
  let f = factors + ((<usize>from) << 6);
  for (let panel = from; panel < to; panel++) {
    const a = v128.load(f);
    const b = v128.load(f, 16);
    const c = v128.load(f, 32);
    const d = v128.load(f, 48);
    f += 64;
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) {
      p += stride;
      continue;
    }
    let sum = lanes;
    const end = p + stride;
    while (p < end) {
      v128.store(sum, f64x2.add(v128.load(sum), dot(a, b, c, d, p)));
      p += 64;
      sum += 16;
    }
  }
}

// @ts-ignore: decorator
@inline
function dot(a: v128, b: v128, c: v128, d: v128, p: usize): v128 {
  return f64x2.add(
    f64x2.add(f64x2.mul(a, v128.load(p)), f64x2.mul(b, v128.load(p, 16))),
    f64x2.add(f64x2.mul(c, v128.load(p, 32)), f64x2.mul(d, v128.load(p, 48))),
  );
}

/** lanes[i][j] += the sums over rows of factor x_i x_j for j <= i, two lanes each, over every `every`th panel from `from` to `to`. */
export function gram(
  x: usize,
  columns: i32,
  from: i32,
  to: i32,
  every: i32,
  factors: usize,
  lanes: usize,
): void {
  const stride = (<usize>columns) << 6;
  const line = (<usize>columns) << 4;
  for (let panel = from; panel < to; panel += every) {
    const p = x + <usize>panel * stride;
    const f = factors + ((<usize>panel) << 6);
    const fa = v128.load(f);
    const fb = v128.load(f, 16);
    const fc = v128.load(f, 32);
    const fd = v128.load(f, 48);
    if (!v128.any_true(v128.or(v128.or(fa, fb), v128.or(fc, fd)))) continue;
    let row = p;
    let sums = lanes;
    const end = p + stride;
    while (row < end) {
      const a = f64x2.mul(fa, v128.load(row));
      const b = f64x2.mul(fb, v128.load(row, 16));
      const c = f64x2.mul(fc, v128.load(row, 32));
      const d = f64x2.mul(fd, v128.load(row, 48));
      let sum = sums;
      for (let other = p; other <= row; other += 64) {
        v128.store(sum, f64x2.add(v128.load(sum), dot(a, b, c, d, other)));
        sum += 16;
      }
      row += 64;
      sums += line;
    }
  }
}
