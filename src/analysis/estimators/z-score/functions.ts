import { meanSpread, medianSpread, zOf } from "../../../kernels/mod.ts";
import type { Spread } from "../../../kernels/mod.ts";
import { checkInteger, checkOptions } from "../../core/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { columnInto } from "../detector/mod.ts";
import { checkMatrix, featureNamesOf } from "../shared/mod.ts";

/**
 * How many standard deviations each number lies from the mean of its column.
 *
 * One far number widens the deviation that it is measured by, so among n rows no |z| exceeds (n - 1) / sqrt(n); see `robustZScore`.
 * A constant column, and one row only, give 0.
 *
 * @param X Finite, row-major, shape (rows, columns).
 * @param options `ddof`: rows - ddof is the divisor of the variance; 1, the sample deviation of pandas, unless given. 0 is that of
 *   numpy and scipy.
 * @returns z in the shape of X, with its names.
 * @throws {RangeError} code BAD_INPUT.
 */
export function zScore(X: Matrix, options: { ddof?: number } = {}): Matrix & { data: Float64Array } {
  checkOptions("compute z-scores", options, ["ddof"]);
  const { ddof = 1 } = options;
  checkInteger("compute z-scores", "ddof", ddof, 0, 1);
  return eachColumn("compute z-scores", X, (column) => meanSpread(column, ddof));
}

/**
 * How many robust deviations each number lies from the median of its column: 0.6745 (x - median) / MAD (B. Iglewicz, D. Hoaglin, 1993),
 * where MAD is the median of |x - median|.
 *
 * Where more than half of a column is one value, MAD is 0; then the mean of |x - median| times 1.2533 is the deviation. A constant
 * column gives 0.
 *
 * @param X Finite, row-major, shape (rows, columns).
 * @returns z in the shape of X, with its names.
 * @throws {RangeError} code BAD_INPUT.
 */
export function robustZScore(X: Matrix): Matrix & { data: Float64Array } {
  return eachColumn("compute robust z-scores", X, medianSpread);
}

function eachColumn(
  action: string,
  X: Matrix,
  spreadOf: (column: Float64Array) => Spread,
): Matrix & { data: Float64Array } {
  checkMatrix(action, X);
  const { rows, columns } = X;
  const out = new Float64Array(rows * columns);
  const numbers = new Float64Array(rows);
  for (let column = 0; rows > 0 && column < columns; column++) {
    columnInto(X, column, numbers);
    const spread = spreadOf(numbers);
    for (let row = 0, at = column; row < rows; row++, at += columns) out[at] = zOf(numbers[row]!, spread);
  }
  return { data: out, rows, columns, names: featureNamesOf(X) };
}
