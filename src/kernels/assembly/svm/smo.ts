/**
 * Sequential minimal optimisation of one pair of classes: R.-E. Fan, P.-H. Chen and C.-J. Lin, "Working set selection using second order
 * information for training support vector machines", JMLR 6, 2005; shrinking after C.-C. Chang and C.-J. Lin, "LIBSVM: a library for
 * support vector machines", ACM TIST 2(3), 2011, section 5.1.
 *
 * Coefficients carry their sign (beta = y alpha, as in L. Bottou and C.-J. Lin, "Support vector machine solvers", 2007), so a step adds t to
 * one and takes it from another, and the gradient y - K beta falls by t (K_i - K_j), whatever the classes.
 */
import { kernelRow } from "./cache";
import { CONVERGED, REBUILDING, rowOfPair, RUNNING, Solver, STOPPED } from "./solver";
import { choosePartner, firstMost, pairOf, sweep } from "./sweep";

/**
 * Steps between two rounds of shrinking. LIBSVM has 1000, and brings all rows back once on the way; pairs of some thousand rows are solved
 * in about as many steps, so shrinking early and looking back at the end only took a quarter less time.
 */
const SHRINK_EVERY: i32 = 300;
const TAU: f64 = 1e-12;

/**
 * Starts on a pair of classes. Padding rows have no room to move.
 *
 * @param aCount Rows of the first class without padding; their coefficients go from 0 to aCost, those of the second from -bCost to 0.
 */
export function openPair(s: Solver, aCount: i32, bCount: i32, aCost: f64, bCost: f64): void {
  const rows = s.aRows + s.bRows;
  s.active = rows;
  s.whole = 1;
  for (let id = 0; id < rows; id++) {
    const inA = id < s.aRows;
    const real = inA ? id < aCount : id - s.aRows < bCount;
    const at = (<usize>id) << 3;
    store<f64>(s.beta + at, 0);
    store<f64>(s.low + at, real && !inA ? -bCost : 0);
    store<f64>(s.high + at, real && inA ? aCost : 0);
    store<f64>(s.gradient + at, real ? (inA ? 1 : -1) : 0);
    store<u32>(s.ids + ((<usize>id) << 2), id);
    allow(s, id, id);
  }
  s.toShrink = min(rows, SHRINK_EVERY);
  s.scanned = 0;
  s.state = RUNNING;
  s.steps = 0;
}

/** Goes on for about `budget` nanoseconds. Returns the state. */
export function run(s: Solver, budget: f64): i32 {
  s.budget = budget;
  while (s.budget > 0) {
    if (s.state === RUNNING) step(s);
    else if (s.state === REBUILDING) rebuildSome(s);
    else break;
  }
  return s.state;
}

function step(s: Solver): void {
  if (s.scanned === 0) rescan(s);
  if (s.whole !== 0 && ended(s)) {
    finish(s);
    return;
  }
  if (--s.toShrink <= 0) {
    s.toShrink = min(s.aRows + s.bRows, SHRINK_EVERY);
    shrink(s);
    rescan(s);
  }
  if (ended(s)) {
    finish(s);
    return;
  }
  const i = firstMost(s);
  const iId = load<u32>(s.ids + ((<usize>i) << 2));
  const iRow = kernelRow(s, rowOfPair(s, iId));
  const j = choosePartner(s, iRow);
  if (j < 0) {
    finish(s);
    return;
  }
  const jId = load<u32>(s.ids + ((<usize>j) << 2));
  const jRow = kernelRow(s, rowOfPair(s, jId));
  const t = move(s, i, iId, iRow, j, jId);
  sweep(s, t, iRow, jRow);
  s.steps += 1;
  s.budget -= <f64>s.active * (s.whole !== 0 ? 2.0 : 4.0);
}

function ended(s: Solver): bool {
  return s.most - s.least < s.tolerance || s.steps >= s.maxSteps;
}

/** Moves the two coefficients as far as they gain and may. Returns by how much. */
function move(s: Solver, i: i32, iId: i32, iRow: usize, j: i32, jId: i32): f64 {
  const kernel = <f64>load<f32>(iRow + ((<usize>rowOfPair(s, jId)) << 2));
  const wanted = (s.most - load<f64>(s.gradient + ((<usize>j) << 3))) / max(2 - 2 * kernel, TAU);
  const iBeta = load<f64>(s.beta + ((<usize>iId) << 3));
  const iHigh = load<f64>(s.high + ((<usize>iId) << 3));
  const jBeta = load<f64>(s.beta + ((<usize>jId) << 3));
  const jLow = load<f64>(s.low + ((<usize>jId) << 3));
  const t = min(wanted, min(iHigh - iBeta, jBeta - jLow));
  // Exactly the bound where it is reached, so that it counts as reached.
  store<f64>(s.beta + ((<usize>iId) << 3), t === iHigh - iBeta ? iHigh : iBeta + t);
  store<f64>(s.beta + ((<usize>jId) << 3), t === jBeta - jLow ? jLow : jBeta - t);
  allow(s, i, iId);
  allow(s, j, jId);
  return t;
}

/** Notes at active row `at` which way row `id` may move. */
function allow(s: Solver, at: i32, id: i32): void {
  const beta = load<f64>(s.beta + ((<usize>id) << 3));
  store<f64>(s.up + ((<usize>at) << 3), beta < load<f64>(s.high + ((<usize>id) << 3)) ? 0 : -Infinity);
  store<f64>(s.down + ((<usize>at) << 3), beta > load<f64>(s.low + ((<usize>id) << 3)) ? 0 : Infinity);
}

/** Finds the extremes anew, gradients unchanged. */
function rescan(s: Solver): void {
  const row = kernelRow(s, s.aFrom);
  sweep(s, 0, row, row);
  s.budget -= <f64>s.active * 2.0;
}

