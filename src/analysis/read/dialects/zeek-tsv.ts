import { codedError, cutText, quote } from "../../core/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import { finishTable } from "../finish-table.ts";
import { LineMap } from "../line-map.ts";
import { normalizeName, repeatedNames, uniqueNames } from "../names.ts";
import { NUMBER_INVALID, NumberParser } from "../../rows/mod.ts";
import { ReportBuilder } from "../report-builder.ts";
import { RowScanner } from "../row-scanner.ts";
import type { RowSink, ScannedRow } from "../row-scanner.ts";
import { SourceColumns } from "../source-columns.ts";
import { MAX_COLUMNS } from "./delimited.ts";
import type { DialectReader, ReadContext, ReadResult, TableDialect, TableReader } from "./types.ts";
import { ZeekColumn } from "./zeek-column.ts";
import { mapZeekConn } from "./zeek-conn.ts";

/** Blanks that join the last three names, and values, of an IoT-23 log. */
const PACKED = /\s{2,}/;
/** Characters at the start of an input in which a log's header must begin. */
const SIGNATURE_LENGTH = 4096;

/** The field that tells a log of connections, however its separator was set. */
const ORIGINATOR = normalizeName("id.orig_h");
const CONN_LOG: TableDialect = { id: "zeek-tsv", recognizes: () => false, map: mapZeekConn };

/** Zeek's tab-separated logs, of which conn.log is the flow log. */
export const zeekTsv: DialectReader = {
  id: "zeek-tsv",
  recognizes: (head) => /^[ \t]*#(?:separator|fields)\s/m.test(head.text.slice(0, SIGNATURE_LENGTH)),
  open: (context) => new ZeekTsvReader(context),
};

class ZeekTsvReader implements TableReader, RowSink {
  readonly #context: ReadContext;
  readonly #scanner: RowScanner;
  readonly #separator: string;
  readonly #report = new ReportBuilder();
  readonly #lines = new LineMap();
  readonly #parser = new NumberParser();
  readonly #columns = new Map<string, ZeekColumn>();
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  /** The columns of the rows that follow, in their order. */
  #layout: ZeekColumn[] = [];
  #names: string[] = [];
  #types: string[] = [];
  /** Values that the last field packs; 0 in an ordinary log. */
  #packed = 0;
  #unset = new TextEncoder().encode("-");
  #empty = new TextEncoder().encode("(empty)");
  /** By column of the layout: the row's numbers, and where the fields of a packed row lie. */
  #numbers = new Float64Array(0);
  #starts = new Int32Array(0);
  #ends = new Int32Array(0);
  #closed = false;
  /** A line #path says that it is the conn.log: its fields may then have any names. */
  #isConn = false;

  constructor(context: ReadContext) {
    this.#context = context;
    const named = /^[ \t]*#separator[ \t]+(\S+)/m.exec(context.head.text.slice(0, SIGNATURE_LENGTH))?.[1];
    const delimiter = unescapeByte(named ?? "\\x09");
    this.#separator = String.fromCharCode(delimiter);
    this.#scanner = new RowScanner(this, { delimiter, quotes: false });
  }

  get rows(): number {
    return this.#report.kept;
  }

  push(bytes: Uint8Array): void {
    this.#scanner.push(bytes);
  }

  fits(): boolean {
    return true;
  }

