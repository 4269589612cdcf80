import { finishSteps } from "../../core/mod.ts";
import { openTallMatrix } from "../../../kernels/mod.ts";

/** Rows whose products are worked out at a time. */
const BLOCK = 8192;

/**
 * Products of rows and weights.
 *
 * @param data Row-major, shape (rows, columns).
 * @param weights Shape (outputs, columns + 1), the last one of each output for the constant.
 * @returns Row-major, shape (rows, outputs).
 */
export function linearProducts(
  data: Float64Array,
  rows: number,
  columns: number,
  weights: Float64Array,
): Float64Array {
  const outputs = weights.length / (columns + 1);
  const result = new Float64Array(rows * outputs);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    const x = finishSteps(openTallMatrix(data.subarray(from * columns, (from + count) * columns), count));
    try {
      const block = new Float64Array(outputs * x.padded);
      finishSteps(x.times(weights, outputs, block));
      for (let output = 0; output < outputs; output++) {
        for (let row = 0; row < count; row++)
          result[(from + row) * outputs + output] = block[output * x.padded + row]!;
      }
    } finally {
      x.close();
    }
  }
  return result;
}

/** The place of the largest of `width` numbers from `from`, the first of equals, counted from `from`. */
export function largestOf(values: Float64Array, from: number, width: number): number {
  let best = 0;
  for (let at = 1; at < width; at++) if (values[from + at]! > values[from + best]!) best = at;
  return best;
}
