import { FloatColumn } from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";

/** A column's numbers for reading; NaN where missing. */
export type Numbers = Float64Array | Int32Array;

/** A number of each row, computed when it is asked for; NaN where missing. */
export type NumberAt = (row: number) => number;

/** A column's numbers as a new array, NaN where missing; null for texts. */
export function numbersOf(column: StoredColumn): Float64Array | null {
  if (column.type === "text")
    return column.missing === column.length ? new Float64Array(column.length).fill(NaN) : null;
  const values = new Float64Array(column.values);
  if (column.missing > 0 && !(column instanceof FloatColumn))
    for (let row = 0; row < values.length; row++) if (column.isMissing(row)) values[row] = NaN;
  return values;
}

/** The same for reading only: the column's own array wherever that says it all. Not to be written into. */
export function numbersIn(column: StoredColumn): Numbers | null {
  if (column.type === "float" || column.type === "time") return column.values;
  if (column.type === "int" && column.missing === 0) return column.values;
  return numbersOf(column);
}
