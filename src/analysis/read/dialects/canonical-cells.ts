import { MISSING_WORDS, TEXT_FIELDS } from "../../core/mod.ts";
import type { CanonicalField } from "../../core/mod.ts";
import type { QuotedCells } from "../../../kernels/mod.ts";
import { BooleanBuilder, NumberBuilder, TextBuilder } from "../column-builders.ts";
import type { ColumnBuilder } from "../column-builders.ts";
import { isMissingWord } from "../missing-word.ts";
import { NUMBER_INVALID } from "../../rows/mod.ts";
import type { NumberParser } from "../../rows/mod.ts";
import { readStamp } from "../../rows/mod.ts";
import type { CellForm, ParsedCells, ParsedTexts } from "../../rows/mod.ts";
import { keepCells } from "../bulk-columns.ts";
import type { BulkColumn } from "../bulk-columns.ts";
import type { ZoneOffset } from "../../rows/mod.ts";

export interface CellContext {
  parser: NumberParser;
  zone: ZoneOffset;
  /** Whether quotes mark text in this file: not where everything is quoted. */
  quotesMarkText: boolean;
  /** Whether quoted numbers may have a comma between groups of three digits. */
  grouped: boolean;
}

/** One canonical column while it is read: `read` checks a cell and remembers it, `keep` appends it once the whole row is good. */
export interface CanonicalCell {
  readonly field: CanonicalField;
  /** Name in the file. */
  readonly source: string;
  readonly builder: ColumnBuilder;
  /** @returns What a cell must be, when this one is not; null when it is good. */
  read(bytes: Uint8Array, start: number, end: number, quoted: boolean, context: CellContext): string | null;
  keep(): void;
}

/** A canonical column as blocks of rows go into it. */
export class CanonicalColumn implements BulkColumn {
  readonly quoted: QuotedCells;
  readonly grouped: boolean;
  readonly #cell: CanonicalCell;

  constructor(cell: CanonicalCell, { quotesMarkText, grouped }: CellContext) {
    this.#cell = cell;
    this.quoted = cell instanceof TextCell && quotesMarkText ? "texts" : "as others";
    this.grouped = cell instanceof NumberCell && grouped;
  }

  get form(): CellForm {
    const cell = this.#cell;
    if (cell instanceof TextCell) return "text";
    if (cell instanceof BooleanCell) return "truth";
    if (!(cell instanceof TimeCell)) return "number";
    return cell.kind === null ? "missing" : cell.kind === "stamp" ? "stamp" : "number";
  }

  keep(cells: ParsedCells | null, rows: number, texts: ParsedTexts | null, codeOf: Int32Array): void {
    keepCells(this.#cell.builder, cells, rows, texts, codeOf);
    if (this.#cell instanceof TimeCell) this.#cell.withoutZone += cells?.bare ?? 0;
  }

  reserve(rows: number): void {
    this.#cell.builder.reserve(rows);
  }
}

/** "(empty)" is the longest text that a truth value can be. */
const LONGEST_TRUTH = 7;

export function canonicalCell(field: CanonicalField, source: string): CanonicalCell {
  if (field === "timestamp") return new TimeCell(field, source);
  if (field === "is_attack") return new BooleanCell(field, source);
  if (TEXT_FIELDS.has(field)) return new TextCell(field, source);
  return new NumberCell(field, source);
}

export class NumberCell implements CanonicalCell {
  readonly field: CanonicalField;
  readonly source: string;
  readonly builder: NumberBuilder;
  #value = NaN;

  constructor(field: CanonicalField, source: string) {
    this.field = field;
    this.source = source;
    this.builder = new NumberBuilder(
      field === "duration" || field === "packet_size_mean" ? "float" : "number",
    );
  }

  read(bytes: Uint8Array, start: number, end: number, quoted: boolean, context: CellContext): string | null {
    const { parser } = context;
    this.#value = parser.parse(bytes, start, end, quoted && context.grouped);
    return parser.status === NUMBER_INVALID ? "a number" : null;
  }

  keep(): void {
    this.builder.push(this.#value);
  }
}

class TextCell implements CanonicalCell {
  readonly field: CanonicalField;
  readonly source: string;
  readonly builder = new TextBuilder();
  #code = -1;

  constructor(field: CanonicalField, source: string) {
    this.field = field;
    this.source = source;
  }

  read(bytes: Uint8Array, start: number, end: number, quoted: boolean, context: CellContext): null {
    const isText = quoted && context.quotesMarkText;
    this.#code =
      !isText && isMissingWord(bytes, start, end) ? -1 : this.builder.dictionary.code(bytes, start, end);
    return null;
  }

  keep(): void {
    this.builder.push(this.#code);
  }
}

class BooleanCell implements CanonicalCell {
  readonly field: CanonicalField;
  readonly source: string;
  readonly builder = new BooleanBuilder();
  #value = -1;
  readonly #decoder = new TextDecoder();

  constructor(field: CanonicalField, source: string) {
    this.field = field;
    this.source = source;
  }

  read(bytes: Uint8Array, start: number, end: number): string | null {
    const text =
      end - start > LONGEST_TRUTH
        ? "too long"
        : this.#decoder.decode(bytes.subarray(start, end)).toLowerCase();
    if (MISSING_WORDS.has(text)) this.#value = -1;
    else if (text === "true" || text === "1" || text === "t") this.#value = 1;
    else if (text === "false" || text === "0" || text === "f") this.#value = 0;
    else return "true or false";
    return null;
  }

  keep(): void {
    this.builder.push(this.#value);
  }
}

/** Times: stamps or epoch numbers, the same kind in the whole column; numbers get their unit when all are known. */
export class TimeCell implements CanonicalCell {
  readonly field: CanonicalField;
  readonly source: string;
  readonly builder = new NumberBuilder("time");
  /** What the first kept time was; null before any. */
  kind: "epoch" | "stamp" | null = null;
  /** Stamps without a zone. */
  withoutZone = 0;
  #value = NaN;
  #kind: "epoch" | "stamp" | null = null;
  #hasZone = true;

  constructor(field: CanonicalField, source: string) {
    this.field = field;
    this.source = source;
  }

  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    _quoted: boolean,
    { parser, zone }: CellContext,
  ): string | null {
    this.#value = parser.parse(bytes, start, end);
    this.#hasZone = true;
    this.#kind = this.kind;
    if (parser.status !== NUMBER_INVALID) {
      if (Number.isNaN(this.#value)) return null;
      if (this.kind === "stamp") return "a time stamp as in the rows before";
      this.#kind = "epoch";
      return null;
    }
    const parsed = readStamp(bytes, start, end, zone);
    if (!parsed) return "a time as 2026-10-20 12:00:00, with or without zone, or an epoch number";
    if (this.kind === "epoch") return "an epoch number as in the rows before";
    this.#kind = "stamp";
    this.#value = parsed.ms;
    this.#hasZone = parsed.hasZone;
    return null;
  }

  keep(): void {
    this.builder.push(this.#value);
    this.kind = this.#kind;
    if (!this.#hasZone) this.withoutZone++;
  }
}
