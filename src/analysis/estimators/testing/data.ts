/** Data of the shared suite. */
import { prng } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";

export interface Sample {
  X: Matrix;
  /** Class of each row. */
  y: string[];
}

const NAMES = ["duration", "packet_count", "bytes_sent", "bytes_received"];
const CENTRES = [
  [0, 0, 0, 0],
  [5, 5, 0, 1],
  [0, 6, 6, -1],
];

/** Three well separated groups of `perGroup` rows in 4 columns, in turn: "alpha", "beta", "gamma". */
export function groups(perGroup: number = 80, seed: number = 1): Sample {
  const random = prng(seed);
  const data = new Float64Array(perGroup * 3 * 4);
  const y: string[] = [];
  for (let row = 0; row < perGroup * 3; row++) {
    const group = row % 3;
    y.push(["alpha", "beta", "gamma"][group]!);
    for (let column = 0; column < 4; column++)
      data[row * 4 + column] = random.normal(CENTRES[group]![column], 0.8);
  }
  return { X: { data, rows: perGroup * 3, columns: 4, names: NAMES }, y };
}

/** 228 rows of one cloud, "normal", and every 20th row far away from it in its own direction, "odd". */
export function cloudWithOddRows(seed: number = 2): Sample {
  const random = prng(seed);
  const rows = 240;
  const data = new Float64Array(rows * 4);
  const y: string[] = [];
  for (let row = 0; row < rows; row++) {
    const odd = row % 20 === 7;
    y.push(odd ? "odd" : "normal");
    for (let column = 0; column < 4; column++) {
      const away = odd ? (random.int(2) === 0 ? -1 : 1) * (7 + 6 * random.next()) : 0;
      data[row * 4 + column] = random.normal() + away;
    }
  }
  return { X: { data, rows, columns: 4, names: NAMES }, y };
}

/** A matrix of these rows. */
export function matrixOf(
  rows: readonly (readonly number[])[],
  columns: number = rows[0]?.length ?? 0,
): Matrix {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns };
}

/** Rows `which` of a matrix, in this order. */
export function rowsOf({ data, columns, names }: Matrix, which: readonly number[]): Matrix {
  const taken = new Float64Array(which.length * columns);
  which.forEach((row, i) => taken.set(data.subarray(row * columns, (row + 1) * columns), i * columns));
  return { data: taken, rows: which.length, columns, ...(names ? { names } : {}) };
}

/** The matrix with one cell changed. */
export function withCell(X: Matrix, row: number, column: number, value: number): Matrix {
  const data = Float64Array.from(X.data);
  data[row * X.columns + column] = value;
  return { ...X, data };
}

/** The matrix in float32, and the same numbers in float64. */
export function inBothWidths(X: Matrix): { narrow: Matrix; wide: Matrix } {
  const narrow = Float32Array.from(X.data);
  return { narrow: { ...X, data: narrow }, wide: { ...X, data: Float64Array.from(narrow) } };
}

/** The names of the shared columns. */
export function columnNames(): string[] {
  return [...NAMES];
}
