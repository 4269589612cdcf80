/**
 * Growing of isolation trees (F. T. Liu, K. M. Ting, Z.-H. Zhou, "Isolation Forest", ICDM 2008, algorithms 1 and 2): a random column, a
 * random threshold within its range in the node, until one row or equal rows are left or the height limit is reached.
 *
 * As in scikit-learn's `IsolationForest`, a column that is constant in the node is not a choice. Each tree has its own random stream, so
 * trees do not depend on which thread grows them.
 */
import { prng } from "../prng.ts";
import type { Prng } from "../prng.ts";
import { averagePath, heightLimit, layoutDepth } from "./forest.ts";
import type { ColumnForm, IsolationTrees, Rows } from "./forest.ts";

export interface GrowOptions {
  /** Rows that each tree is grown on, drawn without replacement; from 1 to the number of rows. */
  readonly samples: number;
  readonly seed: number;
  /** Trees `from` to `to` - 1 of the forest. */
  readonly from: number;
  readonly to: number;
}

/**
 * Grows some trees of a forest.
 *
 * @param table Finite numbers, 1 row and 1 column at least, 65,536 columns at most.
 * @yields Trees done.
 */
export function* growIsolationTrees(
  table: Rows,
  form: ColumnForm,
  { samples, seed, from, to }: GrowOptions,
): Generator<number, IsolationTrees, void> {
  const limit = heightLimit(samples);
  const depth = layoutDepth(limit);
  const slots = 1 << depth;
  const trees = to - from;
  const features = new Uint16Array(trees * slots);
  const thresholds = new Float32Array(trees * slots);
  const paths = new Float32Array(trees * slots);
  const space = new GrowSpace(table, samples);
  for (let tree = 0; tree < trees; tree++) {
    const random = prng(seed, from + tree);
    space.draw(random, table, form);
    const own = tree * slots;
    space.grow(random, limit, depth, {
      features: features.subarray(own, own + slots),
      thresholds: thresholds.subarray(own, own + slots),
      paths: paths.subarray(own, own + slots),
    });
    yield 1;
  }
  return { trees, depth, features, thresholds, paths };
}

type TreeSlots = Pick<IsolationTrees, "features" | "thresholds" | "paths">;

/** The sample of one tree and what growing needs beside it; made once for all trees. */
class GrowSpace {
  readonly #samples: number;
  readonly #columns: number;
  /** From one column's values to the next one's: with room between, so that columns do not compete for the same cache lines. */
  readonly #stride: number;
  /** Sampled values, column after column. */
  readonly #values: Float32Array;
  /** Positions in the sample, in the order of the nodes. */
  readonly #order: Int32Array;
  /** Columns; those known to be constant in the node come first. */
  readonly #choice: Int32Array;
  /** A bit for each row of the table that was drawn. */
  readonly #drawn: Uint32Array;
  readonly #rows: Int32Array;
  /** Nodes yet to be grown: slot, first and end of its rows, depth, columns known to be constant. */
  readonly #stack: Int32Array;

  constructor({ rows, columns }: Rows, samples: number) {
    this.#samples = samples;
    this.#columns = columns;
    this.#stride = samples + 16;
    this.#values = new Float32Array(this.#stride * columns);
    this.#order = new Int32Array(samples);
    this.#choice = new Int32Array(columns);
    this.#drawn = new Uint32Array((rows >>> 5) + 1);
    this.#rows = new Int32Array(samples);
    this.#stack = new Int32Array(5 * (heightLimit(samples) + 2));
  }

