/** Sums of kernels for blocks of rows: each kernel value is worked out once and serves every sum. */
import { panelKernel } from "./rows";

/** Points whose kernel values are held at a time. */
const CHUNK: i32 = 64;

/**
 * For each panel of 8 rows: out[sum][8] = bias[sum] + the sum over points of coefficient times kernel.
 *
 * Points come in groups; group g runs from groups[g] to groups[g + 1] and takes part in `shares` sums, with coefficients
 * coefficients[share][point] for sum targets[g][share].
 *
 * Where a share has no coefficient but 0 among the points of a chunk, as above the diagonal of a triangle, nothing is worked out.
 *
 * @param buffer Room for 64 * 8 doubles.
 * @param used Room for a byte for every share of every chunk, `shares` * (groups + points / 64).
 * @param out Per panel `sums` * 8 doubles.
 */
export function scorePanels(
  x: usize,
  xHalves: usize,
  columns: i32,
  panels: i32,
  points: usize,
  halves: usize,
  groups: usize,
  groupCount: i32,
  coefficients: usize,
  pointCount: i32,
  targets: usize,
  shares: i32,
  bias: usize,
  sums: i32,
  buffer: usize,
  used: usize,
  out: usize,
): void {
  const stride = (<usize>columns) << 3;
  markUsed(groups, groupCount, coefficients, pointCount, shares, used);
  for (let p = 0; p < panels; p++) {
    let mark = used;
    for (let sum = 0; sum < sums; sum++) {
      const start = v128.load64_splat(bias + ((<usize>sum) << 3));
      for (let v: usize = 0; v < 64; v += 16) v128.store(out + ((<usize>sum) << 6) + v, start);
    }
    for (let g = 0; g < groupCount; g++) {
      const end = load<i32>(groups + ((<usize>g + 1) << 2));
      for (let from = load<i32>(groups + ((<usize>g) << 2)); from < end; from += CHUNK) {
        const count = min(CHUNK, end - from);
        const shift = (<usize>from) << 3;
        panelKernel(x, xHalves, columns, points + (<usize>from) * stride, halves + shift, count, buffer);
        for (let share = 0; share < shares; share++) {
          if (load<u8>(mark++) == 0) continue;
          const target = load<i32>(targets + ((<usize>(g * shares + share)) << 2));
          const factors = coefficients + (((<usize>share) * (<usize>pointCount)) << 3) + shift;
          addProducts(buffer, factors, count, out + ((<usize>target) << 6));
        }
      }
    }
    x += stride << 3;
    xHalves += 64;
    out += (<usize>sums) << 6;
  }
}

/** A byte for each share of each chunk, in the order in which they are worked through: 1 where a coefficient is not 0. */
function markUsed(
  groups: usize,
  groupCount: i32,
  coefficients: usize,
  pointCount: i32,
  shares: i32,
  used: usize,
): void {
  for (let g = 0; g < groupCount; g++) {
    const end = load<i32>(groups + ((<usize>g + 1) << 2));
    for (let from = load<i32>(groups + ((<usize>g) << 2)); from < end; from += CHUNK) {
      const count = min(CHUNK, end - from);
      for (let share = 0; share < shares; share++) {
        const factors = coefficients + (((<usize>share) * (<usize>pointCount) + (<usize>from)) << 3);
        let any: u8 = 0;
        for (let at = 0; at < count; at++)
          if (load<f64>(factors + ((<usize>at) << 3)) != 0) {
            any = 1;
            break;
          }
        store<u8>(used++, any);
      }
    }
  }
}

function addProducts(kernel: usize, factors: usize, count: i32, out: usize): void {
  let a = v128.load(out);
  let b = v128.load(out, 16);
  let c = v128.load(out, 32);
  let d = v128.load(out, 48);
  const end = factors + ((<usize>count) << 3);
  while (factors < end) {
    const factor = v128.load64_splat(factors);
    a = f64x2.add(a, f64x2.mul(factor, v128.load(kernel)));
    b = f64x2.add(b, f64x2.mul(factor, v128.load(kernel, 16)));
    c = f64x2.add(c, f64x2.mul(factor, v128.load(kernel, 32)));
    d = f64x2.add(d, f64x2.mul(factor, v128.load(kernel, 48)));
    kernel += 64;
    factors += 8;
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}
