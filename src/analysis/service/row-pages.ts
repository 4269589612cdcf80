/** Bounded pages of a table's rows, filtered and sorted; the order of the last questions is remembered, so that scrolling is cheap. */
import type { Filter, Methods, SortKey, Table } from "../core/mod.ts";
import { checkInteger, codedError } from "../core/mod.ts";
import { jsonBytes, rowSample } from "../display/mod.ts";
import { rowsWhere, sortRows } from "../table/mod.ts";
import { TravelNames } from "./names.ts";

/** Most rows in one answer. */
export const MAX_ROWS = 1000;
/** Most columns in one answer. */
export const MAX_COLUMNS = 300;
/** What the rows of an answer may take as JSON; with the names of the columns a message stays under 1 MB. */
const MAX_PAGE_BYTES = 600_000;
/** Orders that are remembered: four bytes a row each. */
const REMEMBERED = 4;

export type RowsParams = Record<string, unknown>;

/** The pages of the tables of one service. */
export class RowPages {
  readonly #names = new WeakMap<Table, TravelNames>();
  readonly #orders = new WeakMap<Table, Map<string, Uint32Array>>();

  /** The travelling names of a table. */
  namesOf(table: Table): TravelNames {
    let names = this.#names.get(table);
    if (names === undefined) {
      names = new TravelNames(table);
      this.#names.set(table, names);
    }
    return names;
  }

  /**
   * One page. It may hold fewer rows than asked for, when they are long: ask again from `offset` plus what came.
   *
   * Without `columns` it holds the first 300 of the table.
   */
  page(table: Table, params: RowsParams): Methods["rows"][1] {
    const offset = checkInteger("read rows", "offset", params["offset"], 0, 0xffffffff);
    const limit = Math.min(MAX_ROWS, checkInteger("read rows", "limit", params["limit"], 0, 0xffffffff));
    const names = this.namesOf(table);
    const shown = columnsOf(params["columns"], names);
    const order = this.#order(table, names, params);
    const total = order?.length ?? table.rowCount;
    const length = Math.max(0, Math.min(limit, total - offset));
    const rows =
      order?.subarray(offset, offset + length) ?? Uint32Array.from({ length }, (_, row) => offset + row);
    const page = rowSample(
      table,
      rows,
      shown.map((name) => names.actual(name)),
      shown,
    );
    const fitting = countThatFits(page.cells);
    return {
      total,
      rowIndex: page.rowIndex.slice(0, fitting),
      columns: page.columns,
      cells: page.cells.slice(0, fitting),
    };
  }

  /** The rows of a filter in the order of the keys; null for all rows as they stand. */
  #order(table: Table, names: TravelNames, { where, sort }: RowsParams): Uint32Array | null {
    const keys = sort === undefined ? [] : names.sort(sort);
    if (where === undefined && keys.length === 0) return null;
    const filter = where === undefined ? null : names.filter(where);
    const question = JSON.stringify([filter, keys]);
    let known = this.#orders.get(table);
    if (known === undefined) this.#orders.set(table, (known = new Map<string, Uint32Array>()));
    const order = known.get(question) ?? orderOf(table, filter, keys);
    known.delete(question);
    known.set(question, order);
    if (known.size > REMEMBERED) known.delete(known.keys().next().value ?? question);
    return order;
  }
}

function orderOf(table: Table, filter: Filter | null, keys: readonly SortKey[]): Uint32Array {
  const rows =
    filter === null
      ? Uint32Array.from({ length: table.rowCount }, (_, row) => row)
      : rowsWhere(table, filter);
  return keys.length === 0 ? rows : sortRows(table, rows, keys);
}

function columnsOf(columns: unknown, names: TravelNames): string[] {
  if (columns === undefined) return names.shown.slice(0, MAX_COLUMNS);
  if (!Array.isArray(columns) || columns.some((name) => typeof name !== "string")) {
    throw codedError(TypeError, "BAD_INPUT", "Cannot read rows: columns must be a list of names");
  }
  if (columns.length > MAX_COLUMNS) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot read rows: at most ${MAX_COLUMNS} columns at a time, got ${columns.length}`,
    );
  }
  return columns as string[];
}

/** How many rows fit into a message; always one. */
function countThatFits(cells: readonly unknown[][]): number {
  let bytes = 0;
  for (const [index, row] of cells.entries()) {
    bytes += jsonBytes(row) + 1;
    if (bytes > MAX_PAGE_BYTES && index > 0) return index;
  }
  return cells.length;
}
