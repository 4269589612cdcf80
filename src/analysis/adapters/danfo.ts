import type { Cell, ColumnType } from "../core/mod.ts";
import { checkInteger, checkOptions, codedError, groupDigits, quote } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { Danfo, FlowFrame } from "./flow-frame.ts";
import { flowFrameClass, showFramesInNotebooks } from "./flow-frame.ts";
import type { FrameSource } from "./frame-columns.ts";

export interface FrameOptions {
  /** Most rows to make (default 100,000): danfo takes about a kilobyte a row, a table's columns about 50 bytes. */
  limit?: number | undefined;
}

/** Rows that a frame holds unless told otherwise. */
export const FRAME_LIMIT = 100_000;

/** danfo's names of types. "float32" and "int32" are names only: the cells are doubles. */
const DTYPES: Record<ColumnType, string> = {
  float: "float32",
  int: "int32",
  text: "string",
  boolean: "boolean",
  time: "datetime",
};

/**
 * danfojs-node, loaded at the first call, synchronously: about a second, so only when a frame is wanted.
 *
 * Its computing methods (`add`, `tensor`, ...) use the engine of `useEngine`, plain JavaScript before that.
 *
 * @throws {TypeError} in a page; {Error} code E_UNSUPPORTED when it is not installed.
 *
 * @example
 * const { DataFrame } = loadDanfo();
 * const df = new DataFrame([[1, 2], [3, 4]], { columns: ["a", "b"] });
 */
export function loadDanfo(): Danfo {
  const danfo = currentHost().requireModule("danfojs-node") as Danfo;
  showFramesInNotebooks(danfo);
  return danfo;
}

/**
 * Makes a danfo DataFrame of columns. Missing cells become NaN in numeric columns and null elsewhere; times become Dates.
 *
 * Above the limit it takes rows evenly spaced over the table, first to last, each under its number in the table, and says so in `note`, which every form of
 * the frame shows.
 *
 * @param columns Columns of equal length and different names.
 * @throws {TypeError} in a page, or for unequal columns; {RangeError} for a bad limit. Code BAD_INPUT.
 */
export function frameFromColumns(columns: readonly FrameSource[], options: FrameOptions = {}): FlowFrame {
  checkOptions("make a data frame", options, ["limit"]);
  const limit = checkInteger("make a data frame", "limit", options.limit ?? FRAME_LIMIT, 1, 0xffffffff);
  const total = checkColumns(columns);
  const index = total <= limit ? Array.from({ length: total }, (_, row) => row) : spreadRows(total, limit);
  const readers = columns.map(cellReader);
  const rows = index.map((row) => readers.map((read) => read(row)));
  const FrameClass = flowFrameClass(loadDanfo());
  return new FrameClass({
    rows,
    index,
    columns: columns.map((column) => column.name),
    dtypes: columns.map((column, c) => dtypeOf(column.type, rows, c)),
    types: new Map(columns.map((column) => [column.name, column.type])),
    note: total <= limit ? null : sampleNote(total, limit),
  });
}

/** `limit` row numbers from the first to the last, at equal distances. */
function spreadRows(total: number, limit: number): number[] {
  if (limit === 1) return [0];
  return Array.from({ length: limit }, (_, i) => Math.floor((i * (total - 1)) / (limit - 1)));
}

function sampleNote(total: number, limit: number): string {
  const of = `${groupDigits(limit)} of the table's ${groupDigits(total)} rows`;
  return `A sample: ${of}, evenly spaced; toDanfo({ limit: ${total} }) takes them all, at about a kilobyte of memory a row.`;
}

function lengthOf(column: FrameSource): number {
  return "at" in column ? column.length : column.values.length;
}

/** @returns The number of rows. */
function checkColumns(columns: readonly FrameSource[]): number {
  const total = columns[0] === undefined ? 0 : lengthOf(columns[0]);
  const names = new Set<string>();
  for (const column of columns) {
    const length = lengthOf(column);
    if (length !== total) {
      const rule = `columns must have ${total} rows each`;
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot make a data frame: ${rule}, got ${length} in ${quote(column.name)}`,
      );
    }
    if (names.has(column.name)) {
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot make a data frame: column names must differ, got ${quote(column.name)} twice`,
      );
    }
    names.add(column.name);
  }
  return total;
}

type FrameCell = Exclude<Cell, null> | Date | null;

/** Reads a column's cells as danfo wants them. */
function cellReader(column: FrameSource): (row: number) => FrameCell {
  const { type } = column;
  const read = "at" in column ? (row: number) => column.at(row) : (row: number) => column.values[row];
  return (row) => {
    const cell = read(row);
    const isMissing = cell === null || cell === undefined || (typeof cell === "number" && Number.isNaN(cell));
    if (type === "float" || type === "int") return isMissing ? NaN : cell;
    if (isMissing) return null;
    return type === "time" ? timeOf(cell) : cell;
  };
}

/** A moment that no Date can hold is missing. */
function timeOf(cell: Exclude<FrameCell, null>): Date | null {
  const date = new Date(Number(cell));
  return Number.isNaN(date.getTime()) ? null : date;
}

/** danfo makes int32 tensors of "int32": gaps would turn into 0 and large counts wrap around. */
function dtypeOf(type: ColumnType, rows: readonly FrameCell[][], column: number): string {
  const fits =
    type !== "int" ||
    rows.every(
      (row) => Number.isInteger(row[column]) && (row[column] as number) === ((row[column] as number) | 0),
    );
  return fits ? DTYPES[type] : DTYPES.float;
}
