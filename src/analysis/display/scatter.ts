/** Two fields of the flows against each other, for a picture: flow by flow, or counted in cells where they are many. */
import { exp, log1p } from "../../kernels/mod.ts";
import type { Column, RequiredField, Scatter, Table } from "../core/mod.ts";
import { groupDigits, MAX_TEXT } from "../core/mod.ts";
import { carriedText } from "./plain.ts";

/** More flows than this are counted in cells. */
export const MAX_POINTS = 10_000;

/** What is drawn: sent against received, duration against packet size. */
const PAIRS: readonly (readonly [RequiredField, RequiredField])[] = [
  ["bytes_sent", "bytes_received"],
  ["duration", "packet_size_mean"],
];

/** Cells of a density, along each axis. */
const COLUMNS = 40;
const ROWS = 28;
/** Labels with a color of their own; the rest share one. */
const MAX_CLASSES = 7;
/** A picture shows no more digits than these. */
const DIGITS = 6;

/** Below this, an axis is even; above, by powers: microseconds of a duration, bytes of a size. */
export const SCATTER_UNIT: Record<RequiredField, number> = {
  duration: 1e-6,
  packet_count: 1,
  bytes_sent: 1,
  bytes_received: 1,
  packet_size_mean: 1,
};

/** What both pictures color by: a class for each row, -1 for none. */
interface Classes {
  list: Scatter["classes"];
  of: Int32Array | null;
}

/**
 * The scatters of a table whose fields are there.
 *
 * Flows that lack one of the values, or have one below 0 or infinite, are left out; `flows` says how many there are.
 *
 * @param maxPoints Up to this many rows each flow is a point; above, flows are counted in cells whose edges ascend by powers.
 */
export function scatters(
  table: Table,
  maxPoints: number = MAX_POINTS,
  maxText: number = MAX_TEXT,
): Scatter[] {
  const classes = classesOf(table, maxText);
  return PAIRS.flatMap(([x, y]) => {
    if (!table.columnNames.includes(x) || !table.columnNames.includes(y)) return [];
    const [across, up] = [table.column(x), table.column(y)];
    const rows = drawnRows(across, up);
    if (rows.length === 0) return [];
    const isMany = table.rowCount > maxPoints;
    return [
      {
        x,
        y,
        classes: classes.list,
        flows: rows.length,
        points: isMany ? null : pointsOf(across, up, rows, classes),
        density: isMany ? densityOf({ x, y }, across, up, rows, classes) : null,
      },
    ];
  });
}

function drawnRows(x: Column, y: Column): Uint32Array {
  const rows = new Uint32Array(x.length);
  let count = 0;
  for (let row = 0; row < rows.length; row++) if (isDrawn(x, row) && isDrawn(y, row)) rows[count++] = row;
  return rows.subarray(0, count);
}

function isDrawn(column: Column, row: number): boolean {
  const value = column.values[row]!;
  return value >= 0 && value < Infinity && !(column.missing > 0 && column.isMissing(row));
}

function pointsOf(x: Column, y: Column, rows: Uint32Array, { of }: Classes): Scatter["points"] {
  return {
    x: Array.from(rows, (row) => rounded(x.values[row]!)),
    y: Array.from(rows, (row) => rounded(y.values[row]!)),
    classes: of === null ? [] : Array.from(rows, (row) => of[row]!),
  };
}

function densityOf(
  fields: { x: RequiredField; y: RequiredField },
  x: Column,
  y: Column,
  rows: Uint32Array,
  { list, of }: Classes,
): Scatter["density"] {
  const xEdges = powerEdges(x, rows, SCATTER_UNIT[fields.x], COLUMNS);
  const yEdges = powerEdges(y, rows, SCATTER_UNIT[fields.y], ROWS);
  const layers = list.length + 1;
  const height = yEdges.length - 1;
  const counts = new Uint32Array((xEdges.length - 1) * height * layers);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const cell = binOf(xEdges, x.values[row]!) * height + binOf(yEdges, y.values[row]!);
    counts[cell * layers + (of === null ? 0 : of[row]! + 1)]!++;
  }
  const cells: [number, number, number, number][] = [];
  counts.forEach((count, at) => {
    if (count === 0) return;
    const cell = Math.floor(at / layers);
    cells.push([Math.floor(cell / height), cell % height, (at % layers) - 1, count]);
  });
  return { xEdges: Array.from(xEdges), yEdges: Array.from(yEdges), cells };
}

/** Edges that are even in log(1 + value / unit), from the least to the largest value. */
function powerEdges(column: Column, rows: Uint32Array, unit: number, bins: number): Float64Array {
  let least = Infinity;
  let largest = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = column.values[rows[i]!]!;
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  const from = log1p(least / unit);
  const step = (log1p(largest / unit) - from) / bins;
  const edges = [least];
  for (let i = 1; i < bins; i++) {
    const edge = rounded(unit * (exp(from + i * step) - 1));
    if (edge > edges.at(-1)! && edge < largest) edges.push(edge);
  }
  // The last cell is closed, and one value alone still needs a cell with a width.
  edges.push(largest > edges.at(-1)! ? largest : edges.at(-1)! + unit);
  return Float64Array.from(edges);
}

/** The cell [a, b) that a value is in; the last one is closed. */
function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function rounded(value: number): number {
  return Math.floor(value) === value ? value : Number(value.toPrecision(DIGITS));
}

/** The labels, most frequent first, or the verdicts where there are no labels. */
function classesOf(table: Table, maxText: number): Classes {
  if (table.columnNames.includes("label")) return labelClasses(table, table.column("label"), maxText);
  if (table.columnNames.includes("is_attack")) return verdictClasses(table.column("is_attack"));
  return { list: [], of: null };
}

function labelClasses(table: Table, label: Column, maxText: number): Classes {
  const categories = label.categories ?? [];
  const codes = label.values;
  if (!(codes instanceof Int32Array)) return { list: [], of: null };
  const counts = new Uint32Array(categories.length);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) counts[codes[row]!]!++;
  const present = categories.map((_, code) => code).filter((code) => counts[code]! > 0);
  present.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const verdicts = new Map(table.report.labels.map(({ value, isAttack }) => [value, isAttack]));
  const shown = present.length > MAX_CLASSES + 1 ? present.slice(0, MAX_CLASSES) : present;
  const rest = present.slice(shown.length);
  const places = new Int32Array(categories.length).fill(shown.length);
  shown.forEach((code, place) => (places[code] = place));
  const list: Scatter["classes"] = shown.map((code) => ({
    name: carriedText(categories[code]!, maxText),
    isAttack: verdicts.get(categories[code]!) ?? null,
    count: counts[code]!,
  }));
  if (rest.length > 0) {
    list.push({
      name: `${groupDigits(rest.length)} other labels`,
      isAttack: null,
      count: rest.reduce((sum, code) => sum + counts[code]!, 0),
    });
  }
  return { list, of: codes.map((code) => (code < 0 ? -1 : places[code]!)) };
}

function verdictClasses(verdict: Column): Classes {
  const of = new Int32Array(verdict.length);
  const counts = [0, 0];
  for (let row = 0; row < of.length; row++) {
    const isMissing = verdict.missing > 0 && verdict.isMissing(row);
    of[row] = isMissing ? -1 : verdict.values[row] === 0 ? 0 : 1;
    if (!isMissing) counts[of[row]!]!++;
  }
  const list = [
    { name: "benign", isAttack: false, count: counts[0]! },
    { name: "attack", isAttack: true, count: counts[1]! },
  ];
  return { list, of };
}
