/** A detection as static HTML: whole without script, style sheet or image. */
import type { AnomaliesPayload, Cell, RankedFlow } from "../../core/mod.ts";
import { groupDigits, isCanonicalField } from "../../core/mod.ts";
import { blockBars } from "../figures.ts";
import { formatCount, formatNumber, formatPercent, formatTime, formatValue, kindOf } from "../format.ts";
import { dataHtml, htmlList, htmlTable, markup, paragraph, type HtmlCell } from "../html.ts";
import { provenanceHtml, titleHtml } from "../parts-html.ts";
import { jsonBytes } from "../plain.ts";
import { MAX_HTML_BYTES } from "../static-limits.ts";
import { anomaliesFinding, detectorTitle, parameterSentence } from "./sentences.ts";

/** Ranked flows shown, from many to few; the first that fits is taken. */
const LEVELS = [100, 40, 10, 0] as const;
/** Fields of a flow that name it, where the table has them. */
const SHOWN = ["label", "timestamp", "src_ip", "dst_ip", "dst_port", "protocol", "service", "state"];

/** @returns HTML of at most MAX_HTML_BYTES once inside a JSON message. Every text of the data is escaped. */
export function anomaliesHtml(payload: AnomaliesPayload): string {
  for (const ranked of LEVELS) {
    const html = page(payload, ranked);
    if (jsonBytes(html) <= MAX_HTML_BYTES) return html;
  }
  return section(
    titleOf(payload) +
      paragraph(anomaliesFinding(payload)) +
      paragraph("Its texts are too long for a static page."),
  );
}

function section(content: string): string {
  return `<section class="jp-TrafficLab-static">${content}</section>`;
}

function titleOf({ anomalies }: AnomaliesPayload): string {
  return titleHtml("Anomalies", {
    profile: { rowCount: anomalies.rowCount, provenance: anomalies.provenance },
  });
}

function page(payload: AnomaliesPayload, ranked: number): string {
  const { anomalies } = payload;
  return section(
    [
      titleOf(payload),
      `<p><b>${dataHtml(anomaliesFinding(payload))}</b></p>`,
      `<p>${anomalies.direction.inverted ? "<b>⚠ " : ""}${dataHtml(anomalies.direction.sentence)}${anomalies.direction.inverted ? "</b>" : ""}</p>`,
      htmlList([...payload.reduced, ...anomalies.notes]),
      detectorsHtml(payload),
      metricsHtml(payload),
      paragraph(parameterSentence(anomalies)),
      histogramsHtml(payload),
      rankedHtml(payload, ranked),
      timelineHtml(payload),
      provenanceHtml(anomalies.provenance, payload.table),
    ].join(""),
  );
}

/** How many each detector flags, and how many of those each other one flags, too. */
function detectorsHtml({ anomalies: { agreement, rowCount } }: AnomaliesPayload): string {
  const { detectors, both } = agreement;
  return htmlTable(
    "Flagged by each detector, and how many of those by another, too",
    [
      { head: "detector" },
      { head: "flagged", numeric: true },
      ...detectors.map((name) => ({ head: `also ${detectorTitle(name)}`, numeric: true })),
    ],
    detectors.map((name, at) => {
      const own = both[at]?.[at] ?? 0;
      return [
        detectorTitle(name),
        `${formatCount(own)} (${formatPercent(rowCount === 0 ? 0 : own / rowCount)})`,
        ...detectors.map((_, other) => (other === at ? "" : formatCount(both[at]?.[other] ?? 0))),
      ];
    }),
  );
}

function metricsHtml({ anomalies: { metrics } }: AnomaliesPayload): string {
  if (metrics === undefined) return "";
  return htmlTable(
    "Against the labels",
    [{ head: "measure" }, { head: "value", numeric: true }, { head: "what it says" }],
    [
      ["precision", formatNumber(metrics.precision), "share of attacks among the flagged flows"],
      ["recall", formatNumber(metrics.recall), "share of the attacks that is flagged"],
      ["average precision", formatNumber(metrics.averagePrecision), "of the ranking by consensus score"],
      [
        "ROC AUC",
        formatNumber(metrics.rocAuc),
        "0.5 is chance; below it attacks are the ordinary flows here",
      ],
    ],
  );
}

function histogramsHtml({ anomalies, histograms }: AnomaliesPayload): string {
  const rows = ["consensus", ...anomalies.detectors].flatMap((name): HtmlCell[][] => {
    const histogram = histograms[name];
    if (histogram === undefined) return [];
    const { edges, counts, scale } = histogram;
    return [
      [
        name === "consensus" ? "consensus score" : detectorTitle(name),
        formatNumber(edges[0] ?? null),
        markup(`<samp>${blockBars(counts, 24)}</samp>`),
        `${formatNumber(edges.at(-1) ?? null)}${scale === "log" ? " (log)" : ""}`,
      ],
    ];
  });
  return htmlTable(
    "Scores of all flows",
    [{ head: "score" }, { head: "from", numeric: true }, { head: "distribution" }, { head: "to" }],
    rows,
  );
}

function rankedHtml(payload: AnomaliesPayload, most: number): string {
  const { ranked, anomalies, sample } = payload;
  const shown = ranked.slice(0, most);
  if (shown.length === 0) return "";
  const columns = SHOWN.flatMap((name) => {
    const at = sample.columns.indexOf(name);
    return at < 0 ? [] : [{ name, at }];
  });
  const cellOf = new Map(sample.rowIndex.map((row, at) => [row, sample.cells[at]]));
  return htmlTable(
    `The ${groupDigits(shown.length)} most unusual flows`,
    [
      { head: "row" },
      { head: "score", numeric: true },
      { head: "flagged by" },
      { head: "why" },
      ...columns.map(({ name }) => ({ head: name })),
    ],
    shown.map((flow) => [
      String(flow.row),
      { text: flow.consensusScore.toFixed(4), title: String(flow.consensusScore) },
      votersText(flow, anomalies.detectors),
      flow.reasons.map(({ text, share }) => `${text} (${formatPercent(share)})`).join("; "),
      ...columns.map(({ name, at }) => namedCell(name, cellOf.get(flow.row)?.[at] ?? null)),
    ]),
  );
}

/** Those that flag the flow, in words; "not flagged" where the rule as a whole does not. */
function votersText({ votes, flagged }: RankedFlow, detectors: readonly string[]): string {
  const names = detectors.filter((_, at) => votes[at] === 1).map(detectorTitle);
  return `${names.length === 0 ? "none" : names.join(", ")}${flagged ? "" : " (not flagged)"}`;
}

function namedCell(name: string, value: Cell): string {
  if (name === "timestamp" && typeof value === "number") return formatTime(value);
  const type = typeof value === "number" ? "int" : "text";
  return formatValue(value, kindOf({ name, type, role: isCanonicalField(name) ? name : "source" }));
}

function timelineHtml({ timeline }: AnomaliesPayload): string {
  if (timeline === undefined) return "";
  const { edges, flows, flagged } = timeline;
  const rows = flows.flatMap((count, bin) =>
    count === 0
      ? []
      : [
          [
            formatTime(edges[bin] ?? null),
            formatCount(count),
            formatCount(flagged[bin] ?? 0),
            formatPercent((flagged[bin] ?? 0) / count),
          ],
        ],
  );
  const table = htmlTable(
    "Flows and flagged flows by time (UTC)",
    [
      { head: "from" },
      { head: "flows", numeric: true },
      { head: "flagged", numeric: true },
      { head: "share", numeric: true },
    ],
    rows,
  );
  return `<details><summary>By time</summary>${table}</details>`;
}
