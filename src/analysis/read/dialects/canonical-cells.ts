import { TEXT_FIELDS } from "../../core/mod.ts";
import type { CanonicalField } from "../../core/mod.ts";
import type { QuotedCells } from "../../../kernels/mod.ts";
import { MISSING_WORDS } from "../../table/mod.ts";
import { BooleanBuilder, NumberBuilder, TextBuilder } from "../column-builders.ts";
import type { ColumnBuilder } from "../column-builders.ts";
import { isMissingWord } from "../missing-word.ts";
import { NUMBER_INVALID } from "../number-parser.ts";
import type { NumberParser } from "../number-parser.ts";
import { BuilderColumn } from "../bulk-columns.ts";
import type { CellForm } from "../bulk-rows.ts";
import { parseStamp } from "../times.ts";
import type { ZoneOffset } from "../times.ts";

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
export class CanonicalColumn extends BuilderColumn {
  readonly quoted: QuotedCells;
  readonly #cell: CanonicalCell;
  readonly #context: CellContext;

  constructor(cell: CanonicalCell, context: CellContext) {
    super();
    this.#cell = cell;
    this.#context = context;
    this.quoted = cell instanceof TextCell && context.quotesMarkText ? "texts" : "as others";
  }

  protected override get builder(): ColumnBuilder {
    return this.#cell.builder;
  }

  override get form(): CellForm {
    const cell = this.#cell;
    if (cell instanceof TextCell) return "text";
    if (cell instanceof BooleanCell) return "truth";
    if (!(cell instanceof TimeCell)) return "number";
    return cell.kind === null ? "missing" : cell.kind === "stamp" ? "stamp" : "number";
  }

  override get isBare(): boolean {
    return this.#cell instanceof TimeCell && this.#cell.isBare;
  }

  override reread(bytes: Uint8Array, start: number, end: number, quoted: boolean): number | null {
    const cell = this.#cell;
    if (!(cell instanceof NumberCell || cell instanceof TimeCell)) return null;
    return cell.read(bytes, start, end, quoted, this.#context) === null ? cell.value : null;
  }

  override keepNumbers(values: Float64Array, bare: number): void {
    super.keepNumbers(values, bare);
    if (this.#cell instanceof TimeCell) this.#cell.withoutZone += bare;
  }
}

/** "(empty)" is the longest text that a truth value can be. */
const LONGEST_TRUTH = 7;
const LONGEST_STAMP = 60;

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

  /** Of the last cell that was read. */
  get value(): number {
    return this.#value;
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
  readonly #decoder = new TextDecoder();

  constructor(field: CanonicalField, source: string) {
    this.field = field;
    this.source = source;
  }

  /** Of the last time that was read. */
  get value(): number {
    return this.#value;
  }

  get isBare(): boolean {
    return !this.#hasZone;
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
    const parsed =
      end - start > LONGEST_STAMP ? null : parseStamp(this.#decoder.decode(bytes.subarray(start, end)), zone);
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
