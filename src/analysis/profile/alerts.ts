import { cutText } from "../core/mod.ts";
import type { Alert, ColumnProfile, Correlation, Table } from "../core/mod.ts";
import { formatCount, formatNumber, formatPercent, formatValue, kindOf } from "../display/mod.ts";
import { ALERT_THRESHOLDS } from "./alert-thresholds.ts";
import type { ColumnFindings, OrderFacts } from "./column-profile.ts";
import { relations } from "./relations.ts";

/** Fewest values by which a column can look like an identifier. */
const IDENTIFIER_ROWS = 20;
/** Fields whose texts are many by their nature. */
const ADDRESSES: readonly string[] = ["src_ip", "dst_ip"];
/** Names of source columns that count or measure, so that a negative value cannot be meant. */
const MEASURE_NAME = /(?:byte|byts|octet|packet|pkt|dur|length|count)/i;

/** What the alerts are drawn from. */
export interface AlertSource {
  table: Table;
  findings: readonly ColumnFindings[];
  correlation: Correlation;
  duplicateRows: number;
}

/** All alerts: of the table first, then by column in the profile's order; at most one per column and code. */
export function alerts({ table, findings, correlation, duplicateRows }: AlertSource): Alert[] {
  const related = relations(table.mapping);
  const found = findings.flatMap((one) => [
    ...valueAlerts(one.profile, table.rowCount),
    ...shapeAlerts(one),
    ...classAlerts(one),
    ...correlationAlert(one.profile.name, correlation, related.areRelated),
  ]);
  // A canonical field speaks for the source column that it copies.
  const profiled = new Set(findings.map(({ profile }) => profile.name));
  const spoken = new Set(found.map((alert) => `${alert.code} ${alert.column ?? ""}`));
  const own = found.filter(({ code, column }) => {
    const field = related.copiedBy(column ?? "");
    if (field === undefined || !profiled.has(field)) return true;
    // Whether numbers go together, or texts are many, is the canonical field's to say, whatever it says.
    return code !== "high-correlation" && code !== "high-cardinality" && !spoken.has(`${code} ${field}`);
  });
  return [...duplicateAlert(duplicateRows, table.rowCount), ...own];
}

function duplicateAlert(rows: number, rowCount: number): Alert[] {
  if (rows === 0) return [];
  const share = rows / rowCount;
  const verb = rows === 1 ? "flow repeats" : "flows repeat";
  return alertAbove(
    "duplicate-rows",
    undefined,
    share,
    ALERT_THRESHOLDS.duplicateRows,
    `${formatCount(rows)} of ${formatCount(rowCount)} ${verb} an earlier one in every column (${formatPercent(share)}); they may be copies of one record, and a copy in both training and test data flatters a model.`,
  );
}

/** Missing, infinite, zero, negative cells and constants. */
function valueAlerts(column: ColumnProfile, rowCount: number): Alert[] {
  const { name, count, missing, infinite, zeros, distinct } = column;
  const shown = cutText(name, 80);
  const found: Alert[] = [];
  if (rowCount === 0) return found;
  const missingShare = missing / rowCount;
  found.push(
    ...alertAbove(
      "missing",
      name,
      missingShare,
      ALERT_THRESHOLDS.missing,
      missing === rowCount
        ? `${shown} has no value in any flow.`
        : `${shown} has no value in ${flowsOf(missing, rowCount)} (${formatPercent(missingShare)}).`,
    ),
  );
  const infiniteShare = infinite / rowCount;
  found.push(
    ...alertAbove(
      "infinite",
      name,
      infiniteShare,
      ALERT_THRESHOLDS.infinite,
      `${shown} is infinite in ${flowsOf(infinite, rowCount)}; a rate over a duration of 0 may be the cause. Statistics leave these cells out.`,
    ),
  );
  if (distinct === ALERT_THRESHOLDS.constant && count > 1) {
    const value = column.top[0]?.value ?? null;
    const text = cutText(formatValue(value, kindOf(column)), 80);
    const where =
      count === rowCount ? "in every flow" : `wherever it has a value (${flowsOf(count, rowCount)})`;
    found.push({
      code: "constant",
      column: name,
      value: 1,
      threshold: 1,
      message: `${shown} is ${text} ${where}, so it tells nothing apart.`,
    });
  }
  const isNumber = column.type === "float" || column.type === "int";
  if (isNumber && count > 0 && distinct > 1 && zeros / count >= ALERT_THRESHOLDS.zeros) {
    found.push({
      code: "zeros",
      column: name,
      value: zeros / count,
      threshold: ALERT_THRESHOLDS.zeros,
      message: `${shown} is 0 in ${flowsOf(zeros, count)} (${formatPercent(zeros / count)}).`,
    });
  }
  return found;
}

