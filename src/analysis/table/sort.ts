import { stableOrder } from "../../kernels/mod.ts";
import { checkList, codedError, describe } from "../core/mod.ts";
import type { Column, SortKey, Table } from "../core/mod.ts";

/**
 * The order of rows by one or several keys; stable, missing cells last in either direction.
 *
 * Texts sort by code unit, once per distinct text.
 *
 * @param rows Rows to order, in their present order. Not changed.
 * @returns The same row numbers in order.
 * @throws {TypeError} code BAD_INPUT for a key of another shape; {RangeError} for a column that the table lacks.
 */
export function sortRows(table: Table, rows: Uint32Array, by: readonly SortKey[]): Uint32Array {
  checkList("sort flows", "keys", by);
  const keys = by.map((key) => {
    if (key === null || typeof key !== "object" || typeof key.column !== "string") {
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot sort flows: a key must be { column, descending? }, got ${describe(key)}`,
      );
    }
    return { values: rankValues(table.column(key.column)), descending: Boolean(key.descending) };
  });
  return stableOrder(keys, rows);
}

/** Numbers that order as the cells do; NaN where missing. */
function rankValues(column: Column): Float64Array {
  const ranks = new Float64Array(column.length);
  const byCode = column.categories ? rankTexts(column.categories) : null;
  for (let row = 0; row < ranks.length; row++) {
    const value = column.values[row]!;
    ranks[row] = column.isMissing(row) ? NaN : byCode ? byCode[value]! : value;
  }
  return ranks;
}

function rankTexts(categories: readonly string[]): Float64Array {
  const order = categories.map((_, code) => code).sort((a, b) => (categories[a]! < categories[b]! ? -1 : 1));
  const ranks = new Float64Array(categories.length);
  order.forEach((code, rank) => (ranks[code] = rank));
  return ranks;
}
