import { medianInto } from "../../kernels/mod.ts";
import type { ColumnType } from "../core/mod.ts";
import type { Cells } from "./frame-cells.ts";
import { codesOf } from "./frame-order.ts";

/** What groups can be asked for on typed columns; danfo's names. */
export const GROUP_OPERATIONS = ["count", "sum", "mean", "median", "std", "var", "min", "max"] as const;
export type GroupOperation = (typeof GROUP_OPERATIONS)[number];

/** Rows with the same keys together, the groups in the order of their keys. */
export interface Grouping {
  /** Group of each row, -1 where a key is missing; shape (rows,). */
  readonly groups: Int32Array;
  readonly count: number;
  /** A row of each group, the first one. */
  readonly firstRows: Uint32Array;
}

/** Rows without one of the keys belong to no group, as in pandas. @param keys One column at least, of one length. */
export function groupRows(keys: readonly Cells[], length: number): Grouping {
  let groups = new Int32Array(length);
  let count = 1;
  for (const key of keys) {
    const { codes, values } = codesOf(key);
    const pairs = new Float64Array(length);
    for (let row = 0; row < length; row++) {
      const isIn = groups[row]! >= 0 && codes[row]! >= 0;
      pairs[row] = isIn ? groups[row]! * values.length + codes[row]! : NaN;
    }
    // Distinct pairs of group and code in their order: that of the keys, the first one first.
    const dense = codesOf({ kind: "number", type: "int", values: pairs });
    groups = dense.codes as Int32Array<ArrayBuffer>;
    count = dense.values.length;
  }
  const firstRows = new Uint32Array(count);
  for (let row = length - 1; row >= 0; row--) if (groups[row]! >= 0) firstRows[groups[row]!] = row;
  return { groups, count, firstRows };
}

/** The rows of each group in their order, one group after the other. */
export function rowsOfGroups({ groups, count }: Grouping): { rows: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (const group of groups) if (group >= 0) starts[group + 1]!++;
  for (let group = 0; group < count; group++) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const rows = new Uint32Array(starts[count]!);
  for (let row = 0; row < groups.length; row++) if (groups[row]! >= 0) rows[next[groups[row]!]!++] = row;
  return { rows, starts };
}

/** The type that an operation gives; null where it makes no sense: moments of text, a sum of times. */
export function resultType(cells: Cells, operation: GroupOperation): Exclude<ColumnType, "text"> | null {
  if (operation === "count") return "int";
  if (cells.kind !== "number") return null;
  const isPlace = operation !== "sum" && operation !== "std" && operation !== "var";
  if (cells.type === "time") return isPlace ? "time" : null;
  if (operation === "min" || operation === "max" || operation === "sum")
    return cells.type === "boolean" ? "int" : cells.type;
  return "float";
}

/**
 * One number a group. Missing and infinite values are left out; what has no value is NaN, but the sum of nothing is 0.
 *
 * Sums are compensated (W. Kahan, 1965), `std` and `var` have ddof 1 and are taken about the means.
 */
export function aggregate(cells: Cells, grouping: Grouping, operation: GroupOperation): Float64Array {
  if (cells.kind !== "number") return countPresent(cells, grouping);
  const { values } = cells;
  switch (operation) {
    case "count":
      return counts(values, grouping);
    case "sum":
      return sums(values, grouping, null);
    case "mean":
      return means(values, grouping);
    case "var":
      return variances(values, grouping);
    case "std":
      return variances(values, grouping).map(Math.sqrt);
    case "min":
      return extremes(values, grouping, -1);
    case "max":
      return extremes(values, grouping, 1);
    case "median":
      return medians(values, grouping);
  }
}

function countPresent(cells: Exclude<Cells, { kind: "number" }>, { groups, count }: Grouping): Float64Array {
  const found = new Float64Array(count);
  for (let row = 0; row < groups.length; row++) {
    if (groups[row]! < 0) continue;
    const isPresent =
      cells.kind === "text"
        ? cells.codes[row]! >= 0
        : cells.cells[row] !== null && cells.cells[row] !== undefined && !Number.isNaN(cells.cells[row]);
    if (isPresent) found[groups[row]!]!++;
  }
  return found;
}

function counts(values: Float64Array, { groups, count }: Grouping): Float64Array {
  const found = new Float64Array(count);
  for (let row = 0; row < values.length; row++) {
    if (groups[row]! >= 0 && values[row]! - values[row]! === 0) found[groups[row]!]!++;
  }
  return found;
}

/** @param centers Where given, squares of the deviations from the group's center are summed. */
function sums(values: Float64Array, { groups, count }: Grouping, centers: Float64Array | null): Float64Array {
  const found = new Float64Array(count);
  const lost = new Float64Array(count);
  for (let row = 0; row < values.length; row++) {
    const group = groups[row]!;
    let value = values[row]!;
    if (group < 0 || value - value !== 0) continue;
    if (centers !== null) value = (value - centers[group]!) * (value - centers[group]!);
    const term = value - lost[group]!;
    const sum = found[group]! + term;
    lost[group] = sum - found[group]! - term;
    found[group] = sum;
  }
  return found;
}

function means(values: Float64Array, grouping: Grouping): Float64Array {
  const total = sums(values, grouping, null);
  const number = counts(values, grouping);
  return total.map((sum, group) => sum / number[group]!);
}

function variances(values: Float64Array, grouping: Grouping): Float64Array {
  const squares = sums(values, grouping, means(values, grouping));
  const number = counts(values, grouping);
  return squares.map((sum, group) => (number[group]! > 1 ? sum / (number[group]! - 1) : NaN));
}

function extremes(values: Float64Array, { groups, count }: Grouping, sign: 1 | -1): Float64Array {
  const found = new Float64Array(count).fill(NaN);
  for (let row = 0; row < values.length; row++) {
    const group = groups[row]!;
    const value = values[row]!;
    if (group < 0 || value - value !== 0) continue;
    const best = found[group]!;
    if (best !== best || sign * (value - best) > 0) found[group] = value;
  }
  return found;
}

function medians(values: Float64Array, grouping: Grouping): Float64Array {
  const { rows, starts } = rowsOfGroups(grouping);
  const work = new Float64Array(rows.length);
  const found = new Float64Array(grouping.count);
  for (let group = 0; group < found.length; group++) {
    let count = 0;
    for (let i = starts[group]!; i < starts[group + 1]!; i++) {
      const value = values[rows[i]!]!;
      if (value - value === 0) work[count++] = value;
    }
    found[group] = count === 0 ? NaN : medianInto(work.subarray(0, count));
  }
  return found;
}
