import type { MimeBundle } from "../core/mod.ts";
import { countOf } from "../core/mod.ts";
import { escapeHtml, formatTime, NO_VALUE, textTable, visibleText } from "../display/mod.ts";

/** What a frame shows of itself: the first rows, all columns or the outer ones, its true size, and a note. */
export interface FrameView {
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
  /** As many rows as `index` has. */
  readonly rows: readonly (readonly unknown[])[];
  readonly totalRows: number;
  readonly note: string | null;
}

/** Columns shown in HTML: the first and the last ones when there are more. */
const MAX_HTML_COLUMNS = 30;
/** Widest cell in the text form; the HTML form shows MAX_TEXT characters. */
const MAX_TEXT_CELL = 24;
const GAP = "…";

/** The frame's Jupyter bundle: a table for pages, the same as text elsewhere. */
export function frameBundle(view: FrameView, maxTextColumns: number): MimeBundle {
  return { "text/html": frameHtml(view), "text/plain": frameText(view, maxTextColumns) };
}

/** The frame as aligned text; numbers to the right. */
export function frameText(view: FrameView, maxColumns: number): string {
  const shown = outerColumns(view.columns.length, maxColumns);
  const heads = shown.map((c) => ({
    head: c === null ? GAP : cellText(view.columns[c]),
    align: c !== null && view.rows.every((row) => isNumeric(row[c])) ? ("right" as const) : ("left" as const),
    max: MAX_TEXT_CELL,
  }));
  const rows = view.rows.map((row, r) => [
    cellText(view.index[r]),
    ...shown.map((c) => (c === null ? GAP : cellText(row[c]))),
  ]);
  const table = textTable([{ head: "", max: MAX_TEXT_CELL }, ...heads], rows);
  return [table, `[${sizeOf(view)}]`, ...(view.note === null ? [] : [visibleText(view.note, Infinity)])].join(
    "\n",
  );
}

function frameHtml(view: FrameView): string {
  const shown = outerColumns(view.columns.length, MAX_HTML_COLUMNS);
  const head = shown
    .map((c) => `<th scope="col">${c === null ? GAP : cellHtml(view.columns[c])}</th>`)
    .join("");
  const rows = view.rows.map((row, r) => {
    const cells = shown.map((c) => `<td>${c === null ? GAP : cellHtml(row[c])}</td>`).join("");
    return `<tr><th scope="row">${cellHtml(view.index[r])}</th>${cells}</tr>`;
  });
  const table = `<table><thead><tr><th></th>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
  const note = view.note === null ? "" : `<p>${escapeHtml(visibleText(view.note, Infinity))}</p>`;
  return `<div style="overflow-x:auto">${table}</div><p>${sizeOf(view)}</p>${note}`;
}

function sizeOf(view: FrameView): string {
  const rows = countOf(view.totalRows, "row");
  const shown = view.rows.length < view.totalRows ? `, the first ${view.rows.length} shown` : "";
  return `${rows} × ${countOf(view.columns.length, "column")}${shown}`;
}

/** Positions of the columns to show; null stands for those left out in the middle. */
function outerColumns(count: number, max: number): (number | null)[] {
  const all = Array.from({ length: count }, (_, c) => c);
  if (count <= max) return all;
  const first = Math.ceil(max / 2);
  return [...all.slice(0, first), null, ...all.slice(count - (max - first))];
}

function isNumeric(cell: unknown): boolean {
  return typeof cell === "number" || cell === null || cell === undefined;
}

/** A cell in words: times in UTC; numbers to six digits and without separators, for they may be ports; missing as a dash. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return NO_VALUE;
  if (typeof cell === "string") return visibleText(cell);
  if (typeof cell === "number") {
    if (Number.isNaN(cell)) return NO_VALUE;
    return String(Number.isInteger(cell) ? cell : Number(cell.toPrecision(6)));
  }
  if (Object.prototype.toString.call(cell) === "[object Date]") return formatTime((cell as Date).getTime());
  return typeof cell === "boolean" || typeof cell === "bigint" ? String(cell) : "(object)";
}

function cellHtml(cell: unknown): string {
  return escapeHtml(cellText(cell));
}
