import { joinBytes } from "./join-bytes.ts";

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** A longer row is set aside: it is damage, not data. */
const MAX_ROW_BYTES = 16 * 1024 * 1024;
/** An unfinished row that is scanned once more for each line that comes, as long as it is shorter than this. */
const SHORT_REST = 4096;
/** A quoted field that spans more lines was opened by a stray quote. */
const MAX_QUOTED_LINES = 200;

/** The fields of one row, valid until the next row is scanned. */
export interface ScannedRow {
  /** Where the fields lie; not to be changed or kept. */
  bytes: Uint8Array;
  /** Field i is `bytes` from `starts[i]` to `ends[i]`, without its quotes. */
  starts: Int32Array;
  ends: Int32Array;
  /** 1 where the field was quoted, 2 where it also holds doubled quotes. */
  quoted: Uint8Array;
  count: number;
  /** Where the whole row lies in `bytes`, without its line break. */
  from: number;
  to: number;
  /** Physical line on which the row begins, from 1. */
  line: number;
  /** The row was not ended by a line break. */
  unended: boolean;
}

/** Receives rows in order; rows that cannot be split come with the reason. */
export interface RowSink {
  row(row: ScannedRow): void;
  badRow(row: ScannedRow, reason: string): void;
  /**
   * Takes rows by itself, each one line, of those that begin at `from`; the row behind them comes in the usual way.
   *
   * @param line Physical line on which the first one begins.
   * @returns How many, and where the next row begins; null when it took none.
   */
  takeRows?(bytes: Uint8Array, from: number, line: number): { rows: number; next: number } | null;
  /** Whether a row of the table may have so many fields: one over several lines that may not was opened by a stray quote. */
  fits(fields: number): boolean;
}

export interface ScanOptions {
  /** Byte between fields. */
  delimiter: number;
  /** Whether a field that begins with a double quote ends with one and may hold delimiters and line breaks (RFC 4180). */
  quotes: boolean;
  /** Lines end in a lone carriage return. */
  crOnly?: boolean;
}

type Outcome = "row" | "bad" | "need more";

/**
 * Splits a stream of bytes into rows of fields, in one pass and without making text.
 *
 * A quote that is never closed costs its own line, not the rest of the file.
 */
