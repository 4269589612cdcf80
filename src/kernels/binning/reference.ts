/** Numbers to bins in plain TypeScript. */
import type { BinPlan, Cells } from "./types.ts";

/** See `binInto`. */
export function binIntoReference(
  { data, columns }: Cells,
  { cuts, cutOffsets }: Pick<BinPlan, "cuts" | "cutOffsets">,
  from: number,
  to: number,
  out: Uint8Array,
  rowStep: number,
  columnStep: number,
): void {
  for (let column = 0; column < columns; column++) {
    const first = cutOffsets[column]!;
    const end = cutOffsets[column + 1]!;
    for (let row = from; row < to; row++) {
      const value = data[row * columns + column]!;
      let low = first;
      let high = end;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (cuts[middle]! < value) low = middle + 1;
        else high = middle;
      }
      out[row * rowStep + column * columnStep] = low - first;
    }
  }
}
