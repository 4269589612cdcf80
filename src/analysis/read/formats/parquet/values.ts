import type { Encoding } from "hyparquet";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import type { StoredColumn } from "../../../table/mod.ts";
import { readHybrid } from "./hybrid.ts";
import { readVarint } from "./varint.ts";

/** The unpacked values of a page. */
export interface PageValues {
  bytes: Uint8Array;
  /** Where they begin in the bytes. */
  offset: number;
  /** How many there are: cells that are not missing. */
  count: number;
}

/** An encoding that Parquet allows and this reader does not know. */
export class UnreadEncoding extends Error {}

type Cells = Float64Array | Int32Array;

/**
 * Takes the values of one column, page by page, in whatever encoding.
 *
 * Cells are kept as numbers: values, or codes of texts.
 */
export abstract class ColumnValues<T extends Cells = Cells> {
  readonly #cells: T;
  readonly #missing: number;
  #filled = 0;
  #dictionary: T | null = null;

  /** @param cells Room for the whole column. */
  constructor(cells: T, missing: number) {
    this.#cells = cells;
    this.#missing = missing;
  }

  get filled(): number {
    return this.#filled;
  }

  get cells(): T {
    return this.#cells;
  }

  /** The column, when all pages are in. */
  abstract build(name: string): StoredColumn;

  /** Values one after the other, as they are. */
  protected abstract plain(page: PageValues): T;

  /** Values in an encoding that only some types have. */
  protected abstract encoded(encoding: Encoding, page: PageValues): T;

  /** Each group of rows has dictionaries of its own. */
  startGroup(): void {
    this.#dictionary = null;
  }

  setDictionary(page: PageValues): void {
    this.#dictionary = this.plain(page);
  }

  /**
   * Adds the cells of a page.
   *
   * @param levels Where cells can be missing: how far each is there; `level` is there.
   */
  add(encoding: Encoding, page: PageValues, levels: Int32Array | null, level: number): void {
    const values = page.count === 0 ? null : this.#decode(encoding, page);
    const cells = this.#cells;
    let row = this.#filled;
    if (!levels || page.count === levels.length) {
      if (values) cells.set(values, row);
      row += page.count;
    } else {
      for (let i = 0, next = 0; i < levels.length; i++)
        cells[row++] = levels[i] === level ? values![next++]! : this.#missing;
    }
    this.#filled = row;
  }

  #decode(encoding: Encoding, page: PageValues): T {
    if (encoding === "PLAIN") return this.plain(page);
    if (encoding === "RLE_DICTIONARY" || encoding === "PLAIN_DICTIONARY") return this.#lookUp(page);
    return this.encoded(encoding, page);
  }

  #lookUp({ bytes, offset, count }: PageValues): T {
    const dictionary = this.#dictionary;
    if (!dictionary) throw new Error("a page uses a dictionary that is not there");
    const places = readHybrid(bytes, offset + 1, bytes.length, bytes[offset] ?? 0, count);
    const values = new (this.#cells.constructor as new (length: number) => T)(count);
    for (let i = 0; i < count; i++) {
      const place = places[i]!;
      if (place < 0 || place >= dictionary.length) throw new Error("a value is not in its dictionary");
      values[i] = dictionary[place]!;
    }
    return values;
  }
}

/** Values in a block of whole numbers that are told by their differences, and the most blocks within one. */
const MAX_BLOCK = 1 << 20;
const MAX_MINIBLOCKS = 1 << 12;

/**
 * Whole numbers that are told by their differences.
 *
 * @returns The numbers, and the offset of what follows them.
 */
export function readDeltas<T extends Int32Array | BigInt64Array>(
  { bytes, offset }: Pick<PageValues, "bytes" | "offset">,
  numbers: T,
): { numbers: T; end: number } {
  const { value: blockSize, next } = readVarint(bytes, offset, bytes.length);
  const { value: miniblocks } = readVarint(bytes, next, bytes.length);
  if (
    blockSize > MAX_BLOCK ||
    miniblocks > MAX_MINIBLOCKS ||
    miniblocks === 0 ||
    blockSize % (miniblocks * 8) !== 0
  )
    throw new Error("a page has blocks of impossible size");
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset };
  deltaBinaryUnpack(reader, numbers.length, numbers);
  return { numbers, end: reader.offset };
}
