/** The statistics of a column in the order and the units in which every form shows them. */
import type { ColumnProfile } from "../core/mod.ts";
import { formatDuration, formatValue, kindOf, exactText, type Kind } from "./format.ts";

/** A statistic as shown: short, and with all digits. */
export interface Shown {
  text: string;
  exact: string;
}

export interface Statistic {
  name: string;
  /** What the name stands for. */
  title: string;
  of(column: ColumnProfile): Shown;
}

type Value = (column: ColumnProfile) => number | null;

/** Of numeric columns; names are short enough for a plain text table. */
export const STATISTICS: readonly Statistic[] = [
  located("mean", "Arithmetic mean", (column) => column.mean),
  { name: "std", title: "Standard deviation, n − 1", of: (column) => spread(column) },
  { name: "skew", title: "Adjusted Fisher-Pearson skewness", of: ({ skew }) => shown(skew, "number") },
  located("min", "Smallest value", (column) => column.min),
  located("p1", "1st percentile", quantile("p1")),
  located("p5", "5th percentile", quantile("p5")),
  located("p25", "First quartile", quantile("p25")),
  located("median", "Median", quantile("p50")),
  located("p75", "Third quartile", quantile("p75")),
  located("p90", "90th percentile", quantile("p90")),
  located("p95", "95th percentile", quantile("p95")),
  located("p99", "99th percentile", quantile("p99")),
  located("max", "Largest value", (column) => column.max),
];

/** Whether a column has statistics to show. */
export function isNumeric(column: ColumnProfile): boolean {
  return column.type !== "text" && column.type !== "boolean" && (column.min !== null || column.mean !== null);
}

/** How a column's values are read; ports and the like are numbers in name only. */
export function kindOfColumn(column: ColumnProfile): Kind {
  return kindOf(column);
}

/** Number of distinct values, "~" before an estimate. */
export function distinctText(column: ColumnProfile): string {
  return `${column.distinctExact ? "" : "~"}${formatValue(column.distinct, "number")}`;
}

function located(name: string, title: string, value: Value): Statistic {
  return { name, title, of: (column) => shown(value(column), kindOfColumn(column)) };
}

function quantile(name: keyof NonNullable<ColumnProfile["quantiles"]>): Value {
  return (column) => column.quantiles?.[name] ?? null;
}

function shown(value: number | null, kind: Kind): Shown {
  const text = formatValue(value, kind);
  return { text: kind === "time" ? text.replace(/\.\d+Z$/, "Z") : text, exact: exactText(value, kind) };
}

/** The spread of times is a duration. */
function spread(column: ColumnProfile): Shown {
  const { std } = column;
  if (std === null || column.type !== "time") return shown(std, kindOfColumn(column));
  return { text: formatDuration(std / 1000), exact: `${std} ms` };
}
