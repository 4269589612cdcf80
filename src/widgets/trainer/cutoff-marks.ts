import type { ChartSpec, ChartTheme } from "../shared/mod.ts";
import type { CurveKind, CutOff, CutPoint } from "./cutoff.ts";

/** The cut-offs of the model whose curve is drawn, and where the cut is now. */
export interface ShownCut {
  cutOff: CutOff;
  /** Asked whenever the chart is drawn anew. */
  at: () => number;
}

/** A curve with the model's own decision and the cut on it; the cut follows the parameter "cut", its place among the points. */
export function withCut(
  spec: ChartSpec,
  theme: ChartTheme,
  kind: CurveKind,
  { cutOff, at }: ShownCut,
): ChartSpec {
  const { points, own } = cutOff;
  const values = points.map((point, place) => ({ place, ...placeOf(kind, point) }));
  const drawn = values.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const encoding = {
    x: { field: "x", type: "quantitative" },
    ...(kind === "calibration" ? {} : { y: { field: "y", type: "quantitative" } }),
  };
  const line = { type: "rule", color: theme.text };
  const point = { type: "point", filled: true, size: 110, color: theme.text, stroke: theme.background };
  return {
    ...spec,
    params: [{ name: "cut", value: at() }],
    layer: [
      ...(spec["layer"] as unknown[]),
      {
        data: { values: drawn.filter(({ place }) => place === own) },
        mark:
          kind === "calibration"
            ? { ...line, strokeDash: [4, 3] }
            : { ...point, filled: false, shape: "diamond", size: 180, stroke: theme.text, strokeWidth: 2 },
        encoding,
      },
      {
        data: { values: drawn },
        transform: [{ filter: "datum.place === cut" }],
        mark: kind === "calibration" ? line : { ...point, shape: "circle" },
        encoding,
      },
    ],
  };
}

function placeOf(kind: CurveKind, point: CutPoint): { x: number; y: number } {
  if (kind === "roc") return { x: point.falsePositiveRate, y: point.recall };
  if (kind === "pr") return { x: point.recall, y: point.precision };
  return { x: point.threshold ?? NaN, y: 0 };
}
