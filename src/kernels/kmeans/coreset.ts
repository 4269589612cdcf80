import type { Prng } from "../prng.ts";
import type { KMeansSpace } from "./space.ts";
import { inSteps, total } from "./steps.ts";

/** Rows that stand for all rows. */
export interface Coreset {
  /** Shape (rows, columns). */
  readonly data: Float64Array;
  readonly rows: number;
  /** How many rows each stands for; multiples of 2^-20. */
  readonly weights: Float64Array;
}

const WEIGHT_STEPS = 1048576;

/** Up to so many rows, evenly spaced, make the mean. */
const ROWS_FOR_MEAN = 4096;

/**
 * The mean of the columns' variances (ddof 0), in one pass: about the mean of a few thousand rows, which for more rows than these is
 * about the mean of all. Leaves in `closest` the squared distances to it. NaN or infinite when a number is, or when squares overflow.
 */
export function* spread(space: KMeansSpace): Generator<number, number, void> {
  const { rows, columns, stride, probes, weights, blocks } = space;
  const step = Math.max(1, Math.floor(rows / ROWS_FOR_MEAN));
  const mean = new Float64Array(stride);
  const row = new Float64Array(stride);
  let count = 0;
  for (let at = 0; at < rows; at += step) {
    const weight = weights.length === 0 ? 1 : weights[at]!;
    space.copyRow(at, row, 0);
    for (let column = 0; column < stride; column++) mean[column] = mean[column]! + row[column]! * weight;
    count += weight;
  }
  for (let column = 0; column < stride; column++) probes[column] = mean[column]! / count;
  yield* inSteps(space, 1, (from, to) => space.relax(from, to, true));
  return total(blocks) / ((weights.length === 0 ? rows : total(weights)) * columns);
}

/**
 * Draws rows for trying out centers: half of the chance evenly, half by squared distance from the mean, so that far and rare rows, which
 * weigh most in the inertia, are there; each stands for as many rows as makes the sums right on average.
 *
 * O. Bachem, M. Lucic and A. Krause, "Scalable k-means clustering via lightweight coresets", KDD 2018, algorithm 1, with systematic
 * draws (one random start, even steps). Needs what `spread` leaves behind; its mean need not be exact, any point near it will do.
 */
export function drawCoreset(space: KMeansSpace, size: number, random: Prng): Coreset {
  const { rows, stride, columns, closest } = space;
  const sum = total(space.blocks);
  const even = sum > 0 ? 0.5 / rows : 1 / rows;
  const byDistance = sum > 0 ? 0.5 / sum : 0;
  const picked = new Uint32Array(size + 1);
  const weights = new Float64Array(size + 1);
  let count = 0;
  let next = random.next();
  let reached = 0;
  for (let row = 0; row < rows; row++) {
    const share = (even + byDistance * closest[row]!) * size;
    reached += share;
    if (reached <= next) continue;
    const times = Math.ceil(reached - next);
    next += times;
    if (count > size) break; // rounding of the running sum
    picked[count] = row;
    weights[count] = Math.max(1, Math.round((times / share) * WEIGHT_STEPS)) / WEIGHT_STEPS;
    count += 1;
  }
  const data = new Float64Array(count * columns);
  const row = new Float64Array(stride);
  for (let at = 0; at < count; at++) {
    space.copyRow(picked[at]!, row, 0);
    data.set(columns === stride ? row : row.subarray(0, columns), at * columns);
  }
  return { data, rows: count, weights: weights.slice(0, count) };
}

/** Every `step`-th row, which stands for `step` times as many; for a coarser look. */
export function thinOut(
  { data, rows, weights }: Pick<Coreset, "rows" | "weights"> & { readonly data: Float64Array | Float32Array },
  step: number,
): Coreset {
  const columns = data.length / rows;
  const count = Math.ceil(rows / step);
  const few = new Float64Array(count * columns);
  for (let at = 0; at < count; at++) {
    const from = at * step * columns;
    few.set(data.subarray(from, from + columns), at * columns);
  }
  const heavier = Float64Array.from({ length: count }, (_, at) => weights[at * step]! * step);
  return { data: few, rows: count, weights: heavier };
}