/** With all rows active, the end; otherwise all come back and are looked at again. */
function finish(s: Solver): void {
  if (s.whole !== 0) s.state = s.steps >= s.maxSteps ? STOPPED : CONVERGED;
  else {
    startRebuild(s);
    s.toShrink = 1;
  }
}

/** Leaves out the rows at a bound that would have to move far against it. Order is kept. */
function shrink(s: Solver): void {
  let kept = 0;
  for (let at = 0; at < s.active; at++) {
    const g = load<f64>(s.gradient + ((<usize>at) << 3));
    const up = load<f64>(s.up + ((<usize>at) << 3));
    const down = load<f64>(s.down + ((<usize>at) << 3));
    const stuck = up < 0 ? down > 0 || g > s.most : down > 0 && g < s.least;
    if (stuck) continue;
    const id = load<u32>(s.ids + ((<usize>at) << 2));
    store<f64>(s.gradient + ((<usize>kept) << 3), g);
    store<f64>(s.up + ((<usize>kept) << 3), up);
    store<f64>(s.down + ((<usize>kept) << 3), down);
    store<u32>(s.ids + ((<usize>kept) << 2), id);
    store<u32>(s.offsets + ((<usize>kept) << 2), rowOfPair(s, id) << 2);
    kept++;
  }
  s.whole = kept === s.active ? s.whole : 0;
  // Whole vectors: rows that may not move fill the last one.
  for (; (kept & 7) !== 0; kept++) {
    store<f64>(s.gradient + ((<usize>kept) << 3), 0);
    store<f64>(s.up + ((<usize>kept) << 3), -Infinity);
    store<f64>(s.down + ((<usize>kept) << 3), Infinity);
    store<u32>(s.ids + ((<usize>kept) << 2), 0);
    store<u32>(s.offsets + ((<usize>kept) << 2), s.aFrom << 2);
  }
  s.active = kept;
}

/** All rows come back; their gradients are summed anew, four support vectors at a time. */
function startRebuild(s: Solver): void {
  const rows = s.aRows + s.bRows;
  for (let id = 0; id < rows; id++) {
    const up = load<f64>(s.high + ((<usize>id) << 3));
    const low = load<f64>(s.low + ((<usize>id) << 3));
    store<f64>(s.gradient + ((<usize>id) << 3), up > 0 ? 1 : low < 0 ? -1 : 0);
    store<u32>(s.ids + ((<usize>id) << 2), id);
    allow(s, id, id);
  }
  s.active = rows;
  s.whole = 1;
  s.next = 0;
  s.state = REBUILDING;
}

/** Takes up to four support vectors from the gradients, in their order. */
function rebuildSome(s: Solver): void {
  const rows = s.aRows + s.bRows;
  const first = nextSupport(s);
  if (first >= rows) {
    s.state = RUNNING;
    s.scanned = 0;
    return;
  }
  const second = nextSupport(s);
  const third = nextSupport(s);
  const fourth = nextSupport(s);
  const firstRow = kernelRow(s, rowOfPair(s, first));
  const secondRow = kernelRow(s, rowOfPair(s, second < rows ? second : first));
  const thirdRow = kernelRow(s, rowOfPair(s, third < rows ? third : first));
  const fourthRow = kernelRow(s, rowOfPair(s, fourth < rows ? fourth : first));
  const a = f64x2.splat(betaOf(s, first));
  const b = f64x2.splat(second < rows ? betaOf(s, second) : 0);
  const c = f64x2.splat(third < rows ? betaOf(s, third) : 0);
  const d = f64x2.splat(fourth < rows ? betaOf(s, fourth) : 0);
  for (let part = 0; part < 2; part++) {
    const from = (<usize>(part === 0 ? s.aFrom : s.bFrom)) << 2;
    let p = firstRow + from;
    let q = secondRow + from;
    let r = thirdRow + from;
    let u = fourthRow + from;
    let g = s.gradient + (part === 0 ? 0 : (<usize>s.aRows) << 3);
    const end = g + ((<usize>(part === 0 ? s.aRows : s.bRows)) << 3);
    while (g < end) {
      let value = f64x2.sub(v128.load(g), f64x2.mul(a, pairOf(p)));
      value = f64x2.sub(value, f64x2.mul(b, pairOf(q)));
      value = f64x2.sub(value, f64x2.mul(c, pairOf(r)));
      v128.store(g, f64x2.sub(value, f64x2.mul(d, pairOf(u))));
      g += 16;
      p += 8;
      q += 8;
      r += 8;
      u += 8;
    }
  }
  s.budget -= 2.0 * <f64>rows;
}

/** The next row with a coefficient, or the number of rows; moves on behind it. */
function nextSupport(s: Solver): i32 {
  const rows = s.aRows + s.bRows;
  while (s.next < rows && betaOf(s, s.next) === 0) s.next++;
  return s.next < rows ? s.next++ : rows;
}

// @ts-ignore: decorator
@inline
function betaOf(s: Solver, id: i32): f64 {
  return load<f64>(s.beta + ((<usize>id) << 3));
}

/** What is added to the sum of kernels: the mean gradient of the coefficients between their bounds, or the middle of the extremes. */
export function pairBias(s: Solver): f64 {
  let sum: f64 = 0;
  let free: f64 = 0;
  for (let id = 0; id < s.aRows + s.bRows; id++) {
    const at = (<usize>id) << 3;
    if (load<f64>(s.up + at) < 0 || load<f64>(s.down + at) > 0) continue;
    sum += load<f64>(s.gradient + at);
    free += 1;
  }
  return free > 0 ? sum / free : (s.most + s.least) / 2;
}
