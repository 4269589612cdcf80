/**
 * Kernel rows as floats, for the cache. Beside the rows as doubles lies a copy as floats in panels of 16 (panel, column, row within the
 * panel). Where both rows are near the middle of the data, the product of the floats is good enough: the error of the exponent stays
 * below 1e-5. A panel with a row further out takes the product of the doubles, because there the squares are much larger than the
 * distances between neighbours.
 */
import { expDoubles, expFloats } from "../shared/exp-floats";
import { Solver } from "./solver";

/** Below it the kernel is held: e^-87 is about the least ordinary float. */
const FLOOR: f64 = -87;

/**
 * Makes the copy, half the squared length of each row, and a mark for each panel of 16 whose rows are all near.
 *
 * @param reach Largest half square of a row that is near; below 0 none is.
 */
export function narrowRows(
  x: usize,
  columns: i32,
  panels: i32,
  narrow: usize,
  halves: usize,
  near: usize,
  reach: f32,
): void {
  const stride = (<usize>columns) << 6;
  const half = f32x4.splat(0.5);
  const most = f32x4.splat(reach);
  for (let panel = 0; panel < panels; panel++) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    const end = x + stride;
    while (x < end) {
      const p = fourFloats(x);
      const q = fourFloats(x + 32);
      const r = fourFloats(x + stride);
      const s = fourFloats(x + stride + 32);
      v128.store(narrow, p);
      v128.store(narrow, q, 16);
      v128.store(narrow, r, 32);
      v128.store(narrow, s, 48);
      a = f32x4.add(a, f32x4.mul(p, p));
      b = f32x4.add(b, f32x4.mul(q, q));
      c = f32x4.add(c, f32x4.mul(r, r));
      d = f32x4.add(d, f32x4.mul(s, s));
      x += 64;
      narrow += 64;
    }
    x += stride;
    a = f32x4.mul(half, a);
    b = f32x4.mul(half, b);
    c = f32x4.mul(half, c);
    d = f32x4.mul(half, d);
    v128.store(halves, a);
    v128.store(halves, b, 16);
    v128.store(halves, c, 32);
    v128.store(halves, d, 48);
    halves += 64;
    const largest = f32x4.max(f32x4.max(a, b), f32x4.max(c, d));
    store<u8>(near + <usize>panel, i32x4.all_true(f32x4.le(largest, most)) ? 1 : 0);
  }
}

/** Four doubles of a panel of 8 as floats. */
// @ts-ignore: decorator
@inline
function fourFloats(x: usize): v128 {
  const low = f32x4.demote_f64x2_zero(v128.load(x));
  const high = f32x4.demote_f64x2_zero(v128.load(x, 16));
  return v128.shuffle<i64>(low, high, 0, 2);
}

/** The kernel of one row with the rows from `from` to `to` (multiples of 16), to out + 4 from. */
export function floatRow(s: Solver, row: i32, from: i32, to: i32, out: usize): void {
  const near = load<u8>(s.near + (<usize>row >> 4)) !== 0;
  for (let at = from; at < to; at += 16) {
    const q = out + ((<usize>at) << 2);
    if (near && load<u8>(s.near + (<usize>at >> 4)) !== 0) nearPanel(s, row, at, q);
    else {
      farPanel(s, row, at, q);
      farPanel(s, row, at + 8, q + 32);
    }
  }
}

// @ts-ignore: decorator
@inline
function nearPanel(s: Solver, row: i32, at: i32, out: usize): void {
  const stride = (<usize>s.columns) << 6;
  let own = s.narrow + (<usize>row >> 4) * stride + ((<usize>row & 15) << 2);
  let p = s.narrow + (<usize>at >> 4) * stride;
  const end = p + stride;
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  while (p < end) {
    const x = v128.load32_splat(own);
    a = f32x4.add(a, f32x4.mul(x, v128.load(p)));
    b = f32x4.add(b, f32x4.mul(x, v128.load(p, 16)));
    c = f32x4.add(c, f32x4.mul(x, v128.load(p, 32)));
    d = f32x4.add(d, f32x4.mul(x, v128.load(p, 48)));
    p += 64;
    own += 64;
  }
  const half = v128.load32_splat(s.narrowHalves + ((<usize>row) << 2));
  const h = s.narrowHalves + ((<usize>at) << 2);
  const floor = f32x4.splat(<f32>FLOOR);
  const none = f32x4.splat(0);
  a = f32x4.pmax(f32x4.pmin(f32x4.sub(a, f32x4.add(half, v128.load(h))), none), floor);
  b = f32x4.pmax(f32x4.pmin(f32x4.sub(b, f32x4.add(half, v128.load(h, 16))), none), floor);
  c = f32x4.pmax(f32x4.pmin(f32x4.sub(c, f32x4.add(half, v128.load(h, 32))), none), floor);
  d = f32x4.pmax(f32x4.pmin(f32x4.sub(d, f32x4.add(half, v128.load(h, 48))), none), floor);
  v128.store(out, expFloats(a));
  v128.store(out, expFloats(b), 16);
  v128.store(out, expFloats(c), 32);
  v128.store(out, expFloats(d), 48);
}

function farPanel(s: Solver, row: i32, at: i32, out: usize): void {
  const stride = (<usize>s.columns) << 6;
  let own = s.x + (<usize>row >> 3) * stride + ((<usize>row & 7) << 3);
  let p = s.x + (<usize>at >> 3) * stride;
  const end = p + stride;
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  while (p < end) {
    const x = v128.load64_splat(own);
    a = f64x2.add(a, f64x2.mul(x, v128.load(p)));
    b = f64x2.add(b, f64x2.mul(x, v128.load(p, 16)));
    c = f64x2.add(c, f64x2.mul(x, v128.load(p, 32)));
    d = f64x2.add(d, f64x2.mul(x, v128.load(p, 48)));
    p += 64;
    own += 64;
  }
  const half = v128.load64_splat(s.halves + ((<usize>row) << 3));
  const h = s.halves + ((<usize>at) << 3);
  const floor = f64x2.splat(FLOOR);
  const none = f64x2.splat(0);
  a = f64x2.pmax(f64x2.pmin(f64x2.sub(a, f64x2.add(half, v128.load(h))), none), floor);
  b = f64x2.pmax(f64x2.pmin(f64x2.sub(b, f64x2.add(half, v128.load(h, 16))), none), floor);
  c = f64x2.pmax(f64x2.pmin(f64x2.sub(c, f64x2.add(half, v128.load(h, 32))), none), floor);
  d = f64x2.pmax(f64x2.pmin(f64x2.sub(d, f64x2.add(half, v128.load(h, 48))), none), floor);
  v128.store(out, expDoubles(a, b));
  v128.store(out, expDoubles(c, d), 16);
}
