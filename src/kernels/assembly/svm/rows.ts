/**
 * Rows of the radial kernel. Rows of X lie in panels of 8: panel, column, row within the panel, so that a vector holds the same column of
 * two rows and each sum runs over the columns in order. X is scaled by the square root of 2 gamma beforehand, so that
 * -gamma |a - b|^2 = a b - (|a|^2 / 2 + |b|^2 / 2), which is exactly 0 for equal rows.
 */
import { expLanes } from "../shared/exp";

/** Below it the kernel is held: e^-700 is nothing beside any sum. */
const FLOOR: f64 = -700;

/** Half the squared length of each of `panels` * 8 rows. */
export function halfSquares(x: usize, columns: i32, panels: i32, out: usize): void {
  for (let p = 0; p < panels; p++) {
    for (let v: usize = 0; v < 64; v += 16) {
      let sum = f64x2.splat(0);
      for (let k = 0; k < columns; k++) {
        const a = v128.load(x + ((<usize>k) << 6) + v);
        sum = f64x2.add(sum, f64x2.mul(a, a));
      }
      v128.store(out + v, f64x2.mul(f64x2.splat(0.5), sum));
    }
    x += (<usize>columns) << 6;
    out += 64;
  }
}

/**
 * The kernel of one panel of 8 rows with `count` points (row-major, their halves beside them), to out[point][8].
 * Two points at once, because they share the loads of the panel.
 */
export function panelKernel(
  panel: usize,
  panelHalves: usize,
  columns: i32,
  points: usize,
  halves: usize,
  count: i32,
  out: usize,
): void {
  const stride = (<usize>columns) << 3;
  for (let at = 0; at < count; at += 2) {
    // An odd last point is taken twice.
    const second: usize = at + 1 < count ? 1 : 0;
    let one = points + (<usize>at) * stride;
    let two = one + second * stride;
    let a0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    let a2 = f64x2.splat(0);
    let a3 = f64x2.splat(0);
    let b0 = f64x2.splat(0);
    let b1 = f64x2.splat(0);
    let b2 = f64x2.splat(0);
    let b3 = f64x2.splat(0);
    const end = panel + (stride << 3);
    for (let p = panel; p < end; p += 64) {
      const s = v128.load64_splat(one);
      const t = v128.load64_splat(two);
      const x0 = v128.load(p);
      const x1 = v128.load(p, 16);
      const x2 = v128.load(p, 32);
      const x3 = v128.load(p, 48);
      a0 = f64x2.add(a0, f64x2.mul(s, x0));
      a1 = f64x2.add(a1, f64x2.mul(s, x1));
      a2 = f64x2.add(a2, f64x2.mul(s, x2));
      a3 = f64x2.add(a3, f64x2.mul(s, x3));
      b0 = f64x2.add(b0, f64x2.mul(t, x0));
      b1 = f64x2.add(b1, f64x2.mul(t, x1));
      b2 = f64x2.add(b2, f64x2.mul(t, x2));
      b3 = f64x2.add(b3, f64x2.mul(t, x3));
      one += 8;
      two += 8;
    }
    const h = halves + ((<usize>at) << 3);
    const q = out + ((<usize>at) << 6);
    storeKernel(a0, a1, a2, a3, v128.load64_splat(h), panelHalves, q);
    if (second !== 0) storeKernel(b0, b1, b2, b3, v128.load64_splat(h, 8), panelHalves, q + 64);
  }
}

// @ts-ignore: decorator
@inline
function storeKernel(a: v128, b: v128, c: v128, d: v128, half: v128, halves: usize, out: usize): void {
  const floor = f64x2.splat(FLOOR);
  a = f64x2.pmax(f64x2.sub(a, f64x2.add(half, v128.load(halves))), floor);
  b = f64x2.pmax(f64x2.sub(b, f64x2.add(half, v128.load(halves, 16))), floor);
  c = f64x2.pmax(f64x2.sub(c, f64x2.add(half, v128.load(halves, 32))), floor);
  d = f64x2.pmax(f64x2.sub(d, f64x2.add(half, v128.load(halves, 48))), floor);
  v128.store(out, expLanes(a));
  v128.store(out, expLanes(b), 16);
  v128.store(out, expLanes(c), 32);
  v128.store(out, expLanes(d), 48);
}
