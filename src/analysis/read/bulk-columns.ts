import type { QuotedCells } from "../../kernels/mod.ts";
import type { BulkColumn, CellForm } from "./bulk-rows.ts";
import { BooleanBuilder, NumberBuilder, TextBuilder } from "./column-builders.ts";
import type { ColumnBuilder, InferredBuilder } from "./column-builders.ts";
import { NUMBER_INVALID } from "./number-parser.ts";
import type { NumberParser } from "./number-parser.ts";

/** A column of one kind of builder, into which blocks go; what its cells are is the subclass's. */
export abstract class BuilderColumn implements BulkColumn {
  get isBare(): boolean {
    return false;
  }
  abstract readonly form: CellForm;
  abstract readonly quoted: QuotedCells;
  protected abstract readonly builder: ColumnBuilder | null;

  abstract reread(bytes: Uint8Array, start: number, end: number, quoted: boolean): number | null;

  keepNumbers(values: Float64Array, _bare: number): void {
    (this.builder as NumberBuilder).pushAll(values);
  }

  keepTruths(values: Int8Array): void {
    (this.builder as BooleanBuilder).pushAll(values);
  }

  keepCodes(codes: Int32Array, codeOf: Int32Array): void {
    (this.builder as TextBuilder).pushCodes(codes, codeOf);
  }

  addText(bytes: Uint8Array, start: number, end: number): number {
    return (this.builder as TextBuilder).dictionary.code(bytes, start, end);
  }

  keepMissing(rows: number): void {
    const { builder } = this;
    builder?.padTo(builder.length + rows);
  }
}

/** A column whose type shows in its cells. */
export class InferredColumn extends BuilderColumn {
  readonly quoted: QuotedCells;
  readonly #inferred: InferredBuilder;
  readonly #parser: NumberParser;

  constructor(inferred: InferredBuilder, parser: NumberParser, quotesMarkText: boolean) {
    super();
    this.#inferred = inferred;
    this.#parser = parser;
    this.quoted = quotesMarkText ? "texts" : "as others";
  }

  protected override get builder(): ColumnBuilder | null {
    return this.#inferred.settled ?? this.#inferred;
  }

  override get form(): CellForm {
    const { settled } = this.#inferred;
    if (settled instanceof TextBuilder) return "text";
    if (settled instanceof NumberBuilder) return "number";
    return settled instanceof BooleanBuilder ? "true or false" : "missing";
  }

  override reread(bytes: Uint8Array, start: number, end: number): number | null {
    const value = this.#parser.parse(bytes, start, end);
    return this.#parser.status === NUMBER_INVALID ? null : value;
  }
}

/** A column of numbers, quoted or not. */
export class NumbersColumn extends BuilderColumn {
  readonly form = "number";
  readonly quoted = "as others";
  protected override readonly builder: NumberBuilder;
  readonly #parser: NumberParser;
  readonly #grouped: boolean;

  /** @param grouped Whether quoted numbers may have a comma between groups of three digits. */
  constructor(builder: NumberBuilder, parser: NumberParser, grouped: boolean) {
    super();
    this.builder = builder;
    this.#parser = parser;
    this.#grouped = grouped;
  }

  override reread(bytes: Uint8Array, start: number, end: number, quoted: boolean): number | null {
    const value = this.#parser.parse(bytes, start, end, quoted && this.#grouped);
    return this.#parser.status === NUMBER_INVALID ? null : value;
  }
}

/** A column of texts, whatever they look like. */
export class TextsColumn extends BuilderColumn {
  readonly form = "text";
  readonly quoted: QuotedCells;
  protected override readonly builder: TextBuilder;

  constructor(builder: TextBuilder, quotesMarkText: boolean) {
    super();
    this.builder = builder;
    this.quoted = quotesMarkText ? "texts" : "as others";
  }

  override reread(): null {
    return null;
  }
}
