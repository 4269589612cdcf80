import {
  formatCount,
  formatPercent,
  isNumeric,
  STATISTICS,
  visibleText,
  type ColumnProfile,
} from "../../analysis/mod.ts";
import { h, type ViewContext } from "../shared/mod.ts";
import { binText, valueText } from "./describe.ts";

/** A field's numbers as tables: its counts and statistics with all digits, then its bins and values with their flows. */
export function fieldTables(context: ViewContext, column: ColumnProfile, rowCount: number): HTMLElement {
  const { trans } = context;
  const { histogram, top } = column;
  const statistics = isNumeric(column)
    ? STATISTICS.map((one) => [one.name, one.of(column).exact] as const)
    : [];
  const facts: (readonly [string, string])[] = [
    [trans.__("values"), formatCount(column.count)],
    [trans.__("missing"), formatCount(column.missing)],
    [trans.__("infinite"), formatCount(column.infinite)],
    [trans.__("zeros"), formatCount(column.zeros)],
    [
      column.distinctExact ? trans.__("distinct") : trans.__("distinct (estimated)"),
      formatCount(column.distinct),
    ],
    ...statistics,
  ];
  const share = (count: number): string => formatPercent(rowCount > 0 ? count / rowCount : null);
  const tables = [table(trans.__("Statistics"), [trans.__("statistic"), trans.__("exact value")], facts)];
  const heads = [trans.__("flows"), trans.__("share")];
  if (histogram !== null && histogram.counts.length > 0) {
    const rows = histogram.counts.map((count, index) => [
      binText(trans, column, index),
      formatCount(count),
      share(count),
    ]);
    tables.push(table(trans.__("Bins"), [trans.__("bin"), ...heads], rows));
  }
  if (top.length > 0) {
    const rows = top.map(({ value, count }) => [
      valueText(trans, value, column),
      formatCount(count),
      share(count),
    ]);
    tables.push(table(trans.__("Most frequent values"), [trans.__("value"), ...heads], rows));
  }
  const label = trans.__("%1 as table", visibleText(column.name));
  return h(
    "section",
    { class: "jp-ProfilerWidget-tables", role: "region", tabindex: 0, "aria-label": label },
    ...tables,
  );
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  return h(
    "table",
    { class: "jp-ProfilerWidget-numbers" },
    h("caption", { text: caption }),
    h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col", text: head })))),
    h(
      "tbody",
      {},
      ...rows.map(([first, ...rest]) =>
        h("tr", {}, h("th", { scope: "row", text: first }), ...rest.map((text) => h("td", { text }))),
      ),
    ),
  );
}