  /**
   * Takes a sample of the table's rows, each set of rows equally likely (R. Floyd's algorithm; J. Bentley, "Programming pearls: a sample
   * of brilliance", CACM 30(9), 1987).
   */
  draw(random: Prng, { data, rows, columns }: Rows, { centers, scales }: ColumnForm): void {
    const samples = this.#samples;
    const chosen = this.#rows;
    const drawn = this.#drawn;
    for (let i = 0; i < samples; i++) {
      const last = rows - samples + i;
      let row = samples === rows ? i : Math.floor(random.next() * (last + 1));
      if ((drawn[row >>> 5]! >>> (row & 31)) & 1) row = last;
      drawn[row >>> 5]! |= 1 << (row & 31);
      chosen[i] = row;
    }
    const values = this.#values;
    const stride = this.#stride;
    for (let i = 0; i < samples; i++) {
      const row = chosen[i]!;
      drawn[row >>> 5] = 0;
      for (let column = 0, at = row * columns, to = i; column < columns; column++, at++, to += stride)
        values[to] = (data[at]! - centers[column]!) * scales[column]!;
    }
  }

  /** Grows the tree of the sample, left part first. */
  grow(random: Prng, limit: number, layout: number, { features, thresholds, paths }: TreeSlots): void {
    const samples = this.#samples;
    const order = this.#order;
    const choice = this.#choice;
    const values = this.#values;
    const stack = this.#stack;
    const stride = this.#stride;
    for (let i = 0; i < samples; i++) order[i] = i;
    for (let column = 0; column < choice.length; column++) choice[column] = column;
    stack.set([1, 0, samples, 0, 0]);
    let top = 5;
    while (top > 0) {
      top -= 5;
      const slot = stack[top]!;
      const from = stack[top + 1]!;
      const to = stack[top + 2]!;
      const depth = stack[top + 3]!;
      let constants = stack[top + 4]!;

      let column = -1;
      let low = 0;
      let high = 0;
      if (to - from > 1 && depth < limit) {
        while (constants < this.#columns) {
          const pick = constants + random.int(this.#columns - constants);
          const candidate = choice[pick]!;
          const start = candidate * stride;
          low = high = values[start + order[from]!]!;
          for (let i = from + 1; i < to; i++) {
            const value = values[start + order[i]!]!;
            if (value < low) low = value;
            else if (value > high) high = value;
          }
          if (high > low) {
            column = candidate;
            break;
          }
          choice[pick] = choice[constants]!;
          choice[constants] = candidate;
          constants++;
        }
      }
      if (column < 0) {
        endAt(slot, depth, layout, Math.fround(depth + averagePath(to - from)), {
          features,
          thresholds,
          paths,
        });
        continue;
      }

      let threshold = Math.fround(low + random.next() * (high - low));
      if (threshold >= high) threshold = low; // rounded up: the right part must not be empty
      features[slot] = column;
      thresholds[slot] = threshold;
      const middle = partition(order, from, to, values, column * stride, threshold);
      stack[top] = 2 * slot + 1;
      stack[top + 1] = middle;
      stack[top + 2] = to;
      stack[top + 3] = depth + 1;
      stack[top + 4] = constants;
      stack[top + 5] = 2 * slot;
      stack[top + 6] = from;
      stack[top + 7] = middle;
      stack[top + 8] = depth + 1;
      stack[top + 9] = constants;
      top += 10;
    }
  }
}

/** Puts the rows of a node that go left before those that go right, and returns where the right ones start. */
function partition(
  order: Int32Array,
  from: number,
  to: number,
  values: Float32Array,
  start: number,
  threshold: number,
): number {
  let left = from;
  let right = to - 1;
  for (;;) {
    while (left <= right && values[start + order[left]!]! <= threshold) left++;
    while (left <= right && values[start + order[right]!]! > threshold) right--;
    if (left > right) return left;
    const row = order[left]!;
    order[left] = order[right]!;
    order[right] = row;
  }
}

/** Makes a slot a leaf: its leftmost line goes left down to the last level, whose end holds the path length. */
function endAt(slot: number, depth: number, layout: number, path: number, tree: TreeSlots): void {
  let at = slot;
  for (let level = depth; level < layout; level++) {
    tree.thresholds[at] = Infinity;
    at *= 2;
  }
  tree.paths[at - (1 << layout)] = path;
}
