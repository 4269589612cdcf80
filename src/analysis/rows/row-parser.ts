import { CsvBlocks } from "../../kernels/mod.ts";
import type { CsvShape } from "../../kernels/mod.ts";
import { NumberParser } from "./number-parser.ts";
import { fixedOffset } from "./stamps.ts";
import type { ZoneOffset } from "./stamps.ts";
import { readNumber, readStamp } from "./cell-reader.ts";
import { Arena } from "./arena.ts";
import type { ColumnCells, ParsedCells, ParsedChunk, ParsedRows, ParsedTexts } from "./cells.ts";
import { TextSink } from "./text-sink.ts";

const LF = 0x0a;
/** After rows that were not plain the next blocks are small, then large again. */
const FEWEST_ROWS = 32;
/** Fewer rows at a time are not worth the arrays that hold them: they are left to the row reader. */
const FEW_ROWS = 64;
/** A chunk in which plain rows end as often as this is given up. */
const MOST_BREAKS = 32;
export const MOST_TEXT_COLUMNS = 64;

/** What is the same for all chunks of a file. */
export interface ParseRules {
  readonly shape: CsvShape;
  /** What is taken off stamps without zone. */
  readonly offsetMinutes: number;
}

/** Takes the cells of a column, block by block. */
interface Store {
  numbers: Float64Array;
  /** Numbers as long as all are integers, and how many bits they need; 64 when they are in `numbers`. */
  integers: Int32Array;
  bits: 16 | 32 | 64;
  truths: Int8Array;
  codes: Int32Array;
  bare: number;
  missing: number;
  infinite: number;
}

/** What the last parser of this thread had: a worker has a new one for each chunk, with as many rows again. */
let spareStores: Store[] = [];
/** More are let go. */
const MOST_SPARE = 64;

function emptyStore(): Store {
  return {
    numbers: new Float64Array(0),
    integers: new Int32Array(0),
    bits: 16,
    truths: new Int8Array(0),
    codes: new Int32Array(0),
    bare: 0,
    missing: 0,
    infinite: 0,
  };
}

/**
 * Reads plain rows of delimited text in blocks, all cells of a column at a time; any other row is left out.
 *
 * A row is plain when it has as many fields as the table has columns, its quotes hold neither quotes nor line breaks, and each cell is of
 * its column's form. The result is that of reading row by row.
 */
export class RowParser {
  readonly #blocks: CsvBlocks;
  readonly #offsetMs: number;
  readonly #zone: ZoneOffset;
  readonly #parser = new NumberParser();
  readonly #stores: Store[];
  readonly #sinks: (TextSink | undefined)[] = [];
  #arena = new Arena();
  #capacity = 0;
  #textColumns = 0;
  #most = Infinity;

  constructor({ shape, offsetMinutes }: ParseRules) {
    this.#blocks = new CsvBlocks(shape);
    this.#offsetMs = offsetMinutes * 60_000;
    this.#zone = fixedOffset(offsetMinutes);
    const spare = spareStores;
    spareStores = [];
    this.#stores = Array.from({ length: shape.columns }, (_, at) => spare[at] ?? emptyStore());
  }

  close(): void {
    spareStores = this.#stores.length <= MOST_SPARE ? this.#stores : [];
    this.#blocks.close();
  }

  /** The plain rows that begin at `from`, up to the first other one. @returns null when there is none. */
  first(bytes: Uint8Array, from: number, columns: readonly ColumnCells[]): ParsedChunk | null {
    this.#arena = new Arena();
    this.#blocks.forget();
    let part: ParsedRows | null = null;
    const steps = this.#part(bytes, from, columns);
    for (let step = steps.next(); ; step = steps.next()) {
      if (!step.done) continue;
      part = step.value;
      break;
    }
    const texts = this.#takeTexts(columns);
    return part && { parts: [part], texts, gaveUp: false };
  }

