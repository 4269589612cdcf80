/** Parquet files for tests. */
import type { SchemaElement } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";
import { parquetWriteBuffer } from "hyparquet-writer/src/write.js";
import type { StoredColumn } from "../../../../table/mod.ts";
import { ReportBuilder } from "../../../report-builder.ts";
import { ByteStore } from "../byte-store.ts";
import { readColumns } from "../read-parquet.ts";

type WriteOptions = Omit<Parameters<typeof parquetWriteBuffer>[0], "columnData">;

/** A file by another writer: without the note of this library. */
export function written(columnData: ColumnSource[], options: WriteOptions = {}): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ ...options, columnData }));
}

/** The columns of a file, by name, before anything is mapped. */
export async function columnsOf(bytes: Uint8Array): Promise<Map<string, StoredColumn>> {
  const store = new ByteStore();
  for (let from = 0; from < bytes.length; from += 1000) store.push(bytes.subarray(from, from + 1000));
  const context = { name: "test.parquet", pause: () => Promise.resolve() };
  const { columns } = await readColumns(store, context, new ReportBuilder());
  return new Map(columns.map((column) => [column.name, column]));
}

/** Thrift's compact protocol, as a footer is written: fields of a struct by number. */
export type Thrift = { bytes: number[]; type: number };

export function integer(value: number): Thrift {
  return { type: 6, bytes: varint(BigInt(value) * 2n) };
}

/** A number of 32 bits, as page headers have them. */
export function short(value: number): Thrift {
  return { ...integer(value), type: 5 };
}

export function binary(text: string): Thrift {
  return { type: 8, bytes: [...varint(BigInt(text.length)), ...Buffer.from(text, "latin1")] };
}

/** @param claimed How many items the list says it has, where that is not so. */
export function list(items: readonly Thrift[], claimed: number = items.length, type: number = 12): Thrift {
  return {
    type: 9,
    bytes: [0xf0 | type, ...varint(BigInt(claimed)), ...items.flatMap(({ bytes }) => bytes)],
  };
}

export function struct(fields: Readonly<Record<number, Thrift>>): Thrift {
  let last = 0;
  const bytes: number[] = [];
  for (const [id, field] of Object.entries(fields)) {
    bytes.push(((Number(id) - last) << 4) | field.type, ...field.bytes);
    last = Number(id);
  }
  return { type: 12, bytes: [...bytes, 0] };
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

/** A file of these pages and this footer. */
export function fileOf(pages: readonly number[], footer: Thrift): Uint8Array {
  const length = new Uint8Array(new Uint32Array([footer.bytes.length]).buffer);
  return Uint8Array.from([
    ...Buffer.from("PAR1"),
    ...pages,
    ...footer.bytes,
    ...length,
    ...Buffer.from("PAR1"),
  ]);
}

/** A footer of one column of whole numbers that all must be there. */
export function footerOf(change: {
  rows?: number;
  codec?: number;
  size?: number;
  offset?: number;
  repetition?: number;
}): Thrift {
  const { rows = 1, codec = 0, size = 0, offset = 4, repetition = 0 } = change;
  const column = struct({
    1: short(1),
    2: list([], 0, 5),
    3: list([binary("duration")], 1, 8),
    4: short(codec),
    5: integer(rows),
    6: integer(size),
    7: integer(size),
    9: integer(offset),
  });
  const group = struct({
    1: list([struct({ 2: integer(4), 3: column })]),
    2: integer(size),
    3: integer(rows),
  });
  const root = struct({ 4: binary("flows"), 5: short(1) });
  const leaf = struct({ 1: short(1), 3: short(repetition), 4: binary("duration") });
  return struct({ 1: short(1), 2: list([root, leaf]), 3: integer(rows), 4: list([group]) });
}

/** A data page of the first kind. */
export function pageOf(
  values: readonly number[],
  change: { count?: number; size?: number; packed?: number; encoding?: number } = {},
): number[] {
  const { count = 1, size = values.length, packed = values.length, encoding = 0 } = change;
  const header = struct({
    1: short(0),
    2: short(size),
    3: short(packed),
    5: struct({ 1: short(count), 2: short(encoding), 3: short(3), 4: short(3) }),
  });
  return [...header.bytes, ...values];
}

export function optional(name: string, rest: Partial<SchemaElement>): SchemaElement {
  return { name, repetition_type: "OPTIONAL", ...rest };
}
