import {
  formatCount,
  formatPercent,
  formatValue,
  visibleText,
  type ProfilePayload,
  type Scatter,
} from "../../analysis/mod.ts";
import { classMarks, VegaChart, type ChartTheme, type ViewContext } from "../shared/mod.ts";
import { chartField, placeOf, powerTicks, valueOf, type ChartField } from "./axis.ts";
import { flowsText } from "./describe.ts";

const HEIGHT = 260;
/** From this many marks on a canvas draws them: an SVG would have an element for each. */
const CANVAS = 1500;
/** Cells across a density, and the room that axis and legend take, px. */
const CELLS = 40;
const AROUND = 170;
/** Names in a legend are cut to this many characters. */
const NAME = 28;

/** A mark: one flow, or the flows of one class in one cell. */
interface Mark {
  x: number;
  y: number;
  label: string;
  flows: number;
  tip: string;
}

/** What a picture is drawn from. */
interface Drawing {
  x: ChartField;
  y: ChartField;
  names: readonly string[];
  marks: readonly Mark[];
  /** px */
  width: number;
}

/** The scatters of a profile: each flow, or cells sized by how many flows they hold, colored and shaped by label. */
export function scatterCharts(
  context: ViewContext,
  payload: ProfilePayload,
  save: VegaChart.IOptions["save"],
): VegaChart[] {
  return payload.scatters.map((scatter) => scatterChart(context, scatter, payload, save));
}

function scatterChart(
  context: ViewContext,
  scatter: Scatter,
  { profile }: ProfilePayload,
  save: VegaChart.IOptions["save"],
): VegaChart {
  const { trans } = context;
  const [x, y] = [chartField(trans, scatter.x), chartField(trans, scatter.y)];
  const names = classNames(context, scatter);
  const marks = marksOf(context, scatter, x, y, names);
  return new VegaChart(context, {
    title: trans.__("%1 × %2", x.title, y.title),
    summary: summaryOf(context, scatter, profile.rowCount),
    height: HEIGHT,
    renderer: marks.length > CANVAS ? "canvas" : "svg",
    save,
    spec: (theme, { width }) => specOf(context, theme, scatter, { x, y, names, marks, width }),
    table: () => ({
      head: [x.title, y.title, ...(scatter.classes.length > 0 ? [trans.__("label")] : []), trans.__("flows")],
      rows: rowsOf(scatter, x, y, names),
    }),
  });
}

/** Classes as they are shown: visible, cut, told apart; the last one is for flows without a label. */
function classNames({ trans }: ViewContext, { classes }: Scatter): string[] {
  const used = new Set<string>();
  const shown = classes.map(({ name }, at) => {
    const text = name === "" ? trans.__("(empty text)") : visibleText(name, NAME);
    const own = used.has(text) ? `${text} #${at + 1}` : text;
    used.add(own);
    return own;
  });
  return [...shown, trans.__("no label")];
}

function nameAt(names: readonly string[], place: number): string {
  return (place < 0 ? names.at(-1) : names[place]) ?? "";
}

function marksOf(
  { trans }: ViewContext,
  { points, density, classes }: Scatter,
  x: ChartField,
  y: ChartField,
  names: readonly string[],
): Mark[] {
  const hasLabels = classes.length > 0;
  // What is drawn last lies on top: attacks, which are few, over benign flows in the same place.
  const rank = (place: number): number => (classes[place]?.isAttack === true ? 1 : 0);
  if (points !== null) {
    const order = points.x.map((_, at) => at);
    if (hasLabels) order.sort((a, b) => rank(points.classes[a] ?? -1) - rank(points.classes[b] ?? -1));
    return order.map((at) => {
      const across = points.x[at] ?? 0;
      const up = points.y[at] ?? 0;
      const label = nameAt(names, points.classes[at] ?? -1);
      const where = `${x.title} ${formatValue(across, x.kind)}\n${y.title} ${formatValue(up, y.kind)}`;
      return {
        x: placeOf(x.name, across),
        y: placeOf(y.name, up),
        label,
        flows: 1,
        tip: hasLabels ? `${where}\n${label}` : where,
      };
    });
  }
  if (density === null) return [];
  const cells = [...density.cells].sort((a, b) => rank(a[2]) - rank(b[2]));
  return cells.map(([column, row, place, flows]) => {
    const [left, right] = [density.xEdges[column] ?? 0, density.xEdges[column + 1] ?? 0];
    const [low, high] = [density.yEdges[row] ?? 0, density.yEdges[row + 1] ?? 0];
    const label = nameAt(names, place);
    const where = `${x.title} ${range(left, right, x)}\n${y.title} ${range(low, high, y)}`;
    const count = trans._n("%2 flow", "%2 flows", flows, formatCount(flows));
    return {
      x: (placeOf(x.name, left) + placeOf(x.name, right)) / 2,
      y: (placeOf(y.name, low) + placeOf(y.name, high)) / 2,
      label,
      flows,
      tip: hasLabels ? `${where}\n${count}, ${label}` : `${where}\n${count}`,
    };
  });
}

function range(from: number, to: number, field: ChartField): string {
  return `${formatValue(from, field.kind)} – ${formatValue(to, field.kind)}`;
}

