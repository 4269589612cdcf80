import { MISSING_WORDS } from "../../../core/mod.ts";
import { booleanColumn, emptyValidity, numberColumn, setValid, textColumn } from "../../../table/mod.ts";
import type { StoredColumn } from "../../../table/mod.ts";
import { PackedCells } from "./packed-cells.ts";

const LONGEST_MISSING = 7;
/** Numbers as a text file has them; a leading zero is part of a text, as in "007". */
const NUMBER = /^[-+]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
/** Past this a double leaves digits of a whole number out. */
const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/** "number": other cells make the row a bad one; "text": as they are; "any": texts become numbers when all are texts of numbers. */
export type ColumnKind = "number" | "text" | "any";

/** One column while its records come: numbers, truth values and texts apart, since a field may be now this and now that. */
export class JSONColumn {
  readonly name: string;
  /** Numbers too large for all their digits. */
  inexact = 0;
  /** Row from which on the field holds two kinds of values; -1 while it holds one. */
  mixedFrom = -1;
  #row = -1;
  #numbers: PackedCells | null = null;
  #truths: PackedCells | null = null;
  #texts: PackedCells | null = null;
  /** Codes of texts, -1 for the words that mean missing. */
  readonly #codes = new Map<string, number>();
  readonly #categories: string[] = [];

  readonly #kind: ColumnKind;

  constructor(name: string, kind: ColumnKind) {
    this.name = name;
    this.#kind = kind;
  }

  /** Whether the column must hold numbers and this is none, nor the text of one. */
  refuses(value: number | boolean | string): boolean {
    if (this.#kind !== "number" || typeof value === "number") return false;
    return typeof value === "boolean" || !(NUMBER.test(value) || isMissing(value));
  }

  /** Cells that are not missing. */
  get length(): number {
    return (this.#numbers?.length ?? 0) + (this.#truths?.length ?? 0) + (this.#texts?.length ?? 0);
  }

  /**
   * Adds the cell of a row.
   *
   * @returns false when the row has one already, as by the names "a.b" and "a": {"b"}.
   */
  push(row: number, value: number | boolean | string): boolean {
    if (row === this.#row) return false;
    this.#row = row;
    if (typeof value === "string" && this.#kind === "number") {
      if (isMissing(value)) return true;
      value = Number(value);
    }
    if (typeof value === "number") {
      if (value > MAX_EXACT || value < -MAX_EXACT) this.inexact++;
      (this.#numbers ??= this.#open(row)).push(row, value);
    } else if (typeof value === "boolean") (this.#truths ??= this.#open(row)).push(row, value ? 1 : 0);
    else {
      const code = this.#codeOf(value);
      if (code >= 0) (this.#texts ??= this.#open(row)).push(row, code);
    }
    return true;
  }

  /** The cells as a typed column. */
  build(rows: number): StoredColumn {
    const numbers = this.#numbers;
    const truths = this.#truths;
    const texts = this.#texts;
    if (truths && !numbers && !texts) return this.#buildTruths(rows, truths);
    if (!truths && !texts)
      return numberColumn(this.name, numbers ? numbers.spread(missing(rows)) : missing(rows));
    const areNumbers = !truths && this.#kind === "any" && this.#categories.every((text) => NUMBER.test(text));
    return areNumbers ? this.#buildNumbers(rows) : this.#buildTexts(rows);
  }

  #buildTruths(rows: number, truths: PackedCells): StoredColumn {
    const values = truths.spread(new Uint8Array(rows));
    if (truths.length === rows) return booleanColumn(this.name, values);
    const validity = emptyValidity(rows);
    truths.forEach((row) => setValid(validity, row));
    return booleanColumn(this.name, values, validity);
  }

  /** Numbers, and texts of numbers. */
  #buildNumbers(rows: number): StoredColumn {
    const values = missing(rows);
    const parsed = this.#categories.map(Number);
    this.#numbers?.spread(values);
    this.#texts!.forEach((row, code) => (values[row] = parsed[code]!));
    this.mixedFrom = -1;
    return numberColumn(this.name, values);
  }

  /** Texts; numbers and truth values among them as their shortest text. */
  #buildTexts(rows: number): StoredColumn {
    const codes = new Int32Array(rows).fill(-1);
    this.#texts?.spread(codes);
    this.#numbers?.forEach((row, value) => (codes[row] = this.#codeOf(String(value))));
    this.#truths?.forEach((row, value) => (codes[row] = this.#codeOf(String(value === 1))));
    return textColumn(this.name, codes, this.#categories);
  }

  #open(row: number): PackedCells {
    if (this.#numbers || this.#truths || this.#texts)
      this.mixedFrom = this.mixedFrom < 0 ? row : this.mixedFrom;
    return new PackedCells();
  }

  #codeOf(text: string): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const code = isMissing(text) ? -1 : this.#categories.push(text) - 1;
    this.#codes.set(text, code);
    return code;
  }
}

function isMissing(text: string): boolean {
  return text.length <= LONGEST_MISSING && MISSING_WORDS.has(text.toLowerCase());
}

function missing(rows: number): Float64Array {
  return new Float64Array(rows).fill(NaN);
}
