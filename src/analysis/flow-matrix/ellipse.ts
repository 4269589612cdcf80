/** Mahalanobis distance: how far a row is from the middle, measured by how the rows spread in each direction. */
import { moments } from "../../kernels/mod.ts";
import type { Matrix } from "../core/mod.ts";

/** Added to each variance, in standard units: fields that follow from each other leave directions without spread. */
const RIDGE = 0.01;
/** Rows between two pauses. */
const CHUNK_ROWS = 16_384;

/** Middle of rows, and the lower triangle L with L Lᵀ = covariance + ridge, row-major. */
export interface Ellipse {
  readonly means: Float64Array;
  readonly lower: Float64Array;
}

/** @param X In standard units, shape (rows, columns); at least 2 rows. */
export function* fitEllipse({ data, rows, columns }: Matrix): Generator<number, Ellipse, void> {
  const { means, products } = yield* moments(data, { rows, columns });
  const lower = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = products[i * columns + j]! / (rows - 1) + (i === j ? RIDGE : 0);
      for (let k = 0; k < j; k++) sum -= lower[i * columns + k]! * lower[j * columns + k]!;
      lower[i * columns + j] = i === j ? Math.sqrt(Math.max(RIDGE / 2, sum)) : sum / lower[j * columns + j]!;
    }
  }
  return { means, lower };
}

/** @returns Squared distance of each row, shape (rows,). */
export function* ellipseDistances(
  { means, lower }: Ellipse,
  { data, rows, columns }: Matrix,
): Generator<number, Float64Array, void> {
  const out = new Float64Array(rows);
  const solved = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    if (row > 0 && row % CHUNK_ROWS === 0) yield row;
    let squares = 0;
    for (let i = 0; i < columns; i++) {
      let rest = data[row * columns + i]! - means[i]!;
      for (let k = 0; k < i; k++) rest -= lower[i * columns + k]! * solved[k]!;
      solved[i] = rest / lower[i * columns + i]!;
      squares += solved[i]! * solved[i]!;
    }
    out[row] = squares;
  }
  return out;
}