function specOf(
  { trans }: ViewContext,
  theme: ChartTheme,
  scatter: Scatter,
  { x, y, names, marks, width }: Drawing,
): Record<string, unknown> {
  const [across, up] = [largest(marks, "x"), largest(marks, "y")];
  const isSquare = scatter.x === "bytes_sent" && scatter.y === "bytes_received";
  const most = isSquare ? Math.max(across, up) : 0;
  const axis = (field: ChartField, top: number): Record<string, unknown> => ({
    type: "quantitative",
    title: field.title,
    scale: { domain: [0, Math.max(top, most, 0.1)], nice: false },
    axis: { ...powerTicks(field, valueOf(field.name, Math.max(top, most))), gridDash: [1, 3] },
  });
  const isDense = scatter.points === null;
  // A mark fills its cell where flows are most.
  const cell = Math.max(3, (width - AROUND) / CELLS);
  return {
    data: { values: marks },
    layer: [
      ...(isSquare
        ? [
            {
              data: { values: [{ x: 0, y: 0, x2: most, y2: most }] },
              mark: { type: "rule", color: theme.muted, strokeDash: [4, 3] },
              encoding: {
                x: { field: "x", ...axis(x, across) },
                y: { field: "y", ...axis(y, up) },
                x2: { field: "x2" },
                y2: { field: "y2" },
              },
            },
          ]
        : []),
      {
        mark: { type: "point", filled: true, opacity: isDense ? 0.75 : 0.6, size: 22, clip: true },
        encoding: {
          x: { field: "x", ...axis(x, across) },
          y: { field: "y", ...axis(y, up) },
          ...classEncoding(trans.__("label"), theme, scatter, names),
          ...(isDense
            ? {
                size: {
                  field: "flows",
                  type: "quantitative",
                  scale: { type: "log", range: [6, 1.2 * cell * cell] },
                  legend: {
                    title: trans.__("flows"),
                    format: "~s",
                    values: sizes(marks),
                    symbolFillColor: theme.mark,
                  },
                },
              }
            : {}),
          tooltip: { field: "tip" },
        },
      },
    ],
  };
}

function classEncoding(
  title: string,
  theme: ChartTheme,
  { classes, points, density }: Scatter,
  names: readonly string[],
): Record<string, unknown> {
  if (classes.length === 0) return { color: { value: theme.mark } };
  const hasOthers =
    points?.classes.includes(-1) === true || density?.cells.some(([, , place]) => place < 0) === true;
  const shown = classes.map(({ isAttack }, at) => ({ name: names[at] ?? "", isAttack }));
  if (hasOthers) shown.push({ name: names.at(-1) ?? "", isAttack: null });
  const marks = [...classMarks(theme, shown)];
  const domain = marks.map(([name]) => name);
  const encode = (range: string[]): Record<string, unknown> => ({
    field: "label",
    type: "nominal",
    scale: { domain, range },
    legend: { title, symbolSize: 60 },
  });
  return {
    color: encode(marks.map(([, { color }]) => color)),
    shape: encode(marks.map(([, { shape }]) => shape)),
  };
}

function largest(marks: readonly Mark[], axis: "x" | "y"): number {
  return marks.reduce((most, mark) => Math.max(most, mark[axis]), 0);
}

/** Sizes that a legend shows: 1, and powers of ten that occur. */
function sizes(marks: readonly Mark[]): number[] {
  const most = marks.reduce((sum, { flows }) => Math.max(sum, flows), 1);
  return [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].filter((size) => size <= most).slice(-4);
}

function summaryOf(context: ViewContext, scatter: Scatter, rowCount: number): string {
  const { trans } = context;
  const left = rowCount - scatter.flows;
  const parts = [
    scatter.points === null
      ? trans.__("%1 flows, counted in cells: the larger a mark, the more flows.", formatCount(scatter.flows))
      : trans.__("%1 flows, a mark each.", formatCount(scatter.flows)),
    ...(scatter.x === "bytes_sent"
      ? [trans.__("On the dashed line a flow sends as much as it receives.")]
      : []),
    ...(left > 0 ? [trans.__("Without one of the values: %1.", flowsText(trans, left, rowCount))] : []),
  ];
  return parts.join(" ");
}

function rowsOf(scatter: Scatter, x: ChartField, y: ChartField, names: readonly string[]): string[][] {
  const { points, density, classes, flows: all } = scatter;
  const label = (place: number): string[] => (classes.length > 0 ? [nameAt(names, place)] : []);
  if (points !== null) {
    return points.x.map((across, at) => [
      formatValue(across, x.kind),
      formatValue(points.y[at] ?? 0, y.kind),
      ...label(points.classes[at] ?? -1),
      "1",
    ]);
  }
  return [...(density?.cells ?? [])]
    .sort((a, b) => b[3] - a[3])
    .map(([column, row, place, flows]) => [
      range(density?.xEdges[column] ?? 0, density?.xEdges[column + 1] ?? 0, x),
      range(density?.yEdges[row] ?? 0, density?.yEdges[row + 1] ?? 0, y),
      ...label(place),
      `${formatCount(flows)} (${formatPercent(flows / Math.max(1, all))})`,
    ]);
}
