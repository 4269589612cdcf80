/** A profile as static HTML: whole without script, style sheet, image or SVG, because JupyterLab's sanitizer drops those. */
import type { ColumnProfile, ProfilePayload } from "../core/mod.ts";
import { groupDigits } from "../core/mod.ts";
import { blockBars, histogramSvg, shareBar } from "./figures.ts";
import { formatCount, formatNumber, formatPercent, formatValue } from "./format.ts";
import { dataHtml, htmlList, htmlTable, markup, paragraph, valueCell, type HtmlCell } from "./html.ts";
import {
  correlationHtml,
  mappingHtml,
  provenanceHtml,
  reportHtml,
  rowsHtml,
  titleHtml,
} from "./parts-html.ts";
import { repeatedColumns } from "./pairs.ts";
import { jsonBytes, visibleText } from "./plain.ts";
import { insightSentences, profileFinding } from "./sentences.ts";
import { MAX_HTML_BYTES, STATIC_LEVELS, type StaticLimits } from "./static-limits.ts";
import { distinctText, isNumeric, kindOfColumn, STATISTICS } from "./statistics.ts";
import { threatSummaries } from "./threat-words.ts";

/**
 * The static page of a profile: finding, alerts, insights, columns with all their numbers, mapping, load report, correlations, first
 * rows, provenance. Wide data show fewer columns, and the page says so.
 *
 * @returns HTML of at most MAX_HTML_BYTES once inside a JSON message. Every text of the data is escaped.
 */
export function profileHtml(payload: ProfilePayload): string {
  for (const limits of STATIC_LEVELS) {
    const html = page(payload, limits);
    if (jsonBytes(html) <= MAX_HTML_BYTES) return html;
  }
  return section(
    titleHtml("Profile", payload) +
      paragraph(profileFinding(payload)) +
      paragraph("Its texts are too long for a static page."),
  );
}

function section(content: string): string {
  return `<section class="jp-TrafficLab-static">${content}</section>`;
}

function page(payload: ProfilePayload, limits: StaticLimits): string {
  const { profile } = payload;
  const columns = profile.columns.slice(0, limits.columns);
  const left = profile.columns.length - columns.length;
  const numeric = columns.filter(isNumeric);
  return section(
    [
      titleHtml("Profile", payload),
      `<p><b>${dataHtml(profileFinding(payload))}</b></p>`,
      htmlList([
        ...payload.reduced,
        ...(left > 0
          ? [
              `This page shows the first ${columns.length} columns; ${groupDigits(left)} more are in the output's data.`,
            ]
          : []),
      ]),
      alertsHtml(payload, limits),
      `<p><b>Insights</b></p>${htmlList(insightSentences(payload))}`,
      threatsHtml(payload),
      lintHtml(payload),
      columnsHtml(columns, profile.rowCount, limits),
      numbersHtml(
        "Numbers",
        numeric.filter((column) => column.type !== "time"),
      ),
      numbersHtml(
        "Times (UTC)",
        numeric.filter((column) => column.type === "time"),
      ),
      binsHtml(columns, limits),
      mappingHtml(payload.mapping),
      reportHtml(payload.report, limits),
      correlationHtml(profile.correlation, repeatedColumns(payload), limits),
      rowsHtml(payload.sample, columns, profile.rowCount, limits),
      provenanceHtml(profile.provenance, payload.table),
    ].join(""),
  );
}

function alertsHtml({ profile }: ProfilePayload, limits: StaticLimits): string {
  const { alerts } = profile;
  if (alerts.length === 0) return paragraph("No alerts.");
  const left = alerts.length - limits.alerts;
  const more = left > 0 ? [`${groupDigits(left)} more alerts`] : [];
  return `<p><b>Alerts (${groupDigits(alerts.length)})</b></p>${htmlList([...alerts.slice(0, limits.alerts).map((alert) => alert.message), ...more])}`;
}

/** The flows with the most evidence of a threat. */
function threatsHtml(payload: ProfilePayload): string {
  const threats = threatSummaries(payload);
  if (threats.length === 0) return paragraph("No flow has evidence of a threat by the rules.");
  const rows = threats.map(({ row, flow, level, score, reasons, isRepeated }): HtmlCell[] => [
    formatCount(row),
    flow,
    `${level} ${formatNumber(score)}`,
    isRepeated ? "for the same reasons" : reasons.join("; "),
  ]);
  return htmlTable(
    `Most threatening flows (${threats.length}), by the rules alone`,
    [
      { head: "row", numeric: true },
      { head: "flow" },
      { head: "level and score", title: "0 to 100" },
      { head: "main reasons" },
    ],
    rows,
  );
}

/** What cannot be as it is told. */
function lintHtml({ profile: { flowLint } }: ProfilePayload): string {
  if (flowLint.length === 0) return paragraph("Lint: every flow can be as it is told.");
  const rows = flowLint.map(({ rule, count, evidence, repair }): HtmlCell[] => [
    rule,
    formatCount(count),
    evidence,
    repair ?? "",
  ]);
  return htmlTable(
    `Lint (${flowLint.length})`,
    [{ head: "rule" }, { head: "flows", numeric: true }, { head: "what was seen" }, { head: "repair" }],
    rows,
  );
}

