/**
 * Blocks of 4 x 8 sums of products, single precision, held in eight registers while their terms are added in order. Every sum is one
 * chain in the order of its terms, so it has the same bits wherever a loop over blocks or chunks is cut.
 */

/**
 * out[r][0..8] = max(low, start[r][0..8] + sum over k < depth of a[r][k] b[k][0..8]), r < 4. Strides are bytes.
 * A NaN is kept.
 */
export function rowsTimesMatrix(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  depth: i32,
  start: usize,
  out: usize,
  outStride: usize,
  low: f32,
): void {
  let c00 = v128.load(start);
  let c01 = v128.load(start, 16);
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  let a0 = a;
  let a1 = a0 + aStride;
  let a2 = a1 + aStride;
  let a3 = a2 + aStride;
  const end = a + ((<usize>depth) << 2);
  while (a0 < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a0);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load32_splat(a1);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load32_splat(a2);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load32_splat(a3);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    b += bStride;
  }
  const floor = f32x4.splat(low);
  v128.store(out, f32x4.pmax(c00, floor));
  v128.store(out, f32x4.pmax(c01, floor), 16);
  out += outStride;
  v128.store(out, f32x4.pmax(c10, floor));
  v128.store(out, f32x4.pmax(c11, floor), 16);
  out += outStride;
  v128.store(out, f32x4.pmax(c20, floor));
  v128.store(out, f32x4.pmax(c21, floor), 16);
  out += outStride;
  v128.store(out, f32x4.pmax(c30, floor));
  v128.store(out, f32x4.pmax(c31, floor), 16);
}

/** out[i][0..8] += sum over r < rows of a[r][i] b[r][0..8], i < 4. Strides are bytes. */
export function addColumnsTimesMatrix(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  rows: i32,
  out: usize,
  outStride: usize,
): void {
  const out1 = out + outStride;
  const out2 = out1 + outStride;
  const out3 = out2 + outStride;
  let c00 = v128.load(out);
  let c01 = v128.load(out, 16);
  let c10 = v128.load(out1);
  let c11 = v128.load(out1, 16);
  let c20 = v128.load(out2);
  let c21 = v128.load(out2, 16);
  let c30 = v128.load(out3);
  let c31 = v128.load(out3, 16);
  for (let r = 0; r < rows; r++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
    a += aStride;
    b += bStride;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out1, c10);
  v128.store(out1, c11, 16);
  v128.store(out2, c20);
  v128.store(out2, c21, 16);
  v128.store(out3, c30);
  v128.store(out3, c31, 16);
}

/** out[0..8] += sum over r < rows of b[r][0..8]. The stride is bytes. */
export function addColumnSums(b: usize, bStride: usize, rows: i32, out: usize): void {
  let c0 = v128.load(out);
  let c1 = v128.load(out, 16);
  for (let r = 0; r < rows; r++) {
    c0 = f32x4.add(c0, v128.load(b));
    c1 = f32x4.add(c1, v128.load(b, 16));
    b += bStride;
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
}
