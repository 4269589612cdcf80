import { exp, log } from "../../../kernels/mod.ts";

const MOST_STEPS = 200;
/** Gradient, per row, at which the fit ends. */
const ENOUGH = 1e-10;
const LEAST_STEP = 1e-10;
/** Rows that are looked at between two yields: some 5 ms. */
const SLICE = 1 << 16;

/** The probability is 1 / (1 + exp(slope f + offset)) for a decision value f. */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Fits a sigmoid to decision values: J. Platt, "Probabilistic outputs for support vector machines", 1999, by the Newton method of
 * H.-T. Lin, C.-J. Lin and R. Weng, "A note on Platt's probabilistic outputs for support vector machines", Machine Learning 68, 2007.
 *
 * Values of any size are taken: they are divided by the largest one beforehand. Yields about every 5 ms of work.
 */
export function* fitSigmoid(
  decisions: Float64Array,
  isPositive: (row: number) => boolean,
): Generator<number, Sigmoid, void> {
  const rows = decisions.length;
  let positives = 0;
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    if (isPositive(row)) positives++;
    largest = Math.max(largest, Math.abs(decisions[row]!));
  }
  const unit = largest > 0 ? largest : 1;
  const negatives = rows - positives;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  let slope = 0;
  let offset = log((negatives + 1) / (positives + 1));
  const lossAt = function* (a: number, b: number): Generator<number, number, void> {
    let sum = 0;
    for (const [from, to] of slices(rows)) {
      for (let row = from; row < to; row++) {
        const f = a * (decisions[row]! / unit) + b;
        const target = isPositive(row) ? high : low;
        sum += f >= 0 ? target * f + log(1 + exp(-f)) : (target - 1) * f + log(1 + exp(f));
      }
      yield 0;
    }
    return sum;
  };
  let loss = yield* lossAt(slope, offset);
  for (let step = 0; step < MOST_STEPS; step++) {
    // A little on the diagonal keeps the second derivatives invertible.
    let aa = 1e-12;
    let bb = 1e-12;
    let ab = 0;
    let ga = 0;
    let gb = 0;
    for (const [from, to] of slices(rows)) {
      for (let row = from; row < to; row++) {
        const value = decisions[row]! / unit;
        const f = slope * value + offset;
        const small = exp(-Math.abs(f));
        const p = (f >= 0 ? small : 1) / (1 + small);
        const curvature = p * (1 - p);
        aa += value * value * curvature;
        bb += curvature;
        ab += value * curvature;
        const difference = (isPositive(row) ? high : low) - p;
        ga += value * difference;
        gb += difference;
      }
      yield 0;
    }
    if (Math.abs(ga) <= ENOUGH * rows && Math.abs(gb) <= ENOUGH * rows) break;
    const determinant = aa * bb - ab * ab;
    const da = -(bb * ga - ab * gb) / determinant;
    const db = -(aa * gb - ab * ga) / determinant;
    const gain = ga * da + gb * db;
    let length = 1;
    let next = yield* lossAt(slope + da, offset + db);
    while (length >= LEAST_STEP && !(next < loss + 1e-4 * length * gain)) {
      length /= 2;
      next = yield* lossAt(slope + length * da, offset + length * db);
    }
    if (length < LEAST_STEP) break;
    slope += length * da;
    offset += length * db;
    loss = next;
  }
  return { slope: slope / unit, offset };
}

function* slices(rows: number): Generator<[number, number], void> {
  for (let from = 0; from < rows; from += SLICE) yield [from, Math.min(rows, from + SLICE)];
}

/** The probability of a decision value. */
export function sigmoidOf({ slope, offset }: Sigmoid, decision: number): number {
  const f = slope * decision + offset;
  const small = exp(-Math.abs(f));
  return (f >= 0 ? small : 1) / (1 + small);
}
