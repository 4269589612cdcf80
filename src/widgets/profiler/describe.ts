/** Words for what a profile's charts show. */
import type { TranslationBundle } from "@jupyterlab/translation";
import {
  exactText,
  formatCount,
  formatPercent,
  formatTime,
  formatValue,
  kindOf,
  visibleText,
  type Cell,
  type ColumnProfile,
  type ProfilePayload,
} from "../../analysis/mod.ts";
import { isCut, selectedColumn, type ProfileSelection } from "./selection.ts";

/** A value of a column as text that can be seen: an empty text is named, invisible characters are shown. */
export function valueText(trans: TranslationBundle, value: Cell, column: ColumnProfile): string {
  if (value === "") return trans.__("(empty text)");
  return visibleText(formatValue(value, kindOf(column)));
}

/** The value with all its digits. */
export function exactValue(value: Cell, column: ColumnProfile): string {
  return visibleText(exactText(value, kindOf(column)));
}

/** A time short enough for a line of text, to the second: "2017-07-07 11:59:50". */
export function shortTime(ms: number | null): string {
  return formatTime(ms)
    .replace("T", " ")
    .replace(/(?:\.\d+)?Z$/, "");
}

/** What a bin covers: from its lower edge up to its upper one, which only the last bin includes. */
export function binText(trans: TranslationBundle, column: ColumnProfile, index: number): string {
  const { edges, counts } = column.histogram ?? { edges: [], counts: [] };
  const from = valueText(trans, edges[index] ?? null, column);
  const to = valueText(trans, edges[index + 1] ?? null, column);
  if (edges[index] === edges[index + 1]) return from;
  return index === counts.length - 1 ? trans.__("%1 to %2", from, to) : trans.__("%1 to under %2", from, to);
}

/** The edges of a bin alone, for where there is little room: times of one day lose their date. */
export function edgesText(trans: TranslationBundle, column: ColumnProfile, index: number): string {
  const { edges } = column.histogram ?? { edges: [] };
  const low = edges[index] ?? null;
  const high = edges[index + 1] ?? null;
  if (column.type !== "time") {
    const from = valueText(trans, low, column);
    return low === high ? from : `${from} – ${valueText(trans, high, column)}`;
  }
  const [from, to] = timeEnds(low, high);
  return `${from} – ${to}`;
}

/** Two times, without what they have in common when they are on one day; the third is that day. Minutes do where they differ. */
export function timeEnds(
  low: number | null,
  high: number | null,
  precision: "minutes" | "seconds" = "seconds",
): [from: string, to: string, day: string | null] {
  const [from, to] = [shortTime(low), shortTime(high)];
  const [day, clock] = from.split(" ");
  const [lastDay, lastClock] = to.split(" ");
  if (day === undefined || lastDay === undefined) return [from, to, null];
  if (day !== lastDay || clock === undefined || lastClock === undefined) return [day, lastDay, null];
  const [first, last] = [clock.slice(0, 5), lastClock.slice(0, 5)];
  return precision === "minutes" && first !== last ? [first, last, day] : [clock, lastClock, day];
}

/** A number of flows with its share of all flows. */
export function flowsText(trans: TranslationBundle, count: number, of: number): string {
  return of > 0
    ? trans._n("%2 flow (%3)", "%2 flows (%3)", count, formatCount(count), formatPercent(count / of))
    : trans._n("%2 flow", "%2 flows", count, formatCount(count));
}

/** One sentence about a histogram: its range, its middle, and the bin that holds most. */
export function histogramSentence(trans: TranslationBundle, column: ColumnProfile, rowCount: number): string {
  const counts = column.histogram?.counts ?? [];
  const most = counts.indexOf(Math.max(...counts));
  return trans.__(
    "Histogram of %1, %2 bins from %3 to %4, median %5; most flows are in %6: %7.",
    visibleText(column.name),
    counts.length,
    valueText(trans, column.min, column),
    valueText(trans, column.max, column),
    valueText(trans, column.quantiles?.p50 ?? null, column),
    binText(trans, column, most),
    flowsText(trans, counts[most] ?? 0, rowCount),
  );
}

/** One sentence about the most frequent values of a column. */
export function valuesSentence(trans: TranslationBundle, column: ColumnProfile, rowCount: number): string {
  const first = column.top[0];
  return trans.__(
    "Most frequent values of %1; the first is %2: %3.",
    visibleText(column.name),
    valueText(trans, first?.value ?? null, column),
    flowsText(trans, first?.count ?? 0, rowCount),
  );
}

/** The selection in words, as they stand above its rows. */
export function selectionText(
  trans: TranslationBundle,
  payload: ProfilePayload,
  selection: ProfileSelection,
): string {
  if (selection.kind === "lint") {
    const finding = payload.profile.flowLint[selection.index];
    const { rule = "", rows = [], count = 0 } = finding ?? {};
    const name = visibleText(rule);
    return rows.length < count
      ? trans.__("Lint “%1”, the first %2 flows", name, formatCount(rows.length))
      : trans.__("Lint “%1”", name);
  }
  const column = selectedColumn(payload, selection);
  if (column === undefined || selection.kind === "all") return trans.__("All rows");
  const name = visibleText(column.name);
  switch (selection.kind) {
    case "missing":
      return trans.__("%1 is missing", name);
    case "bin":
      return trans.__("%1 is %2", name, binText(trans, column, selection.index));
    case "value": {
      const value = column.top[selection.index]?.value ?? null;
      const text = valueText(trans, value, column);
      return isCut(value) ? trans.__("%1 contains “%2”", name, text) : trans.__("%1 is “%2”", name, text);
    }
  }
}
