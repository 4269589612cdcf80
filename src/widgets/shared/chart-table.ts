import { formatCount, visibleText } from "../../analysis/mod.ts";
import type { ViewContext } from "./context.ts";
import { h } from "./dom.ts";
import { rowTable } from "./row-table.ts";

/** What a chart shows, in rows; the first cell of a row names it. */
export interface ChartTable {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** Rows listed at most: a table for reading, not for export. */
const LISTED = 500;

/** A figure as the library writes them: digits with separators, a unit or a percent sign after them. */
const FIGURE = /^[-−+±<>≤≥~]?\s?\d[\d.,\s]*(?:e[-+]?\d+)?(?:\s?(?:%|[kMGTµnm]?B?|ms|s|min|h|d))?$/u;

/** A chart's table, with a note where it is long. */
export function chartTable({ trans }: ViewContext, title: string, { head, rows }: ChartTable): HTMLElement {
  const shown = rows.slice(0, LISTED);
  const [rowHeading = "", ...names] = head.map((name) => visibleText(name));
  const isNumeric = names.map((_, at) => shown.every((row) => isFigure(row[at + 1] ?? "")));
  const left = rows.length - shown.length;
  return h(
    "div",
    { class: "jp-TrafficLab-chartTable" },
    rowTable({
      label: trans.__("%1, as a table; scroll with the arrow keys", title),
      rowHeading,
      columns: names.map((name, at) => ({ name, numeric: isNumeric[at] === true })),
      rows: shown.map(([name = "", ...cells]) => ({
        name: visibleText(name),
        cells: names.map((_, at) => ({ text: visibleText(cells[at] ?? "", 600) })),
      })),
    }),
    left > 0
      ? h("p", { class: "jp-TrafficLab-note", text: trans.__("%1 more are not listed.", formatCount(left)) })
      : null,
  );
}

function isFigure(text: string): boolean {
  return text === "" || text === "–" || FIGURE.test(text);
}
