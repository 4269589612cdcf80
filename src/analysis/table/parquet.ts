import type { SchemaElement } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";
import { codedError, describe, quote, runJob } from "../core/mod.ts";
import type { Column, Table } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";

/** The note by which readers know a file of this library, and what it says beside the columns. */
export const PARQUET_NOTE = "trafficlab";
/** Rows that are packed together, and held as plain cells while they are. */
const GROUP_ROWS = 100_000;
/** A scheme, which a drive as C: is not. */
const ANY_SCHEME = /^(?:[a-z][a-z0-9+.-]+:(?=\/\/)|data:|blob:)/i;

type ParquetTable = Pick<Table, "columnNames" | "rowCount" | "column" | "mapping">;

/**
 * Writes a table as a Parquet file, in one step: whoever reads the path finds the old file or the new one.
 *
 * @throws {TypeError} code BAD_INPUT, for what is no path, and in the page. @throws {RangeError} code BAD_INPUT, for a table without columns.
 * @throws {Error} code E_WRITE, when the file cannot be written.
 */
export async function writeParquet(table: ParquetTable, path: string): Promise<void> {
  const { files } = currentHost();
  if (!files) throw refused(`the page has no files; save the text of toCSV() instead`);
  if (typeof path !== "string" || path === "" || ANY_SCHEME.test(path))
    throw refused(`path must name a file of this machine, got ${describe(path)}`);
  if (table.columnNames.length === 0)
    throw codedError(RangeError, "BAD_INPUT", "Cannot write Parquet: a table must have columns, got none");
  await runJob("writing Parquet", {}, async (job) => {
    const bytes = await parquetBytes(table, () => job.pause());
    await files.write(path, bytes).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw codedError(Error, "E_WRITE", `Cannot write ${quote(path)}: ${why}`, { cause });
    });
  });
}

function refused(rule: string): Error {
  return codedError(TypeError, "BAD_INPUT", `Cannot write Parquet: ${rule}`);
}

/**
 * A table as a file that every reader of Parquet reads: numbers and texts as they are, times as UTC time stamps of microseconds, missing cells
 * as nulls. Reading it back gives the same columns.
 *
 * Times that microseconds do not hold exactly are written as numbers, epoch milliseconds, and the note names them.
 *
 * @param pause Called between groups of rows.
 */
export async function parquetBytes(table: ParquetTable, pause: () => Promise<void>): Promise<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import("./parquet-writer.ts");
  const columns = table.columnNames.map((name) => planFor(table.column(name)));
  const { byteMeaning, direction, timeZone } = table.mapping;
  const times = columns.filter(({ isNumberTime }) => isNumberTime).map(({ element }) => element.name);
  const note = { version: 1, byteMeaning, direction, timeZone, times };
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: "flows", num_children: columns.length }, ...columns.map(({ element }) => element)],
    kvMetadata: [{ key: PARQUET_NOTE, value: JSON.stringify(note) }],
  });
  for (let from = 0; from < table.rowCount; from += GROUP_ROWS) {
    const to = Math.min(from + GROUP_ROWS, table.rowCount);
    const columnData = columns.map(({ element, encoding, cells }): ColumnSource => {
      return { name: element.name, data: cells(from, to), ...encoding };
    });
    await writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    await pause();
  }
  await writer.finish();
  return bytes.getBytes();
}

/** How a column is written. */
interface ColumnPlan {
  element: SchemaElement;
  /** Given where the writer must not choose. */
  encoding: Pick<ColumnSource, "encoding">;
  isNumberTime: boolean;
  /** The cells of some rows; null where missing. */
  cells: (from: number, to: number) => (number | bigint | string | boolean | null)[];
}

function planFor(column: Column): ColumnPlan {
  const { name, type, values } = column;
  const optional = { name, repetition_type: "OPTIONAL" } as const;
  const plain = { encoding: {}, isNumberTime: false, cells: cellsOf(column, (row) => column.at(row)) };
  if (type === "int") return { ...plain, element: { ...optional, type: "INT32" } };
  if (type === "boolean") return { ...plain, element: { ...optional, type: "BOOLEAN" } };
  if (type === "text") {
    const element: SchemaElement = { ...optional, type: "BYTE_ARRAY", converted_type: "UTF8" };
    return { ...plain, element };
  }
  if (type === "time" && areMicroseconds(values)) {
    const element: SchemaElement = {
      ...optional,
      type: "INT64",
      converted_type: "TIMESTAMP_MICROS",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
    };
    return { ...plain, element, cells: cellsOf(column, (row) => BigInt(Math.round(values[row]! * 1000))) };
  }
  // The writer's dictionary takes -0 for 0.
  return {
    ...plain,
    element: { ...optional, type: "DOUBLE" },
    encoding: { encoding: "PLAIN" },
    isNumberTime: type === "time",
  };
}

function cellsOf(
  column: Column,
  cell: (row: number) => number | bigint | string | boolean | null,
): ColumnPlan["cells"] {
  return (from, to) =>
    Array.from({ length: to - from }, (_, i) => (column.isMissing(from + i) ? null : cell(from + i)));
}

/** Whether whole microseconds give the same milliseconds again. */
function areMicroseconds(values: Column["values"]): boolean {
  for (const ms of values) {
    if (ms !== ms) continue;
    const micros = Math.round(ms * 1000);
    if (!Number.isSafeInteger(micros) || micros / 1000 !== ms || Object.is(ms, -0)) return false;
  }
  return true;
}
