import { MISSING_WORDS } from "../core/mod.ts";
import type { Column, Table } from "../core/mod.ts";

/** Text that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** Text that readers would take for a number or a truth value. */
const LOOKS_TYPED = /^\s*[-+]?(?:\d|\.\d|inf|0x)|^\s*(?:true|false|t|f)\s*$/i;
/** What a field may not hold unquoted: other delimiters too, so that none is taken for this file's, and "#", with which comments begin. */
const SPECIAL = /[",;|\t\n\r]|^#/;
/** Epoch milliseconds that readers know by their size, and what a four-digit year can write. */
const KNOWN_TIMES = { from: 1e11, to: 1e14 };
const STAMP_TIMES = { from: -59_011_459_200_000, to: 253_402_300_800_000 };

/**
 * A table as CSV with the canonical names, numbers in full precision, times as epoch ms, missing cells empty. Reading it back gives
 * the same cells; texts that look like a number or like a missing cell are quoted for that, and times too early to be known as
 * milliseconds by their size are written as stamps.
 *
 * @param formulaSafe Put an apostrophe before texts that a spreadsheet would run as a formula. Such cells do not round-trip.
 */
export function toCSV(table: Table, formulaSafe: boolean): string {
  const cells = table.columnNames.map((name) => cellWriter(table.column(name), formulaSafe));
  const lines = [table.columnNames.map((name) => quoteText(name, formulaSafe)).join(",")];
  for (let row = 0; row < table.rowCount; row++) lines.push(cells.map((cell) => cell(row)).join(","));
  return `${lines.join("\n")}\n`;
}

type CellWriter = (row: number) => string;

function cellWriter(column: Column, formulaSafe: boolean): CellWriter {
  const { values, categories } = column;
  if (categories) {
    const texts = categories.map((text) => quoteText(text, formulaSafe));
    return (row) => (column.isMissing(row) ? "" : texts[values[row]!]!);
  }
  if (column.type === "boolean")
    return (row) => (column.isMissing(row) ? "" : values[row] === 0 ? "false" : "true");
  const write = column.name === "timestamp" && !writesAsNumbers(column) ? stampOf : numberOf;
  return (row) => (column.isMissing(row) ? "" : write(values[row]!));
}

function numberOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Whether a reader takes these times for epoch milliseconds, or they cannot all be stamps. */
function writesAsNumbers({ values }: Column): boolean {
  let known = true;
  let writable = true;
  for (const ms of values) {
    if (ms !== ms) continue;
    known &&= ms >= KNOWN_TIMES.from && ms < KNOWN_TIMES.to;
    writable &&= ms >= STAMP_TIMES.from && ms < STAMP_TIMES.to;
  }
  return known || !writable;
}

/** "1970-01-01T00:00:00.125Z", with as many decimals as the time has. */
function stampOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const rest = ms - seconds * 1000;
  const [whole, decimals = ""] = (rest < 1e-6 ? rest.toFixed(20) : String(rest)).split(".");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${whole!.padStart(3, "0")}${decimals}Z`;
}

function quoteText(text: string, formulaSafe: boolean): string {
  const safe = formulaSafe && FORMULA.test(text) ? `'${text}` : text;
  const needsQuotes =
    SPECIAL.test(safe) ||
    safe.trim() !== safe ||
    LOOKS_TYPED.test(safe) ||
    MISSING_WORDS.has(safe.toLowerCase());
  return needsQuotes ? `"${safe.replaceAll('"', '""')}"` : safe;
}
