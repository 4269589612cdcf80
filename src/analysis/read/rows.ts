import type { DanfoColumn } from "../adapters/mod.ts";
import { codedError, describe, quote } from "../core/mod.ts";
import type { Row } from "../core/mod.ts";
import type { ByteSource } from "./source.ts";

/** Rows written at a time. */
const BATCH_ROWS = 4096;

type InputCell = Row[string];

/** Cells in memory, by name and row. */
interface Cells {
  names: string[];
  rowCount: number;
  at: (name: string, row: number) => InputCell;
}

/**
 * Rows of plain objects as canonical CSV, so that they are checked by the same reader as a file.
 *
 * @throws {TypeError} code BAD_INPUT, for a row that is no object or a cell of another kind; {RangeError} code E_EMPTY where there is none.
 */
export function openRows(rows: readonly Row[]): ByteSource {
  return openCells("rows", cellsOfRows(rows));
}

/**
 * The columns of a data frame as canonical CSV.
 *
 * @throws {RangeError} code E_EMPTY where there is no cell.
 */
export function openColumns(columns: readonly DanfoColumn[]): ByteSource {
  return openCells("data frame", cellsOfColumns(columns));
}

function openCells(name: string, cells: Cells): ByteSource {
  if (cells.rowCount === 0 || cells.names.length === 0) {
    throw codedError(
      RangeError,
      "E_EMPTY",
      `Cannot load ${name}: there must be at least one row and one column, got none`,
    );
  }
  return { name, bytes: null, stream: writeCSV(name, cells) };
}

function cellsOfRows(rows: readonly Row[]): Cells {
  const names = new Set<string>();
  rows.forEach((row, index) => {
    if (row === null || typeof row !== "object" || Array.isArray(row)) {
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot load rows: each must be an object, got ${describe(row)} at ${index}`,
      );
    }
    for (const name of Object.keys(row)) names.add(name);
  });
  const at = (name: string, row: number): InputCell =>
    Object.hasOwn(rows[row]!, name) ? rows[row]![name] : null;
  return { names: [...names], rowCount: rows.length, at };
}

function cellsOfColumns(columns: readonly DanfoColumn[]): Cells {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const at = (name: string, row: number): InputCell => {
    const { type, values } = byName.get(name)!;
    const cell = values[row];
    return type === "time" && typeof cell === "number" ? new Date(cell) : cell;
  };
  return { names: [...byName.keys()], rowCount: columns[0]?.values.length ?? 0, at };
}

async function* writeCSV(name: string, { names, rowCount, at }: Cells): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  yield await Promise.resolve(encoder.encode(`${names.map(quoted).join(",")}\n`));
  for (let from = 0; from < rowCount; from += BATCH_ROWS) {
    const lines: string[] = [];
    for (let row = from; row < Math.min(rowCount, from + BATCH_ROWS); row++) {
      lines.push(names.map((column) => formatCell(at(column, row), name, column, row)).join(","));
    }
    yield encoder.encode(`${lines.join("\n")}\n`);
  }
}

function formatCell(cell: InputCell, source: string, column: string, row: number): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return Object.is(cell, -0) ? "-0" : String(cell);
  if (typeof cell === "boolean") return String(cell);
  if (typeof cell === "string") return quoted(cell);
  if (isDate(cell)) return Number.isNaN(cell.getTime()) ? "" : cell.toISOString();
  const rule = "a cell must be a number, text, boolean, Date or null";
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot load ${source}: ${rule}, got ${describe(cell)} in ${quote(column)} of row ${row}`,
  );
}

/** By its tag: a Date of another realm (a worker, a test runner) is no `instanceof Date`. */
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

/** Texts are always quoted, so that quotes mark text. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
