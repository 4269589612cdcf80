/** A profile as plain text, for terminals and for viewers that show nothing else. */
import type { ColumnProfile, ProfilePayload } from "../core/mod.ts";
import { groupDigits } from "../core/mod.ts";
import { blockBars } from "./figures.ts";
import { formatCount, formatNumber, formatPercent, formatValue } from "./format.ts";
import { repeatedColumns, strongestPairs } from "./pairs.ts";
import { provenanceText, titleParts } from "./parts.ts";
import { mappingPlain, reportPlain, rowsPlain } from "./parts-text.ts";
import { jsonBytes, visibleText } from "./plain.ts";
import { insightSentences, profileFinding } from "./sentences.ts";
import { MAX_PLAIN_BYTES } from "./static-limits.ts";
import { distinctText, isNumeric, kindOfColumn, STATISTICS } from "./statistics.ts";
import { threatSummaries } from "./threat-words.ts";
import { indent, textTable, wrap } from "./text-table.ts";

/** Columns shown, from all to few; the first that fits is taken. */
const LEVELS = [1000, 200, 60, 15] as const;
const WIDTH = 110;
const NAME_WIDTH = 24;
const MAX_ALERTS = 20;

/**
 * The profile as aligned tables.
 *
 * @returns Text of at most MAX_PLAIN_BYTES once inside a JSON message, lines parted by "\n", without color codes.
 */
export function profileText(payload: ProfilePayload): string {
  for (const columns of LEVELS) {
    const text = document(payload, columns);
    if (jsonBytes(text) <= MAX_PLAIN_BYTES) return text;
  }
  return [
    titleOf(payload),
    visibleText(profileFinding(payload), 600),
    "Its texts are too long for plain text.",
  ].join("\n");
}

function titleOf({ profile }: ProfilePayload): string {
  return wrap(titleParts("Profile", profile.provenance, profile.rowCount).join(" · "), WIDTH, "  ");
}

