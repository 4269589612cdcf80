/** Path lengths in plain TypeScript: the oracle of the WebAssembly kernel, and faster than it for a few rows. */
import type { ColumnForm, IsolationTrees, Rows } from "./forest.ts";

/**
 * Adds to `sums` the path lengths of rows `from` to `to` - 1 in all trees. The bits are those of the WebAssembly kernel: path lengths
 * have 24 bits, so their sums in double precision are exact.
 *
 * @yields Rows done.
 */
export function* addPathsReference(
  { trees, depth, features, thresholds, paths }: IsolationTrees,
  { centers, scales }: ColumnForm,
  { data, columns }: Rows,
  from: number,
  to: number,
  sums: Float64Array,
): Generator<number, void, void> {
  const slots = 1 << depth;
  const row = new Float32Array(columns);
  const steps = Math.max(1, Math.floor(WORK_BETWEEN_YIELDS / (trees * depth)));
  for (let at = from; at < to; at++) {
    const start = at * columns;
    for (let column = 0; column < columns; column++)
      row[column] = (data[start + column]! - centers[column]!) * scales[column]!;
    let sum = 0;
    for (let base = 0; base < trees * slots; base += slots) {
      let slot = 1;
      for (let level = 0; level < depth; level++)
        slot = 2 * slot + (row[features[base + slot]!]! > thresholds[base + slot]! ? 1 : 0);
      sum += paths[base + slot - slots]!;
    }
    sums[at - from]! += sum;
    if ((at - from) % steps === steps - 1) yield steps;
  }
  yield (to - from) % steps;
}

/** Steps down a tree, about 10 ms. */
const WORK_BETWEEN_YIELDS = 2e6;
