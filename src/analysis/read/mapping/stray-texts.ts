import { cutText, quote } from "../../core/mod.ts";
import { numberColumn, TextColumn } from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import { NUMBER_INVALID, NumberParser } from "../number-parser.ts";
import type { ReportBuilder } from "../report-builder.ts";
import { SourceColumns } from "../source-columns.ts";
import { readName } from "./name-reading.ts";
import type { Role } from "./name-reading.ts";

/** What a flow cannot be without a number for. */
const NUMBERS: readonly Role[] = ["duration", "packets", "bytes", "mean size"];
/** A column of fewer numbers is one of texts, whatever its name says. */
const MIN_SHARE = 0.9;

/** A column of texts that is one of numbers but for a few cells. */
interface Strayed {
  column: TextColumn;
  /** Number of each category; NaN for a text. */
  numbers: Float64Array;
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
  for (const name of strayed.keys()) report.withdraw("W_MIXED_COLUMN", cutText(name));
  const columns = source.all().map((column) => {
    const stray = strayed.get(column.name);
    return stray ? numberColumn(column.name, numbersOf(stray)) : column;
  });
  return new SourceColumns(columns, source.rows, source.lines).take(Uint32Array.from(kept));
}

function strayedOf(column: StoredColumn): [string, Strayed][] | null {
  if (!(column instanceof TextColumn)) return null;
  const role = readName(column.name)?.role;
  if (role === undefined || !NUMBERS.includes(role)) return null;
  const parser = new NumberParser();
  const encoder = new TextEncoder();
  const numbers = Float64Array.from(column.categories, (text) => {
    const bytes = encoder.encode(text);
    const value = parser.parse(bytes, 0, bytes.length);
    return parser.status === NUMBER_INVALID ? NaN : value;
  });
  let found = 0;
  let cells = 0;
  for (const code of column.values) {
    if (code < 0) continue;
    cells++;
    if (!Number.isNaN(numbers[code]!)) found++;
  }
  return found === 0 || found < cells * MIN_SHARE ? null : [[column.name, { column, numbers }]];
}

function numbersOf({ column, numbers }: Strayed): Float64Array {
  return Float64Array.from(column.values, (code) => (code < 0 ? NaN : numbers[code]!));
}
