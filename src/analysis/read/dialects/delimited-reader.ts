import { codedError, cutText, quote } from "../../core/mod.ts";
import { wasmAvailable } from "../../../kernels/mod.ts";
import { BulkRows } from "../bulk-rows.ts";
import { ReadAhead } from "../read-ahead.ts";
import type { BulkColumn } from "../bulk-columns.ts";
import { finishTable } from "../finish-table.ts";
import { LineMap } from "../line-map.ts";
import { normalizeName, repeatedNames, uniqueNames } from "../names.ts";
import { MAX_LISTED, ReportBuilder } from "../report-builder.ts";
import { isBlankRow, isCommentRow, joinSurplus, RowFields } from "../row-fields.ts";
import { RowScanner } from "../row-scanner.ts";
import type { RowSink, ScannedRow } from "../row-scanner.ts";
import { findDelimiter, MAX_COLUMNS } from "./delimited.ts";
import { TableColumns } from "./table-columns.ts";
import type { QuoteRules } from "./table-columns.ts";
import { looksLikeCells, tableOf } from "./table-shape.ts";
import type { DelimitedTable } from "./table-shape.ts";
import type { DialectReader, OpenContext, ReadResult, TableReader } from "./types.ts";

const COMMA = 0x2c;
/** A name that is no number, no missing word and no infinity. */
const PLAIN_NAME = /^(?!empty)[a-hj-mo-z]/;
const PLAIN = {
  delimiter: COMMA,
  crOnly: false,
  allQuoted: false,
  header: [],
  rows: [],
  looksLikeTable: false,
};

/** Delimited text (comma, tab, semicolon, bar, blanks) of any names: a known dialect's, or unknown ones, which are guessed. */
export const delimited: DialectReader = {
  id: "csv",
  recognizes(head) {
    const found = findDelimiter(head);
    if (!found) return false;
    return found.looksLikeTable || found.header.length > MAX_COLUMNS || tableOf(found, head).dialect !== null;
  },
  open: (context) => new DelimitedReader(context),
};

class DelimitedReader implements TableReader, RowSink {
  readonly #context: OpenContext;
  readonly #table: DelimitedTable;
  readonly #scanner: RowScanner;
  readonly #delimiter: number;
  readonly #crOnly: boolean;
  /** Reads most rows; null before the first, and where rows must go one by one. */
  #bulk: BulkRows | null = null;
  #ahead: ReadAhead | null = null;
  /** Columns whose names cannot be cells of a column of numbers: where one of them is that, no repeated header is a plain row. */
  #telling: readonly BulkColumn[] = [];
  readonly #report = new ReportBuilder();
  readonly #fields = new RowFields();
  readonly #quotes: QuoteRules;
  #columns: TableColumns | null = null;
  /** Of the header, as they are compared. */
  #headerNames: readonly string[] = [];
  #headerByte = -1;
  #ended = false;

  constructor(context: OpenContext) {
    const { head, dialect, quotesMarkText } = context;
    this.#context = context;
    const found = findDelimiter(head) ?? PLAIN;
    const { delimiter, crOnly, allQuoted } = found;
    this.#delimiter = delimiter;
    this.#crOnly = crOnly;
    this.#table = tableOf(found, head, dialect);
    this.#scanner = new RowScanner(this, { delimiter, quotes: true, crOnly });
    this.#quotes = { markText: quotesMarkText ?? !allQuoted, grouped: delimiter !== COMMA };
  }

  get rows(): number {
    return this.#columns?.rows ?? 0;
  }

  get copies(): boolean {
    return this.#ahead !== null;
  }