function document(payload: ProfilePayload, limit: number): string {
  const { profile } = payload;
  const columns = profile.columns.slice(0, limit);
  const left = profile.columns.length - columns.length;
  const notes = [
    ...payload.reduced,
    ...(left > 0
      ? [`The first ${columns.length} columns are shown; ${groupDigits(left)} more are in the output's data.`]
      : []),
  ];
  const numeric = columns.filter(isNumeric);
  return [
    `${titleOf(payload)}\n${line(profileFinding(payload))}`,
    lines(notes),
    alertsPlain(payload),
    lines(insightSentences(payload)),
    threatsPlain(payload),
    lintPlain(payload),
    titled(`Columns (${groupDigits(columns.length)})`, columnsPlain(columns, profile.rowCount)),
    numeric.length === 0 ? "" : titled("Numbers", numbersPlain(numeric)),
    mappingPlain(payload.mapping, NAME_WIDTH),
    reportPlain(payload.report, WIDTH),
    correlationPlain(payload),
    rowsPlain(payload.sample, columns, profile.rowCount, WIDTH),
    wrap(provenanceText(profile.provenance, payload.table), WIDTH),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function line(text: string): string {
  return wrap(visibleText(text, 600), WIDTH, "  ");
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => wrap(`- ${visibleText(text, 600)}`, WIDTH, "  ")).join("\n");
}

function titled(title: string, content: string): string {
  return `${title}\n${indent(content)}`;
}

function alertsPlain({ profile: { alerts } }: ProfilePayload): string {
  if (alerts.length === 0) return "No alerts.";
  const left = alerts.length - MAX_ALERTS;
  const shown = alerts.slice(0, MAX_ALERTS).map((alert) => alert.message);
  const more = left > 0 ? [`and ${groupDigits(left)} more`] : [];
  return titled(`Alerts (${groupDigits(alerts.length)})`, lines([...shown, ...more]));
}

function threatsPlain(payload: ProfilePayload): string {
  const threats = threatSummaries(payload).map(
    ({ row, flow, level, score, reasons, isRepeated }) =>
      `${level} ${formatNumber(score)}: row ${formatCount(row)}, ${flow}; ${isRepeated ? "for the same reasons" : reasons.join("; ")}`,
  );
  return threats.length === 0 ? "" : titled("Most threatening flows, by the rules alone", lines(threats));
}

function lintPlain({ profile: { flowLint } }: ProfilePayload): string {
  if (flowLint.length === 0) return "";
  return titled(
    `Lint (${flowLint.length})`,
    lines(flowLint.map(({ rule, evidence }) => `${rule}: ${evidence}`)),
  );
}

function columnsPlain(columns: readonly ColumnProfile[], rowCount: number): string {
  const share = (count: number): string =>
    count === 0 ? "0" : `${formatCount(count)} (${formatPercent(rowCount === 0 ? 0 : count / rowCount)})`;
  return textTable(
    [
      { head: "column", max: NAME_WIDTH },
      { head: "type" },
      { head: "missing", align: "right" },
      { head: "infinite", align: "right" },
      { head: "zeros", align: "right" },
      { head: "distinct", align: "right" },
      { head: "distribution or most frequent", max: 44 },
    ],
    columns.map((column) => [
      column.name === "" ? "(no name)" : visibleText(column.name),
      column.type,
      share(column.missing),
      share(column.infinite),
      column.type === "text" ? "" : share(column.zeros),
      distinctText(column),
      column.histogram === null
        ? topText(column, rowCount)
        : `${blockBars(column.histogram.counts)}${column.histogram.scale === "log" ? " log" : ""}`,
    ]),
  );
}

function topText(column: ColumnProfile, rowCount: number): string {
  const kind = kindOfColumn(column);
  return column.top
    .slice(0, 3)
    .map(
      ({ value, count }) =>
        `${visibleText(value === "" ? "(empty)" : formatValue(value, kind))} ${formatPercent(rowCount === 0 ? 0 : count / rowCount)}`,
    )
    .join(", ");
}

function numbersPlain(columns: readonly ColumnProfile[]): string {
  const times = columns.filter((column) => column.type === "time");
  const rest = columns.filter((column) => column.type !== "time");
  const table = (shown: readonly ColumnProfile[], names: readonly string[]): string => {
    const statistics = STATISTICS.filter((statistic) => names.length === 0 || names.includes(statistic.name));
    return textTable(
      [
        { head: "column", max: NAME_WIDTH },
        ...statistics.map(({ name }) => ({ head: name, align: "right" as const })),
      ],
      shown.map((column) => [
        visibleText(column.name),
        ...statistics.map((statistic) => statistic.of(column).text),
      ]),
    );
  };
  return [
    ...(rest.length === 0 ? [] : [table(rest, [])]),
    ...(times.length === 0 ? [] : [table(times, ["min", "p25", "median", "p75", "max"])]),
  ].join("\n\n");
}

function correlationPlain(payload: ProfilePayload): string {
  const { correlation } = payload.profile;
  const pairs = strongestPairs(correlation, 10, repeatedColumns(payload));
  if (pairs.length === 0) return "";
  const count = (correlation.columns.length * (correlation.columns.length - 1)) / 2;
  const digits = (value: number | null): string => (value === null ? "–" : value.toFixed(2));
  return titled(
    `Correlation, the ${pairs.length} strongest of ${groupDigits(count)} ${count === 1 ? "pair" : "pairs"}`,
    textTable(
      [
        { head: "column", max: NAME_WIDTH },
        { head: "with", max: NAME_WIDTH },
        { head: "Pearson", align: "right" },
        { head: "Spearman", align: "right" },
      ],
      pairs.map((pair) => [
        visibleText(pair.a),
        visibleText(pair.b),
        digits(pair.pearson),
        digits(pair.spearman),
      ]),
    ),
  );
}
