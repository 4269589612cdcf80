import type { ScannedRow } from "./row-scanner.ts";

const BLANK = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const QUOTE = 0x22;
const HASH = 0x23;
const SMALL_S = 0x73;

/** Reads the fields of scanned rows: outer blanks dropped unless quoted, doubled quotes made single. */
export class RowFields {
  /** Where `bytesOf` left the field. */
  start = 0;
  end = 0;
  #scratch = new Uint8Array(256);
  readonly #decoder = new TextDecoder();

  /** The bytes in which a field lies, from `start` to `end`; valid until the next call. */
  bytesOf(row: ScannedRow, index: number): Uint8Array {
    const { bytes } = row;
    let start = row.starts[index]!;
    let end = row.ends[index]!;
    if (row.quoted[index] === 0) {
      while (start < end && isBlank(bytes[start]!)) start++;
      while (end > start && isBlank(bytes[end - 1]!)) end--;
    }
    this.start = start;
    this.end = end;
    return row.quoted[index] === 2 ? this.#withSingleQuotes(bytes) : bytes;
  }

  textOf(row: ScannedRow, index: number): string {
    const bytes = this.bytesOf(row, index);
    return this.#decoder.decode(bytes.subarray(this.start, this.end));
  }

  /** All fields as texts. */
  textsOf(row: ScannedRow): string[] {
    return Array.from({ length: row.count }, (_, index) => this.textOf(row, index));
  }

  /** The row as it stands in the file; a long one's beginning. */
  lineOf(row: ScannedRow): string {
    return this.#decoder.decode(row.bytes.subarray(row.from, Math.min(row.to, row.from + 1000)));
  }

  #withSingleQuotes(bytes: Uint8Array): Uint8Array {
    const { start, end } = this;
    if (this.#scratch.length < end - start) this.#scratch = new Uint8Array((end - start) * 2);
    let length = 0;
    for (let i = start; i < end; i++) {
      this.#scratch[length++] = bytes[i]!;
      if (bytes[i] === QUOTE) i++;
    }
    this.start = 0;
    this.end = length;
    return this.#scratch;
  }
}

/**
 * Makes one field of several, so that a row has `count` fields: those that a text with unescaped delimiters was split into.
 *
 * @param at Index of the first of them.
 * @returns Whether that was done; not where one of them is quoted.
 */
export function joinSurplus(row: ScannedRow, at: number, count: number): boolean {
  const surplus = row.count - count;
  if (surplus <= 0 || at < 0) return false;
  for (let i = at; i <= at + surplus; i++) if (row.quoted[i] !== 0) return false;
  row.ends[at] = row.ends[at + surplus]!;
  row.starts.copyWithin(at + 1, at + 1 + surplus, row.count);
  row.ends.copyWithin(at + 1, at + 1 + surplus, row.count);
  row.quoted.copyWithin(at + 1, at + 1 + surplus, row.count);
  row.count = count;
  return true;
}

/** Whether a row is a line of nothing but blanks. */
export function isBlankRow(row: ScannedRow): boolean {
  if (row.count > 1) return false;
  for (let i = row.from; i < row.to; i++) if (!isBlank(row.bytes[i]!) && row.bytes[i] !== CR) return false;
  return true;
}

/**
 * A line before the data: a remark, which a hash and a blank begin and no delimiter parts (else it is a header that numpy wrote), what a test
 * tool puts there, or the delimiter that Excel is told.
 */
export const COMMENT_LINE = /^(?:###[^\r\n]*|#(?:[ \t][^,;|\t\r\n]*)?|sep=[^\r\n])(?=\r?\n|\r|$)/;
/** A remark is no longer. */
const LONGEST_COMMENT = 2000;

/** Whether a row before the header is a comment. */
export function isCommentRow({ bytes, from, to }: ScannedRow): boolean {
  if (bytes[from] !== HASH && bytes[from] !== SMALL_S) return false;
  const end = Math.min(to, from + LONGEST_COMMENT);
  return COMMENT_LINE.test(String.fromCharCode(...bytes.subarray(from, end)));
}

function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB;
}
