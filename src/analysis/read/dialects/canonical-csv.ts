import {
  CANONICAL_FIELDS,
  codedError,
  cutText,
  isCanonicalField,
  quote,
  REQUIRED_FIELDS,
} from "../../core/mod.ts";
import type { CanonicalField } from "../../core/mod.ts";
import { wasmAvailable } from "../../../kernels/mod.ts";
import { ReadAhead } from "../read-ahead.ts";
import { InferredColumn } from "../bulk-columns.ts";
import { BulkRows } from "../bulk-rows.ts";
import { InferredBuilder } from "../column-builders.ts";
import { isExport } from "../export-names.ts";
import { LineMap } from "../line-map.ts";
import { normalizeName, repeatedNames, uniqueNames } from "../names.ts";
import { NumberParser } from "../../rows/mod.ts";
import { ReportBuilder } from "../report-builder.ts";
import { isBlankRow, isCommentRow, RowFields } from "../row-fields.ts";
import { RowScanner } from "../row-scanner.ts";
import type { RowSink, ScannedRow } from "../row-scanner.ts";
import { CanonicalColumn, canonicalCell } from "./canonical-cells.ts";
import type { CanonicalCell, CellContext } from "./canonical-cells.ts";
import { deriveCanonical } from "./canonical-derive.ts";
import { findDelimiter, MAX_COLUMNS } from "./delimited.ts";
import { tableOf } from "./table-shape.ts";
import { trafficlab } from "./trafficlab.ts";
import type { DialectReader, OpenContext, ReadResult, TableReader } from "./types.ts";

const CANONICAL = new Map<string, CanonicalField>(
  CANONICAL_FIELDS.map((field) => [normalizeName(field), field]),
);
const COMMA = 0x2c;
const NUMBER_NAME = /^[-+]?\d[\d.]*(?:e[-+]?\d+)?$/i;

/** CSV (comma, tab, semicolon, bar) whose header names canonical fields, in any order and case; other columns come along as they are. */
export const canonicalCsv: DialectReader = {
  id: "trafficlab",
  recognizes(head) {
    const found = findDelimiter(head);
    return found !== null && tableOf(found, head).dialect === trafficlab;
  },
  open: (context) => new CanonicalCsvReader(context),
};

type Target =
  { kind: "canonical"; cell: CanonicalCell } | { kind: "source"; name: string; builder: InferredBuilder };

class CanonicalCsvReader implements TableReader, RowSink {
  readonly #context: OpenContext;
  readonly #scanner: RowScanner;
  readonly #report = new ReportBuilder();
  readonly #lines = new LineMap();
  readonly #cells: CellContext;
  readonly #fields = new RowFields();
  readonly #delimiter: number;
  readonly #crOnly: boolean;
  /** Reads most rows; null before the header, and where rows must go one by one. */
  #bulk: BulkRows | null = null;
  #ahead: ReadAhead | null = null;
  #targets: Target[] | null = null;
  /** The header's own bytes. */
  #header = new Uint8Array(0);

