/** One row at a time: distances to centers, sums, weights. */

/** Squared distance of a row to one center. */
export function squared(x: usize, center: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const d = f64x2.sub(v128.load(x + at), v128.load(center + at));
    sum = f64x2.add(sum, f64x2.mul(d, d));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Squared distances of a row to all centers, into `out`; four centers at a time, so that sums do not wait for each other. */
export function allSquared(x: usize, centers: usize, k: i32, bytes: usize, out: usize): void {
  let c = 0;
  let center = centers;
  for (; c + 4 <= k; c += 4) {
    const b = center + bytes;
    const e = b + bytes;
    const f = e + bytes;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const v = v128.load(x + at);
      const d0 = f64x2.sub(v, v128.load(center + at));
      const d1 = f64x2.sub(v, v128.load(b + at));
      const d2 = f64x2.sub(v, v128.load(e + at));
      const d3 = f64x2.sub(v, v128.load(f + at));
      s0 = f64x2.add(s0, f64x2.mul(d0, d0));
      s1 = f64x2.add(s1, f64x2.mul(d1, d1));
      s2 = f64x2.add(s2, f64x2.mul(d2, d2));
      s3 = f64x2.add(s3, f64x2.mul(d3, d3));
    }
    const to = out + ((<usize>c) << 3);
    store<f64>(to, f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
    store<f64>(to, f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1), 8);
    store<f64>(to, f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1), 16);
    store<f64>(to, f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1), 24);
    center = f + bytes;
  }
  for (; c < k; c++) {
    store<f64>(out + ((<usize>c) << 3), squared(x, center, bytes));
    center += bytes;
  }
}

/** Adds a row to a sum in two parts (D. Knuth, TAOCP 2, 4.2.2, theorem B), or takes it away; `weight` carries the sign. */
export function addRow(sums: usize, rests: usize, x: usize, bytes: usize, weight: f64): void {
  const w = f64x2.splat(weight);
  for (let at: usize = 0; at < bytes; at += 16) {
    const v = f64x2.mul(v128.load(x + at), w);
    const s = v128.load(sums + at);
    const t = f64x2.add(s, v);
    const part = f64x2.sub(t, s);
    const lost = f64x2.add(f64x2.sub(s, f64x2.sub(t, part)), f64x2.sub(v, part));
    v128.store(sums + at, t);
    v128.store(rests + at, f64x2.add(v128.load(rests + at), lost));
  }
}

export function weightOf(weights: usize, row: i32): f64 {
  return weights == 0 ? 1 : load<f64>(weights + ((<usize>row) << 3));
}
