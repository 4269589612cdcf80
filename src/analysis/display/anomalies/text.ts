/** A detection as plain text, for terminals and for viewers that show nothing else. */
import type { AnomaliesPayload } from "../../core/mod.ts";
import { blockBars } from "../figures.ts";
import { formatCount, formatNumber, formatPercent } from "../format.ts";
import { provenanceText, titleParts } from "../parts.ts";
import { jsonBytes, visibleText } from "../plain.ts";
import { MAX_PLAIN_BYTES } from "../static-limits.ts";
import { indent, textTable, wrap } from "../text-table.ts";
import { anomaliesFinding, detectorTitle, parameterSentence } from "./sentences.ts";

/** Ranked flows shown, from many to few. */
const LEVELS = [20, 5, 0] as const;
const WIDTH = 110;

/** @returns Text of at most MAX_PLAIN_BYTES once inside a JSON message, lines parted by "\n". */
export function anomaliesText(payload: AnomaliesPayload): string {
  for (const ranked of LEVELS) {
    const text = document(payload, ranked);
    if (jsonBytes(text) <= MAX_PLAIN_BYTES) return text;
  }
  return `${titleOf(payload)}\n${line(anomaliesFinding(payload))}`;
}

function document(payload: AnomaliesPayload, ranked: number): string {
  const { anomalies } = payload;
  const notes = [...payload.reduced, ...anomalies.notes].map((note) =>
    wrap(`- ${visibleText(note, 600)}`, WIDTH, "  "),
  );
  return [
    `${titleOf(payload)}\n${line(anomaliesFinding(payload))}`,
    line(anomalies.direction.sentence),
    notes.join("\n"),
    detectorsText(payload),
    metricsText(payload),
    line(parameterSentence(anomalies)),
    rankedText(payload, ranked),
    wrap(provenanceText(anomalies.provenance, payload.table), WIDTH),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function titleOf({ anomalies }: AnomaliesPayload): string {
  return wrap(titleParts("Anomalies", anomalies.provenance, anomalies.rowCount).join(" · "), WIDTH, "  ");
}

function line(text: string): string {
  return text === "" ? "" : wrap(visibleText(text, 600), WIDTH, "  ");
}

function detectorsText({ anomalies: { agreement, rowCount }, histograms }: AnomaliesPayload): string {
  const { detectors, both } = agreement;
  return textTable(
    [
      { head: "detector" },
      { head: "flagged", align: "right" },
      { head: "share", align: "right" },
      ...detectors.map((name) => ({ head: `also ${detectorTitle(name)}`, align: "right" as const })),
      { head: "scores" },
    ],
    detectors.map((name, at) => {
      const own = both[at]?.[at] ?? 0;
      return [
        detectorTitle(name),
        formatCount(own),
        formatPercent(rowCount === 0 ? 0 : own / rowCount),
        ...detectors.map((_, other) => (other === at ? "" : formatCount(both[at]?.[other] ?? 0))),
        blockBars(histograms[name]?.counts ?? [], 16),
      ];
    }),
  );
}

function metricsText({ anomalies: { metrics } }: AnomaliesPayload): string {
  if (metrics === undefined) return "";
  const { precision, recall, averagePrecision, rocAuc } = metrics;
  return line(
    `Against the labels: precision ${formatNumber(precision)}, recall ${formatNumber(recall)}, average precision ` +
      `${formatNumber(averagePrecision)}, ROC AUC ${formatNumber(rocAuc)} (0.5 is chance).`,
  );
}

function rankedText({ ranked, anomalies }: AnomaliesPayload, most: number): string {
  const shown = ranked.slice(0, most);
  if (shown.length === 0) return "";
  const table = textTable(
    [
      { head: "row", align: "right" },
      { head: "score", align: "right" },
      { head: "votes" },
      { head: "why", max: 90 },
    ],
    shown.map(({ row, consensusScore, votes, flagged, reasons }) => [
      String(row),
      consensusScore.toFixed(4),
      `${votes.filter((vote) => vote === 1).length} of ${anomalies.detectors.length}${flagged ? "" : ", not flagged"}`,
      visibleText(reasons.map(({ text }) => text).join("; "), 600),
    ]),
  );
  return `The ${formatCount(shown.length)} most unusual flows\n${indent(table)}`;
}
