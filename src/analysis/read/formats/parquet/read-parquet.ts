import { MISSING_WORDS, quote } from "../../../core/mod.ts";
import { PARQUET_NOTE, TextColumn, timeColumn } from "../../../table/mod.ts";
import type { StoredColumn } from "../../../table/mod.ts";
import { findTableDialect } from "../../dialects/table-dialects.ts";
import type { OpenContext, ReadContext, ReadResult, TableShape } from "../../dialects/types.ts";
import { finishTable } from "../../finish-table.ts";
import { LineMap } from "../../line-map.ts";
import { normalizeName, uniqueNames } from "../../names.ts";
import { ReportBuilder } from "../../report-builder.ts";
import { SourceColumns } from "../../source-columns.ts";
import type { ByteStore } from "./byte-store.ts";
import { codecFor } from "./codecs.ts";
import { CELLS_PER_BYTE, damaged, FREE_CELLS, readFooter, unsupported } from "./footer.ts";
import type { Footer, Leaf } from "./footer.ts";
import { NumberValues } from "./number-values.ts";
import { ownTable, parseOwnNote } from "./own-file.ts";
import type { OwnNote } from "./own-file.ts";
import { readPages } from "./pages.ts";
import type { Budget, Chunk } from "./pages.ts";
import { TextValues } from "./text-values.ts";
import { UnreadEncoding } from "./values.ts";

/** Rows that dialects are told by. */
const SHAPE_ROWS = 20;
const BYTES_PER_CELL = 8;
/** Codes of this library's errors, which runtimes' own begin differently. */
const OWN_CODE = /^(?:E_|CANCELLED$)/;

/**
 * The table of a whole Parquet file.
 *
 * Columns have the types that the file gives them. Lists, maps and other values that a table of flows has no column for are left out, which
 * the report says; the members of a struct are columns of their own.
 *
 * @throws {SyntaxError} code E_ENCODING when it is cut or damaged.
 * @throws {UnknownFormatError} code E_UNSUPPORTED when it is encrypted, packed by an unknown codec, or has no column that can be read.
 */
export async function readParquet(store: ByteStore, context: OpenContext): Promise<ReadResult> {
  const report = new ReportBuilder();
  const { footer, columns } = await readColumns(store, context, report);
  return tableOf(footer, columns, report, context);
}

/** The canonical table of a file's columns: as it was, where this library wrote it. */
export async function tableOf(
  footer: Footer,
  columns: readonly StoredColumn[],
  report: ReportBuilder,
  context: OpenContext,
): Promise<ReadResult> {
  const note = parseOwnNote(footer.notes.get(PARQUET_NOTE));
  const own = note && ownTable(withTimes(columns, note), note, report);
  return own ?? finish(columns, footer.rows, report, context);
}

/** All columns of the file, of the types that it gives them. */
export async function readColumns(
  store: ByteStore,
  context: Pick<ReadContext, "name" | "pause">,
  report: ReportBuilder,
): Promise<{ footer: Footer; columns: StoredColumn[] }> {
  const { name, pause } = context;
  const footer = guard(name, () => readFooter(name, store));
  checkLeaves(name, footer, report);
  const columns: StoredColumn[] = [];
  const budget = { bytes: (FREE_CELLS + CELLS_PER_BYTE * store.length) * BYTES_PER_CELL };
  for (const leaf of footer.leaves) {
    columns.push(await readColumn(leaf, footer, store, budget, context, report));
    await pause();
  }
  return { footer, columns };
}

/**
 * Reports the columns that are left out.
 *
 * @throws {UnknownFormatError} code E_UNSUPPORTED when there are no others.
 */
export function checkLeaves(name: string, { leaves, skipped }: Footer, report: ReportBuilder): void {
  for (const { name: column, holds } of skipped)
    report.warn("E_UNSUPPORTED", `The column holds ${holds}, which no table of flows has: it was left out`, {
      column,
    });
  if (leaves.length === 0) {
    const got = skipped.map((column) => `${quote(column.name)} (${column.holds})`).join(", ");
    const rule = "Parquet must have columns of numbers, texts, times or truth values";
    throw unsupported(name, `${rule}, got ${got || "none"}`);
  }
}

