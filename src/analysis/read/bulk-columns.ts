import type { QuotedCells } from "../../kernels/mod.ts";
import type { CellForm, ColumnCells, ParsedCells, ParsedTexts } from "../rows/mod.ts";
import { BooleanBuilder, NumberBuilder, TextBuilder } from "./column-builders.ts";
import type { ColumnBuilder, InferredBuilder } from "./column-builders.ts";

/** A column of a table as blocks of rows go into it: what its cells are now, and its builder. */
export interface BulkColumn extends ColumnCells {
  /**
   * Appends the cells of some rows, which are of the column's present form.
   *
   * @param codeOf The column's code of each of `texts`; -1 as long as it is not known.
   */
  keep(cells: ParsedCells | null, rows: number, texts: ParsedTexts | null, codeOf: Int32Array): void;
  /** Makes room for about so many cells: those that are kept are then copied, and their arrays free again. */
  reserve(rows: number): void;
}

/** Appends cells to the builder of their kind. */
export function keepCells(
  builder: ColumnBuilder | null,
  cells: ParsedCells | null,
  rows: number,
  texts: ParsedTexts | null,
  codeOf: Int32Array,
): void {
  if (!cells) builder?.padTo(builder.length + rows);
  else if (cells.numbers) (builder as NumberBuilder).pushAll(cells.numbers, cells);
  else if (cells.truths) (builder as BooleanBuilder).pushAll(cells.truths);
  else (builder as TextBuilder).pushCodes(cells.codes!, texts!, codeOf);
}

/** A column whose type shows in its cells. */
export class InferredColumn implements BulkColumn {
  readonly quoted: QuotedCells;
  readonly grouped = false;
  readonly #inferred: InferredBuilder;

  constructor(inferred: InferredBuilder, quotesMarkText: boolean) {
    this.#inferred = inferred;
    this.quoted = quotesMarkText ? "texts" : "as others";
  }

  get form(): CellForm {
    const { settled } = this.#inferred;
    if (settled instanceof TextBuilder) return "text";
    if (settled instanceof NumberBuilder) return "number";
    return settled instanceof BooleanBuilder ? "true or false" : "missing";
  }

  keep(...cells: [ParsedCells | null, number, ParsedTexts | null, Int32Array]): void {
    keepCells(this.#inferred.settled ?? this.#inferred, ...cells);
  }

  reserve(rows: number): void {
    this.#inferred.reserve(rows);
  }
}

/** A column of one kind, whatever its cells look like. */
export class TypedColumn implements BulkColumn {
  readonly form: "number" | "text";
  readonly quoted: QuotedCells;
  readonly grouped: boolean;
  readonly #builder: NumberBuilder | TextBuilder;

  constructor(builder: NumberBuilder | TextBuilder, quotesMarkText: boolean, grouped: boolean) {
    const isText = builder instanceof TextBuilder;
    this.form = isText ? "text" : "number";
    this.quoted = isText && quotesMarkText ? "texts" : "as others";
    this.grouped = !isText && grouped;
    this.#builder = builder;
  }

  keep(...cells: [ParsedCells | null, number, ParsedTexts | null, Int32Array]): void {
    keepCells(this.#builder, ...cells);
  }

  reserve(rows: number): void {
    this.#builder.reserve(rows);
  }
}
