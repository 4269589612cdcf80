import { WASM } from "../wasm/bytes/csv.ts";
import { openKernel } from "../wasm/instance.ts";
import type { KernelArena } from "../wasm/instance.ts";
import type { CsvExports } from "./exports.ts";
import { CsvTexts } from "./texts.ts";

/** A block's bytes, field ends and cells fit into a core's cache together. */
const MOST_ROWS = 2048;
const MOST_CELLS = 1 << 15;
const MOST_BYTES = 1 << 18;
/** A wider table has too few rows in a block to gain by it. */
export const MOST_COLUMNS = 1024;
/** The kernel reads up to here past the end of the bytes. */
const PADDING = 16;
const CELL_BYTES = 8;
const QUOTE = 0x22;
const CR = 0x0d;

/** What the rows of a text are like. */
export interface CsvShape {
  /** Byte between fields. */
  delimiter: number;
  columns: number;
  /** Whether a field that begins with a quote ends with one. */
  quotes: boolean;
  /** A row with just these bytes is none of the plain ones. */
  header: Uint8Array;
}

/** What quoted cells of a column are: the same as others, or text, which a column of numbers does not take. */
export type QuotedCells = "as others" | "texts";

/**
 * Reads plain rows of delimited text in blocks: first `split`, then each column with the function of its kind.
 *
 * A column's function stops at a cell that needs another look and gives its row; `cell` says where it lies. Views are valid until the
 * next call of a function that makes room, which are `split` and `openTexts`.
 */
export class CsvBlocks {
  /** Most rows of a block. */
  readonly mostRows: number;
  readonly #arena: KernelArena<CsvExports>;
  readonly #shape: CsvShape;
  readonly #header: number;
  readonly #bytes: number;
  /** Entry of the first field of the block; one more lies before it. */
  readonly #ends: number;
  readonly #out: number;
  readonly #bare: number;
  /** What lies at `#bytes`: a part of `#source` from `#from` on. */
  #source: Uint8Array | null = null;
  #from = 0;
  #length = 0;
  /** The block's first byte. */
  #blockFrom = 0;

