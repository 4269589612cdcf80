import type { Matrix } from "../../core/mod.ts";

/** Copies one column of X into `out`, shape (rows,). */
export function columnInto({ data, rows, columns }: Matrix, column: number, out: Float64Array): void {
  for (let row = 0, at = column; row < rows; row++, at += columns) out[row] = data[at]!;
}

/** The columns of a table in groups that do not depend on the number of workers: what one task takes. */
export function columnGroups(columns: number, perGroup: number): { from: number; to: number }[] {
  const groups = [];
  for (let from = 0; from < columns; from += perGroup)
    groups.push({ from, to: Math.min(columns, from + perGroup) });
  return groups;
}

/** Adds up what the groups gave, in their order. */
export function sumOf(parts: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(parts[0]!.length);
  for (const part of parts) for (let row = 0; row < sum.length; row++) sum[row]! += part[row]!;
  return sum;
}
