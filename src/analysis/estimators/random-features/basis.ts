import { prng, radialSums } from "../../../kernels/mod.ts";
import type { RadialSums } from "../../../kernels/mod.ts";

/** Sums of kernels whose products stand for the radial kernel. */
export type RadialBasis = RadialSums;

/** A pivot below it says that a point adds nothing to the others. */
const LEAST_PIVOT = 1e-7;
/** Additions and multiplications between two yields: some 10 ms. */
const SLICE = 5e6;
/** Kernel rows between two yields. */
const KERNEL_ROWS = 64;

/**
 * Draws points for Nyström's method (C. Williams and M. Seeger, "Using the Nyström method to speed up kernel machines", NIPS 2000): with
 * K the kernel among the points and K = L L', the features of a row are the inverse of L times its kernels with the points. Points are
 * taken by falling pivot, and those that the others already stand for (equal rows) are left out.
 *
 * @param data Row-major, shape (rows, columns).
 * @yields 0, about every 10 ms.
 * @returns At most `components` sums.
 */
export function* radialBasis(
  data: Float64Array,
  rows: number,
  columns: number,
  gamma: number,
  components: number,
  seed: number,
): Generator<number, RadialBasis, void> {
  const drawn = drawRows(rows, Math.min(rows, components), seed);
  const points = rowsOf(data, columns, drawn);
  const count = drawn.length;
  const identity = new Float64Array(count * count);
  for (let at = 0; at < count; at++) identity[at * count + at] = 1;
  const sums = sumsOf(points, columns, gamma, identity);
  const kernel = new Float64Array(count * count);
  for (let from = 0; from < count; from += KERNEL_ROWS) {
    const to = Math.min(count, from + KERNEL_ROWS);
    kernel.set(radialSums(sums, points.subarray(from * columns, to * columns), to - from), from * count);
    yield 0;
  }
  const { lower, order } = yield* pivotedCholesky(kernel, count);
  const inverse = yield* inverseOf(lower, order.length);
  return sumsOf(rowsOf(points, columns, order), columns, gamma, inverse);
}

/** Every `width` coefficients in a row make one sum over all points. */
function sumsOf(
  points: Float64Array,
  columns: number,
  gamma: number,
  coefficients: Float64Array,
): RadialSums {
  const count = points.length / columns;
  return {
    points,
    columns,
    gamma,
    groups: Int32Array.of(0, count),
    shares: count,
    coefficients,
    targets: Int32Array.from({ length: count }, (_, at) => at),
    bias: new Float64Array(count),
  };
}

/** Different rows, each set equally likely, in ascending order (R. Floyd's method). */
function drawRows(rows: number, count: number, seed: number): Int32Array {
  const random = prng(seed);
  const drawn = new Set<number>();
  for (let last = rows - count; last < rows; last++) {
    const row = random.int(last + 1);
    drawn.add(drawn.has(row) ? last : row);
  }
  return Int32Array.from(drawn).sort();
}

function rowsOf(data: Float64Array, columns: number, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => out.set(data.subarray(row * columns, (row + 1) * columns), at * columns));
  return out;
}

/** L with L L' = K for the points in `order`, row-major, one row a point that is kept. */
function* pivotedCholesky(
  kernel: Float64Array,
  n: number,
): Generator<number, { lower: Float64Array; order: Int32Array }, void> {
  let work = 0;
  const rest = new Float64Array(n).fill(1);
  const taken: number[] = [];
  const columns: Float64Array[] = [];
  while (taken.length < n) {
    let pivot = 0;
    for (let at = 1; at < n; at++) if (rest[at]! > rest[pivot]!) pivot = at;
    if (!(rest[pivot]! > LEAST_PIVOT)) break;
    const root = Math.sqrt(rest[pivot]!);
    const column = new Float64Array(n);
    for (let at = 0; at < n; at++) {
      let sum = kernel[at * n + pivot]!;
      for (const earlier of columns) sum -= earlier[at]! * earlier[pivot]!;
      column[at] = sum / root;
      rest[at]! -= column[at]! * column[at]!;
    }
    rest[pivot] = -1;
    taken.push(pivot);
    columns.push(column);
    work += n * columns.length;
    if (work > SLICE) {
      work = 0;
      yield 0;
    }
  }
  const size = taken.length;
  const lower = new Float64Array(size * size);
  taken.forEach((point, i) => {
    for (let j = 0; j <= i; j++) lower[i * size + j] = columns[j]![point]!;
  });
  return { lower, order: Int32Array.from(taken) };
}

/** The inverse of a lower triangle. */
function* inverseOf(lower: Float64Array, n: number): Generator<number, Float64Array, void> {
  let work = 0;
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    inverse[column * n + column] = 1 / lower[column * n + column]!;
    for (let i = column + 1; i < n; i++) {
      let sum = 0;
      for (let k = column; k < i; k++) sum -= lower[i * n + k]! * inverse[k * n + column]!;
      inverse[i * n + column] = sum / lower[i * n + i]!;
    }
    work += (n - column) * (n - column);
    if (work > SLICE) {
      work = 0;
      yield 0;
    }
  }
  return inverse;
}
