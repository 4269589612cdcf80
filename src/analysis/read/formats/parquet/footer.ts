import type { ColumnMetaData, FileMetaData, RowGroup, SchemaElement } from "hyparquet";
import { parquetMetadata } from "hyparquet/src/metadata.js";
import { codedError, quote, UnknownFormatError } from "../../../core/mod.ts";
import type { Bytes } from "./byte-store.ts";
import { kindOf } from "./column-kind.ts";
import type { ColumnKind } from "./column-kind.ts";
import { checkStruct } from "./thrift-check.ts";

/** A column of plain values. */
export interface Leaf {
  /** Its name; with the names of the structs that it lies in before it, joined by dots. */
  name: string;
  kind: ColumnKind;
  /** How many of it and the structs around it may be missing: the level of a value that is there. */
  maxLevel: number;
  /** Its place among the columns of each row group. */
  place: number;
  /** Its place among the columns as a query names them, where a struct is one; null in a struct. */
  top: number | null;
}

/** What stands at the end of a Parquet file. */
export interface Footer {
  rows: number;
  /** Row groups, in order. */
  groups: { rows: number; columns: (ColumnMetaData | undefined)[] }[];
  leaves: Leaf[];
  /** Columns that hold no plain values. */
  skipped: { name: string; holds: string }[];
  /** Texts that the writer added. */
  notes: ReadonlyMap<string, string>;
}

const MAGIC = "PAR1";
/** The end of a file whose footer is encrypted. */
const ENCRYPTED_MAGIC = "PARE";
/** The length of the footer, and the magic. */
const TAIL = 8;
const MAX_COLUMNS = 16_384;
/** Structs in structs, as columns of flows have them. */
const MAX_DEPTH = 16;
/** Cells that a small file may hold, and cells for each byte of a larger one: what packs better was made to fill the memory. */
export const FREE_CELLS = 1 << 24;
export const CELLS_PER_BYTE = 64;

/**
 * Reads and checks the end of a file.
 *
 * @throws {SyntaxError} code E_ENCODING when it is cut or damaged.
 * @throws {UnknownFormatError} code E_UNSUPPORTED when it is encrypted, lies in several files, or is out of all proportion.
 */
export function readFooter(name: string, store: Bytes): Footer {
  const { magic, length } = readEnd(store);
  if (magic === ENCRYPTED_MAGIC) throw unsupported(name, "it is encrypted Parquet; decrypt it first");
  if (store.length < MAGIC.length + TAIL || magic !== MAGIC) {
    const got = quote(magic);
    throw damaged(
      name,
      `Parquet must end with ${quote(MAGIC)}, got ${got}: it was cut short, fetch it again`,
    );
  }
  if (length > store.length - MAGIC.length - TAIL)
    throw damaged(
      name,
      `the footer of its Parquet must lie in the file, got ${length} bytes of ${store.length}`,
    );
  const bytes = store.slice(store.length - TAIL - length, store.length);
  checkStruct(new DataView(bytes.buffer, 0, length), 0);
  const metadata = parquetMetadata(bytes, { geoparquet: false });
  const { leaves, skipped, count } = leavesOf(metadata.schema);
  const groups = metadata.row_groups.map((group) => checkGroup(name, group, count));
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  checkSize(name, rows * leaves.length, store.length);
  if (rows !== Number(metadata.num_rows))
    throw damaged(name, `its Parquet must hold ${metadata.num_rows} rows as it says, got ${rows}`);
  return { rows, groups, leaves, skipped, notes: notesOf(metadata) };
}

/** What the last bytes of a file say: its magic, and the length of its footer. */
function readEnd(store: Bytes): { magic: string; length: number } {
  const tail = store.slice(store.length - TAIL, store.length);
  return {
    magic: String.fromCharCode(...tail.subarray(4)),
    length: tail.length < TAIL ? 0 : new DataView(tail.buffer).getUint32(0, true),
  };
}

/** How many of the last bytes of a file hold its footer, as they say themselves. */
export function footerBytes(store: Bytes): number {
  return readEnd(store).length + TAIL;
}

