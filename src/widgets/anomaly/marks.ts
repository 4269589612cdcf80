/** How labels and clusters are drawn in the maps, and the axes that the maps share. */
import type { TranslationBundle } from "@jupyterlab/translation";
import { formatCount, formatPercent, visibleText } from "../../analysis/mod.ts";
import { classMarks, type ChartTheme, type ClassMark } from "../shared/mod.ts";

/** Labels with a mark of their own; the rest share one. */
const MOST_LABELS = 6;

/** A label in a map's legend. */
export interface MapLabel {
  name: string;
  count: number;
  isAttack: boolean | null;
}

/** A point's label. */
export interface Labelled {
  label: string | null;
  isAttack: boolean | null;
}

/** Labels of a map's points. */
export interface MapLabels {
  /** The most frequent first; what is left over, and points without a label, come last. */
  labels: MapLabel[];
  /** The legend's entry of a point. */
  nameOf: (point: Labelled) => string;
}

/** The labels of a map's points, as its legend lists them; none where no point has one. */
export function mapLabels(trans: TranslationBundle, points: readonly Labelled[]): MapLabels {
  const counts = new Map<string, MapLabel>();
  for (const { label, isAttack } of points) {
    if (label === null) continue;
    const known = counts.get(label);
    if (known === undefined) counts.set(label, { name: label, count: 1, isAttack });
    else known.count += 1;
  }
  const byCount = [...counts.values()].sort((a, b) => b.count - a.count);
  // One label more than has room takes no more room than "other labels" would.
  const own = byCount.length <= MOST_LABELS + 1 ? byCount : byCount.slice(0, MOST_LABELS);
  const names = new Map(own.map(({ name }) => [name, visibleText(name, 40)]));
  const other = trans.__("other labels");
  const none = trans.__("no label");
  const otherCount = byCount.slice(own.length).reduce((sum, { count }) => sum + count, 0);
  const unlabelled = points.filter(({ label }) => label === null).length;
  const labels = own.map((label) => ({ ...label, name: names.get(label.name) ?? label.name }));
  if (otherCount > 0) labels.push({ name: other, count: otherCount, isAttack: null });
  if (unlabelled > 0 && labels.length > 0) labels.push({ name: none, count: unlabelled, isAttack: null });
  return {
    labels,
    nameOf: ({ label }) => (label === null ? none : (names.get(label) ?? other)),
  };
}

/** How the labels of a map are drawn, in their order. */
export function labelMarks(theme: ChartTheme, labels: readonly MapLabel[]): ClassMark[] {
  const marks = classMarks(theme, labels);
  return labels.map(({ name }) => marks.get(name) ?? { color: theme.unknown, shape: "cross" });
}

/** How clusters are drawn: a color and a shape each, which come together again only after all pairs are used. */
export function clusterMarks(theme: ChartTheme, count: number): ClassMark[] {
  const { categories, shapes } = theme;
  return Array.from({ length: count }, (_, at) => ({
    color: categories[at % categories.length] ?? theme.mark,
    shape: shapes[(at + Math.floor(at / categories.length)) % shapes.length] ?? "circle",
  }));
}

/** The title of a map's axis: which component it is, and how much of the variance it shows. */
export function axisTitle(trans: TranslationBundle, explained: readonly number[], axis: number): string {
  return trans.__("component %1 (%2 of the variance)", axis + 1, formatPercent(explained[axis] ?? 0));
}

/** How much of the variance a map shows. */
export function varianceText(trans: TranslationBundle, explained: readonly number[]): string {
  return trans.__(
    "Its two axes show %1 of the variance.",
    formatPercent(Math.min(1, (explained[0] ?? 0) + (explained[1] ?? 0))),
  );
}

/** "flows" with their number, for sentences about points. */
export function pointsText(trans: TranslationBundle, points: number, rows: number): string {
  return points < rows
    ? trans.__("%1 of %2 flows, drawn evenly", formatCount(points), formatCount(rows))
    : trans._n("%2 flow", "%2 flows", points, formatCount(points));
}
