/**
 * The two passes of a step over the active rows. Both find the first of the best: a pass keeps the best of each chunk of 64 and notes the
 * chunk, the row within it is looked up afterwards.
 */
import { Solver } from "./solver";

const CHUNK: i32 = 64;
/** Least curvature, where rows are equal. */
const TAU: f64 = 1e-12;

/** Two floats of a kernel row as doubles: neighbours, or wherever the active rows stand. */
// @ts-ignore: decorator
@inline
export function pairOf(row: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(row));
}

// @ts-ignore: decorator
@inline
function gather(row: usize, offsets: usize): v128 {
  return f64x2.promote_low_f32x4(
    v128.load32_lane(row + <usize>load<u32>(offsets, 4), v128.load32_zero(row + <usize>load<u32>(offsets)), 1),
  );
}

/** Takes t (K_i - K_j) from the gradients and notes the most of those that may grow, the least of those that may fall. */
export function sweep(s: Solver, t: f64, i: usize, j: usize): void {
  s.most = -Infinity;
  s.least = Infinity;
  s.mostAt = 0;
  if (s.whole !== 0) {
    sweepNeighbours(s, t, 0, s.aRows, i + ((<usize>s.aFrom) << 2), j + ((<usize>s.aFrom) << 2));
    sweepNeighbours(s, t, s.aRows, s.active, i + ((<usize>s.bFrom) << 2), j + ((<usize>s.bFrom) << 2));
  } else sweepGathered(s, t, i, j);
  s.scanned = 1;
}

// @ts-ignore: decorator
@inline
function noteChunk(s: Solver, best: v128, at: i32): void {
  const high = max(f64x2.extract_lane(best, 0), f64x2.extract_lane(best, 1));
  if (high > s.most) {
    s.most = high;
    s.mostAt = at;
  }
}

// @ts-ignore: decorator
@inline
function noteLeast(s: Solver, least: v128): void {
  s.least = min(s.least, min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)));
}

function sweepNeighbours(s: Solver, t: f64, from: i32, to: i32, i: usize, j: usize): void {
  const step = f64x2.splat(t);
  let least = f64x2.splat(Infinity);
  let g = s.gradient + ((<usize>from) << 3);
  let u = s.up + ((<usize>from) << 3);
  let d = s.down + ((<usize>from) << 3);
  for (let at = from; at < to; at += CHUNK) {
    const end = g + ((<usize>min(CHUNK, to - at)) << 3);
    let best = f64x2.splat(-Infinity);
    while (g < end) {
      const a = f64x2.sub(v128.load(g), f64x2.mul(step, f64x2.sub(pairOf(i), pairOf(j))));
      const b = f64x2.sub(v128.load(g, 16), f64x2.mul(step, f64x2.sub(pairOf(i + 8), pairOf(j + 8))));
      v128.store(g, a);
      v128.store(g, b, 16);
      best = f64x2.pmax(best, f64x2.add(a, v128.load(u)));
      best = f64x2.pmax(best, f64x2.add(b, v128.load(u, 16)));
      least = f64x2.pmin(least, f64x2.add(a, v128.load(d)));
      least = f64x2.pmin(least, f64x2.add(b, v128.load(d, 16)));
      g += 32;
      u += 32;
      d += 32;
      i += 16;
      j += 16;
    }
    noteChunk(s, best, at);
  }
  noteLeast(s, least);
}

function sweepGathered(s: Solver, t: f64, i: usize, j: usize): void {
  const step = f64x2.splat(t);
  let least = f64x2.splat(Infinity);
  let g = s.gradient;
  let u = s.up;
  let d = s.down;
  let o = s.offsets;
  for (let at = 0; at < s.active; at += CHUNK) {
    const end = g + ((<usize>min(CHUNK, s.active - at)) << 3);
    let best = f64x2.splat(-Infinity);
    while (g < end) {
      const a = f64x2.sub(v128.load(g), f64x2.mul(step, f64x2.sub(gather(i, o), gather(j, o))));
      const b = f64x2.sub(v128.load(g, 16), f64x2.mul(step, f64x2.sub(gather(i, o + 8), gather(j, o + 8))));
      v128.store(g, a);
      v128.store(g, b, 16);
      best = f64x2.pmax(best, f64x2.add(a, v128.load(u)));
      best = f64x2.pmax(best, f64x2.add(b, v128.load(u, 16)));
      least = f64x2.pmin(least, f64x2.add(a, v128.load(d)));
      least = f64x2.pmin(least, f64x2.add(b, v128.load(d, 16)));
      g += 32;
      u += 32;
      d += 32;
      o += 16;
    }
    noteChunk(s, best, at);
  }
  noteLeast(s, least);
}

