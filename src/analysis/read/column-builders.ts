import {
  booleanColumn,
  emptyValidity,
  FloatColumn,
  IntColumn,
  setValid,
  textColumn,
  wholeNumbers,
} from "../table/mod.ts";
import type { BooleanColumn, StoredColumn, TextColumn } from "../table/mod.ts";
import { isMissingWord } from "./missing-word.ts";
import { NUMBER_INVALID, NUMBER_MISSING, type NumberParser } from "../rows/mod.ts";
import { packed } from "../rows/mod.ts";
import type { NumberBlock, ParsedTexts } from "../rows/mod.ts";
import { GrowingCells } from "./growing-cells.ts";
import { TextDictionary } from "./text-dictionary.ts";

/** Grows a column cell by cell. A builder may lag behind the table's rows; `padTo` fills up with missing cells. */
export interface ColumnBuilder {
  readonly length: number;
  padTo(rows: number): void;
  /** Makes room for about so many cells, to which those that come are copied. */
  reserve(rows: number): void;
  build(name: string): StoredColumn;
}

/** Numbers, NaN where missing. */
export class NumberBuilder implements ColumnBuilder {
  #cells: GrowingCells<Float64Array> | GrowingCells<Int32Array> = new GrowingCells<Float64Array>(
    Float64Array,
    (block) => packed(block),
  );
  readonly #type: "number" | "float" | "time";
  #missing = 0;
  #infinite = 0;
  /** Whether the cells are reserved as whole numbers, which all are up to here. */
  #areWhole = false;
  #room = 0;

  /** @param type "number" becomes int where all values allow it. */
  constructor(type: "number" | "float" | "time" = "number") {
    this.#type = type;
  }

  get length(): number {
    return this.#cells.length;
  }

  push(value: number): void {
    if (this.#areWhole && !isWhole(value)) this.#widen();
    if (value !== value) this.#missing++;
    else if (value - value !== 0) this.#infinite++;
    this.#cells.push(value);
  }

  /**
   * Appends cells; unless there is room reserved for them, the array is the column's from now on.
   *
   * @param counts Of these cells.
   */
  pushAll(cells: NumberBlock, counts: { missing: number; infinite: number }): void {
    this.#missing += counts.missing;
    this.#infinite += counts.infinite;
    if (this.#areWhole && cells instanceof Float64Array && !cells.every(isWhole)) this.#widen();
    this.#cells.pushAll(cells);
  }

  padTo(rows: number): void {
    while (this.length < rows) this.push(NaN);
  }

  reserve(rows: number): void {
    const blocks = this.#cells.take() as NumberBlock[];
    this.#areWhole =
      this.#type === "number" &&
      blocks.every((block) => !(block instanceof Float64Array) || block.every(isWhole));
    this.#cells = this.#areWhole
      ? new GrowingCells<Int32Array>(Int32Array, (block) => block)
      : new GrowingCells<Float64Array>(Float64Array, (block) => packed(block));
    this.#room = rows;
    this.#cells.reserve(rows);
    for (const block of blocks) this.#cells.pushAll(block);
  }

  /** The values so far. The builder goes on with this array, so that they are not held twice. */
  values(): Float64Array {
    if (this.#areWhole) this.#widen();
    const whole = this.#cells.takeWhole() as Float64Array;
    this.#cells.pushAll(whole);
    return whole;
  }

  build(name: string): StoredColumn {
    const { length } = this;
    if (this.#type === "number" && length > 0) {
      if (this.#areWhole) return new IntColumn(name, this.#cells.takeWhole() as Int32Array);
      const blocks = this.#cells.take() as NumberBlock[];
      const whole = wholeNumbers(name, blocks, length);
      if (whole) return whole;
      for (const block of blocks) this.#cells.pushAll(block);
    }
    const counts = { missing: this.#missing, infinite: this.#infinite };
    return new FloatColumn(name, this.values(), this.#type === "time" ? "time" : "float", counts);
  }

  /** Goes on with numbers of any kind. */
  #widen(): void {
    const { length } = this;
    const whole = this.#cells.takeWhole();
    this.#areWhole = false;
    this.#cells = new GrowingCells<Float64Array>(Float64Array, (block) => packed(block));
    this.#cells.reserve(this.#room);
    if (length > 0) this.#cells.pushAll(whole);
  }
}

/** Whether an int column holds it. */
function isWhole(value: number): boolean {
  return value === (value | 0) && (value !== 0 || 1 / value > 0);
}

/** Dictionary-coded texts. */
export class TextBuilder implements ColumnBuilder {
  /** Distinct texts that were no UTF-8 and were read as Windows-1252; known when the column is built. */
  recoded = 0;
  readonly dictionary = new TextDictionary();
  readonly #cells = new GrowingCells<Int32Array>(Int32Array, (codes) => codes.slice());

  get length(): number {
    return this.#cells.length;
  }

  push(code: number): void {
    this.#cells.push(code);
  }

  pushBytes(bytes: Uint8Array, start: number, end: number): void {
    this.push(this.dictionary.code(bytes, start, end));
  }

  /** @param codes Of some of `texts`, -1 where missing. @param codeOf The code here of each of them; -1 as long as it is not known. */
  pushCodes(codes: Int32Array, { bytes, offsets }: ParsedTexts, codeOf: Int32Array): void {
    const { dictionary } = this;
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code < 0) continue;
      let known = codeOf[code]!;
      if (known < 0) known = codeOf[code] = dictionary.code(bytes, offsets[code]!, offsets[code + 1]!);
      codes[row] = known;
    }
    this.#cells.pushAll(!this.#cells.isReserved && dictionary.size <= 32_768 ? new Int16Array(codes) : codes);
  }

  padTo(rows: number): void {
    this.#cells.padTo(rows, -1);
  }

  reserve(rows: number): void {
    this.#cells.reserve(rows);
  }

  build(name: string): TextColumn {
    const codes = this.#cells.takeWhole();
    const { texts, recoded } = this.dictionary.take();
    this.recoded = recoded;
    return textColumn(name, codes, texts).withUsedCategories();
  }
}

/** Truth values: 0, 1, -1 where missing. */
export class BooleanBuilder implements ColumnBuilder {
  readonly #cells = new GrowingCells<Int8Array>(Int8Array, (cells) => cells.slice());

  get length(): number {
    return this.#cells.length;
  }

  push(value: number): void {
    this.#cells.push(value);
  }

  /** Appends cells; the array is the column's from now on. */
  pushAll(cells: Int8Array): void {
    this.#cells.pushAll(cells);
  }

  padTo(rows: number): void {
    this.#cells.padTo(rows, -1);
  }

  reserve(rows: number): void {
    this.#cells.reserve(rows);
  }

  build(name: string): BooleanColumn {
    const cells = this.#cells.takeWhole();
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

  reserve(rows: number): void {
    this.#builder?.reserve(rows);
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
