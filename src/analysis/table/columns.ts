import type { Cell, Column, ColumnType } from "../core/mod.ts";

/** Bits of rows that hold a value, lowest bit first; absent when no cell is missing. */
export type Validity = Uint8Array;

/** A bitmap for `length` rows, all missing. */
export function emptyValidity(length: number): Validity {
  return new Uint8Array((length + 7) >>> 3);
}

export function setValid(validity: Validity, row: number): void {
  validity[row >>> 3]! |= 1 << (row & 7);
}

export function isValid(validity: Validity, row: number): boolean {
  return (validity[row >>> 3]! & (1 << (row & 7))) !== 0;
}

/** What the column kinds share; each adds its storage and how a cell reads. */
abstract class TypedColumn<V extends Float64Array | Int32Array | Uint8Array> implements Column {
  abstract readonly type: ColumnType;
  readonly name: string;
  readonly values: V;
  readonly missing: number;
  readonly infinite: number;

  constructor(name: string, values: V, missing: number, infinite: number) {
    this.name = name;
    this.values = values;
    this.missing = missing;
    this.infinite = infinite;
  }

  get length(): number {
    return this.values.length;
  }

  abstract isMissing(row: number): boolean;
  abstract at(row: number): Cell;
  /** The same cells under another name; shares the storage. */
  abstract named(name: string): TypedColumn<V>;
  /** The cells of these rows, in this order. */
  abstract take(rows: Uint32Array): TypedColumn<V>;

  toArray(): Cell[] {
    return Array.from({ length: this.length }, (_, row) => this.at(row));
  }

  *[Symbol.iterator](): Iterator<Cell> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }
}

/** A column of this library: what `Column` promises, and how tables rearrange it. */
export type StoredColumn = FloatColumn | IntColumn | TextColumn | BooleanColumn;

export class FloatColumn extends TypedColumn<Float64Array> {
  readonly type: "float" | "time";

  /** @param counts Of these values, where they are known. */
  constructor(
    name: string,
    values: Float64Array,
    type: "float" | "time" = "float",
    counts: Pick<Column, "missing" | "infinite"> = countOthers(values),
  ) {
    super(name, values, counts.missing, counts.infinite);
    this.type = type;
  }

  override isMissing(row: number): boolean {
    return Number.isNaN(this.values[row] ?? NaN);
  }

  override at(row: number): number | null {
    const value = this.values[row];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  override named(name: string): FloatColumn {
    return new FloatColumn(name, this.values, this.type, this);
  }

  override take(rows: Uint32Array): FloatColumn {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = this.values[rows[i]!]!;
    return new FloatColumn(this.name, values, this.type);
  }
}

export class IntColumn extends TypedColumn<Int32Array> {
  readonly type = "int";
  readonly #validity: Validity | null;

  /** @param missing How many cells are, where it is known. */
  constructor(
    name: string,
    values: Int32Array,
    validity: Validity | null = null,
    missing: number = countMissing(values.length, validity),
  ) {
    super(name, values, missing, 0);
    this.#validity = this.missing > 0 ? validity : null;
  }

