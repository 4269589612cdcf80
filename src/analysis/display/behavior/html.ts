/** An analysis of behavior as static HTML: whole without script, style sheet or image. */
import type { BehaviorPayload, Cluster, Temporal } from "../../core/mod.ts";
import { blockBars, shareBar } from "../figures.ts";
import { formatCount, formatNumber, formatPercent, formatTime, kindOf } from "../format.ts";
import { dataHtml, htmlList, htmlTable, markup, paragraph, valueCell } from "../html.ts";
import { provenanceHtml, titleHtml } from "../parts-html.ts";
import { jsonBytes } from "../plain.ts";
import { MAX_HTML_BYTES } from "../static-limits.ts";
import { behaviorFinding, temporalSentence, WEEKDAYS } from "./sentences.ts";

/** @returns HTML of at most MAX_HTML_BYTES once inside a JSON message. Every text of the data is escaped. */
export function behaviorHtml(payload: BehaviorPayload): string {
  for (const withTimes of [true, false]) {
    const html = page(payload, withTimes);
    if (jsonBytes(html) <= MAX_HTML_BYTES) return html;
  }
  return section(
    titleOf(payload) +
      paragraph(behaviorFinding(payload)) +
      paragraph("Its texts are too long for a static page."),
  );
}

function section(content: string): string {
  return `<section class="jp-TrafficLab-static">${content}</section>`;
}

function titleOf({ behavior }: BehaviorPayload): string {
  return titleHtml("Behavior", { profile: { rowCount: behavior.rowCount, provenance: behavior.provenance } });
}

function page(payload: BehaviorPayload, withTimes: boolean): string {
  const { behavior, table } = payload;
  return section(
    [
      titleOf(payload),
      `<p><b>${dataHtml(behaviorFinding(payload))}</b></p>`,
      htmlList([...payload.reduced, ...behavior.notes]),
      clustersHtml(behavior.clusters),
      fieldsHtml("Typical flow of each pattern (median)", behavior.clusters, "median"),
      fieldsHtml("Average flow of each pattern (mean)", behavior.clusters, "mean"),
      candidatesHtml(payload),
      projectionHtml(payload),
      withTimes && behavior.temporal !== undefined ? temporalHtml(payload, behavior.temporal) : "",
      provenanceHtml(behavior.provenance, table),
    ].join(""),
  );
}

function clustersHtml(clusters: readonly Cluster[]): string {
  const labelled = clusters.some(({ labels }) => labels.length > 0);
  return htmlTable(
    "Patterns",
    [
      { head: "pattern" },
      { head: "flows", numeric: true },
      { head: "share", numeric: true },
      { head: "what sets it apart" },
      ...(labelled ? [{ head: "labels" }] : []),
    ],
    clusters.map(({ id, name, size, share, sentence, labels }) => [
      `${id + 1}. ${name}`,
      formatCount(size),
      formatPercent(share),
      sentence,
      ...(labelled ? [labels.map(({ value, count }) => `${value} ${formatCount(count)}`).join(", ")] : []),
    ]),
  );
}

function fieldsHtml(caption: string, clusters: readonly Cluster[], statistic: "mean" | "median"): string {
  const fields = clusters[0]?.fields.map(({ field }) => field) ?? [];
  return htmlTable(
    caption,
    [{ head: "pattern" }, ...fields.map((head) => ({ head, numeric: true }))],
    clusters.map((cluster) => [
      `${cluster.id + 1}. ${cluster.name}`,
      ...cluster.fields.map((field) =>
        valueCell(
          field[statistic],
          kindOf({ name: field.field, type: "float", role: field.field as "duration" }),
        ),
      ),
    ]),
  );
}

function candidatesHtml({ behavior: { candidates, k } }: BehaviorPayload): string {
  if (candidates.length < 2) return "";
  return htmlTable(
    "Numbers of clusters that were tried",
    [
      { head: "k" },
      { head: "silhouette", numeric: true },
      { head: "" },
      { head: "inertia (elbow)", numeric: true },
    ],
    candidates.map((candidate) => [
      `${candidate.k}${candidate.k === k ? " (chosen)" : ""}`,
      candidate.silhouette.toFixed(3),
      markup(shareBar(Math.max(0, candidate.silhouette))),
      formatNumber(candidate.inertia),
    ]),
  );
}

function projectionHtml({ behavior: { projection } }: BehaviorPayload): string {
  const { explained, fields, components } = projection;
  return htmlTable(
    "Axes of the map (PCA)",
    [
      { head: "axis" },
      { head: "variance", numeric: true },
      ...fields.map((head) => ({ head, numeric: true })),
    ],
    components.map((loadings, axis) => [
      String(axis + 1),
      formatPercent(explained[axis] ?? null),
      ...loadings.map((loading) => loading.toFixed(2)),
    ]),
  );
}

function temporalHtml({ behavior }: BehaviorPayload, temporal: Temporal): string {
  const rate = (counts: readonly number[], spans: readonly number[], at: number): string =>
    (spans[at] ?? 0) > 0 ? formatNumber((counts[at] ?? 0) / (spans[at] ?? 1)) : "not observed";
  const hours = htmlTable(
    "By hour of the day (UTC)",
    [{ head: "hour" }, { head: "flows", numeric: true }, { head: "flows per hour", numeric: true }],
    temporal.hour.map((count, hour) => [
      `${String(hour).padStart(2, "0")}:00`,
      formatCount(count),
      rate(temporal.hour, temporal.hoursInSpan, hour),
    ]),
  );
  const days = htmlTable(
    "By weekday (UTC)",
    [{ head: "weekday" }, { head: "flows", numeric: true }, { head: "flows per day", numeric: true }],
    temporal.weekday.map((count, day) => [
      WEEKDAYS[day] ?? "",
      formatCount(count),
      rate(temporal.weekday, temporal.weekdaysInSpan, day),
    ]),
  );
  const lines = htmlTable(
    "Along the time",
    [{ head: "pattern" }, { head: "flows" }],
    behavior.clusters.map(({ id, name }) => [
      `${id + 1}. ${name}`,
      markup(`<samp>${blockBars(temporal.timeline.counts[id] ?? [], 40)}</samp>`),
    ]),
  );
  return (
    paragraph(
      `From ${formatTime(temporal.from)} to ${formatTime(temporal.to)}. ${temporalSentence(behavior)}`,
    ) +
    lines +
    `<details><summary>By hour and weekday</summary>${hours}${days}</details>`
  );
}