  push(bytes: Uint8Array): void | Promise<void> {
    if (this.#ended) return;
    if (this.#ahead) return this.#ahead.push(bytes);
    this.#scanner.push(bytes);
  }

  takeRows(bytes: Uint8Array, from: number, line: number): { rows: number; next: number } | null {
    if (this.#ended || !this.#bulk || !this.#tellsHeader()) return null;
    const taken = this.#bulk.take(bytes, from);
    if (taken) this.#columns!.tookRows(taken.rows, line);
    return taken;
  }

  #tellsHeader(): boolean {
    return this.#headerNames.length === 0 || this.#telling.some(({ form }) => form === "number");
  }

  fits(fields: number): boolean {
    return this.#columns === null || fields === this.#columns.count;
  }

  row(row: ScannedRow): void {
    if (this.#ended || isBlankRow(row)) return;
    if (!this.#columns) {
      if (isCommentRow(row)) return;
      if (!this.#start(row)) return;
    }
    const columns = this.#columns!;
    if (row.count !== columns.count && !this.#joinSurplus(row, columns.count))
      return this.#rejectCount(row, columns.count);
    if (this.#isHeader(row)) return this.#report.drop("repeated header");
    const reason = columns.add(row);
    if (reason !== null) this.#reject(row, reason);
  }

  badRow(row: ScannedRow, reason: string): void {
    if (this.#ended) return;
    if (this.#columns || this.#table.names) return this.#reject(row, reason);
    this.#fail(
      SyntaxError,
      "E_NO_HEADER",
      `the header must be a row of names, got one where ${reason}`,
      row.line,
    );
  }

  async end(cut: boolean): Promise<ReadResult> {
    if (!this.#ended) await this.#ahead?.end();
    if (!this.#ended) this.#scanner.end();
    this.close();
    if (cut) this.#report.truncated = true;
    const columns = this.#columns;
    if (!columns) this.#fail(SyntaxError, "E_NO_HEADER", "a table must begin with a header, got none");
    if (columns.rows === 0 && this.#report.rejected === 0)
      this.#fail(SyntaxError, "E_HEADER_ONLY", "a table must have rows, got a header only");
    const source = await columns.build(this.#report, this.#context.pause);
    const { dialect, shape } = this.#table;
    return finishTable(dialect, shape, source, this.#report, this.#context);
  }

  close(): void {
    this.#ahead?.close();
    this.#bulk?.close();
  }

  /** @returns Whether the first row is one of the table's rows. */
  #start(row: ScannedRow): boolean {
    const { names, dialect } = this.#table;
    if (row.count > MAX_COLUMNS) {
      this.#fail(
        RangeError,
        "E_UNSUPPORTED",
        `a table may have ${MAX_COLUMNS} columns, got ${row.count}`,
        row.line,
      );
    }
    const header = names ?? this.#fields.textsOf(row);
    if (!names) this.#checkHeader(header, row);
    const lines = new LineMap();
    this.#columns = new TableColumns(uniqueNames(header), dialect, lines, this.#fields, this.#quotes);
    if (!names) {
      this.#headerNames = header.map(normalizeName);
      this.#headerByte = row.bytes[row.from]!;
    }
    this.#openBulk(this.#columns);
    if (names) return true;
    return false;
  }

  #openBulk(table: TableColumns): void {
    const shape = {
      delimiter: this.#delimiter,
      columns: table.count,
      quotes: true,
      header: new Uint8Array(0),
    };
    if (this.#crOnly || !wasmAvailable() || !BulkRows.suits(shape)) return;
    const columns = table.inBulk();
    this.#telling = columns.filter((_, at) => PLAIN_NAME.test(this.#headerNames[at] ?? ""));
    this.#bulk = new BulkRows({ shape, offsetMinutes: 0 }, columns);
    const { ahead } = this.#context;
    if (ahead) this.#ahead = new ReadAhead(this.#scanner, this.#bulk, ahead);
  }

  #checkHeader(header: readonly string[], row: ScannedRow): void {
    if (this.#table.dialect === null && looksLikeCells(header)) {
      const got = cutText(header.map((name) => quote(name)).join(", "), 400);
      const remedy = "add a header that names the columns";
      this.#fail(
        SyntaxError,
        "E_NO_HEADER",
        `the first row must name the columns, got ${got}; ${remedy}`,
        row.line,
      );
    }
    for (const name of repeatedNames(header)) {
      this.#report.warn(
        "W_DUPLICATE_HEADER",
        "The header names a column twice: the first one counts, later ones come along under another name",
        { column: cutText(name) },
      );
    }
  }

  /** Puts surplus fields back into the column whose texts may hold the delimiter. */
  #joinSurplus(row: ScannedRow, count: number): boolean {
    const name = this.#table.dialect?.unescaped;
    if (name === undefined || !joinSurplus(row, this.#headerNames.indexOf(name), count)) return false;
    this.#report.warn("W_UNESCAPED", "Texts that hold the delimiter without quotes were put together again", {
      line: row.line,
      column: name,
    });
    return true;
  }

  #isHeader(row: ScannedRow): boolean {
    const names = this.#headerNames;
    if (names.length === 0 || row.bytes[row.from] !== this.#headerByte) return false;
    for (let i = 0; i < names.length; i++)
      if (normalizeName(this.#fields.textOf(row, i)) !== names[i]) return false;
    return true;
  }

  #rejectCount(row: ScannedRow, expected: number): void {
    if (this.#table.dialect?.endsAt?.(this.#fields.textOf(row, 0)) === true) {
      this.#ended = true;
      return;
    }
    const cut = row.unended && row.count < expected;
    if (cut) this.#report.truncated = true;
    this.#reject(row, `expected ${expected} fields, got ${row.count}${cut ? " (truncated last line)" : ""}`);
  }

  #reject(row: ScannedRow, reason: string): void {
    const isListed = this.#report.rejected < MAX_LISTED;
    this.#report.reject(row.line, reason, isListed ? this.#fields.lineOf(row) : "");
  }

  #fail(
    ErrorClass: typeof SyntaxError | typeof RangeError,
    code: string,
    rule: string,
    line?: number,
  ): never {
    const message = `Cannot load ${this.#context.name}: ${rule}`;
    throw codedError(ErrorClass, code, message, line === undefined ? {} : { line });
  }
}
