import { SortSpace } from "./radix-sort.ts";

/** One key of an order: a number for each row, NaN where it has none. */
export interface OrderKey {
  readonly values: Float64Array;
  readonly descending?: boolean | undefined;
}

/**
 * The order of rows by several keys, the first one first; ties keep their order, rows without a value come last in either direction.
 *
 * One radix sort a key, from the last key to the first: time grows with rows and keys alone, whatever the ties.
 *
 * @param rows Rows to order, each below the length of the keys. Not changed.
 * @returns The same rows in order, shape (rows.length,).
 */
export function stableOrder(keys: readonly OrderKey[], rows: Uint32Array): Uint32Array {
  const n = rows.length;
  let order = rows.slice();
  if (keys.length === 0) return order;
  const space = new SortSpace(n);
  const present = new Float64Array(n);
  const holders = new Uint32Array(n);
  for (let k = keys.length - 1; k >= 0; k--) {
    const { values, descending = false } = keys[k]!;
    const next = new Uint32Array(n);
    let found = 0;
    let without = 0;
    for (let i = 0; i < n; i++) {
      const row = order[i]!;
      const value = values[row]!;
      if (value !== value) {
        next[n - 1 - without++] = row;
        continue;
      }
      present[found] = descending ? -value : value;
      holders[found++] = row;
    }
    const sorted = finish(space.sort(present.subarray(0, found)));
    for (let i = 0; i < found; i++) next[i] = holders[sorted[i]!]!;
    // They were put down from the end, the first of them last.
    next.subarray(found).reverse();
    order = next;
  }
  return order;
}

function finish(steps: Generator<void, Uint32Array, void>): Uint32Array {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
