import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  type ProfilePayload,
} from "../../analysis/mod.ts";
import { h, s, type ViewContext } from "../shared/mod.ts";
import { flowsText, shortTime } from "./describe.ts";

/** One insight: a headline number, a small chart and a sentence. */
interface Insight {
  title: string;
  headline: string;
  /** The number with all its digits. */
  exact: string;
  /** What the number is. */
  unit: string;
  chart: Element | null;
  sentence: string;
}

/** Volume, packets, connections and time, as far as the source tells them. */
export function insightRow(context: ViewContext, payload: ProfilePayload): HTMLElement | null {
  const insights = [
    volume(context, payload),
    packets(context, payload),
    connections(context, payload),
    time(context, payload),
  ];
  const tiles = insights.filter((one) => one !== null).map(tile);
  return tiles.length === 0 ? null : h("section", { class: "jp-ProfilerWidget-insights" }, ...tiles);
}

function tile({ title, headline, exact, unit, chart, sentence }: Insight): HTMLElement {
  return h(
    "div",
    { class: "jp-ProfilerWidget-insight" },
    h("h4", { class: "jp-TrafficLab-heading", text: title }),
    h(
      "div",
      { class: "jp-ProfilerWidget-headline" },
      h("span", { class: "jp-ProfilerWidget-headlineNumber", title: exact, text: headline }),
      " ",
      h("span", { class: "jp-ProfilerWidget-headlineUnit", text: unit }),
    ),
    chart,
    h("p", { class: "jp-TrafficLab-note", text: sentence }),
  );
}

function volume({ trans }: ViewContext, { profile }: ProfilePayload): Insight | null {
  const { volume: of } = profile.insights;
  if (of === null) return null;
  const share = ratio(of.flowsAboveSentP95, profile.rowCount);
  return {
    title: trans.__("Volume"),
    headline: formatBytes(of.totalBytes),
    exact: trans.__("%1 bytes", formatCount(of.totalBytes)),
    unit: trans.__("in all"),
    chart: shareBar(share),
    sentence: trans.__(
      "%1 a flow on average; above %3, the 95th percentile of bytes sent: %2.",
      formatBytes(of.meanBytes),
      flowsText(trans, of.flowsAboveSentP95, profile.rowCount),
      formatBytes(of.sentP95),
    ),
  };
}

function packets({ trans }: ViewContext, { profile }: ProfilePayload): Insight | null {
  const { packets: of } = profile.insights;
  if (of === null) return null;
  const share = ratio(of.flowsUnder10, profile.rowCount);
  return {
    title: trans.__("Packets"),
    headline: formatNumber(of.mean),
    exact: String(of.mean),
    unit: trans.__("a flow on average"),
    chart: shareBar(share),
    sentence: trans.__("Fewer than 10 packets: %1.", flowsText(trans, of.flowsUnder10, profile.rowCount)),
  };
}

function connections({ trans }: ViewContext, { profile }: ProfilePayload): Insight | null {
  const { connections: of } = profile.insights;
  if (of === null) return null;
  const share = ratio(of.flowsAboveDurationP90, profile.rowCount);
  return {
    title: trans.__("Connections"),
    headline: formatDuration(of.meanDuration),
    exact: trans.__("%1 s", of.meanDuration),
    unit: trans.__("long on average"),
    chart: shareBar(share),
    sentence: trans.__(
      "Longer than %2, the 90th percentile: %1.",
      flowsText(trans, of.flowsAboveDurationP90, profile.rowCount),
      formatDuration(of.durationP90),
    ),
  };
}

function time({ trans }: ViewContext, { profile }: ProfilePayload): Insight | null {
  const { time: of } = profile.insights;
  if (of === undefined) return null;
  const counts = profile.columns.find(({ role }) => role === "timestamp")?.histogram?.counts ?? [];
  return {
    title: trans.__("Time"),
    headline: formatDuration((of.to - of.from) / 1000),
    exact: trans.__("%1 ms", formatCount(of.to - of.from)),
    unit: trans.__("covered"),
    chart: counts.length === 0 ? null : sparkline(counts),
    sentence: trans.__("From %1 to %2, UTC.", shortTime(of.from), shortTime(of.to)),
  };
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** A share of all flows as the filled part of a line; the sentence beside it says the same. */
function shareBar(share: number): Element {
  const width = Math.max(share > 0 ? 1 : 0, Math.min(100, 100 * share));
  return s(
    "svg",
    {
      class: "jp-ProfilerWidget-share",
      viewBox: "0 0 100 4",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    s("rect", { class: "jp-ProfilerWidget-shareAll", width: 100, height: 4 }),
    s("rect", { class: "jp-ProfilerWidget-sharePart", width, height: 4 }),
  );
}

/** Flows over time; the same numbers can be walked in the card of the time field. */
function sparkline(counts: readonly number[]): Element {
  const greatest = Math.max(...counts, 1);
  return s(
    "svg",
    {
      class: "jp-ProfilerWidget-spark",
      viewBox: `0 0 ${counts.length} 100`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    ...counts.map((count, index) => {
      const height = count === 0 ? 0 : Math.max(6, (100 * count) / greatest);
      return s("rect", { x: index + 0.05, y: 100 - height, width: 0.9, height });
    }),
  );
}
