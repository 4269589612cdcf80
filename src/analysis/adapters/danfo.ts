import { checkInteger, checkOptions, codedError, groupDigits, quote } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { Danfo, FlowFrame } from "./flow-frame-types.ts";
import { flowFrameClass, showFramesInNotebooks } from "./flow-frame.ts";
import { cellsOfSource, dtypeOf, lengthOf } from "./frame-cells.ts";
import type { FrameSource } from "./frame-columns.ts";
import { FrameStore } from "./frame-store.ts";

export interface FrameOptions {
  /** Most rows to make (default 100,000): danfo takes about a kilobyte a row, a table's columns about 50 bytes. */
  limit?: number | undefined;
}

/** Rows that a frame holds unless told otherwise. */
export const FRAME_LIMIT = 100_000;

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
  const rows = total <= limit ? null : spreadRows(total, limit);
  const cells = columns.map((column) => cellsOfSource(column, rows));
  const FrameClass = flowFrameClass(loadDanfo());
  return new FrameClass({
    store: FrameStore.ofColumns(cells, Math.min(total, limit)),
    index: rows === null ? Array.from({ length: total }, (_, row) => row) : Array.from(rows),
    columns: columns.map((column) => column.name),
    dtypes: cells.map(dtypeOf),
    types: new Map(columns.map((column) => [column.name, column.type])),
    note: rows === null ? null : sampleNote(total, limit),
  });
}

/** `limit` row numbers from the first to the last, at equal distances. */
function spreadRows(total: number, limit: number): Uint32Array {
  const rows = new Uint32Array(limit);
  for (let i = 1; i < limit; i++) rows[i] = Math.floor((i * (total - 1)) / (limit - 1));
  return rows;
}

function sampleNote(total: number, limit: number): string {
  const of = `${groupDigits(limit)} of the table's ${groupDigits(total)} rows`;
  return `A sample: ${of}, evenly spaced; toDanfo({ limit: ${total} }) takes them all, at about a kilobyte of memory a row.`;
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
