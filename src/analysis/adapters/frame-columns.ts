import type { Cell, Column, ColumnType } from "../core/mod.ts";
import { codedError, describe, quote } from "../core/mod.ts";

/** A column in plain arrays, as it goes in and out of a data frame. */
export interface DanfoColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** float, int, time (epoch ms): numbers, missing = NaN, null or undefined; text, boolean: missing = null or undefined. */
  readonly values: ArrayLike<Cell | Date | undefined>;
}

/** What a frame can be made from: plain columns, or columns of a table as they are. */
export type FrameSource =
  | DanfoColumn
  | (Pick<Column, "name" | "type" | "length" | "at"> & Partial<Pick<Column, "values" | "categories">>);

/** The parts of danfo's DataFrame that are read; `$`-fields first, because a column named "values" or "columns" hides the getters. */
interface FrameLike {
  readonly $columns?: unknown;
  readonly $data?: unknown;
  readonly $dtypes?: unknown;
  readonly columns?: unknown;
  readonly values?: unknown;
  readonly dtypes?: unknown;
}

/** Where a frame that this library made keeps the types its columns had, since danfo's own types cannot tell them. */
export const COLUMN_TYPES = Symbol("trafficlab.columnTypes");
/** Under which such a frame gives a column as it stands in typed storage, or null where its cells are of several kinds. */
export const TYPED_COLUMN = Symbol("trafficlab.typedColumn");

interface TypedFrame {
  readonly [COLUMN_TYPES]?: ReadonlyMap<string, ColumnType>;
  readonly [TYPED_COLUMN]?: (at: number) => DanfoColumn | null;
}

/** Text that danfo counts as a number when it guesses a column's type. */
const NUMBER_TEXT = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/**
 * Reads the columns of a danfo DataFrame of any build (danfojs-node, danfojs, a subclass), by its shape and not by its class.
 *
 * A type is what the cells are, not what danfo guessed from the first 500 rows: all numbers give int (whole, within 2^53) or float, dates give
 * time, booleans boolean; text that danfo typed as numbers gives numbers when all of it can be read so, else text.
 *
 * @throws {TypeError} code BAD_INPUT when `df` is no frame, or a cell is of a kind that no column holds (naming column and row).
 */
export function columnsFromFrame(df: unknown): DanfoColumn[] {
  const frame = (df ?? {}) as FrameLike & TypedFrame;
  if (frame[TYPED_COLUMN] !== undefined && Array.isArray(frame.$columns)) {
    const typed = frame.$columns.map((_, at) => frame[TYPED_COLUMN]!(at));
    // Dates hold whole milliseconds, typed storage what the table had.
    if (typed.every((column) => column !== null)) return typed;
  }
  const names = Array.isArray(frame.$columns) ? frame.$columns : frame.columns;
  const rows = Array.isArray(frame.$data) ? frame.$data : frame.values;
  const dtypes = Array.isArray(frame.$dtypes) ? frame.$dtypes : frame.dtypes;
  if (!Array.isArray(names) || !Array.isArray(rows) || !rows.every((row) => Array.isArray(row))) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot read data frame: expected a danfo DataFrame, got ${describe(df)}`,
    );
  }
  const columnNames = names.map(String);
  if (new Set(columnNames).size !== columnNames.length) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      "Cannot read data frame: column names must differ, got a name twice",
    );
  }
  return columnNames.map((name, c) => {
    const cells = rows.map((row: unknown[], r) => checkCell(row[c], name, r));
    const dtype = Array.isArray(dtypes) ? String(dtypes[c]) : "undefined";
    return readColumn(name, cells, dtype, frame[COLUMN_TYPES]?.get(name));
  });
}

type PlainCell = Cell | Date;

/** A missing cell becomes null; anything that is no cell is refused. */
function checkCell(cell: unknown, column: string, row: number): PlainCell {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "number") return Number.isNaN(cell) ? null : cell;
  if (typeof cell === "string" || typeof cell === "boolean") return cell;
  if (typeof cell === "bigint") return Number(cell);
  if (isDate(cell)) return Number.isNaN(cell.getTime()) ? null : cell;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot read data frame: cells must be numbers, text, booleans, dates or missing, got ${describe(cell)} in column ${quote(column)}, row ${row}`,
  );
}

/** By its tag: a Date of another realm (a worker, a test runner) is no `instanceof Date`. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

function readColumn(
  name: string,
  cells: PlainCell[],
  dtype: string,
  declared: ColumnType | undefined,
): DanfoColumn {
  const present = cells.filter((cell) => cell !== null);
  if (present.length === 0) return emptyColumn(name, cells.length, dtype, declared);
  if (present.every((cell) => typeof cell === "number")) {
    const type = numberType(present, dtype, declared, present.length < cells.length);
    return { name, type, values: numbersOf(cells) };
  }
  if (present.every(isDate)) return { name, type: "time", values: numbersOf(cells) };
  if (present.every((cell) => typeof cell === "boolean")) return { name, type: "boolean", values: cells };
  const isNumberText = (cell: PlainCell): boolean =>
    typeof cell === "number" || (typeof cell === "string" && NUMBER_TEXT.test(cell));
  if ((dtype === "int32" || dtype === "float32") && present.every(isNumberText)) {
    const values = numbersOf(cells);
    const isInt = present.every((cell) => Number.isSafeInteger(Number(cell)));
    return { name, type: isInt && dtype === "int32" ? "int" : "float", values };
  }
  return { name, type: "text", values: cells.map(textOf) };
}

/**
 * Whole numbers are int, unless the column was declared otherwise. danfo's own "float32" counts as a declaration only where nothing is missing:
 * it also gives that type to whole numbers with a gap among them.
 */
export function numberType(
  present: readonly number[] | Float64Array,
  dtype: string,
  declared: ColumnType | undefined,
  hasGaps: boolean,
): ColumnType {
  if (declared === "float" || declared === "time") return declared;
  if (declared === undefined && dtype === "float32" && !hasGaps) return "float";
  return present.every((value) => Number.isSafeInteger(value)) ? "int" : "float";
}

/** A column without a single value has the type it was declared to have. */
function emptyColumn(
  name: string,
  length: number,
  dtype: string,
  declared: ColumnType | undefined,
): DanfoColumn {
  const byDtype: Record<string, ColumnType> = {
    float32: "float",
    int32: "int",
    boolean: "boolean",
    datetime: "time",
    string: "text",
  };
  const type = declared ?? (Object.hasOwn(byDtype, dtype) ? byDtype[dtype] : undefined) ?? "float";
  const isNumeric = type === "float" || type === "int" || type === "time";
  return {
    name,
    type,
    values: isNumeric ? new Float64Array(length).fill(NaN) : new Array<null>(length).fill(null),
  };
}

function numbersOf(cells: readonly PlainCell[]): Float64Array {
  return Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell)));
}

function textOf(cell: PlainCell): string | null {
  if (cell === null) return null;
  return isDate(cell) ? cell.toISOString() : String(cell);
}
