import type { MomentSums } from "./types.ts";

/** Takes in one block of rows: the same operations in the same order as src/kernels/assembly/covariance.ts, hence the same bits. */
export function addBlock(
  x: Float64Array | Float32Array,
  rows: number,
  { columns, stride, means, products, onlySquares }: MomentSums,
  before: number,
): void {
  const shifted = new Float64Array(rows * stride);
  const blockMeans = new Float64Array(stride);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const d = x[row * columns + column]! - x[column]!;
      shifted[row * stride + column] = d;
      blockMeans[column] = blockMeans[column]! + d;
    }
  }
  for (let column = 0; column < stride; column++) blockMeans[column] = blockMeans[column]! / rows;
  const total = before + rows;
  const weight = (before * rows) / total;
  const deltas = new Float64Array(stride);
  for (let column = 0; column < columns; column++) {
    const delta = x[column]! + blockMeans[column]! - means[column]!;
    deltas[column] = delta;
    means[column] = means[column]! + (delta * rows) / total;
  }
  const add = (at: number, i: number, j: number): void => {
    const shift = blockMeans[i]! * rows * blockMeans[j]!;
    const between = deltas[i]! * (deltas[j]! * weight);
    products[at] = products[at]! + (productSum(shifted, rows, stride, i, j) - shift + between);
  };
  if (onlySquares) {
    for (let column = 0; column < stride; column++) add(column, column, column);
    return;
  }
  for (let i = 0; i < stride; i++) {
    for (let j = i - (i % 4); j < stride; j++) add(i * stride + j, i, j);
  }
}

function productSum(shifted: Float64Array, rows: number, stride: number, i: number, j: number): number {
  let sum = 0;
  for (let row = 0, at = 0; row < rows; row++, at += stride) sum += shifted[at + i]! * shifted[at + j]!;
  return sum;
}