/** Skew, negative values, identifiers and the order of time. */
function shapeAlerts({ profile: column, order }: ColumnFindings): Alert[] {
  const { name, role, type, count, distinct, skew } = column;
  const shown = cutText(name, 80);
  const found: Alert[] = [];
  if (skew !== null && type !== "time") {
    const side = skew > 0 ? "largest" : "smallest";
    found.push(
      ...alertAbove(
        "skewed",
        name,
        Math.abs(skew),
        ALERT_THRESHOLDS.skewed,
        `${shown} is very skewed (${formatNumber(skew)}): its few ${side} values dominate the mean, so the median and a log scale say more.`,
      ),
    );
  }
  if (order !== null && type !== "time" && order.negatives > 0 && isWrongWhenNegative(column, order)) {
    const marker = isMark(column, order)
      ? `; all are ${formatNumber(column.min)}, which may stand for "not set"`
      : "";
    found.push(
      ...alertAbove(
        "negative",
        name,
        order.negatives / count,
        ALERT_THRESHOLDS.negative,
        `${shown} is negative in ${flowsOf(order.negatives, count)}${marker}.`,
      ),
    );
  }
  if (count >= IDENTIFIER_ROWS && isIdentifier(column, order)) {
    found.push({
      code: "identifier",
      column: name,
      value: distinct / count,
      threshold: ALERT_THRESHOLDS.identifier,
      message: `${shown} has ${formatCount(distinct)} different values in ${formatCount(count)} flows, so it may be an identifier; a model that sees it learns the rows by heart.`,
    });
  }
  if (role === "timestamp" && order !== null && order.falls > 0) {
    const verb = order.falls === 1 ? "flow begins" : "flows begin";
    found.push(
      ...alertAbove(
        "time-not-monotone",
        name,
        order.falls / (count - 1),
        ALERT_THRESHOLDS.timeNotMonotone,
        `${formatCount(order.falls)} ${verb} before the flow in the row above; the file may be in order of flow end, or be joined from several captures.`,
      ),
    );
  }
  return found;
}

/** Class balance of labels, and texts with very many values. */
function classAlerts({ profile: column, imbalance, order }: ColumnFindings): Alert[] {
  const { name, role, type, distinct, count } = column;
  const shown = cutText(name, 80);
  const found: Alert[] = [];
  if ((role === "label" || role === "is_attack") && imbalance !== null) {
    const most = column.top[0]!;
    const least = role === "label" ? "the rare classes" : "the rare one";
    found.push(
      ...alertAbove(
        "imbalanced",
        name,
        imbalance,
        ALERT_THRESHOLDS.imbalanced,
        `The classes of ${shown} are uneven: ${formatPercent(most.count / count)} of the flows are ${cutText(String(most.value), 80)}; accuracy alone would hide errors in ${least}.`,
      ),
    );
  }
  const isOrdinary =
    role !== "label" &&
    !ADDRESSES.includes(role) &&
    !(count >= IDENTIFIER_ROWS && isIdentifier(column, order));
  if (type === "text" && isOrdinary) {
    found.push(
      ...alertAbove(
        "high-cardinality",
        name,
        distinct,
        ALERT_THRESHOLDS.highCardinality,
        `${shown} has ${formatCount(distinct)} different texts, too many to be used as a category as it stands.`,
      ),
    );
  }
  return found;
}

/** One alert for a column, naming the earlier column it follows most closely. */
function correlationAlert(
  name: string,
  correlation: Correlation,
  areRelated: (a: string, b: string) => boolean,
): Alert[] {
  const { columns, pearson, spearman } = correlation;
  const at = columns.indexOf(name);
  let best = 0;
  let partner = -1;
  let kind = "";
  for (let other = 0; other < at; other++) {
    if (areRelated(name, columns[other]!)) continue;
    for (const [matrix, measure] of [
      [pearson, "Pearson"],
      [spearman, "Spearman"],
    ] as const) {
      const r = matrix[at]![other] ?? 0;
      if (Math.abs(r) <= Math.abs(best)) continue;
      best = r;
      partner = other;
      kind = measure;
    }
  }
  if (Math.abs(best) < ALERT_THRESHOLDS.highCorrelation) return [];
  return [
    {
      code: "high-correlation",
      column: name,
      value: Math.abs(best),
      threshold: ALERT_THRESHOLDS.highCorrelation,
      message: `${cutText(name, 80)} follows ${cutText(columns[partner]!, 80)} closely (${kind} correlation ${formatNumber(best)}), so the two may say the same.`,
    },
  ];
}

function alertAbove(
  code: Alert["code"],
  column: string | undefined,
  value: number,
  threshold: number,
  message: string,
): Alert[] {
  if (!(value > threshold)) return [];
  return [
    column === undefined ? { code, value, threshold, message } : { code, column, value, threshold, message },
  ];
}

/** A canonical number is never negative; of the source's, one that counts or measures, or one whose negatives look like a mark. */
function isWrongWhenNegative(column: ColumnProfile, order: OrderFacts): boolean {
  return column.role !== "source" || isMark(column, order) || MEASURE_NAME.test(column.name);
}

/** Negatives that are all the same whole number, as the -1 that stands for "not set". */
function isMark({ min }: ColumnProfile, { negatives, distinctNegatives }: OrderFacts): boolean {
  return distinctNegatives === 1 && negatives > 1 && Number.isInteger(min);
}

/** Texts that hardly repeat; whole numbers that never do and that either run on or fill their range, as row numbers and keys do. */
function isIdentifier(column: ColumnProfile, order: ColumnFindings["order"]): boolean {
  const { type, role, count, distinct, min, max } = column;
  if (role === "label" || role === "label_detail") return false;
  if (type === "text") return distinct / count >= ALERT_THRESHOLDS.identifier;
  if (order === null || !order.whole || type === "time" || distinct !== count || min === null || max === null)
    return false;
  const runsOn = order.falls === 0 || order.falls === count - 1;
  return runsOn || max - min < 2 * count;
}

function flowsOf(part: number, whole: number): string {
  return `${formatCount(part)} of ${formatCount(whole)} flows`;
}
