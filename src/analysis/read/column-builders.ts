import {
  booleanColumn,
  emptyValidity,
  FloatColumn,
  setValid,
  textColumn,
  wholeNumbers,
} from "../table/mod.ts";
import type { BooleanColumn, StoredColumn, TextColumn } from "../table/mod.ts";
import { isMissingWord } from "./missing-word.ts";
import { NUMBER_INVALID, NUMBER_MISSING, type NumberParser } from "./number-parser.ts";
import { packed } from "./number-blocks.ts";
import type { NumberBlock } from "./number-blocks.ts";
import { TextDictionary } from "./text-dictionary.ts";

/** Grows a column cell by cell. A builder may lag behind the table's rows; `padTo` fills up with missing cells. */
export interface ColumnBuilder {
  readonly length: number;
  padTo(rows: number): void;
  build(name: string): StoredColumn;
}

/** Cells are kept in blocks, so that growing copies nothing and a column is whole only when it is built. */
const FIRST_BLOCK = 16;
const LARGEST_BLOCK = 1 << 16;

function nextBlockSize(block: { length: number }): number {
  return Math.min(block.length * 2, LARGEST_BLOCK);
}

/** Copies cells into blocks from `filled` of the last one on. @returns How much of the new last block is filled. */
function appendAll<T extends Int32Array | Int8Array>(blocks: T[], filled: number, cells: T): number {
  let from = 0;
  let at = filled;
  while (from < cells.length) {
    let block = blocks.at(-1)!;
    if (at === block.length) {
      block = new (block.constructor as new (length: number) => T)(nextBlockSize(block));
      blocks.push(block);
      at = 0;
    }
    const part = cells.subarray(from, from + block.length - at);
    block.set(part, at);
    at += part.length;
    from += part.length;
  }
  return at;
}