export function damaged(name: string, what: string, cause?: unknown): Error {
  return codedError(SyntaxError, "E_ENCODING", `Cannot load ${name}: ${what}`, { cause });
}

export function unsupported(name: string, what: string): Error {
  return new UnknownFormatError("E_UNSUPPORTED", `Cannot load ${name}: ${what}`);
}

function checkSize(name: string, cells: number, bytes: number): void {
  const most = FREE_CELLS + CELLS_PER_BYTE * bytes;
  if (cells <= most) return;
  throw unsupported(
    name,
    `Parquet of ${bytes} bytes may hold ${most} cells, got ${cells}: that is a damaged file or one made to fill the memory; write it again in parts`,
  );
}

function checkGroup(name: string, group: RowGroup, count: number): Footer["groups"][number] {
  const rows = Number(group.num_rows);
  if (!Number.isSafeInteger(rows) || rows < 0)
    throw damaged(name, `the rows of a Parquet group must be counted, got ${rows}`);
  if (group.columns.length !== count)
    throw damaged(name, `a group of its Parquet must have ${count} columns, got ${group.columns.length}`);
  const columns = group.columns.map((column) => {
    if (column.file_path) throw unsupported(name, "its Parquet columns lie in other files; load those");
    if (column.crypto_metadata || column.encrypted_column_metadata)
      throw unsupported(name, "it has encrypted Parquet columns; decrypt it first");
    return column.meta_data;
  });
  return { rows, columns };
}

function notesOf({ key_value_metadata: notes }: FileMetaData): Map<string, string> {
  return new Map((notes ?? []).map(({ key, value }) => [key, value ?? ""]));
}

/** Walks the schema, which lists a tree from its root: each element says how many of the following are its own. */
function leavesOf(schema: readonly SchemaElement[]): Pick<Footer, "leaves" | "skipped"> & { count: number } {
  const leaves: Leaf[] = [];
  const skipped: Footer["skipped"] = [];
  let next = 1;
  let place = 0;
  const walk = (children: number, path: readonly string[], level: number, list: string | null): void => {
    if (path.length > MAX_DEPTH) throw new Error("its columns lie too deep in each other");
    for (let i = 0; i < children; i++) {
      const element = schema[next++];
      if (!element) throw new Error("its schema lacks columns");
      const names = [...path, element.name];
      const isList = element.repetition_type === "REPEATED";
      const inList = list ?? (isList || isContainer(element) ? names.join(".") : null);
      const inner = level + (element.repetition_type === "REQUIRED" ? 0 : 1);
      if (element.num_children) {
        if (inList !== null && list === null) skipped.push({ name: inList, holds: containerName(element) });
        walk(element.num_children, names, inner, inList);
        continue;
      }
      if (place >= MAX_COLUMNS) throw new Error(`it has more than ${MAX_COLUMNS} columns`);
      const kind = inList === null ? kindOf(element) : null;
      const top = path.length === 0 ? i : null;
      if (kind) leaves.push({ name: names.join("."), kind, maxLevel: inner, place, top });
      else if (inList === null || (isList && list === null))
        skipped.push({ name: names.join("."), holds: isList ? "lists" : valueName(element) });
      place++;
    }
  };
  walk(schema[0]?.num_children ?? 0, [], 0, null);
  return { leaves, skipped, count: place };
}

/** Groups of columns that are one value to their user. */
function isContainer({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  const type = logical?.type;
  return (
    converted === "LIST" ||
    converted === "MAP" ||
    converted === "MAP_KEY_VALUE" ||
    type === "LIST" ||
    type === "MAP" ||
    type === "VARIANT"
  );
}

function containerName({ converted_type: converted, logical_type: logical }: SchemaElement): string {
  if (logical?.type === "VARIANT") return "values of many kinds";
  return converted === "LIST" || logical?.type === "LIST" || !converted ? "lists" : "maps";
}

function valueName({ type, converted_type: converted, logical_type: logical }: SchemaElement): string {
  return `values of type ${logical?.type ?? converted ?? type ?? "unknown"}`;
}
