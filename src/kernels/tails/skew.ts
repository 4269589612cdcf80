/**
 * Sign of the skewness of a column, as `numpy.sign(numpy.nan_to_num(scipy.stats.skew(X, axis=0)))` gives it.
 *
 * For columns that are symmetric but for rounding the sign is that of rounding errors. So sums are taken in numpy's order: row by row in
 * a table, in a tree of sums for a single column.
 */

const EPSILON = 2.220446049250313e-16;

/** @param alone Whether the table has this column only. */
export function signOfSkew(column: Float64Array, alone: boolean): number {
  const n = column.length;
  const sum = alone ? treeSum : rowSum;
  const mean = sum(column, ASIS, 0) / n;
  return signOf(sum(column, SQUARE, mean) / n, sum(column, CUBE, mean) / n, mean);
}

/**
 * The same over fitted values and new rows together. The order of the fitted rows is not known any more, so the sign may differ from
 * numpy's where it hangs on rounding alone.
 *
 * @param counts Rows with this value or a smaller one, for each value.
 */
export function skewOfCounted(values: Float64Array, counts: Uint32Array, more: Float64Array): number {
  const n = counts[counts.length - 1]! + more.length;
  const sumOf = (power: number, mean: number): number => {
    let sum = countedSum(values, counts, power, mean);
    for (let i = 0; i < more.length; i++) sum += term(more[i]! - mean, power);
    return sum;
  };
  const mean = sumOf(ASIS, 0) / n;
  return signOf(sumOf(SQUARE, mean) / n, sumOf(CUBE, mean) / n, mean);
}

/** Number of rows, mean, and sums of squared and cubed deviations from it. */
export interface ColumnMoments {
  readonly n: number;
  readonly mean: number;
  readonly squares: number;
  readonly cubes: number;
}

/** ColumnMoments of fitted values. @param counts Rows with this value or a smaller one, for each value. */
export function momentsOfCounted(values: Float64Array, counts: Uint32Array): ColumnMoments {
  const n = counts[counts.length - 1]!;
  const mean = countedSum(values, counts, ASIS, 0) / n;
  return {
    n,
    mean,
    squares: countedSum(values, counts, SQUARE, mean),
    cubes: countedSum(values, counts, CUBE, mean),
  };
}

/**
 * The sign of the skewness when one row comes to the fitted ones (P. Pébay, SAND2008-6212, eq. 2.1 and 2.2 for a single number). It may
 * differ from numpy's where it hangs on rounding alone: where that row makes a column symmetric.
 */
export function skewWith({ n, mean, squares, cubes }: ColumnMoments, value: number): number {
  const away = value - mean;
  const all = n + 1;
  const step = away / all;
  const second = squares + away * step * n;
  const third = cubes + away * step * step * n * (n - 1) - 3 * step * squares;
  return signOf(second / all, third / all, mean + step);
}

const ASIS = 1;
const SQUARE = 2;
const CUBE = 3;

function term(deviation: number, power: number): number {
  if (power === ASIS) return deviation;
  return power === SQUARE ? deviation * deviation : deviation * deviation * deviation;
}

/** Columns whose spread is below the precision of their mean count as constant, and those have skewness 0. */
function signOf(second: number, third: number, mean: number): number {
  const limit = EPSILON * mean * (EPSILON * mean);
  if (second <= limit) return 0;
  // Overflow: infinite by infinite is not a number, which counts as 0.
  const skew = third / (second * Math.sqrt(second));
  return skew > 0 ? 1 : skew < 0 ? -1 : 0;
}

function countedSum(values: Float64Array, counts: Uint32Array, power: number, mean: number): number {
  let sum = 0;
  for (let i = 0, before = 0; i < values.length; i++) {
    sum += (counts[i]! - before) * term(values[i]! - mean, power);
    before = counts[i]!;
  }
  return sum;
}

function rowSum(values: Float64Array, power: number, mean: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += term(values[i]! - mean, power);
  return sum;
}

/** numpy's pairwise summation: halves of at most 128 numbers, each summed in 8 strands. */
function treeSum(values: Float64Array, power: number, mean: number, from = 0, to = values.length): number {
  const n = to - from;
  if (n < 8) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += term(values[i]! - mean, power);
    return sum;
  }
  if (n <= 128) {
    const strands = new Float64Array(8);
    const whole = to - (n % 8);
    for (let i = from; i < whole; i++) strands[(i - from) & 7]! += term(values[i]! - mean, power);
    const [a, b, c, d, e, f, g, h] = strands as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    let sum = a + b + (c + d) + (e + f + (g + h));
    for (let i = whole; i < to; i++) sum += term(values[i]! - mean, power);
    return sum;
  }
  const half = n >> 1;
  const middle = from + half - (half % 8);
  return treeSum(values, power, mean, from, middle) + treeSum(values, power, mean, middle, to);
}
