/** What an isolation forest is made of, shared by growing and scoring. */
import { exp, log } from "../math.ts";

/** Rows as the kernels take them: row-major. */
export interface Rows {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * How each column is brought to float32: (x - center) * scale.
 *
 * The center is the end of the fitted range that lies nearest to 0 (0 within the range), the scale a power of 2 that takes the farthest
 * fitted value to between 1 and 2. So times and other large numbers of small range keep their digits, and values up to 1e308 their order.
 */
export interface ColumnForm {
  readonly centers: Float64Array;
  readonly scales: Float64Array;
}

/**
 * Trees as complete binary trees of the same depth, 2^depth entries a tree in each array. Slot 1 is the root, slot i has the children
 * 2i (x <= threshold) and 2i + 1; slot 0 is unused. A leaf above the last level is continued to its leftmost descendant by thresholds of
 * Infinity, so that every row takes `depth` steps.
 */
export interface IsolationTrees {
  readonly trees: number;
  readonly depth: number;
  readonly features: Uint16Array;
  readonly thresholds: Float32Array;
  /** Path length at the 2^depth ends of each tree: depth of the leaf, plus the average path of the rows left in it. */
  readonly paths: Float32Array;
}

/** Deepest layout: 2^20 slots a tree. */
export const MOST_DEPTH = 20;

const EULER_GAMMA = 0.5772156649015329;
/** Cells looked through in about 10 ms. */
const CELLS_BETWEEN_YIELDS = 1 << 22;
const LN2 = 0.6931471805599453;
/** 2^-1000: scales stay where they and their inverses are normal numbers. */
const LEAST_SCALE = 9.332636185032189e-302;

/**
 * Average path length of an unsuccessful search in a binary search tree of n entries (Liu et al. 2008, eq. 1), to float32: 0 up to one
 * entry, 1 for two.
 */
export function averagePath(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return Math.fround(2 * (log(n - 1) + EULER_GAMMA) - (2 * (n - 1)) / n);
}

/** Height limit of a tree grown on n rows: the least depth whose complete tree has a leaf for each row; 1 at least. */
export function heightLimit(n: number): number {
  return Math.max(1, 32 - Math.clz32(n - 1));
}

/** Depth of the layout for trees of this height limit; the kernel takes three levels at once. */
export function layoutDepth(limit: number): number {
  return Math.max(3, limit);
}

/**
 * The form of each column, from its range.
 *
 * A generator, so that large tables can be looked through in slices; it yields rows done.
 */
export function* columnForm({ data, rows, columns }: Rows): Generator<number, ColumnForm, void> {
  const lowest = new Float64Array(columns).fill(Infinity);
  const highest = new Float64Array(columns).fill(-Infinity);
  const slice = Math.max(1, Math.floor(CELLS_BETWEEN_YIELDS / columns));
  for (let from = 0; from < rows; from += slice) {
    const to = Math.min(rows, from + slice);
    for (let row = from, at = from * columns; row < to; row++) {
      for (let column = 0; column < columns; column++, at++) {
        const value = data[at]!;
        if (value < lowest[column]!) lowest[column] = value;
        if (value > highest[column]!) highest[column] = value;
      }
    }
    yield to - from;
  }
  const centers = new Float64Array(columns);
  const scales = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    const low = lowest[column]!;
    const high = highest[column]!;
    const center = low > 0 ? low : high < 0 ? high : 0;
    centers[column] = center;
    scales[column] = powerBelow(Math.max(high - center, center - low));
  }
  return { centers, scales };
}

/** The power of 2 that takes a size to [1, 2), kept within bounds; 1 for 0. */
function powerBelow(size: number): number {
  let scale = 1;
  if (size === 0) return scale;
  while (size * scale >= 2 && scale > LEAST_SCALE) scale *= 0.5;
  while (size * scale < 1 && scale < 1 / LEAST_SCALE) scale *= 2;
  return scale;
}

/**
 * Anomaly score, 2^(-mean path / average path of the rows a tree was grown on) (Liu et al. 2008, eq. 2); 1/2 for trees of one row.
 *
 * @param sum Sum of the path lengths in all trees.
 * @param most Trees times the average path.
 */
export function scoreOf(sum: number, most: number): number {
  let exponent = most === 0 ? 1 : sum / most;
  // Whole halvings first, so that a path of just the average length scores exactly 1/2.
  let score = 1;
  while (exponent >= 1 && score > 0) {
    exponent -= 1;
    score *= 0.5;
  }
  return score * exp(-exponent * LN2);
}
