/** Static HTML from data: every text passes `escapeHtml`, tables have captions and scoped headings. */
import { exactText, formatValue, type Kind } from "./format.ts";
import { visibleText } from "./plain.ts";
import type { Cell } from "../core/mod.ts";

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};
const LEFT = ' style="text-align:left"';

/** Markup that is already safe, so that a plain text is never taken for it. */
export interface Markup {
  readonly html: string;
}

/** A cell of an HTML table: text, markup, or a number with its exact value on hover. */
export type HtmlCell = string | Markup | { readonly text: string; readonly title: string };

export interface HtmlColumn {
  head: string;
  /** Numbers stand on the right, all else on the left. */
  numeric?: boolean;
  title?: string;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? "");
}

/** Text of the data: cut, its invisible characters made visible, escaped. */
export function dataHtml(text: string): string {
  return escapeHtml(visibleText(text, 600));
}

/** A number or other value of a column, short, with its exact value on hover where they differ. */
export function valueCell(value: Cell, kind: Kind): HtmlCell {
  const text = visibleText(formatValue(value, kind));
  if (typeof value !== "number") return text;
  const title = exactText(value, kind);
  return title === text ? text : { text, title };
}

export function markup(html: string): Markup {
  return { html };
}

/** A table; the first cell of each row is its heading. */
export function htmlTable(
  caption: string,
  columns: readonly HtmlColumn[],
  rows: readonly (readonly HtmlCell[])[],
): string {
  const head = columns.map((column) => {
    const title = column.title === undefined ? "" : ` title="${escapeHtml(column.title)}"`;
    return `<th scope="col"${column.numeric ? "" : LEFT}${title}>${dataHtml(column.head)}</th>`;
  });
  const body = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const name = index === 0 ? "th" : "td";
      const scope = index === 0 ? ' scope="row"' : "";
      const align = columns[index]?.numeric ? rightAligned(cell) : leftAligned(cell);
      const title = typeof cell === "object" && "title" in cell ? ` title="${dataHtml(cell.title)}"` : "";
      return `<${name}${scope}${align}${title}>${cellHtml(cell)}</${name}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return (
    `<div style="overflow-x:auto"><table style="table-layout:auto"><caption${LEFT}><b>${dataHtml(caption)}</b></caption>` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`
  );
}

/** Numbers with units and times stay on one line; only where they could break, to save bytes. */
function rightAligned(cell: HtmlCell): string {
  const text = typeof cell === "string" ? cell : "text" in cell ? cell.text : "";
  return /[\s-]/.test(text.slice(1)) ? ' align="right" style="white-space:nowrap"' : ' align="right"';
}

/** A long word breaks anywhere, or it would push all else out of sight. */
function leftAligned(cell: HtmlCell): string {
  const text = typeof cell === "string" ? cell : "text" in cell ? cell.text : "";
  return text.length > 40 && /\S{40}/.test(text) ? ' style="text-align:left;word-break:break-all"' : LEFT;
}

function cellHtml(cell: HtmlCell): string {
  if (typeof cell === "string") return dataHtml(cell);
  return "html" in cell ? cell.html : dataHtml(cell.text);
}

export function htmlList(items: readonly string[]): string {
  return items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${dataHtml(item)}</li>`).join("")}</ul>`;
}

export function paragraph(text: string): string {
  return `<p>${dataHtml(text)}</p>`;
}