export class RowScanner {
  readonly #sink: RowSink;
  readonly #delimiter: number;
  readonly #quotes: boolean;
  readonly #lineEnd: number;
  /** An unfinished row, and what came after it. */
  #rest: Uint8Array = new Uint8Array(0);
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #line = 1;
  #reason = "";
  #next = 0;
  /** Line breaks inside the quoted fields of the row. */
  #quotedBreaks = 0;
  /** Inside a row that is longer than allowed: skip to the line's end. */
  #skipping = false;
  readonly #row: ScannedRow = {
    bytes: new Uint8Array(0),
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    quoted: new Uint8Array(64),
    count: 0,
    from: 0,
    to: 0,
    line: 1,
    unended: false,
  };

  constructor(sink: RowSink, options: ScanOptions) {
    this.#sink = sink;
    this.#delimiter = options.delimiter;
    this.#quotes = options.quotes;
    this.#lineEnd = options.crOnly ? CR : LF;
  }

  /** Scans the next bytes of the stream; an unfinished row waits until as much again has come, so that a long one is not scanned over and over. */
  push(bytes: Uint8Array): void {
    if (this.#rest.length === 0) return this.#scanAll(bytes, false);
    const rest = this.#finishLine(bytes);
    if (rest.length === 0) return;
    if (this.#rest.length === 0) return this.#scanAll(rest, false);
    this.#waiting.push(rest);
    this.#waitingBytes += rest.length;
    if (this.#waitingBytes >= this.#rest.length) this.#scanAll(this.#takeRest(), false);
  }

  /** Whether bytes that were given are still looked at; they must not change then. */
  get holdsBytes(): boolean {
    return this.#waiting.length > 0;
  }

  /** Ends a short unfinished row with its line, so that the bytes behind it need not be copied. @returns Those. */
  #finishLine(bytes: Uint8Array): Uint8Array {
    if (this.#rest.length > SHORT_REST || this.#waiting.length > 0) return bytes;
    const to = bytes.indexOf(this.#lineEnd) + 1;
    if (to === 0) return bytes;
    this.#waiting.push(bytes.subarray(0, to));
    this.#scanAll(this.#takeRest(), false);
    return bytes.subarray(to);
  }

  /** Scans what is left. */
  end(): void {
    this.#scanAll(this.#takeRest(), true);
  }

  #takeRest(): Uint8Array {
    const all = joinBytes([this.#rest, ...this.#waiting]);
    this.#rest = new Uint8Array(0);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return all;
  }

  #scanAll(bytes: Uint8Array, last: boolean): void {
    let from = 0;
    this.#row.bytes = bytes;
    while (from < bytes.length) {
      if (this.#skipping) {
        const lineEnd = bytes.indexOf(this.#lineEnd, from);
        if (lineEnd < 0) return;
        this.#skipping = false;
        this.#line++;
        from = lineEnd + 1;
        continue;
      }
      const taken = this.#sink.takeRows?.(bytes, from, this.#line);
      if (taken) {
        this.#line += taken.rows;
        from = taken.next;
        continue;
      }
      let outcome = this.#scanRow(bytes, from, last);
      const to = outcome === "need more" ? bytes.length : this.#next;
      if (to - from > MAX_ROW_BYTES && outcome !== "bad") outcome = this.#failLongRow(bytes, from);
      if (outcome === "need more") break;
      if (outcome === "row") this.#sink.row(this.#row);
      else this.#sink.badRow(this.#row, this.#reason);
      if (!this.#skipping) this.#line += outcome === "row" ? this.#quotedBreaks + 1 : 1;
      from = this.#next;
    }
    this.#rest = bytes.slice(from);
  }

  #scanRow(bytes: Uint8Array, from: number, last: boolean): Outcome {
    const row = this.#row;
    const delimiter = this.#delimiter;
    const lineEnd = this.#lineEnd;
    const length = bytes.length;
    row.from = from;
    row.line = this.#line;
    row.unended = false;
    row.count = 0;
    this.#quotedBreaks = 0;
    let i = from;
    for (;;) {
      if (row.count === row.starts.length) this.#growFields();
      const field = row.count++;
      if (this.#quotes && i < length && bytes[i] === QUOTE) {
        const after = this.#scanQuoted(bytes, i, field);
        if (after < 0) {
          if (!last && after === -1) return "need more";
          return this.#failLine(
            bytes,
            from,
            last,
            after === -3 ? "text after a closing quote" : "a quote is opened and not closed",
          );
        }
        i = after;
      } else {
        row.starts[field] = i;
        row.quoted[field] = 0;
        for (let byte = -1; i < length; i++) {
          byte = bytes[i]!;
          if (byte === delimiter || byte === lineEnd) break;
        }
        row.ends[field] = i;
      }
      if (i < length && bytes[i] !== lineEnd) {
        i++;
        continue;
      }
      if (i >= length && !last) return "need more";
      if (this.#quotedBreaks > 0 && !this.#sink.fits(row.count)) {
        return this.#failLine(bytes, from, last, "a quote is opened and not closed");
      }
      row.unended = i >= length;
      return this.#finish(bytes, i, Math.min(i + 1, length));
    }
  }

  /** @returns Where the field's delimiter or line break stands; -1 needs more bytes, -2 never closed, -3 text after the closing quote. */
  #scanQuoted(bytes: Uint8Array, open: number, field: number): number {
    const row = this.#row;
    let doubled = false;
    let lines = 0;
    let i = open + 1;
    for (; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === QUOTE) {
        if (bytes[i + 1] !== QUOTE) break;
        doubled = true;
        i++;
      } else if (byte === this.#lineEnd && ++lines > MAX_QUOTED_LINES) return -2;
    }
    if (i >= bytes.length) return -1;
    this.#quotedBreaks += lines;
    row.starts[field] = open + 1;
    row.ends[field] = i;
    row.quoted[field] = doubled ? 2 : 1;
    i++;
    if (i >= bytes.length || bytes[i] === this.#delimiter || bytes[i] === this.#lineEnd) return i;
    if (bytes[i] === CR && (i + 1 >= bytes.length || bytes[i + 1] === this.#lineEnd)) return i + 1;
    return -3;
  }

  #finish(bytes: Uint8Array, end: number, next: number): Outcome {
    const row = this.#row;
    row.to = end > row.from && bytes[end - 1] === CR ? end - 1 : end;
    const lastField = row.count - 1;
    if (row.ends[lastField]! > row.to) row.ends[lastField] = row.to;
    this.#next = next;
    return "row";
  }

  /** Gives up on the row's first physical line and goes on with the next. */
  #failLine(bytes: Uint8Array, from: number, last: boolean, reason: string): Outcome {
    const lineEnd = bytes.indexOf(this.#lineEnd, from);
    if (lineEnd < 0 && !last) return "need more";
    const end = lineEnd < 0 ? bytes.length : lineEnd;
    this.#row.to = end > from && bytes[end - 1] === CR ? end - 1 : end;
    this.#reason = reason;
    this.#next = lineEnd < 0 ? bytes.length : lineEnd + 1;
    return "bad";
  }

  /** Gives up on a row that is too long: on its first line when a quote made it long, else on all up to the next line break. */
  #failLongRow(bytes: Uint8Array, from: number): Outcome {
    const lineEnd = bytes.indexOf(this.#lineEnd, from);
    if (lineEnd >= 0 && lineEnd - from <= MAX_ROW_BYTES)
      return this.#failLine(bytes, from, true, "a quote is opened and not closed");
    this.#reason = `row is longer than ${MAX_ROW_BYTES / 1048576} MiB`;
    this.#row.from = from;
    this.#row.to = lineEnd < 0 ? bytes.length : lineEnd;
    this.#row.line = this.#line;
    this.#skipping = lineEnd < 0;
    this.#next = lineEnd < 0 ? bytes.length : lineEnd + 1;
    return "bad";
  }

  #growFields(): void {
    const row = this.#row;
    row.starts = doubledInts(row.starts);
    row.ends = doubledInts(row.ends);
    const quoted = new Uint8Array(row.quoted.length * 2);
    quoted.set(row.quoted);
    row.quoted = quoted;
  }
}

function doubledInts(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
