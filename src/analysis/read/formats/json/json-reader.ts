import { codedError, cutText, quote } from "../../../core/mod.ts";
import type { Dialect } from "../../../core/mod.ts";
import { textColumnFromStrings } from "../../../table/mod.ts";
import type { StoredColumn } from "../../../table/mod.ts";
import { MAX_COLUMNS } from "../../dialects/delimited.ts";
import { findTableDialect } from "../../dialects/table-dialects.ts";
import type {
  DialectReader,
  Head,
  OpenContext,
  ReadResult,
  TableDialect,
  TableReader,
  TableShape,
} from "../../dialects/types.ts";
import { finishTable } from "../../finish-table.ts";
import { LineMap } from "../../line-map.ts";
import { normalizeName, uniqueNames } from "../../names.ts";
import { checkBadRows, ReportBuilder } from "../../report-builder.ts";
import { SourceColumns } from "../../source-columns.ts";
import { faultOf } from "./fault.ts";
import type { ColumnKind, JSONColumn } from "./json-column.ts";
import { isRecord, JSONColumns } from "./json-columns.ts";
import type { JSONRecord } from "./json-columns.ts";
import { kindFor, kindOf } from "./record-kinds.ts";
import type { RecordKind } from "./record-kinds.ts";
import { layoutOf, parseJSON, sampleOf, splitterFor } from "./sample.ts";
import { isTooDeep, TOO_DEEP } from "./texts.ts";
import type { TextSink, TextSplitter } from "./texts.ts";

/** Rows that a table's shape shows. */
const SHAPE_ROWS = 20;

/** JSON lines, or a JSON array, of a format with records of several kinds. */
function kindReader(id: Extract<Dialect, "zeek-json" | "suricata-eve">): DialectReader {
  return {
    id,
    recognizes: (head) => layoutOf(head) !== null && kindOf(sampleOf(head))?.dialect.id === id,
    open: (context) => new JSONReader(context, kindFor(id)),
  };
}

/** Everything that comes as JSON records: JSON lines, a JSON array, objects one after the other. */
export const JSON_READERS: readonly DialectReader[] = [
  kindReader("suricata-eve"),
  kindReader("zeek-json"),
  {
    id: "jsonl",
    recognizes: (head) => layoutOf(head) !== null,
    open: (context) => new JSONReader(context, null),
  },
];

class JSONReader implements TableReader, TextSink {
  readonly #context: OpenContext;
  readonly #kind: RecordKind | null;
  readonly #dialect: TableDialect | null;
  readonly #splitter: TextSplitter;
  readonly #report = new ReportBuilder();
  readonly #columns: JSONColumns;
  readonly #lines = new LineMap();
  readonly #dropped = new Map<string, number>();
  /** The first that was told of each flow beside its own record. */
  readonly #notes = new Map<number, string>();
  #bytes = 0;
  #texts = 0;

  constructor(context: OpenContext, kind: RecordKind | null) {
    const { head, dialect } = context;
    this.#context = context;
    this.#kind = kind;
    this.#dialect = kind?.dialect ?? dialect ?? findTableDialect(shapeOf(sampleOf(head), head));
    this.#columns = new JSONColumns(columnKinds(this.#dialect, kind !== null));
    this.#splitter = splitterFor(layoutOf(head) ?? { lines: true, lineEnd: 0x0a }, this);
  }

  get rows(): number {
    return this.#columns.rows;
  }

  push(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#splitter.push(bytes);
  }

