import type { TranslationBundle } from "@jupyterlab/translation";
import { formatCount, formatNumber, type BehaviorPayload, type Temporal } from "../../analysis/mod.ts";
import { VegaChart, type ViewContext } from "../shared/mod.ts";
import { timeAxis, type Save } from "./anomaly-charts.ts";
import { legendName } from "./behavior-charts.ts";
import { clusterMarks } from "./marks.ts";
import { shortTime } from "./words.ts";

/** When the flows were: clusters along the time, hours of the day, weekdays, and both crossed. */
export function timeCharts(context: ViewContext, payload: BehaviorPayload, save: Save): VegaChart[] {
  const { temporal } = payload.behavior;
  if (temporal === undefined) return [];
  const timeline = clusterTimeline(context, payload, temporal, save);
  // Times that begin at zero have no hours of a clock and no weekdays.
  if (temporal.timeZone === "relative") return [timeline];
  return [
    timeline,
    hourChart(context, temporal, save),
    weekdayChart(context, temporal, save),
    crossChart(context, temporal, save),
  ];
}

function clusterTimeline(
  context: ViewContext,
  payload: BehaviorPayload,
  { timeline, from, to }: Temporal,
  save: Save,
): VegaChart {
  const { trans } = context;
  const { clusters } = payload.behavior;
  const { edges, counts } = timeline;
  const names = clusters.map((_, at) => legendName(payload, at));
  const steps = Math.max(0, edges.length - 1);
  return new VegaChart(context, {
    title: trans.__("Clusters over time"),
    summary: trans.__("Flows of each cluster from %1 to %2 (UTC).", shortTime(from), shortTime(to)),
    height: 150,
    save,
    spec: (theme) => ({
      data: {
        values: stacked(counts, steps).map(({ at, step, from: y, to: y2 }) => ({
          from: edges[step],
          to: edges[step + 1],
          y,
          y2,
          name: names[at],
          tip: `${shortTime(edges[step] ?? null)}\n${names[at] ?? ""}: ${formatCount(y2 - y)}`,
        })),
      },
      mark: { type: "rect", stroke: null },
      encoding: {
        x: timeAxis("from"),
        x2: { field: "to" },
        y: {
          field: "y",
          type: "quantitative",
          title: trans.__("flows"),
          axis: { tickCount: 4, tickMinStep: 1 },
        },
        y2: { field: "y2" },
        color: {
          field: "name",
          type: "nominal",
          title: trans.__("cluster"),
          scale: { domain: names, range: clusterMarks(theme, clusters.length).map(({ color }) => color) },
        },
        tooltip: { field: "tip", type: "nominal" },
      },
    }),
    table: () => ({
      head: [trans.__("from (UTC)"), ...names],
      rows: Array.from({ length: steps }, (_, step) => [
        shortTime(edges[step] ?? null),
        ...clusters.map((__, at) => formatCount(counts[at]?.[step] ?? 0)),
      ]),
    }),
  });
}

/** The counts of each step upon each other, in the clusters' order; none for nothing. */
function stacked(
  counts: readonly (readonly number[])[],
  steps: number,
): { at: number; step: number; from: number; to: number }[] {
  return Array.from({ length: steps }, (_, step) => {
    let height = 0;
    return counts.map((of, at) => {
      const from = height;
      height += of[step] ?? 0;
      return { at, step, from, to: height };
    });
  })
    .flat()
    .filter(({ from, to }) => to > from);
}

/** Monday first. */
function weekdays(trans: TranslationBundle): string[] {
  return [
    trans.__("Mon"),
    trans.__("Tue"),
    trans.__("Wed"),
    trans.__("Thu"),
    trans.__("Fri"),
    trans.__("Sat"),
    trans.__("Sun"),
  ];
}

function hourNames(): string[] {
  return Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));
}

/** Flows an hour or a day; null where the capture has no such hour or day. */
function rates(counts: readonly number[], inSpan: readonly number[]): (number | null)[] {
  return counts.map((count, at) => ((inSpan[at] ?? 0) > 0 ? count / (inSpan[at] ?? 1) : null));
}

/** What hours and days are told by. */
export function zoneText(trans: TranslationBundle, timeZone: Temporal["timeZone"]): string {
  switch (timeZone) {
    case "explicit":
      return trans.__("Hours are UTC.");
    case "assumed UTC":
      return trans.__("The file names no time zone: hours are as it writes them.");
    case "relative":
      return "";
    case "none":
      return trans.__("The times have no known zone.");
  }
}

