import { cutText, quote } from "../../core/mod.ts";
import { numberColumn, TextColumn } from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import { NUMBER_INVALID, NumberParser } from "../../rows/mod.ts";
import type { ReportBuilder } from "../report-builder.ts";
import { SourceColumns } from "../source-columns.ts";
import { readName } from "./name-reading.ts";
import type { Role } from "./name-reading.ts";

/** What a flow cannot be without a number for. */
const NUMBERS: readonly Role[] = ["duration", "packets", "bytes", "mean size"];
/** A column of fewer numbers is one of texts, whatever its name says. */
const MIN_SHARE = 0.9;

/** What measures flows, and may be written with a decimal comma. */
const MEASURES: readonly Role[] = [...NUMBERS, "packet rate", "byte rate", "mean gap"];
const DECIMAL_COMMA = /^\s*(-?\d+),(\d+)\s*$/;
/** What may as well be thousands: a column of nothing else is left alone. */
const THOUSANDS = /^\s*-?\d{1,3},\d{3}\s*$/;
/** What nfdump writes after large counts, in steps of 1,000. */
const SCALED = /^\s*(\d+(?:\.\d+)?)\s*([KMGT])\s*$/;
const SCALES: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** A column of texts that is one of numbers but for a few cells. */
interface Strayed {
  column: TextColumn;
  /** Number of each category; NaN for a text. */
  numbers: Float64Array;
  /** By category, 1 where the text is a rounded number with a scale: "1.2 M". */
  scaled: Uint8Array;
  /** Its numbers have a decimal comma. */
  comma: boolean;
}

/**
 * In columns that no dialect says anything of: one whose name says that it counts or measures, and whose cells are numbers but for a few,
 * is a column of numbers. The rows of those few cells are rejected, as they would be in a file of a known dialect.
 */
export function rejectStrayTexts(source: SourceColumns, report: ReportBuilder): SourceColumns {
  const strayed = new Map(source.all().flatMap((column) => strayedOf(column) ?? []));
  if (strayed.size === 0) return source;
  const kept: number[] = [];
  for (let row = 0; row < source.rows; row++) {
    const stray = [...strayed.values()].find(({ column, numbers }) => {
      const code = column.values[row]!;
      return code >= 0 && Number.isNaN(numbers[code]!);
    });
    if (!stray) {
      kept.push(row);
      continue;
    }
    const { name, categories, values } = stray.column;
    const text = categories[values[row]!]!;
    report.reject(source.lines.lineOf(row), `${name} must be a number, got ${quote(cutText(text))}`, text);
  }
  for (const [name, stray] of strayed) {
    report.withdraw("W_MIXED_COLUMN", cutText(name));
    warnAboutScales(stray, source, report);
    if (stray.comma)
      report.warn("W_DECIMAL_COMMA", "Numbers were read with a decimal comma", {
        column: cutText(name),
        count: stray.column.length - stray.column.missing,
        remedy: "if the commas part thousands, take them out of the file",
      });
  }
  const columns = source.all().map((column) => {
    const stray = strayed.get(column.name);
    return stray ? numberColumn(column.name, numbersOf(stray)) : column;
  });
  return new SourceColumns(columns, source.rows, source.lines).take(Uint32Array.from(kept));
}

function strayedOf(column: StoredColumn): [string, Strayed][] | null {
  if (!(column instanceof TextColumn)) return null;
  const role = readName(column.name)?.role;
  if (role === undefined || !MEASURES.includes(role)) return null;
  const comma = hasDecimalComma(column);
  if (!comma && !NUMBERS.includes(role)) return null;
  const parser = new NumberParser();
  const encoder = new TextEncoder();
  const scaled = new Uint8Array(column.categories.length);
  const numbers = Float64Array.from(column.categories, (text, code) => {
    const bytes = encoder.encode(comma ? text.replace(DECIMAL_COMMA, "$1.$2") : text);
    const value = parser.parse(bytes, 0, bytes.length);
    if (parser.status !== NUMBER_INVALID) return value;
    const [, digits, scale] = (role === "bytes" || role === "packets" ? SCALED.exec(text) : null) ?? [];
    if (digits === undefined || scale === undefined) return NaN;
    scaled[code] = 1;
    return Math.round(Number(digits) * SCALES[scale]!);
  });
  let found = 0;
  let cells = 0;
  for (const code of column.values) {
    if (code < 0) continue;
    cells++;
    if (!Number.isNaN(numbers[code]!)) found++;
  }
  return found === 0 || found < cells * MIN_SHARE
    ? null
    : [[column.name, { column, numbers, scaled, comma }]];
}

/** Whether a column's numbers have a comma where others have a point, and are not all as thousands are written. */
function hasDecimalComma({ categories }: TextColumn): boolean {
  const commas = categories.filter((text) => DECIMAL_COMMA.test(text));
  return commas.length >= categories.length / 2 && commas.some((text) => !THOUSANDS.test(text));
}

function warnAboutScales({ column, scaled }: Strayed, source: SourceColumns, report: ReportBuilder): void {
  if (!scaled.includes(1)) return;
  for (const [row, code] of column.values.entries())
    if (scaled[code] === 1)
      report.warn("W_ROUNDED", "Numbers with a scale, as 1.2 M, are as exact as they were written", {
        line: source.lines.lineOf(row),
        column: cutText(column.name),
      });
}

function numbersOf({ column, numbers }: Strayed): Float64Array {
  return Float64Array.from(column.values, (code) => (code < 0 ? NaN : numbers[code]!));
}