  row(row: ScannedRow): void {
    const { bytes } = row;
    let first = row.from;
    while (first < row.to && (bytes[first] === 0x09 || bytes[first] === 0x20)) first++;
    if (bytes[first] === 0x23) return this.#header(this.#text(bytes, first, row.to), row.line);
    if (first === row.to && row.count === 1) return;
    if (this.#layout.length === 0) return this.#reject(row, "row before any #fields line");
    const expected = this.#layout.length - (this.#packed > 0 ? this.#packed - 1 : 0);
    if (row.count !== expected) return this.#rejectCount(row, expected);
    if (this.#packed === 0) this.#store(row, row.starts, row.ends);
    else this.#storePacked(row);
  }

  badRow(row: ScannedRow, reason: string): void {
    this.#reject(row, reason);
  }

  async end(cut: boolean): Promise<ReadResult> {
    this.#scanner.end();
    if (cut) this.#report.truncated = true;
    const { name, pause } = this.#context;
    if (this.#names.length === 0) {
      throw codedError(
        SyntaxError,
        "E_NO_HEADER",
        `Cannot load ${name}: a Zeek log must have a #fields line, got none`,
      );
    }
    if (this.rows === 0 && this.#report.rejected === 0) {
      throw codedError(
        SyntaxError,
        "E_HEADER_ONLY",
        `Cannot load ${name}: a log must have rows, got a header only`,
      );
    }
    if (!this.#closed)
      this.#report.warn(
        "W_NO_CLOSE",
        "The log has no #close line: Zeek was still writing it, or its end is lost",
      );
    this.#layout = [];
    const columns: StoredColumn[] = [];
    for (const [column, builder] of this.#columns) {
      builder.padTo(this.rows);
      columns.push(builder.build());
      this.#columns.delete(column);
      this.#warnAbout(builder);
      await pause();
    }
    const source = new SourceColumns(columns, this.rows, this.#lines);
    return finishTable(CONN_LOG, { kind: "delimited" }, source, this.#report, this.#context);
  }

  #warnAbout({ name, type, recoded, malformed, mixedFrom }: ZeekColumn): void {
    const column = cutText(name);
    const code = type === "time" ? "W_MASKED_TIME" : "W_MALFORMED";
    if (recoded > 0)
      this.#report.warn("W_ENCODING", "Texts that are not UTF-8 were read as Windows-1252", {
        column,
        count: recoded,
      });
    if (malformed > 0)
      this.#report.warn(code, `Values that are no ${type} were taken as missing`, {
        column,
        count: malformed,
      });
    if (mixedFrom >= 0) {
      this.#report.warn(
        "W_MIXED_COLUMN",
        "The column holds text among numbers or truth values, and no #types line says what it is: it is text",
        {
          column,
          line: this.#lines.lineOf(mixedFrom),
        },
      );
    }
  }

  #header(line: string, lineNumber: number): void {
    const words = line.split(this.#separator).map((word) => word.trim());
    const value = words[1] ?? "";
    switch (words[0]) {
      case "#path":
        return this.#checkPath(value, lineNumber);
      case "#unset_field":
        this.#unset = this.#encoder.encode(value);
        return;
      case "#empty_field":
        this.#empty = this.#encoder.encode(value);
        return;
      case "#fields":
        this.#closed = false;
        this.#names = words.slice(1);
        this.#types = [];
        return this.#startLayout(lineNumber);
      case "#types":
        this.#types = words.slice(1);
        if (this.#names.length > 0) this.#startLayout(lineNumber);
        return;
      case "#close":
        this.#closed = true;
        return;
      default:
        this.#checkFieldsWord(words[0]!, lineNumber);
    }
  }

  #checkPath(path: string, line: number): void {
    this.#isConn = path === "conn";
    if (this.#isConn || path === "") return;
    throw codedError(
      SyntaxError,
      "E_NOT_A_FLOW_LOG",
      `Cannot load ${this.#context.name}: a flow log must have #path conn, got ${quote(path)}; load the conn.log of the same folder`,
      { line },
    );
  }

  #checkFieldsWord(word: string, line: number): void {
    if (!/^#fields\s/.test(word)) return;
    const separator = quote(this.#separator);
    throw codedError(
      SyntaxError,
      "E_NO_HEADER",
      `Cannot load ${this.#context.name}: the names after #fields must be separated by ${separator}, got ${quote(word)}; the log's tabs were lost`,
      { line },
    );
  }

  /** Columns by the names and types at hand; a column that the last layout had goes on. */
  #startLayout(line: number): void {
    const last = (this.#names.at(-1) ?? "").split(PACKED);
    this.#packed = last.length > 1 ? last.length : 0;
    const plain = [...this.#names.slice(0, -1), ...last];
    const types =
      this.#packed > 0
        ? [...this.#types.slice(0, -1), ...(this.#types.at(-1) ?? "").split(PACKED)]
        : this.#types;
    if (!this.#isConn && !plain.some((name) => normalizeName(name) === ORIGINATOR)) {
      throw codedError(
        SyntaxError,
        "E_NOT_A_FLOW_LOG",
        `Cannot load ${this.#context.name}: a conn.log must have the field "id.orig_h", got ${quote(plain.join(", "))}`,
        { line },
      );
    }
    if (plain.length > MAX_COLUMNS) {
      throw codedError(
        RangeError,
        "E_UNSUPPORTED",
        `Cannot load ${this.#context.name}: a log may have ${MAX_COLUMNS} fields, got ${plain.length}`,
        { line },
      );
    }
    if (this.#types.length === 0) {
      for (const name of repeatedNames(plain)) {
        this.#report.warn(
          "W_DUPLICATE_HEADER",
          "#fields names a column twice: the first one counts, later ones carry a number",
          { column: cutText(name) },
        );
      }
    }
    for (const column of this.#layout) column.padTo(this.rows);
    this.#layout = uniqueNames(plain).map((name, index) => this.#column(name, types[index] ?? ""));
    for (const column of this.#layout) column.padTo(this.rows);
    this.#numbers = new Float64Array(this.#layout.length);
    this.#starts = new Int32Array(this.#layout.length);
    this.#ends = new Int32Array(this.#layout.length);
  }

  #column(name: string, type: string): ZeekColumn {
    const known = this.#columns.get(name);
    if (known && (known.type === type || type === "" || this.rows > 0)) return known;
    const column = new ZeekColumn(name, type, this.#parser);
    this.#columns.set(name, column);
    return column;
  }

  /** Numbers first, so that a row with a bad one is set aside before any column has grown. */
  #store(row: ScannedRow, starts: Int32Array, ends: Int32Array): void {
    const { bytes } = row;
    const layout = this.#layout;
    const numbers = this.#numbers;
    for (let i = 0; i < layout.length; i++) {
      const column = layout[i]!;
      if (!column.isNumber) continue;
      const start = starts[i]!;
      const end = ends[i]!;
      numbers[i] = NaN;
      if (this.#isUnset(bytes, start, end)) continue;
      numbers[i] = this.#parser.parse(bytes, start, end);
      if (this.#parser.status !== NUMBER_INVALID) continue;
      if (column.type !== "time") {
        return this.#reject(
          row,
          `${quote(column.name)} must be a number, got ${quote(this.#text(bytes, start, end))}`,
        );
      }
      column.malformed++;
    }
    for (let i = 0; i < layout.length; i++) {
      const column = layout[i]!;
      const start = starts[i]!;
      const end = ends[i]!;
      if (column.isNumber) column.pushNumber(numbers[i]!);
      else if (this.#isUnset(bytes, start, end)) column.pushMissing();
      else column.pushBytes(bytes, start, end);
    }
    this.#lines.add(this.#report.kept, row.line);
    this.#report.kept++;
  }

  /** A row whose last field packs several values, which become fields of their own. */
  #storePacked(row: ScannedRow): void {
    const plain = row.count - 1;
    this.#starts.set(row.starts.subarray(0, plain));
    this.#ends.set(row.ends.subarray(0, plain));
    const parts = splitPacked(
      row.bytes,
      row.starts[plain]!,
      row.ends[plain]!,
      plain,
      this.#starts,
      this.#ends,
    );
    if (parts === this.#packed) this.#store(row, this.#starts, this.#ends);
    else this.#reject(row, `last field must pack ${this.#packed} values, got ${parts}`);
  }

  #isUnset(bytes: Uint8Array, start: number, end: number): boolean {
    return start === end || equals(bytes, start, end, this.#unset) || equals(bytes, start, end, this.#empty);
  }

  #rejectCount(row: ScannedRow, expected: number): void {
    const cut = row.unended && row.count < expected;
    if (cut) this.#report.truncated = true;
    this.#reject(row, `expected ${expected} fields, got ${row.count}${cut ? " (truncated last line)" : ""}`);
  }

  #reject(row: ScannedRow, reason: string): void {
    this.#report.reject(row.line, reason, this.#text(row.bytes, row.from, Math.min(row.to, row.from + 1000)));
  }

  #text(bytes: Uint8Array, start: number, end: number): string {
    return this.#decoder.decode(bytes.subarray(start, end));
  }
}

function equals(bytes: Uint8Array, start: number, end: number, token: Uint8Array): boolean {
  if (end - start !== token.length) return false;
  for (let i = 0; i < token.length; i++) if (bytes[start + i] !== token[i]) return false;
  return true;
}

/**
 * Splits a field at runs of two or more blanks.
 *
 * @param first Index in `starts` and `ends` of the first part; parts past their end are counted only.
 * @returns How many parts there are.
 */
function splitPacked(
  bytes: Uint8Array,
  start: number,
  end: number,
  first: number,
  starts: Int32Array,
  ends: Int32Array,
): number {
  let from = start;
  let to = end;
  while (from < to && bytes[from] === 0x20) from++;
  while (to > from && bytes[to - 1] === 0x20) to--;
  let parts = 0;
  for (let i = from; i < to;) {
    starts[first + parts] = i;
    while (i < to && !(bytes[i] === 0x20 && bytes[i + 1] === 0x20)) i++;
    ends[first + parts] = i;
    parts++;
    while (i < to && bytes[i] === 0x20) i++;
  }
  return parts;
}

/** The byte of "\x09" or of a plain character. */
function unescapeByte(text: string): number {
  const hex = /^\\x([0-9a-fA-F]{2})$/.exec(text)?.[1];
  return hex ? parseInt(hex, 16) : text.charCodeAt(0);
}