async function finish(
  columns: readonly StoredColumn[],
  rows: number,
  report: ReportBuilder,
  context: OpenContext,
): Promise<ReadResult> {
  const names = uniqueNames(columns.map((column) => column.name));
  const named = columns.map((column, i) => {
    const given = column.name === names[i] ? column : column.named(names[i]!);
    return given instanceof TextColumn ? withoutMissingWords(given) : given;
  });
  const shape: TableShape = {
    kind: "parquet",
    names: names.map(normalizeName),
    rows: firstRows(named, rows),
    text: "",
    delimiter: null,
  };
  const source = new SourceColumns(named, rows, new LineMap());
  return finishTable(context.dialect ?? findTableDialect(shape), shape, source, report, context);
}

/** The cells of a column, of all groups. Only one part of the file is held unpacked. */
async function readColumn(
  leaf: Leaf,
  footer: Footer,
  store: ByteStore,
  budget: Budget,
  { name, pause }: Pick<ReadContext, "name" | "pause">,
  report: ReportBuilder,
): Promise<StoredColumn> {
  const values =
    leaf.kind.becomes === "text"
      ? new TextValues(leaf.kind, footer.rows)
      : new NumberValues(leaf.kind, footer.rows);
  for (const group of footer.groups) {
    if (group.rows === 0) continue;
    const meta = group.columns[leaf.place];
    const codec = meta ? await codecFor(meta.codec) : null;
    if (!meta) throw damaged(name, `its Parquet column ${quote(leaf.name)} must lie in every group`);
    if (!codec)
      throw unsupported(
        name,
        `its Parquet column ${quote(leaf.name)} is packed by ${meta.codec ?? "an unknown codec"}; write it with Snappy or Zstandard`,
      );
    try {
      const chunk: Chunk = { bytes: chunkBytes(meta, store), meta, rows: group.rows, leaf, codec };
      await readPages(chunk, values, budget, pause);
    } catch (error) {
      throw isCoded(error) ? error : damagedColumn(name, leaf.name, error);
    }
  }
  const column = values.build(leaf.name);
  if (values instanceof TextValues && values.recoded > 0)
    report.warn("E_ENCODING", "Texts that were no UTF-8 were read as Windows-1252", {
      column: leaf.name,
      count: values.recoded,
    });
  return column;
}

function chunkBytes(meta: Chunk["meta"], store: ByteStore): Uint8Array {
  const data = Number(meta.data_page_offset);
  const dictionary = Number(meta.dictionary_page_offset ?? 0);
  const from = dictionary > 0 ? Math.min(dictionary, data) : data;
  const to = from + Number(meta.total_compressed_size);
  if (!(from >= 0 && to >= from && to <= store.length)) throw new Error("it goes past the end of the file");
  return store.slice(from, to);
}

/** Turns what the decoder throws at broken bytes into an error that says so. */
export function guard<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isCoded(error)) throw error;
    throw damaged(name, `the footer of its Parquet is damaged: ${ruleOf(error)}`, error);
  }
}

function damagedColumn(name: string, column: string, error: unknown): Error {
  if (error instanceof UnreadEncoding)
    return unsupported(
      name,
      `in its Parquet column ${quote(column)} ${error.message}; write it with the usual encodings`,
    );
  return damaged(name, `its Parquet column ${quote(column)} cannot be read: ${ruleOf(error)}`, error);
}

/** The runtimes' own words for a place or a kind that does not fit differ, and help nobody. */
function ruleOf(error: unknown): string {
  const ours = error instanceof Error && error.constructor === Error;
  return ours ? error.message : "its bytes contradict each other";
}

function isCoded(error: unknown): boolean {
  return OWN_CODE.test(String((error as { code?: unknown } | null)?.code));
}

function withTimes(columns: readonly StoredColumn[], { times }: OwnNote): StoredColumn[] {
  return columns.map((column) =>
    column.type === "float" && times.has(column.name) ? timeColumn(column.name, column.values) : column,
  );
}

/** What says in a text that a cell is missing says so in Parquet, too: many such files were made of CSV. */
function withoutMissingWords(column: TextColumn): TextColumn {
  const isMissing = column.categories.map((text) => MISSING_WORDS.has(text.trim().toLowerCase()));
  if (!isMissing.includes(true)) return column;
  const codes = column.values.map((code) => (code >= 0 && isMissing[code] ? -1 : code));
  return new TextColumn(column.name, codes, column.categories).withUsedCategories();
}

function firstRows(columns: readonly StoredColumn[], rows: number): string[][] {
  return Array.from({ length: Math.min(rows, SHAPE_ROWS) }, (_, row) =>
    columns.map((column) => String(column.at(row) ?? "")),
  );
}