  constructor(context: OpenContext) {
    this.#context = context;
    const { delimiter, crOnly, allQuoted } = findDelimiter(context.head) ?? {
      delimiter: COMMA,
      crOnly: false,
      allQuoted: false,
    };
    this.#delimiter = delimiter;
    this.#crOnly = crOnly;
    this.#scanner = new RowScanner(this, { delimiter, quotes: true, crOnly });
    this.#cells = {
      parser: new NumberParser(),
      zone: context.zone,
      quotesMarkText: context.quotesMarkText ?? !allQuoted,
      grouped: delimiter !== COMMA,
    };
  }

  get rows(): number {
    return this.#report.kept;
  }

  get copies(): boolean {
    return this.#ahead !== null;
  }

  push(bytes: Uint8Array): void | Promise<void> {
    if (this.#ahead) return this.#ahead.push(bytes);
    this.#scanner.push(bytes);
  }

  takeRows(bytes: Uint8Array, from: number, line: number): { rows: number; next: number } | null {
    const taken = this.#bulk?.take(bytes, from) ?? null;
    if (!taken) return null;
    this.#lines.add(this.#report.kept, line);
    this.#report.kept += taken.rows;
    return taken;
  }

  fits(fields: number): boolean {
    return this.#targets === null || fields === this.#targets.length;
  }

  row(row: ScannedRow): void {
    if (isBlankRow(row)) return;
    if (!this.#targets) return isCommentRow(row) ? undefined : this.#startTable(row);
    if (row.count !== this.#targets.length) return this.#rejectCount(row, this.#targets.length);
    if (this.#isHeader(row)) return this.#report.drop("repeated header");
    this.#store(row, this.#targets);
  }

  badRow(row: ScannedRow, reason: string): void {
    if (!this.#targets) {
      const { name } = this.#context;
      throw codedError(
        SyntaxError,
        "E_NO_HEADER",
        `Cannot load ${name}: the header must be a row of names, got one where ${reason}`,
        { line: row.line },
      );
    }
    this.#reject(row, reason);
  }

  async end(cut: boolean): Promise<ReadResult> {
    await this.#ahead?.end();
    this.#scanner.end();
    this.close();
    if (cut) this.#report.truncated = true;
    const { name } = this.#context;
    if (!this.#targets)
      throw codedError(
        SyntaxError,
        "E_NO_HEADER",
        `Cannot load ${name}: a table must begin with a header, got none`,
      );
    if (this.rows === 0 && this.#report.rejected === 0) {
      throw codedError(
        SyntaxError,
        "E_HEADER_ONLY",
        `Cannot load ${name}: a table must have rows, got a header only`,
      );
    }
    const cells: CanonicalCell[] = [];
    const source = new Map<string, InferredBuilder>();
    for (const target of this.#targets) {
      if (target.kind === "canonical") cells.push(target.cell);
      else source.set(target.name, target.builder);
    }
    for (const [column, builder] of source) {
      if (builder.mixedFrom < 0) continue;
      this.#report.warn(
        "W_MIXED_COLUMN",
        "The column holds text among numbers or truth values: it is text, with the numbers before the first text in their shortest form",
        { column: cutText(column), line: this.#lines.lineOf(builder.mixedFrom) },
      );
    }
    return deriveCanonical(cells, source, this.#lines, this.#report, this.#context);
  }

  close(): void {
    this.#ahead?.close();
    this.#bulk?.close();
  }

  #startTable(row: ScannedRow): void {
    if (row.count > MAX_COLUMNS) {
      throw codedError(
        RangeError,
        "E_UNSUPPORTED",
        `Cannot load ${this.#context.name}: a table may have ${MAX_COLUMNS} columns, got ${row.count}`,
        { line: row.line },
      );
    }
    const header = this.#fields.textsOf(row);
    const names = uniqueNames(header);
    this.#header = row.bytes.slice(row.from, row.to);
    for (const name of repeatedNames(header)) this.#warnRepeated(name);
    const fields = this.#fieldsOf(names);
    this.#checkFields(fields, names, row.line);
    const stored = uniqueNames(
      names.map((name, i) => fields[i] ?? (isCanonicalField(name) ? `source:${name}` : name)),
    );
    this.#targets = names.map((name, i) => {
      const field = fields[i];
      if (field) return { kind: "canonical", cell: canonicalCell(field, name) };
      return { kind: "source", name: stored[i]!, builder: new InferredBuilder(this.#cells.parser) };
    });
    this.#bulk = this.#openBulk(this.#targets);
    const { ahead } = this.#context;
    if (ahead && this.#bulk) this.#ahead = new ReadAhead(this.#scanner, this.#bulk, ahead);
  }

  #openBulk(targets: readonly Target[]): BulkRows | null {
    const { zone, quotesMarkText } = this.#cells;
    const shape = {
      delimiter: this.#delimiter,
      columns: targets.length,
      quotes: true,
      header: this.#header,
    };
    if (this.#crOnly || zone.always === undefined || !wasmAvailable() || !BulkRows.suits(shape)) return null;
    const columns = targets.map((target) =>
      target.kind === "canonical"
        ? new CanonicalColumn(target.cell, this.#cells)
        : new InferredColumn(target.builder, quotesMarkText),
    );
    return new BulkRows({ shape, offsetMinutes: zone.always }, columns);
  }

  /** The canonical field of each column; the first of several that name the same one. */
  #fieldsOf(names: readonly string[]): (CanonicalField | undefined)[] {
    const { label } = this.#context;
    const taken = new Set<CanonicalField>();
    const isOwn = isExport(names);
    return names.map((name) => {
      const named = CANONICAL.get(isOwn ? name : normalizeName(name));
      const field =
        label === undefined ? named : name === label ? "label" : named === "label" ? undefined : named;
      if (!field) return undefined;
      if (taken.has(field)) {
        this.#warnRepeated(name);
        return undefined;
      }
      taken.add(field);
      return field;
    });
  }

  #warnRepeated(name: string): void {
    this.#report.warn(
      "W_DUPLICATE_HEADER",
      "The header names a column twice: the first one counts, later ones come along under another name",
      {
        column: cutText(name),
      },
    );
  }

  #checkFields(
    fields: readonly (CanonicalField | undefined)[],
    names: readonly string[],
    line: number,
  ): void {
    const { name, label, benign } = this.#context;
    const columns = cutText(names.map((column) => quote(column)).join(", "), 400);
    if (label !== undefined && !names.includes(label)) {
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot load ${name}: label must name a column, got ${quote(label)}; there are ${columns}`,
      );
    }
    if (benign !== undefined && !fields.includes("label")) {
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot load ${name}: benign needs a label column, got none; say with { label: ... } which of ${columns} it is`,
      );
    }
    if (
      REQUIRED_FIELDS.some((field) => fields.includes(field)) ||
      (fields.includes("packets_sent") && fields.includes("packets_received"))
    )
      return;
    if (fields.every((field) => field === undefined) && names.some((column) => NUMBER_NAME.test(column))) {
      throw codedError(
        SyntaxError,
        "E_NO_HEADER",
        `Cannot load ${name}: the first row must name the columns, got ${columns}; add a header with the canonical names`,
        { line },
      );
    }
    throw codedError(
      SyntaxError,
      "E_REQUIRED_UNDERIVABLE",
      `Cannot load ${name}: the header must name at least one of ${REQUIRED_FIELDS.join(", ")}, got ${columns}; rename the columns to the canonical names (seconds, counts, bytes)`,
      { line },
    );
  }

  /** Canonical cells first, so that a row with a bad one is set aside before any column has grown. */
  #store(row: ScannedRow, targets: readonly Target[]): void {
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      if (target.kind !== "canonical") continue;
      const bytes = this.#fields.bytesOf(row, i);
      const rule = target.cell.read(
        bytes,
        this.#fields.start,
        this.#fields.end,
        row.quoted[i] !== 0,
        this.#cells,
      );
      if (rule !== null)
        return this.#reject(
          row,
          `${target.cell.field} must be ${rule}, got ${quote(this.#fields.textOf(row, i))}`,
        );
    }
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      if (target.kind === "canonical") {
        target.cell.keep();
        continue;
      }
      const bytes = this.#fields.bytesOf(row, i);
      target.builder.pushBytes(
        bytes,
        this.#fields.start,
        this.#fields.end,
        row.quoted[i] !== 0 && this.#cells.quotesMarkText,
      );
    }
    this.#lines.add(this.#report.kept, row.line);
    this.#report.kept++;
  }

  #isHeader(row: ScannedRow): boolean {
    const header = this.#header;
    if (row.to - row.from !== header.length) return false;
    for (let i = 0; i < header.length; i++) if (row.bytes[row.from + i] !== header[i]) return false;
    return true;
  }

  #rejectCount(row: ScannedRow, expected: number): void {
    const cut = row.unended && row.count < expected;
    if (cut) this.#report.truncated = true;
    this.#reject(row, `expected ${expected} fields, got ${row.count}${cut ? " (truncated last line)" : ""}`);
  }

  #reject(row: ScannedRow, reason: string): void {
    this.#report.reject(row.line, reason, this.#fields.lineOf(row));
  }
}
