import type { TranslationBundle } from "@jupyterlab/translation";
import { formatCount, formatNumber, visibleText, type BehaviorPayload } from "../../analysis/mod.ts";
import { VegaChart, type ChartTheme, type ViewContext } from "../shared/mod.ts";
import type { Save } from "./anomaly-charts.ts";
import { axisTitle, clusterMarks, pointsText, varianceText } from "./marks.ts";
import { rowText } from "./words.ts";

type Spec = Record<string, unknown>;

/** A cluster's name in legends; names are made to be distinct, and the number keeps them so when they are cut. */
export function legendName(payload: BehaviorPayload, at: number): string {
  return visibleText(payload.behavior.clusters[at]?.name ?? String(at), 40);
}

/** How well each k separates the flows, and how much each more cluster explains. */
export function kCharts(
  context: ViewContext,
  { behavior }: BehaviorPayload,
  save: Save,
  onPick: (k: number) => void,
): VegaChart[] {
  const { trans } = context;
  const { candidates, k } = behavior;
  if (candidates.length < 2) return [];
  const best = candidates.reduce((a, b) => (b.silhouette > a.silhouette ? b : a));
  const table = () => ({
    head: [trans.__("k"), trans.__("silhouette"), trans.__("inertia")],
    rows: candidates.map((one) => [String(one.k), formatNumber(one.silhouette), formatNumber(one.inertia)]),
  });
  const make = (title: string, summary: string, field: "silhouette" | "inertia"): VegaChart =>
    new VegaChart(context, {
      title,
      summary,
      height: 120,
      save,
      table,
      onSelect: (datum) => {
        if (typeof datum["k"] === "number") onPick(datum["k"]);
      },
      spec: (theme) => kSpec(trans, theme, behavior, field),
    });
  return [
    make(
      trans.__("Silhouette"),
      trans.__(
        "Highest at k %1: %2; shown is k %3. 1 is perfectly apart, 0 is not apart.",
        best.k,
        formatNumber(best.silhouette),
        k,
      ),
      "silhouette",
    ),
    make(
      trans.__("Inertia (elbow)"),
      trans.__("Falls with every cluster; where it begins to fall less, more clusters explain little."),
      "inertia",
    ),
  ];
}

function kSpec(
  trans: TranslationBundle,
  theme: ChartTheme,
  { candidates, k }: BehaviorPayload["behavior"],
  field: "silhouette" | "inertia",
): Spec {
  const values = candidates.map((one) => ({
    k: one.k,
    value: one[field],
    shown: one.k === k ? 1 : 0,
    tip: trans.__("k %1: %2", one.k, formatNumber(one[field])),
  }));
  const encoding = {
    x: {
      field: "k",
      type: "quantitative",
      title: trans.__("k"),
      scale: { zero: false, nice: false },
      axis: { tickMinStep: 1, format: "d", grid: false },
    },
    y: {
      field: "value",
      type: "quantitative",
      title: null,
      scale: { zero: field === "inertia" },
      axis: { tickCount: 4, format: field === "silhouette" ? ".2f" : "~s" },
    },
    tooltip: { field: "tip", type: "nominal" },
  };
  return {
    data: { values },
    layer: [
      { mark: { type: "line", color: theme.mark, strokeWidth: 1.5 }, encoding },
      {
        mark: { type: "point", filled: true, opacity: 1 },
        encoding: {
          ...encoding,
          size: { condition: { test: "datum.shown === 1", value: 120 }, value: 45 },
          color: { condition: { test: "datum.shown === 1", value: theme.picked }, value: theme.mark },
          shape: { condition: { test: "datum.shown === 1", value: "diamond" }, value: "circle" },
        },
      },
    ],
  };
}

/** The flows on two axes, each cluster with its color and shape; the picked one stands out. */
export function behaviorMap(
  context: ViewContext,
  payload: BehaviorPayload,
  save: Save,
  picked: () => number | null,
  onPick: (id: number) => void,
): VegaChart {
  const { trans } = context;
  const { behavior, points } = payload;
  const { projection, clusters, rowCount } = behavior;
  const nameOf = clusterNames(trans, payload);
  return new VegaChart(context, {
    title: trans.__("Map of the clusters"),
    summary: trans.__(
      "%1 in %2 clusters. %3",
      pointsText(trans, projection.points.length, rowCount),
      clusters.length,
      varianceText(trans, projection.explained),
    ),
    height: 300,
    renderer: "canvas",
    save,
    onSelect: (datum) => {
      if (typeof datum["cluster"] === "number") onPick(datum["cluster"]);
    },
    spec: (theme) => behaviorMapSpec(trans, theme, payload, picked()),
    table: () => ({
      head: [
        trans.__("row"),
        trans.__("component 1"),
        trans.__("component 2"),
        trans.__("cluster"),
        trans.__("label"),
      ],
      rows: projection.points.map((point, at) => [
        formatCount(point.row),
        formatNumber(point.x),
        formatNumber(point.y),
        nameOf(at),
        points[at]?.label ?? "",
      ]),
    }),
  });
}

export function behaviorMapSpec(
  trans: TranslationBundle,
  theme: ChartTheme,
  payload: BehaviorPayload,
  picked: number | null,
): Spec {
  const { projection, clusters } = payload.behavior;
  const nameOf = clusterNames(trans, payload);
  const marks = clusterMarks(theme, clusters.length);
  const names = clusters.map((_, at) => legendName(payload, at));
  const values = projection.points.map((point, at) => ({
    x: point.x,
    y: point.y,
    cluster: payload.points[at]?.cluster ?? -1,
    name: nameOf(at),
    tip: [rowText(trans, point.row), nameOf(at), payload.points[at]?.label ?? ""]
      .filter((part) => part !== "")
      .join("\n"),
  }));
  return {
    data: { values },
    params: [{ name: "picked", value: picked ?? -1 }],
    mark: { type: "point", filled: true, size: 34 },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        title: axisTitle(trans, projection.explained, 0),
        scale: { zero: false },
      },
      y: {
        field: "y",
        type: "quantitative",
        title: axisTitle(trans, projection.explained, 1),
        scale: { zero: false },
      },
      color: {
        field: "name",
        type: "nominal",
        title: trans.__("cluster"),
        scale: { domain: names, range: marks.map(({ color }) => color) },
      },
      shape: {
        field: "name",
        type: "nominal",
        title: trans.__("cluster"),
        scale: { domain: names, range: marks.map(({ shape }) => shape) },
      },
      opacity: {
        condition: { test: "picked < 0 || datum.cluster === picked", value: 0.75 },
        value: 0.06,
      },
      tooltip: { field: "tip", type: "nominal" },
    },
  };
}

/** The cluster of each of the map's points by its name. */
function clusterNames(trans: TranslationBundle, payload: BehaviorPayload): (at: number) => string {
  const placeOf = new Map(payload.behavior.clusters.map(({ id }, at) => [id, at]));
  return (at) => {
    const place = placeOf.get(payload.points[at]?.cluster ?? -1);
    return place === undefined ? trans.__("none") : legendName(payload, place);
  };
}
