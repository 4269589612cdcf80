import type { DenseShape } from "../../../kernels/mod.ts";

/** Multiplications that take one row through the network. */
export function multiplications({ inputs, widths }: DenseShape): number {
  let count = 0;
  let before = inputs;
  for (const width of widths) {
    count += before * width;
    before = width;
  }
  return count;
}

/** Which output is the largest; the first one of equals. */
export function largestAt(outputs: ArrayLike<number>, from: number, width: number): number {
  let best = 0;
  for (let at = 1; at < width; at++) if (outputs[from + at]! > outputs[from + best]!) best = at;
  return best;
}

/** How many rows have their largest output at their code. */
export function hitsOf(outputs: Float32Array, codes: Int32Array): number {
  const width = outputs.length / codes.length;
  let hits = 0;
  for (let row = 0; row < codes.length; row++)
    if (largestAt(outputs, row * width, width) === codes[row]) hits++;
  return hits;
}

/** Sum over the rows of the mean squared difference of their columns. */
export function squaredErrorOf(outputs: Float32Array, targets: Float32Array, width: number): number {
  let sum = 0;
  for (let at = 0; at < outputs.length; at++) {
    const difference = outputs[at]! - targets[at]!;
    sum += difference * difference;
  }
  return sum / width;
}