  text(text: string, line: number, unended: boolean): void {
    if (isTooDeep(text)) return this.bad(line, TOO_DEEP, text);
    const value = parseJSON(text);
    if (isRecord(value)) return this.#record(value, text, line);
    if (value === undefined && (text.trim() === "" || this.#isComment(text))) return;
    this.#texts++;
    if (value !== undefined) this.#reject(line, `must be an object, got ${nameOf(value)}`, text);
    else {
      if (unended) this.#report.truncated = true;
      this.#reject(line, faultOf(text) + (unended ? " (truncated end)" : ""), text);
    }
  }

  bad(line: number, reason: string, start: string): void {
    this.#texts++;
    this.#reject(line, reason, start);
  }

  async end(cut: boolean): Promise<ReadResult> {
    this.#splitter.end();
    if (cut || this.#splitter.cut) this.#report.truncated = true;
    this.#report.kept = this.rows;
    for (const [kind, count] of this.#dropped) this.#report.drop(kind, count);
    this.#checkRows();
    this.#warn();
    const source = await this.#build();
    const dialect = this.#dialect ?? findTableDialect(shapeOfColumns(source, this.#context.head));
    return finishTable(dialect, { kind: "json" }, source, this.#report, this.#context);
  }

  #record(record: JSONRecord, text: string, line: number): void {
    this.#texts++;
    const other = this.#kind?.otherThanFlow(record) ?? null;
    if (other !== null) {
      const kind = cutText(other, 80);
      this.#dropped.set(kind, (this.#dropped.get(kind) ?? 0) + 1);
      const note = this.#kind?.note?.(record);
      if (note && !this.#notes.has(note.flow)) this.#notes.set(note.flow, note.text);
      return;
    }
    const reason = this.#columns.add(record);
    if (reason === null) this.#lines.add(this.rows - 1, line);
    else this.#reject(line, reason, text);
  }

  /** Lines before the first record that only say what follows. */
  #isComment(text: string): boolean {
    return this.#texts === 0 && text.trimStart().startsWith("###");
  }

  /** The text is copied: what is cut out of a block of lines would keep the whole block. */
  #reject(line: number, reason: string, text: string): void {
    this.#report.reject(line, reason, JSON.parse(JSON.stringify(cutText(text))) as string);
  }

  #checkRows(): void {
    const { name } = this.#context;
    if (this.rows > 0) return;
    if (this.#kind && this.#dropped.size > 0) {
      const counts = [...this.#dropped].sort(([, a], [, b]) => b - a);
      const got = cutText(counts.map(([kind, count]) => `${quote(kind)} (${count})`).join(", "), 400);
      const { rule, remedy } = this.#kind;
      throw codedError(
        SyntaxError,
        "E_NOT_A_FLOW_LOG",
        `Cannot load ${name}: ${rule}, got ${got}; ${remedy}`,
      );
    }
    if (this.#report.rejected > 0) return checkBadRows(name, this.#report.build([]), false);
    throw codedError(
      SyntaxError,
      "E_EMPTY",
      `Cannot load ${name}: JSON must hold at least one object, got none`,
    );
  }

  #warn(): void {
    const { undecodable } = this.#splitter;
    const { repeated, leftOut } = this.#columns;
    if (undecodable > 0)
      this.#report.warn("W_ENCODING", "Lines that are not UTF-8 hold U+FFFD where they could not be read", {
        count: undecodable,
      });
    if (repeated > 0)
      this.#report.warn(
        "W_DUPLICATE_HEADER",
        'Records name a field twice, as by "a.b" and "a": {"b"}: the first one counts',
        { count: repeated },
      );
    if (leftOut > 0)
      this.#report.warn("W_COLUMNS_LEFT_OUT", `Values of names past the first ${MAX_COLUMNS} were left out`, {
        count: leftOut,
      });
  }

  async #build(): Promise<SourceColumns> {
    const columns: StoredColumn[] = [];
    const rows = this.rows;
    const leftOut: string[] = [];
    for (const { column, built } of this.#columns.build(this.#bytes)) {
      if (built) columns.push(built);
      else leftOut.push(column.name);
      this.#warnAbout(column);
      await this.#context.pause();
    }
    if (leftOut.length > 0) {
      const names = cutText(leftOut.slice(0, 3).map(quote).join(", "));
      this.#report.warn(
        "W_COLUMNS_LEFT_OUT",
        `Names that only few records have, as ${names}, were left out: a column for each would be far larger than the input`,
        { count: leftOut.length, column: cutText(leftOut[0]!) },
      );
    }
    const noted = this.#notedColumn(columns);
    if (noted) columns.push(noted);
    const names = uniqueNames(columns.map(({ name }) => name));
    const unique = columns.map((column, i) => (column.name === names[i] ? column : column.named(names[i]!)));
    return new SourceColumns(unique, rows, this.#lines);
  }

  #notedColumn(columns: readonly StoredColumn[]): StoredColumn | null {
    const notes = this.#kind?.notes;
    const flows = columns.find(({ name }) => name === notes?.by);
    if (!notes || !flows || this.#notes.size === 0) return null;
    const texts = flows.toArray().map((flow) => this.#notes.get(flow as number) ?? null);
    return texts.every((text) => text === null) ? null : textColumnFromStrings(notes.column, texts);
  }

  #warnAbout({ name, mixedFrom, inexact }: JSONColumn): void {
    const column = cutText(name);
    if (mixedFrom >= 0)
      this.#report.warn(
        "W_MIXED_COLUMN",
        "The field holds text among numbers or truth values: it is text, with the others in their shortest form",
        { column, line: this.#lines.lineOf(mixedFrom) },
      );
    if (inexact > 0)
      this.#report.warn("W_INEXACT", "Numbers above 2^53 lose their last digits", { column, count: inexact });
  }
}

/** @param typed The format writes numbers as numbers: its texts are texts. */
function columnKinds(dialect: TableDialect | null, typed: boolean): (name: string) => ColumnKind {
  const numbers = new Set(dialect?.numbers);
  const texts = new Set(dialect?.texts);
  return (name) => (numbers.has(name) ? "number" : typed || texts.has(name) ? "text" : "any");
}

/** The shape of the table that records make. */
function shapeOf(records: readonly JSONRecord[], head: Head): TableShape {
  const columns = new JSONColumns(() => "text");
  for (const record of records) columns.add(record);
  const rows = columns.rows;
  const built = [...columns.build(head.bytes.length)].flatMap(({ built }) => built ?? []);
  return shapeOfColumns(new SourceColumns(built, rows, new LineMap()), head);
}

function shapeOfColumns(source: SourceColumns, head: Head): TableShape {
  const columns = source.all();
  const rows = Array.from({ length: Math.min(source.rows, SHAPE_ROWS) }, (_, row) =>
    columns.map((column) => String(column.at(row) ?? "")),
  );
  return { kind: "json", names: source.names.map(normalizeName), rows, text: head.text, delimiter: null };
}

function nameOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