/** Puts blocks one after the other into `whole`; the last may be filled in part. */
function joinBlocks<T extends Float64Array | Int32Array | Int8Array>(
  blocks: readonly (T | NumberBlock)[],
  whole: T,
): T {
  let offset = 0;
  for (const block of blocks) {
    const part = offset + block.length > whole.length ? block.subarray(0, whole.length - offset) : block;
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Numbers, NaN where missing. Full blocks are packed. */
export class NumberBuilder implements ColumnBuilder {
  length = 0;
  #block = new Float64Array(FIRST_BLOCK);
  #filled = 0;
  #full: NumberBlock[] = [];
  readonly #type: "number" | "float" | "time";

  /** @param type "number" becomes int where all values allow it. */
  constructor(type: "number" | "float" | "time" = "number") {
    this.#type = type;
  }

  push(value: number): void {
    if (this.#filled === this.#block.length) this.#open();
    this.#block[this.#filled++] = value;
    this.length++;
  }

  pushAll(cells: Float64Array): void {
    for (let from = 0; from < cells.length;) {
      if (this.#filled === this.#block.length) this.#open();
      const part = cells.subarray(from, from + this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
    }
    this.length += cells.length;
  }

  padTo(rows: number): void {
    while (this.length < rows) this.push(NaN);
  }

  /** The values so far. The builder goes on with this array as its first block, so that they are not held twice. */
  values(): Float64Array {
    if (this.#full.length === 0 && this.#block.length === this.length) return this.#block;
    const whole = joinBlocks([...this.#full, this.#block], new Float64Array(this.length));
    this.#full = [];
    this.#block = whole;
    this.#filled = this.length;
    return whole;
  }

  build(name: string): StoredColumn {
    const whole =
      this.#type === "number" ? wholeNumbers(name, [...this.#full, this.#block], this.length) : null;
    if (whole) {
      this.#full = [];
      this.#block = new Float64Array(FIRST_BLOCK);
      this.length = this.#filled = 0;
      return whole;
    }
    return new FloatColumn(name, this.values(), this.#type === "time" ? "time" : "float");
  }

  #open(): void {
    this.#full.push(packed(this.#block));
    this.#block = new Float64Array(nextBlockSize(this.#block));
    this.#filled = 0;
  }
}

/** Dictionary-coded texts. */
export class TextBuilder implements ColumnBuilder {
  length = 0;
  /** Distinct texts that were no UTF-8 and were read as Windows-1252; known when the column is built. */
  recoded = 0;
  readonly dictionary = new TextDictionary();
  #block = new Int32Array(FIRST_BLOCK);
  #filled = 0;
  readonly #blocks = [this.#block];

  push(code: number): void {
    if (this.#filled === this.#block.length) {
      this.#block = new Int32Array(nextBlockSize(this.#block));
      this.#blocks.push(this.#block);
      this.#filled = 0;
    }
    this.#block[this.#filled++] = code;
    this.length++;
  }

  pushBytes(bytes: Uint8Array, start: number, end: number): void {
    this.push(this.dictionary.code(bytes, start, end));
  }

  /** @param codeOf The code in this dictionary of each code, but of -1. */
  pushCodes(codes: Int32Array, codeOf: Int32Array): void {
    for (let i = 0; i < codes.length; i++) codes[i] = codes[i]! < 0 ? -1 : codeOf[codes[i]!]!;
    this.#filled = appendAll(this.#blocks, this.#filled, codes);
    this.#block = this.#blocks.at(-1)!;
    this.length += codes.length;
  }

  padTo(rows: number): void {
    while (this.length < rows) this.push(-1);
  }

  build(name: string): TextColumn {
    const codes = joinBlocks(this.#blocks, new Int32Array(this.length));
    const { texts, recoded } = this.dictionary.decode();
    this.recoded = recoded;
    const column = textColumn(name, codes, texts);
    return column.withUsedCategories();
  }
}

/** Truth values: 0, 1, -1 where missing. */
export class BooleanBuilder implements ColumnBuilder {
  length = 0;
  #block = new Int8Array(FIRST_BLOCK);
  #filled = 0;
  readonly #blocks = [this.#block];

  push(value: number): void {
    if (this.#filled === this.#block.length) {
      this.#block = new Int8Array(nextBlockSize(this.#block));
      this.#blocks.push(this.#block);
      this.#filled = 0;
    }
    this.#block[this.#filled++] = value;
    this.length++;
  }

  pushAll(cells: Int8Array): void {
    this.#filled = appendAll(this.#blocks, this.#filled, cells);
    this.#block = this.#blocks.at(-1)!;
    this.length += cells.length;
  }

  padTo(rows: number): void {
    while (this.length < rows) this.push(-1);
  }

  build(name: string): BooleanColumn {
    const cells = joinBlocks(this.#blocks, new Int8Array(this.length));
    const values = new Uint8Array(cells.length);
    const validity = emptyValidity(cells.length);
    for (let row = 0; row < cells.length; row++) {
      if (cells[row]! < 0) continue;
      values[row] = cells[row]!;
      setValid(validity, row);
    }
    return booleanColumn(name, values, validity);
  }
}

/**
 * A column whose type the file does not tell: numbers, or truth values, as long as all cells are; text from the first other cell on.
 */
export class InferredBuilder implements ColumnBuilder {
  /** Row from which on the column is text although it began otherwise; -1 when it did not. */
  mixedFrom = -1;
  #numbers: NumberBuilder | null = null;
  #booleans: BooleanBuilder | null = null;
  #texts: TextBuilder | null = null;
  /** How the first truth value was written. */
  #spelling = "true";
  /** Missing cells before the first other one. */
  #leading = 0;
  readonly #parser: NumberParser;

  constructor(parser: NumberParser) {
    this.#parser = parser;
  }

  get length(): number {
    return this.#builder?.length ?? this.#leading;
  }

  get recoded(): number {
    return this.#texts?.recoded ?? 0;
  }

  get #builder(): NumberBuilder | BooleanBuilder | TextBuilder | null {
    return this.#texts ?? this.#numbers ?? this.#booleans;
  }

  /** What the cells so far show; null while all are missing. */
  get settled(): NumberBuilder | BooleanBuilder | TextBuilder | null {
    return this.#builder;
  }

  /** @param asText The cell was quoted in a file whose quotes mark text. */
  pushBytes(bytes: Uint8Array, start: number, end: number, asText: boolean): void {
    if (this.#texts) {
      if (!asText && isMissingWord(bytes, start, end)) this.#texts.push(-1);
      else this.#texts.pushBytes(bytes, start, end);
      return;
    }
    if (this.#numbers && !asText) {
      const value = this.#parser.parse(bytes, start, end);
      if (this.#parser.status !== NUMBER_INVALID) return this.#numbers.push(value);
    } else if (!asText && isMissingWord(bytes, start, end)) {
      return this.padTo(this.length + 1);
    } else if (this.#booleans && !asText) {
      const value = truthValue(bytes, start, end);
      if (value >= 0) return this.#booleans.push(value);
    }
    this.#settle(bytes, start, end, asText);
    this.pushBytes(bytes, start, end, asText);
  }

  padTo(rows: number): void {
    if (this.#builder) this.#builder.padTo(rows);
    else this.#leading = Math.max(this.#leading, rows);
  }

  build(name: string): StoredColumn {
    if (this.#builder) return this.#builder.build(name);
    return new FloatColumn(name, new Float64Array(this.#leading).fill(NaN));
  }

  /** Takes the kind that the first cell shows; becomes text at a cell of another kind. */
  #settle(bytes: Uint8Array, start: number, end: number, asText: boolean): void {
    const { length } = this;
    if (this.#numbers || this.#booleans) {
      this.mixedFrom = length;
      this.#texts = this.#asTexts();
      this.#numbers = this.#booleans = null;
      return;
    }
    if (!asText && isNumber(this.#parser, bytes, start, end)) this.#numbers = new NumberBuilder();
    else if (!asText && truthValue(bytes, start, end) >= 0) {
      this.#booleans = new BooleanBuilder();
      this.#spelling = String.fromCharCode(...bytes.subarray(start, end));
    } else this.#texts = new TextBuilder();
    this.padTo(length);
  }

  /**
   * The cells so far as texts: numbers in their shortest form, which may differ from how the file wrote them, truth values as the first
   * of them was written.
   */
  #asTexts(): TextBuilder {
    const texts = new TextBuilder();
    for (const cell of this.#builder!.build(""))
      texts.push(
        cell === null
          ? -1
          : texts.dictionary.codeOf(typeof cell === "boolean" ? spelled(cell, this.#spelling) : String(cell)),
      );
    return texts;
  }
}

function isNumber(parser: NumberParser, bytes: Uint8Array, start: number, end: number): boolean {
  parser.parse(bytes, start, end);
  return parser.status !== NUMBER_INVALID && parser.status !== NUMBER_MISSING;
}

/** A truth value in another one's spelling: T beside F, True beside False. */
function spelled(value: boolean, like: string): string {
  const word = like.length === 1 ? (value ? "t" : "f") : String(value);
  if (like === like.toUpperCase()) return word.toUpperCase();
  return like[0] === like[0]!.toUpperCase() ? word[0]!.toUpperCase() + word.slice(1) : word;
}

const TRUE = /^(?:true|t)$/i;
const FALSE = /^(?:false|f)$/i;

/** 1 for true or t, 0 for false or f in any case, -1 for anything else. */
function truthValue(bytes: Uint8Array, start: number, end: number): number {
  const text = end - start > 5 ? "" : String.fromCharCode(...bytes.subarray(start, end));
  return TRUE.test(text) ? 1 : FALSE.test(text) ? 0 : -1;
}
