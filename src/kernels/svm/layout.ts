/** How rows lie in memory for the radial kernel: scaled, in panels of 8, each class padded to whole panels of 16. */

import type { RadialRows } from "./types.ts";

export const PANEL = 8;
/** Rows in a panel of floats. */
export const FLOAT_PANEL = 16;
/** Up to this cost errors of some 1e-7 in kernel values stay far below 1e-3 in decisions. */
const PLAIN_COST = 100;
/** Gradients are sums of kernel values: smaller differences between them would be the errors of these. */
const PLAIN_TOLERANCE = 1e-5;
const NEAR = 32;
/** Scaled values are held within it, so that no sum of squares leaves the range of doubles. */
const REACH = 1e145;

/** The mean of each column: distances are worked out around it, so that a large common part does not eat their digits. */
export function columnMeans(data: Float64Array, rows: number, columns: number): Float64Array {
  const means = new Float64Array(columns);
  for (let at = 0, row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) means[column]! += data[at++]! / rows;
  }
  return means;
}

/** With values scaled by it, -gamma |a - b|^2 = a b - (|a|^2 + |b|^2) / 2. */
export function radialScale(gamma: number): number {
  return Math.sqrt(2 * gamma);
}

/** One value, moved and scaled. */
export function scaled(value: number, mean: number, scale: number): number {
  return Math.min(REACH, Math.max(-REACH, (value - mean) * scale));
}

/** Largest half square of a row for which products of floats will do; -1 where costs or tolerance ask for all digits that a float can keep. */
export function nearReach({ largestCost, tolerance }: Pick<RadialRows, "largestCost" | "tolerance">): number {
  return largestCost <= PLAIN_COST && tolerance >= PLAIN_TOLERANCE ? NEAR : -1;
}

/** Rows by class, in their order, and where each class begins when each is padded to whole panels of 16. */
export interface ClassLayout {
  /** Per class, the rows. */
  readonly members: Int32Array[];
  /** Per class, the padded position of its first row; one more for the end. */
  readonly starts: Int32Array;
  /** Per class, the padded number of rows. */
  readonly padded: Int32Array;
}

export function classLayout(codes: Int32Array, classes: number): ClassLayout {
  const counts = new Int32Array(classes);
  for (const code of codes) counts[code]!++;
  const members = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    members[code]![counts[code]!++] = row;
  }
  const starts = new Int32Array(classes + 1);
  const padded = new Int32Array(classes);
  for (let code = 0; code < classes; code++) {
    padded[code] = Math.ceil(counts[code]! / FLOAT_PANEL) * FLOAT_PANEL;
    starts[code + 1] = starts[code]! + padded[code]!;
  }
  return { members, starts, padded };
}

/**
 * Writes rows into panels: panel, column, row within the panel; missing rows of the last panel are 0.
 *
 * @param order Which rows of `data`.
 * @param out Length columns * (order.length rounded up to whole panels).
 */
export function fillPanels(
  data: Float64Array,
  order: Int32Array,
  means: Float64Array,
  scale: number,
  out: Float64Array,
): void {
  const columns = means.length;
  out.fill(0);
  for (let at = 0; at < order.length; at++) {
    const source = order[at]! * columns;
    const target = (at >> 3) * columns * PANEL + (at & 7);
    for (let column = 0; column < columns; column++) {
      out[target + column * PANEL] = scaled(data[source + column]!, means[column]!, scale);
    }
  }
}

/** Points, row-major, moved and scaled. */
export function scalePoints(points: Float64Array, means: Float64Array, scale: number): Float64Array {
  const columns = means.length;
  const out = new Float64Array(points.length);
  for (let at = 0; at < points.length;) {
    for (let column = 0; column < columns; column++, at++) {
      out[at] = scaled(points[at]!, means[column]!, scale);
    }
  }
  return out;
}

/** Half the squared length of each point, the sums in the order of the columns. */
export function halvesOf(points: Float64Array, columns: number): Float64Array {
  const halves = new Float64Array(points.length / columns);
  for (let at = 0, point = 0; point < halves.length; point++) {
    let sum = 0;
    for (let column = 0; column < columns; column++, at++) sum += points[at]! * points[at]!;
    halves[point] = 0.5 * sum;
  }
  return halves;
}
