import type { TranslationBundle } from "@jupyterlab/translation";
import { formatCount, formatNumber, type AnomaliesPayload } from "../../analysis/mod.ts";
import { VegaChart, type ChartTheme, type ViewContext } from "../shared/mod.ts";
import { axisTitle, labelMarks, mapLabels, varianceText, type MapLabels } from "./marks.ts";
import { flowText, rowText, shortTime, type FlowCells } from "./words.ts";

/** Saves a picture of a chart. */
export type Save = (name: string, content: Blob) => void;

export interface AnomalyChartOptions {
  cells: FlowCells;
  save: Save;
  /** Picks the flow of a row. */
  pick: (row: number) => void;
  /** The picked flow's row, asked for whenever the map is drawn. */
  picked: () => number | null;
}

/** The flows on two axes, the flagged ones by shape and size, labels by color where there are any. */
export function anomalyMap(
  context: ViewContext,
  payload: AnomaliesPayload,
  { cells, save, pick, picked }: AnomalyChartOptions,
): VegaChart {
  const { trans } = context;
  const { map, anomalies } = payload;
  const labels = mapLabels(trans, map.points);
  const flagged = map.points.filter((point) => point.flagged).length;
  return new VegaChart(context, {
    title: trans.__("Map of the flows"),
    summary: [
      map.points.length < anomalies.rowCount
        ? trans.__(
            "%1 of %2 flows, drawn evenly, and all that are ranked; %3 of them are flagged: the larger triangles.",
            formatCount(map.points.length),
            formatCount(anomalies.rowCount),
            formatCount(flagged),
          )
        : trans.__("All flows; %1 of them are flagged: the larger triangles.", formatCount(flagged)),
      varianceText(trans, map.explained),
      trans.__("What stands apart here is unlike the rest; it need not be an attack."),
    ].join(" "),
    height: 300,
    renderer: "canvas",
    save,
    spec: (theme) => anomalyMapSpec(trans, theme, payload, cells, labels, picked()),
    onSelect: ({ row }) => {
      if (typeof row === "number") pick(row);
    },
    table: () => ({
      head: [
        trans.__("row"),
        trans.__("component 1"),
        trans.__("component 2"),
        trans.__("flagged"),
        trans.__("label"),
      ],
      rows: map.points.map((point) => [
        formatCount(point.row),
        formatNumber(point.x),
        formatNumber(point.y),
        point.flagged ? trans.__("yes") : trans.__("no"),
        point.label ?? "",
      ]),
    }),
  });
}

export function anomalyMapSpec(
  trans: TranslationBundle,
  theme: ChartTheme,
  { map }: AnomaliesPayload,
  cells: FlowCells,
  { labels, nameOf }: MapLabels,
  picked: number | null,
): Record<string, unknown> {
  const [yes, no] = [trans.__("flagged"), trans.__("not flagged")];
  const hasLabels = labels.length > 0;
  const values = map.points.map((point) => ({
    row: point.row,
    x: point.x,
    y: point.y,
    flag: point.flagged ? yes : no,
    group: hasLabels ? nameOf(point) : point.flagged ? yes : no,
    tip: tipOf(trans, point, cells),
  }));
  const marks = labelMarks(theme, labels);
  const color = hasLabels
    ? { domain: labels.map(({ name }) => name), range: marks.map((mark) => mark.color) }
    : { domain: [yes, no], range: [flagColor(theme), theme.mark] };
  const shape = { domain: [yes, no], range: ["triangle-up", "circle"] };
  const position = {
    x: {
      field: "x",
      type: "quantitative",
      title: axisTitle(trans, map.explained, 0),
      scale: { zero: false },
    },
    y: {
      field: "y",
      type: "quantitative",
      title: axisTitle(trans, map.explained, 1),
      scale: { zero: false },
    },
  };
  const encoding = {
    ...position,
    color: {
      field: "group",
      type: "nominal",
      scale: color,
      legend: hasLabels ? { title: trans.__("label"), orient: "right", symbolOpacity: 1 } : null,
    },
    shape: {
      field: "flag",
      type: "nominal",
      scale: shape,
      legend: {
        title: null,
        orient: "bottom",
        symbolFillColor: theme.muted,
        symbolStrokeColor: theme.muted,
        symbolOpacity: 1,
      },
    },
    tooltip: { field: "tip", type: "nominal" },
  };
  return {
    data: { values },
    params: [{ name: "picked", value: picked ?? -1 }],
    layer: [
      {
        transform: [{ filter: { field: "flag", equal: no } }],
        mark: { type: "point", filled: true, size: 22, opacity: 0.45 },
        encoding,
      },
      {
        transform: [{ filter: { field: "flag", equal: yes } }],
        mark: {
          type: "point",
          filled: true,
          size: 62,
          opacity: 0.9,
          stroke: theme.background,
          strokeWidth: 0.5,
        },
        encoding,
      },
      {
        transform: [{ filter: "datum.row === picked" }],
        mark: { type: "point", filled: false, size: 240, strokeWidth: 2, color: theme.picked, opacity: 1 },
        encoding: position,
      },
    ],
  };
}

