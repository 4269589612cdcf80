import { cutText, quote } from "../../core/mod.ts";
import { InferredColumn, TypedColumn } from "../bulk-columns.ts";
import type { BulkColumn } from "../bulk-columns.ts";
import { InferredBuilder, NumberBuilder, TextBuilder } from "../column-builders.ts";
import type { LineMap } from "../line-map.ts";
import { isMissingWord } from "../missing-word.ts";
import { normalizeName } from "../names.ts";
import { NUMBER_INVALID, NumberParser } from "../../rows/mod.ts";
import type { ReportBuilder } from "../report-builder.ts";
import { type RowFields } from "../row-fields.ts";
import type { ScannedRow } from "../row-scanner.ts";
import { SourceColumns } from "../source-columns.ts";
import type { TableDialect } from "./types.ts";

/** What a file's quotes say of its cells. */
export interface QuoteRules {
  /** Quotes mark text: not where everything is quoted. */
  markText: boolean;
  /** Quoted numbers may have a comma between groups of three digits. */
  grouped: boolean;
}

type CellColumn =
  | { kind: "numbers"; name: string; builder: NumberBuilder }
  | { kind: "texts"; name: string; builder: TextBuilder }
  | { kind: "inferred"; name: string; builder: InferredBuilder };

/** The columns of a delimited text while its rows come. */
export class TableColumns {
  rows = 0;
  readonly lines: LineMap;
  readonly #columns: readonly CellColumn[];
  readonly #numbers: Float64Array;
  readonly #fields: RowFields;
  readonly #quotes: QuoteRules;
  readonly #parser: NumberParser;

  /** @param names Unique names in the file's order. */
  constructor(
    names: readonly string[],
    dialect: TableDialect | null,
    lines: LineMap,
    fields: RowFields,
    quotes: QuoteRules,
  ) {
    this.lines = lines;
    this.#fields = fields;
    this.#quotes = quotes;
    this.#parser = new NumberParser();
    this.#numbers = new Float64Array(names.length);
    const numbers = new Set(dialect?.numbers);
    const texts = new Set(dialect?.texts);
    this.#columns = names.map((name) => {
      const normalized = normalizeName(name);
      if (numbers.has(normalized)) return { kind: "numbers", name, builder: new NumberBuilder() };
      if (texts.has(normalized)) return { kind: "texts", name, builder: new TextBuilder() };
      return { kind: "inferred", name, builder: new InferredBuilder(this.#parser) };
    });
  }

  get count(): number {
    return this.#columns.length;
  }

  /**
   * Appends a row that has as many fields as there are columns; numbers are checked first, so that a bad row leaves no column longer.
   *
   * @returns Why the row was not taken; null when it was.
   */
  add(row: ScannedRow): string | null {
    const columns = this.#columns;
    const numbers = this.#numbers;
    const { grouped, markText } = this.#quotes;
    for (let i = 0; i < columns.length; i++) {
      if (columns[i]!.kind !== "numbers") continue;
      const bytes = this.#fields.bytesOf(row, i);
      const { start, end } = this.#fields;
      numbers[i] = this.#parser.parse(bytes, start, end, grouped && row.quoted[i] !== 0);
      if (this.#parser.status === NUMBER_INVALID)
        return `${columns[i]!.name} must be a number, got ${quote(cutText(this.#fields.textOf(row, i)))}`;
    }
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i]!;
      if (column.kind === "numbers") {
        column.builder.push(numbers[i]!);
        continue;
      }
      const bytes = this.#fields.bytesOf(row, i);
      const { start, end } = this.#fields;
      const isText = markText && row.quoted[i] !== 0;
      if (column.kind === "inferred") column.builder.pushBytes(bytes, start, end, isText);
      else if (!isText && isMissingWord(bytes, start, end)) column.builder.push(-1);
      else column.builder.pushBytes(bytes, start, end);
    }
    this.lines.add(this.rows, row.line);
    this.rows++;
    return null;
  }

  /** The columns as blocks of rows go into them; those rows are to be told to `tookRows`. */
  inBulk(): BulkColumn[] {
    const { grouped, markText } = this.#quotes;
    return this.#columns.map(({ builder }) =>
      builder instanceof InferredBuilder
        ? new InferredColumn(builder, markText)
        : new TypedColumn(builder, markText, grouped),
    );
  }

  /** @param line Of the first of these rows; each is one line. */
  tookRows(rows: number, line: number): void {
    this.lines.add(this.rows, line);
    this.rows += rows;
  }

  /** The columns so far; what was odd about their cells goes into the report. */
  async build(report: ReportBuilder, pause: () => Promise<void>): Promise<SourceColumns> {
    const built = [];
    for (const { kind, name, builder } of this.#columns) {
      built.push(builder.build(name));
      if (kind !== "numbers") this.#warnAbout(name, builder, report);
      await pause();
    }
    return new SourceColumns(built, this.rows, this.lines);
  }

  #warnAbout(name: string, builder: TextBuilder | InferredBuilder, report: ReportBuilder): void {
    const column = cutText(name);
    if (builder.recoded > 0)
      report.warn("W_ENCODING", "Texts that are not UTF-8 were read as Windows-1252", {
        column,
        count: builder.recoded,
      });
    if (builder instanceof InferredBuilder && builder.mixedFrom >= 0)
      report.warn(
        "W_MIXED_COLUMN",
        "The column holds text among numbers or truth values: it is text, with the numbers before the first text in their shortest form",
        { column, line: this.lines.lineOf(builder.mixedFrom) },
      );
  }
}