/** The active row that `sweep` found: the first with the most. */
export function firstMost(s: Solver): i32 {
  let at = s.mostAt;
  while (load<f64>(s.gradient + ((<usize>at) << 3)) + load<f64>(s.up + ((<usize>at) << 3)) !== s.most) at++;
  return at;
}

/**
 * Second-order choice of the partner of row i (Fan, Chen and Lin 2005, WSS 2): the first active row that may fall with the greatest gain
 * b^2 / a; -1 where none gains.
 */
export function choosePartner(s: Solver, i: usize): i32 {
  s.gain = 0;
  s.gainAt = -1;
  if (s.whole !== 0) {
    gainNeighbours(s, 0, s.aRows, i + ((<usize>s.aFrom) << 2));
    gainNeighbours(s, s.aRows, s.active, i + ((<usize>s.bFrom) << 2));
  } else gainGathered(s, i);
  let at = s.gainAt;
  if (at < 0) return -1;
  while (true) {
    const near = s.whole !== 0 ? i + ((<usize>columnOf(s, at)) << 2) : i + <usize>load<u32>(s.offsets + ((<usize>at) << 2));
    const b = s.most - (load<f64>(s.gradient + ((<usize>at) << 3)) + load<f64>(s.down + ((<usize>at) << 3)));
    if (b > 0 && (b * b) / max(2 - 2 * <f64>load<f32>(near), TAU) === s.gain) return at;
    at++;
  }
}

// @ts-ignore: decorator
@inline
function columnOf(s: Solver, at: i32): i32 {
  return at < s.aRows ? s.aFrom + at : s.bFrom + at - s.aRows;
}

// @ts-ignore: decorator
@inline
function gainOf(most: v128, value: v128, kernel: v128): v128 {
  const b = f64x2.sub(most, value);
  const a = f64x2.pmax(f64x2.sub(f64x2.splat(2), f64x2.mul(f64x2.splat(2), kernel)), f64x2.splat(TAU));
  return v128.and(f64x2.div(f64x2.mul(b, b), a), f64x2.gt(b, f64x2.splat(0)));
}

// @ts-ignore: decorator
@inline
function noteGain(s: Solver, best: v128, at: i32): void {
  const high = max(f64x2.extract_lane(best, 0), f64x2.extract_lane(best, 1));
  if (high > s.gain) {
    s.gain = high;
    s.gainAt = at;
  }
}

function gainNeighbours(s: Solver, from: i32, to: i32, i: usize): void {
  const most = f64x2.splat(s.most);
  let g = s.gradient + ((<usize>from) << 3);
  let d = s.down + ((<usize>from) << 3);
  for (let at = from; at < to; at += CHUNK) {
    const end = g + ((<usize>min(CHUNK, to - at)) << 3);
    let best = f64x2.splat(0);
    while (g < end) {
      best = f64x2.pmax(best, gainOf(most, f64x2.add(v128.load(g), v128.load(d)), pairOf(i)));
      best = f64x2.pmax(best, gainOf(most, f64x2.add(v128.load(g, 16), v128.load(d, 16)), pairOf(i + 8)));
      g += 32;
      d += 32;
      i += 16;
    }
    noteGain(s, best, at);
  }
}

function gainGathered(s: Solver, i: usize): void {
  const most = f64x2.splat(s.most);
  let g = s.gradient;
  let d = s.down;
  let o = s.offsets;
  for (let at = 0; at < s.active; at += CHUNK) {
    const end = g + ((<usize>min(CHUNK, s.active - at)) << 3);
    let best = f64x2.splat(0);
    while (g < end) {
      best = f64x2.pmax(best, gainOf(most, f64x2.add(v128.load(g), v128.load(d)), gather(i, o)));
      best = f64x2.pmax(best, gainOf(most, f64x2.add(v128.load(g, 16), v128.load(d, 16)), gather(i, o + 8)));
      g += 32;
      d += 32;
      o += 16;
    }
    noteGain(s, best, at);
  }
}