  constructor(shape: CsvShape) {
    const { columns, header } = shape;
    this.#shape = shape;
    this.mostRows = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / columns)));
    this.#arena = openKernel<CsvExports>(WASM);
    this.#bytes = this.#arena.allocate(MOST_BYTES + PADDING);
    this.#header = this.#arena.putU8(header);
    this.#ends = this.#arena.allocate((this.mostRows * columns + 4) * 4) + PADDING;
    this.#out = this.#arena.allocate(this.mostRows * columns * CELL_BYTES);
    this.#bare = this.#arena.allocate(this.mostRows);
  }

  /**
   * Finds the next plain rows.
   *
   * @param from Where in `bytes` a row begins.
   * @returns How many there are; 0 when the next row is not plain, not ended, or longer than a block.
   */
  split(bytes: Uint8Array, from: number, mostRows: number): number {
    const loaded = bytes === this.#source && from >= this.#from && from < this.#from + this.#length;
    if (!loaded) this.#load(bytes, from);
    const rows = this.#split(from, mostRows);
    if (rows > 0 || !loaded || from === this.#from) return rows;
    this.#load(bytes, from);
    return this.#split(from, mostRows);
  }

  /** To be called when bytes that `split` was given may have changed. */
  forget(): void {
    this.#source = null;
  }

  #load(bytes: Uint8Array, from: number): void {
    const part = bytes.subarray(from, from + MOST_BYTES);
    this.#arena.u8(this.#bytes, part.length).set(part);
    this.#source = bytes;
    this.#from = from;
    this.#length = part.length;
  }

  #split(from: number, mostRows: number): number {
    const { delimiter, columns, quotes, header } = this.#shape;
    this.#blockFrom = this.#bytes + from - this.#from;
    return this.#arena.exports.splitRows(
      this.#blockFrom,
      this.#bytes + this.#length,
      delimiter,
      columns,
      quotes,
      this.#header,
      header.length,
      Math.min(mostRows, this.mostRows),
      this.#ends,
    );
  }

  /** Bytes of the block's first rows with their line breaks. */
  bytesOf(rows: number): number {
    const [end] = this.#arena.u32(this.#ends + (rows * this.#shape.columns - 1) * 4, 1);
    return end! + 1 - this.#blockFrom;
  }

  /** Where a cell lies, without its quotes or outer blanks. */
  cell(column: number, row: number): { bytes: Uint8Array; start: number; end: number; quoted: boolean } {
    const entry = this.#endsOf(column) + row * this.#shape.columns * 4;
    const [before, delimiter] = this.#arena.u32(entry - 4, 2) as unknown as [number, number];
    const bytes = this.#arena.u8(0, delimiter);
    let start = before + 1;
    let end = delimiter;
    if (this.#isLast(column) && end > start && bytes[end - 1] === CR) end--;
    const quoted = this.#shape.quotes && start < end && bytes[start] === QUOTE;
    if (quoted) return { bytes, start: start + 1, end: end - 1, quoted };
    while (start < end && isBlank(bytes[start]!)) start++;
    while (end > start && isBlank(bytes[end - 1]!)) end--;
    return { bytes, start, end, quoted };
  }

  /** Reads numbers from `row` on; they are in `floats`. @returns The row of a cell that needs another look, or `rows`. */
  numbers(column: number, row: number, rows: number, quoted: QuotedCells): number {
    return this.#arena.exports.readNumbers(
      this.#endsOf(column),
      this.#step,
      row,
      rows,
      this.#quotes(quoted),
      this.#isLast(column),
      this.#outOf(column),
    );
  }

  /** As `numbers`, for stamps; `bare` says which have no zone, until the next call. */
  stamps(column: number, row: number, rows: number, offsetMs: number): number {
    return this.#arena.exports.readStamps(
      this.#endsOf(column),
      this.#step,
      row,
      rows,
      this.#quotes("as others"),
      this.#isLast(column),
      offsetMs,
      this.#outOf(column),
      this.#bare,
    );
  }

  /** As `numbers`, for truth values; they are in `truths`. */
  truths(column: number, row: number, rows: number, quoted: QuotedCells, digits: boolean): number {
    return this.#arena.exports.readTruths(
      this.#endsOf(column),
      this.#step,
      row,
      rows,
      this.#quotes(quoted),
      this.#isLast(column),
      digits,
      this.#outOf(column),
    );
  }

  /** How many of the first rows have no value. */
  missing(column: number, rows: number, quoted: QuotedCells): number {
    return this.#arena.exports.readMissing(
      this.#endsOf(column),
      this.#step,
      rows,
      this.#quotes(quoted),
      this.#isLast(column),
    );
  }

  /** A column's dictionary. */
  openTexts(): CsvTexts {
    return new CsvTexts(this.#arena, this.mostRows, MOST_BYTES);
  }

  /** Codes of texts, -1 where missing. `dictionary` must have room for `rows` texts. */
  texts(column: number, rows: number, quoted: QuotedCells, dictionary: CsvTexts): Int32Array {
    this.#arena.exports.readTexts(
      this.#endsOf(column),
      this.#step,
      rows,
      this.#quotes(quoted),
      this.#isLast(column),
      dictionary.address,
      this.#outOf(column),
    );
    return this.#arena.i32(this.#outOf(column), rows);
  }

  floats(column: number, rows: number): Float64Array {
    return this.#arena.f64(this.#outOf(column), rows);
  }

  /**
   * Makes the numbers of `floats` integers, if all are: present, whole, not -0 and of 32 bits. They are then in `integers`, and `floats` is not
   * theirs any more.
   *
   * @returns Bits that they need; 64 when they are not and all is as it was.
   */
  narrow(column: number, rows: number): 16 | 32 | 64 {
    const fit = this.#arena.exports.narrowNumbers(this.#outOf(column), rows);
    return fit === 1 ? 16 : fit === 2 ? 32 : 64;
  }

  /** How many of `floats` are missing, and how many infinite. */
  countOthers(column: number, rows: number): { missing: number; infinite: number } {
    const counts = this.#arena.exports.countOthers(this.#outOf(column), rows);
    return { missing: counts & 0xffff, infinite: counts >>> 16 };
  }

  integers(column: number, rows: number): Int32Array {
    return this.#arena.i32(this.#outOf(column), rows);
  }

  /** 1, 0, and -1 where missing. */
  truthsOf(column: number, rows: number): Int8Array {
    return new Int8Array(this.#arena.exports.memory.buffer, this.#outOf(column), rows);
  }

  /** 1 where a stamp has no zone. */
  bare(rows: number): Uint8Array {
    return this.#arena.u8(this.#bare, rows);
  }

  close(): void {
    this.#arena.close();
  }

  get #step(): number {
    return this.#shape.columns * 4;
  }

  #endsOf(column: number): number {
    return this.#ends + column * 4;
  }

  #outOf(column: number): number {
    return this.#out + column * this.mostRows * CELL_BYTES;
  }

  #isLast(column: number): boolean {
    return column === this.#shape.columns - 1;
  }

  #quotes(quoted: QuotedCells): number {
    return !this.#shape.quotes ? 0 : quoted === "texts" ? 2 : 1;
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}