  /**
   * All plain rows of a chunk that begins with a row. Yields the bytes done.
   *
   * @param arena Memory that their cells may be put into.
   */
  *all(
    bytes: Uint8Array,
    columns: readonly ColumnCells[],
    arena?: ArrayBuffer,
  ): Generator<number, ParsedChunk, void> {
    this.#arena = new Arena(arena);
    this.#blocks.forget();
    const parts: ParsedRows[] = [];
    let breaks = 0;
    for (let from = 0; from < bytes.length && breaks < MOST_BREAKS;) {
      const part = yield* this.#part(bytes, from, columns);
      if (part && (part.rows >= FEW_ROWS || part.to === bytes.length)) parts.push(part);
      from = part?.to ?? from;
      if (from === bytes.length) break;
      breaks++;
      from = bytes.indexOf(LF, from) + 1;
      if (from === 0) break;
    }
    return { parts, texts: this.#takeTexts(columns), gaveUp: breaks >= MOST_BREAKS };
  }

  *#part(
    bytes: Uint8Array,
    from: number,
    columns: readonly ColumnCells[],
  ): Generator<number, ParsedRows | null, void> {
    const blocks = this.#blocks;
    let rows = 0;
    let to = from;
    for (const store of this.#stores) {
      store.bare = store.missing = store.infinite = 0;
      store.bits = 16;
    }
    for (;;) {
      const asked = Math.min(this.#most, blocks.mostRows);
      const found = to < bytes.length ? blocks.split(bytes, to, asked) : 0;
      const plain = this.#read(found, columns);
      this.#most = plain < found ? Math.max(FEWEST_ROWS, plain * 2) : asked * 2;
      if (plain > 0) {
        this.#keep(rows, plain, bytes.length - to, columns);
        const length = blocks.bytesOf(plain);
        rows += plain;
        to += length;
        yield length;
      }
      if (plain === 0 || plain < found) break;
    }
    return rows === 0 ? null : { from, to, rows, cells: this.#take(rows, columns) };
  }

  /** Reads all columns but texts, which take anything. @returns How many of the first rows are plain. */
  #read(found: number, columns: readonly ColumnCells[]): number {
    let rows = found;
    for (let at = 0; at < columns.length && rows > 0; at++) {
      const column = columns[at]!;
      if (column.form !== "text") rows = this.#readColumn(at, column, rows);
      else if (!this.#sinks[at] && this.#textColumns === MOST_TEXT_COLUMNS) return 0;
    }
    return rows;
  }

  #readColumn(at: number, { form, quoted, grouped }: ColumnCells, rows: number): number {
    const blocks = this.#blocks;
    if (form === "missing") return blocks.missing(at, rows, quoted);
    if (form !== "number" && form !== "stamp") return blocks.truths(at, 0, rows, quoted, form === "truth");
    for (let row = 0; ; row++) {
      row =
        form === "number"
          ? blocks.numbers(at, row, rows, quoted)
          : blocks.stamps(at, row, rows, this.#offsetMs);
      if (row >= rows) return rows;
      const { bytes, start, end, quoted: isQuoted } = blocks.cell(at, row);
      if (isQuoted && quoted === "texts") return row;
      const value =
        form === "number"
          ? readNumber(this.#parser, bytes, start, end, grouped && isQuoted)
          : this.#rereadStamp(bytes, start, end, row, rows);
      if (value === null) return row;
      blocks.floats(at, rows)[row] = value;
    }
  }

  /** A stamp, or a missing one, that the kernel left. */
  #rereadStamp(bytes: Uint8Array, start: number, end: number, row: number, rows: number): number | null {
    const number = readNumber(this.#parser, bytes, start, end, false);
    if (number !== null && !Number.isNaN(number)) return null;
    const stamp = number === null ? readStamp(bytes, start, end, this.#zone) : { ms: NaN, hasZone: true };
    if (!stamp) return null;
    this.#blocks.bare(rows)[row] = stamp.hasZone ? 0 : 1;
    return stamp.ms;
  }

  /** Copies a block's cells behind those that the part has. @param left Bytes of the chunk from the block on. */
  #keep(before: number, rows: number, left: number, columns: readonly ColumnCells[]): void {
    const blocks = this.#blocks;
    if (before + rows > this.#capacity) this.#grow(before, rows, left);
    for (let at = 0; at < columns.length; at++) {
      const { form, quoted } = columns[at]!;
      const store = this.#stores[at]!;
      if (form === "number") this.#keepNumbers(store, at, before, rows);
      else if (form === "stamp") {
        store.numbers = roomy(store.numbers, this.#capacity, before);
        this.#keepFloats(store, at, before, rows);
        store.bare += countOnes(blocks.bare(rows));
      } else if (form === "text") {
        store.codes = roomy(store.codes, this.#capacity, before);
        this.#sinkOf(at).read(blocks, at, rows, quoted, store.codes, before);
      } else if (form !== "missing") {
        store.truths = roomy(store.truths, this.#capacity, before);
        store.truths.set(blocks.truthsOf(at, rows), before);
      }
    }
  }

  #keepNumbers(store: Store, at: number, before: number, rows: number): void {
    const blocks = this.#blocks;
    const bits = store.bits === 64 ? 64 : blocks.narrow(at, rows);
    if (bits < 64) {
      store.integers = roomy(store.integers, this.#capacity, before);
      store.integers.set(blocks.integers(at, rows), before);
      if (bits > store.bits) store.bits = bits;
      return;
    }
    const areIntegers = store.bits < 64;
    store.numbers = roomy(store.numbers, this.#capacity, areIntegers ? 0 : before);
    if (areIntegers) store.numbers.set(store.integers.subarray(0, before));
    this.#keepFloats(store, at, before, rows);
    store.bits = 64;
  }

  #keepFloats(store: Store, at: number, before: number, rows: number): void {
    store.numbers.set(this.#blocks.floats(at, rows), before);
    const { missing, infinite } = this.#blocks.countOthers(at, rows);
    store.missing += missing;
    store.infinite += infinite;
  }

  /** By the rows that the bytes left will have, if they are as long as the block's; never far more than the rows there can be. */
  #grow(before: number, rows: number, left: number): void {
    const expected = before + Math.ceil(((left * 1.05) / this.#blocks.bytesOf(rows)) * rows);
    this.#capacity = Math.max(before + rows, expected);
  }

  #sinkOf(at: number): TextSink {
    const known = this.#sinks[at];
    if (known) return known;
    this.#textColumns++;
    return (this.#sinks[at] = new TextSink(this.#blocks));
  }

  #take(rows: number, columns: readonly ColumnCells[]): (ParsedCells | null)[] {
    return columns.map(({ form }, at) => {
      const { numbers, integers, bits, truths, codes, bare, missing, infinite } = this.#stores[at]!;
      const counts = { bare, missing, infinite };
      if (form === "missing") return null;
      if (form === "text") return { ...counts, codes: this.#arena.int32(codes.subarray(0, rows)) };
      if (form === "stamp" || (form === "number" && bits === 64))
        return { ...counts, numbers: this.#arena.float64(numbers.subarray(0, rows)) };
      if (form === "number") {
        const all = integers.subarray(0, rows);
        return { ...counts, numbers: bits === 16 ? this.#arena.int16(all) : this.#arena.int32(all) };
      }
      return { ...counts, truths: this.#arena.int8(truths.subarray(0, rows)) };
    });
  }

  #takeTexts(columns: readonly ColumnCells[]): (ParsedTexts | null)[] {
    return columns.map(({ form }, at) => (form === "text" ? (this.#sinks[at]?.take() ?? null) : null));
  }
}

/** An array of at least `length`, with the first `kept` values. */
function roomy<T extends Float64Array | Int32Array | Int8Array>(array: T, length: number, kept: number): T {
  if (array.length >= length) return array;
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array.subarray(0, kept));
  return larger;
}

function countOnes(flags: Uint8Array): number {
  let ones = 0;
  for (let i = 0; i < flags.length; i++) ones += flags[i]!;
  return ones;
}