  override isMissing(row: number): boolean {
    return this.values[row] === undefined || (this.#validity !== null && !isValid(this.#validity, row));
  }

  override at(row: number): number | null {
    return this.isMissing(row) ? null : this.values[row]!;
  }

  override named(name: string): IntColumn {
    return new IntColumn(name, this.values, this.#validity, this.missing);
  }

  override take(rows: Uint32Array): IntColumn {
    const values = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = this.values[rows[i]!]!;
    return new IntColumn(this.name, values, takeValidity(this.#validity, rows));
  }
}

export class BooleanColumn extends TypedColumn<Uint8Array> {
  readonly type = "boolean";
  readonly #validity: Validity | null;

  /** @param missing How many cells are, where it is known. */
  constructor(
    name: string,
    values: Uint8Array,
    validity: Validity | null = null,
    missing: number = countMissing(values.length, validity),
  ) {
    super(name, values, missing, 0);
    this.#validity = this.missing > 0 ? validity : null;
  }

  override isMissing(row: number): boolean {
    return this.values[row] === undefined || (this.#validity !== null && !isValid(this.#validity, row));
  }

  override at(row: number): boolean | null {
    return this.isMissing(row) ? null : this.values[row] !== 0;
  }

  override named(name: string): BooleanColumn {
    return new BooleanColumn(name, this.values, this.#validity, this.missing);
  }

  override take(rows: Uint32Array): BooleanColumn {
    const values = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = this.values[rows[i]!]!;
    return new BooleanColumn(this.name, values, takeValidity(this.#validity, rows));
  }
}

export class TextColumn extends TypedColumn<Int32Array> {
  readonly type = "text";
  readonly categories: readonly string[];

  /** @param missing How many cells are, where it is known. */
  constructor(
    name: string,
    codes: Int32Array,
    categories: readonly string[],
    missing: number = countUncoded(codes),
  ) {
    super(name, codes, missing, 0);
    this.categories = categories;
  }

  override isMissing(row: number): boolean {
    return (this.values[row] ?? -1) < 0;
  }

  override at(row: number): string | null {
    const code = this.values[row] ?? -1;
    return code < 0 ? null : this.categories[code]!;
  }

  override named(name: string): TextColumn {
    return new TextColumn(name, this.values, this.categories, this.missing);
  }

  /** The same cells without the categories that no row has. */
  withUsedCategories(): TextColumn {
    const used = new Uint8Array(this.categories.length);
    let count = 0;
    for (let row = 0; row < this.length; row++) {
      const code = this.values[row]!;
      if (code < 0 || used[code] === 1) continue;
      used[code] = 1;
      if (++count === used.length) return this;
    }
    if (count === used.length) return this;
    const codeOf = new Int32Array(used.length);
    const categories = this.categories.filter((_, code) => used[code] === 1);
    for (let code = 0, next = 0; code < used.length; code++) codeOf[code] = used[code] === 1 ? next++ : -1;
    const codes = new Int32Array(this.length);
    for (let row = 0; row < codes.length; row++)
      codes[row] = this.values[row]! < 0 ? -1 : codeOf[this.values[row]!]!;
    return new TextColumn(this.name, codes, categories, this.missing);
  }

  override take(rows: Uint32Array): TextColumn {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = this.values[rows[i]!]!;
    return new TextColumn(this.name, codes, this.categories);
  }
}

function countOthers(values: Float64Array): Pick<Column, "missing" | "infinite"> {
  let missing = 0;
  let infinite = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value - value === 0) continue;
    if (value !== value) missing++;
    else infinite++;
  }
  return { missing, infinite };
}

function countUncoded(codes: Int32Array): number {
  let missing = 0;
  for (let row = 0; row < codes.length; row++) missing += codes[row]! >>> 31;
  return missing;
}

function countMissing(length: number, validity: Validity | null): number {
  if (!validity) return 0;
  let missing = 0;
  for (let row = 0; row < length; row++) if (!isValid(validity, row)) missing++;
  return missing;
}

function takeValidity(validity: Validity | null, rows: Uint32Array): Validity | null {
  if (!validity) return null;
  const taken = emptyValidity(rows.length);
  for (let i = 0; i < rows.length; i++) if (isValid(validity, rows[i]!)) setValid(taken, i);
  return taken;
}

/** @param values NaN where missing, shape (rows,). */
export function floatColumn(name: string, values: Float64Array): FloatColumn {
  return new FloatColumn(name, values);
}

/** @param values UTC epoch ms, NaN where missing, shape (rows,). */
export function timeColumn(name: string, values: Float64Array): FloatColumn {
  return new FloatColumn(name, values, "time");
}

/** @param validity Bit set where there is a value; absent when none is missing. */
export function intColumn(name: string, values: Int32Array, validity?: Validity): IntColumn {
  return new IntColumn(name, values, validity ?? null);
}

/** @param values 0 or 1. */
export function booleanColumn(name: string, values: Uint8Array, validity?: Validity): BooleanColumn {
  return new BooleanColumn(name, values, validity ?? null);
}

/** @param codes Indices into `categories`, -1 where missing. */
export function textColumn(name: string, codes: Int32Array, categories: readonly string[]): TextColumn {
  return new TextColumn(name, codes, categories);
}

/**
 * The column of these codes, its categories in the order of their first rows and without those that no row has: the same for whatever
 * dictionary the codes come from.
 *
 * @param codes Indices into `categories`, -1 where missing. Changed in place and kept.
 */
export function textColumnByAppearance(
  name: string,
  codes: Int32Array,
  categories: readonly string[],
): TextColumn {
  const codeOf = new Int32Array(categories.length).fill(-1);
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0) continue;
    if (codeOf[code]! < 0) codeOf[code] = count++;
    codes[row] = codeOf[code]!;
  }
  const ordered = new Array<string>(count);
  categories.forEach((text, code) => {
    if (codeOf[code]! >= 0) ordered[codeOf[code]!] = text;
  });
  return new TextColumn(name, codes, ordered);
}

/** Dictionary-codes texts, in order of first appearance. */
export function textColumnFromStrings(name: string, texts: readonly (string | null)[]): TextColumn {
  const codes = new Int32Array(texts.length);
  const byText = new Map<string, number>();
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row]!;
    if (text === null || text === undefined) {
      codes[row] = -1;
      continue;
    }
    let code = byText.get(text);
    if (code === undefined) {
      code = byText.size;
      byText.set(text, code);
    }
    codes[row] = code;
  }
  return new TextColumn(name, codes, [...byText.keys()]);
}

/**
 * The narrowest numeric column for these values: int when every present value is a whole number of 32 bits, else float.
 *
 * @param values NaN where missing, shape (rows,). Kept, not copied, when the column is float.
 */
export function numberColumn(name: string, values: Float64Array): FloatColumn | IntColumn {
  return wholeNumbers(name, [values], values.length) ?? new FloatColumn(name, values);
}

/**
 * The int column of values in blocks, so that they need not be joined for it. Blocks of whole numbers have no missing ones.
 *
 * @param rows How many of the values count; the last block may be longer.
 * @returns null when a value is no whole number of 32 bits, or all are missing.
 */
export function wholeNumbers(
  name: string,
  blocks: readonly (Float64Array | Int32Array | Int16Array)[],
  rows: number,
): IntColumn | null {
  // Most columns of other numbers show it in their first row: nothing is allocated for them.
  if (rows > 0 && Number.isFinite(blocks[0]![0]) && !Number.isInteger(blocks[0]![0])) return null;
  const whole = new Int32Array(rows);
  let missing = 0;
  let row = 0;
  for (const block of blocks) {
    const from = row;
    const to = Math.min(rows, from + block.length);
    if (!(block instanceof Float64Array)) {
      whole.set(to - from < block.length ? block.subarray(0, to - from) : block, from);
      row = to;
      continue;
    }
    for (; row < to; row++) {
      const value = block[row - from]!;
      const integer = value | 0;
      if (value !== value) missing++;
      else if (value !== integer || (integer === 0 && 1 / value < 0)) return null;
      whole[row] = integer;
    }
  }
  if (missing === rows) return null;
  if (missing === 0) return new IntColumn(name, whole);
  const validity = emptyValidity(rows);
  row = 0;
  for (const block of blocks)
    for (let at = 0; at < block.length && row < rows; at++, row++)
      if (block[at] === block[at]) setValid(validity, row);
  return new IntColumn(name, whole, validity);
}
