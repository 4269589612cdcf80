import type { JSONValue, MimeBundle } from "../core/mod.ts";
import { countOf } from "../core/mod.ts";
import { htmlTable } from "./html.ts";
import type { HtmlColumn } from "./html.ts";
import { visibleText } from "./plain.ts";
import { textTable } from "./text-table.ts";

/** Lists are shown up to this many items. */
const MOST_ITEMS = 12;
const MOST_ROWS = 200;

/**
 * A fitted model's output: what it is, how it was asked for, what came out, as a table in two forms.
 *
 * @param model Its `toJSON()` gives the rows; options have a row each.
 */
export function modelBundle(model: { readonly estimator: string; toJSON(): JSONValue }): MimeBundle {
  const { estimator } = model;
  const rows = rowsOf(model.toJSON()).slice(0, MOST_ROWS);
  return rowsBundle(`${estimator}, fitted`, [{ head: "what" }, { head: "value" }], rows);
}

/** A titled table in two forms; the first cell of each row is its heading. */
export function rowsBundle(
  title: string,
  columns: readonly HtmlColumn[],
  rows: readonly (readonly string[])[],
): MimeBundle {
  const text = textTable(
    columns.map(({ head, numeric }) => ({ head, align: numeric ? "right" : "left", max: 100 })),
    rows,
  );
  return {
    "text/html": `<section class="jp-TrafficLab-static">${htmlTable(title, columns, rows)}</section>`,
    "text/plain": `${title}\n${text}`,
  };
}

function rowsOf(summary: JSONValue): [string, string][] {
  if (summary === null || typeof summary !== "object" || Array.isArray(summary))
    return [["value", textOf(summary)]];
  return Object.entries(summary).flatMap(([name, value]): [string, string][] => {
    if (name === "estimator") return [];
    if (name !== "options" || value === null || typeof value !== "object" || Array.isArray(value))
      return [[visibleText(name), textOf(value)]];
    return Object.entries(value).map(([option, chosen]) => [`option ${visibleText(option)}`, textOf(chosen)]);
  });
}

function textOf(value: JSONValue): string {
  if (typeof value === "string") return visibleText(value);
  if (!Array.isArray(value)) return visibleText(JSON.stringify(value));
  const shown = value.slice(0, MOST_ITEMS).map(textOf).join(", ");
  return value.length > MOST_ITEMS
    ? `${visibleText(shown)}, … (${countOf(value.length, "item")})`
    : visibleText(shown);
}