function columnsHtml(columns: readonly ColumnProfile[], rowCount: number, limits: StaticLimits): string {
  // Most captures have no infinite values: then a sentence saves the width of a column.
  const hasInfinite = columns.some((column) => column.infinite > 0);
  const rows = columns.map((column): HtmlCell[] => [
    column.name === "" ? "(no name)" : column.name,
    column.role === "source" || column.role === column.name ? column.type : `${column.type}, ${column.role}`,
    formatCount(column.count),
    partOf(column.missing, rowCount),
    ...(hasInfinite ? [partOf(column.infinite, rowCount)] : []),
    column.type === "text" ? "" : partOf(column.zeros, rowCount),
    distinctText(column),
    distributionCell(column, limits.svg),
    topCell(column, rowCount, limits.top),
  ]);
  return htmlTable(
    `Columns (${groupDigits(columns.length)})${hasInfinite ? "" : ", no infinite values"}`,
    [
      { head: "column" },
      { head: "type" },
      { head: "values", numeric: true, title: "Cells that are neither missing nor infinite" },
      { head: "missing", numeric: true },
      ...(hasInfinite ? [{ head: "infinite", numeric: true }] : []),
      { head: "zeros", numeric: true },
      { head: "distinct", numeric: true, title: "~ before an estimate" },
      { head: "distribution" },
      { head: "most frequent" },
    ],
    rows,
  );
}

/** A count and its share; empty for none, so that what is there stands out. */
function partOf(count: number, total: number): HtmlCell {
  if (count === 0) return "0";
  return `${formatCount(count)} (${formatPercent(total === 0 ? 0 : count / total)})`;
}

function distributionCell(column: ColumnProfile, svg: boolean): HtmlCell {
  const { histogram } = column;
  if (histogram === null) return "";
  const label = `Histogram of ${dataHtml(column.name)}, ${histogram.counts.length} bins`;
  const picture = svg ? ` ${histogramSvg(histogram, label)}` : "";
  const scale = histogram.scale === "log" ? " log" : "";
  return markup(
    `<span style="white-space:nowrap"><samp>${blockBars(histogram.counts, 12)}</samp>${picture}${scale}</span>`,
  );
}

function topCell(column: ColumnProfile, rowCount: number, limit: number): HtmlCell {
  const kind = kindOfColumn(column);
  // Of numbers only what is frequent: in a column of measurements the rest is chance.
  const isListed = (count: number, index: number): boolean =>
    index === 0 || column.type === "text" || count >= rowCount / 100;
  const parts = column.top.slice(0, limit).flatMap(({ value, count }, index) => {
    if (!isListed(count, index)) return [];
    const share = formatPercent(rowCount === 0 ? 0 : count / rowCount);
    return [
      `${dataHtml(value === "" ? "(empty)" : formatValue(value, kind))} <small>${formatCount(count)} (${share})</small>`,
    ];
  });
  return markup(parts.join("; "));
}

function numbersHtml(caption: string, columns: readonly ColumnProfile[]): string {
  if (columns.length === 0) return "";
  const rows = columns.map((column) => [
    column.name === "" ? "(no name)" : column.name,
    ...STATISTICS.map((statistic) => {
      const { text, exact } = statistic.of(column);
      return text === exact ? text : { text, title: exact };
    }),
  ]);
  return htmlTable(
    caption,
    [{ head: "column" }, ...STATISTICS.map(({ name, title }) => ({ head: name, numeric: true, title }))],
    rows,
  );
}

function binsHtml(columns: readonly ColumnProfile[], limits: StaticLimits): string {
  const drawn = columns.filter((column) => column.histogram !== null);
  if (limits.bins === "none" || drawn.length === 0) return "";
  const tables = limits.bins === "table" ? drawn.map(binTable).join("") : binLines(drawn);
  return `<details><summary>Histogram bins as numbers</summary>${tables}</details>`;
}

function binTable(column: ColumnProfile): string {
  const { edges, counts } = column.histogram ?? { edges: [], counts: [] };
  const kind = kindOfColumn(column);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rows = counts.map((count, bin) => [
    valueCell(edges[bin] ?? null, kind),
    valueCell(edges[bin + 1] ?? null, kind),
    formatCount(count),
    shareBar(total === 0 ? 0 : count / total),
  ]);
  return htmlTable(
    `Histogram of ${column.name}`,
    [
      { head: "from", numeric: true },
      { head: "to", numeric: true },
      { head: "flows", numeric: true },
      { head: "share" },
    ],
    rows,
  );
}

/** Wide tables: the bins of a column on one line, empty ones left out. */
function binLines(columns: readonly ColumnProfile[]): string {
  const rows = columns.map((column) => {
    const { edges, counts } = column.histogram ?? { edges: [], counts: [] };
    const kind = kindOfColumn(column);
    const filled = counts.flatMap((count, bin) =>
      count > 0 ? [`from ${formatValue(edges[bin] ?? null, kind)}: ${formatCount(count)}`] : [],
    );
    return [column.name, markup(dataBins(filled)), valueCell(edges.at(-1) ?? null, kind)];
  });
  return htmlTable(
    "Histogram bins that are not empty",
    [{ head: "column" }, { head: "bins" }, { head: "to", numeric: true }],
    rows,
  );
}

function dataBins(bins: readonly string[]): string {
  return bins.map((bin) => dataHtml(visibleText(bin))).join(" · ");
}