function rateChart(
  context: ViewContext,
  save: Save,
  options: {
    title: string;
    per: string;
    names: string[];
    counts: readonly number[];
    inSpan: readonly number[];
    zone: string;
  },
): VegaChart {
  const { trans } = context;
  const { title, per, names, counts, inSpan, zone } = options;
  const values = rates(counts, inSpan);
  const most = values.reduce<number>((a, rate, at) => ((rate ?? -1) > (values[a] ?? -1) ? at : a), 0);
  const covered = values.filter((rate) => rate !== null).length;
  return new VegaChart(context, {
    title,
    summary: [
      trans.__(
        "Highest rate at %1: %2 flows %3, from %4 in all.",
        names[most] ?? "",
        formatNumber(values[most] ?? 0),
        per,
        formatCount(counts[most] ?? 0),
      ),
      covered < names.length
        ? trans.__("The capture covers %1 of %2; the others are left empty.", covered, names.length)
        : "",
      zone,
    ]
      .filter((text) => text !== "")
      .join(" "),
    height: 120,
    save,
    spec: (theme) => ({
      data: {
        values: names.map((name, at) => ({
          name,
          rate: values[at],
          tip: trans.__("%1: %2 flows in all", name, formatCount(counts[at] ?? 0)),
        })),
      },
      mark: { type: "bar", color: theme.mark },
      encoding: {
        x: { field: "name", type: "ordinal", scale: { domain: names }, title: null, axis: { labelAngle: 0 } },
        y: { field: "rate", type: "quantitative", title: trans.__("flows %1", per), axis: { tickCount: 4 } },
        tooltip: { field: "tip", type: "nominal" },
      },
    }),
    table: () => ({
      head: [title, trans.__("flows"), trans.__("times in the capture"), trans.__("flows %1", per)],
      rows: names.map((name, at) => [
        name,
        formatCount(counts[at] ?? 0),
        formatNumber(inSpan[at] ?? 0),
        values[at] === null ? "–" : formatNumber(values[at] ?? 0),
      ]),
    }),
  });
}

function hourChart(context: ViewContext, temporal: Temporal, save: Save): VegaChart {
  const { trans } = context;
  return rateChart(context, save, {
    title: trans.__("Hour of the day"),
    per: trans.__("an hour"),
    names: hourNames(),
    counts: temporal.hour,
    inSpan: temporal.hoursInSpan,
    zone: zoneText(trans, temporal.timeZone),
  });
}

function weekdayChart(context: ViewContext, temporal: Temporal, save: Save): VegaChart {
  const { trans } = context;
  return rateChart(context, save, {
    title: trans.__("Weekday"),
    per: trans.__("a day"),
    names: weekdays(trans),
    counts: temporal.weekday,
    inSpan: temporal.weekdaysInSpan,
    zone: "",
  });
}

function crossChart(context: ViewContext, { hourByWeekday }: Temporal, save: Save): VegaChart {
  const { trans } = context;
  const days = weekdays(trans);
  const hours = hourNames();
  const cells = days.flatMap((day, row) =>
    hours.map((hour, column) => ({ day, hour, count: hourByWeekday[row]?.[column] ?? 0 })),
  );
  const most = cells.reduce((a, b) => (b.count > a.count ? b : a));
  return new VegaChart(context, {
    title: trans.__("Hour and weekday"),
    summary: trans.__("Flows in all; most on %1 at %2: %3.", most.day, most.hour, formatCount(most.count)),
    height: 150,
    save,
    spec: (theme) => ({
      data: {
        values: cells
          .filter(({ count }) => count > 0)
          .map((cell) => ({ ...cell, tip: `${cell.day} ${cell.hour}: ${formatCount(cell.count)}` })),
      },
      mark: { type: "rect" },
      encoding: {
        x: { field: "hour", type: "ordinal", scale: { domain: hours }, title: null, axis: { labelAngle: 0 } },
        y: { field: "day", type: "ordinal", scale: { domain: days }, title: null },
        color: {
          field: "count",
          type: "quantitative",
          title: trans.__("flows"),
          scale: { range: theme.ramp, domainMin: 0 },
          legend: { gradientLength: 100 },
        },
        tooltip: { field: "tip", type: "nominal" },
      },
    }),
    table: () => ({
      head: [trans.__("weekday"), ...hours],
      rows: days.map((day, row) => [
        day,
        ...hours.map((_, column) => formatCount(hourByWeekday[row]?.[column] ?? 0)),
      ]),
    }),
  });
}