function tipOf(
  trans: TranslationBundle,
  { row, flagged, label }: AnomaliesPayload["map"]["points"][number],
  cells: FlowCells,
): string {
  const parts = [rowText(trans, row), flowText(trans, cells, row), label ?? ""];
  return [...parts, flagged ? trans.__("flagged") : ""].filter((part) => part !== "").join("\n");
}

/** Flows and flagged flows along the time, one chart each: their counts are too unlike for one axis. */
export function anomalyTimelines(context: ViewContext, payload: AnomaliesPayload, save: Save): VegaChart[] {
  const { trans } = context;
  const { timeline } = payload;
  if (timeline === undefined) return [];
  const { edges, flows, flagged } = timeline;
  const table = () => ({
    head: [trans.__("from (UTC)"), trans.__("flows"), trans.__("flagged")],
    rows: flows.map((count, at) => [
      shortTime(edges[at] ?? null),
      formatCount(count),
      formatCount(flagged[at] ?? 0),
    ]),
  });
  const make = (title: string, counts: readonly number[], isFlagged: boolean): VegaChart =>
    new VegaChart(context, {
      title,
      summary: timeSummary(trans, edges, counts),
      height: 90,
      save,
      table,
      spec: (theme) => timeSpec(trans, edges, counts, isFlagged ? flagColor(theme) : theme.mark),
    });
  return [
    make(trans.__("Flagged flows over time"), flagged, true),
    make(trans.__("All flows over time"), flows, false),
  ];
}

function timeSummary(trans: TranslationBundle, edges: readonly number[], counts: readonly number[]): string {
  const greatest = Math.max(0, ...counts);
  const at = counts.indexOf(greatest);
  return trans.__(
    "From %1 to %2 (UTC); most from %3 on: %4.",
    shortTime(edges[0] ?? null),
    shortTime(edges.at(-1) ?? null),
    shortTime(edges[at] ?? null),
    formatCount(greatest),
  );
}

/** Bars along the time, in UTC. */
export function timeSpec(
  trans: TranslationBundle,
  edges: readonly number[],
  counts: readonly number[],
  color: string,
): Record<string, unknown> {
  return {
    data: {
      values: counts.map((count, at) => ({
        from: edges[at],
        to: edges[at + 1],
        count,
        tip: `${shortTime(edges[at] ?? null)}\n${formatCount(count)}`,
      })),
    },
    mark: { type: "rect", color, stroke: null },
    encoding: {
      x: timeAxis("from"),
      x2: { field: "to" },
      y: {
        field: "count",
        type: "quantitative",
        title: trans.__("flows"),
        axis: { tickCount: 3, tickMinStep: 1 },
      },
      tooltip: { field: "tip", type: "nominal" },
    },
  };
}

/** Flagged is not "attack": its color is neither benign's nor an attack's. */
function flagColor(theme: ChartTheme): string {
  return theme.categories[2] ?? theme.picked;
}

/** A time axis in UTC, with hours of 24. */
export function timeAxis(field: string): Record<string, unknown> {
  return {
    field,
    type: "temporal",
    scale: { type: "utc" },
    title: null,
    axis: { format: { hours: "%H:%M", minutes: "%H:%M", seconds: "%H:%M:%S", milliseconds: "%H:%M:%S.%L" } },
  };
}
