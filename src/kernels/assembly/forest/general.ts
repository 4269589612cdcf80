/**
 * Search for any number of classes, weights of classes, and entropy: the sums are taken afresh for each candidate, over the classes that
 * the node holds, so that they depend on the rows only and not on the way they were counted.
 */
import { log64 } from "../shared/log";
import { codeOf, Grower, ORDERED_CLASSES, record, rowOf } from "./grower";

/** Up to here rows are sorted by insertion. */
const FEW_ROWS: u32 = 24;

/** Counts a node by class, lists the classes it holds; its weight, and its term in the criterion. */
export function countGeneral<E>(g: Grower, from: usize, to: usize): void {
  const totals = g.totals;
  const present = g.present;
  let kinds: u32 = 0;
  for (let at = from; at < to; at += sizeof<E>()) {
    const code = codeOf<E>(load<E>(at));
    const counter = totals + ((code >>> 8) << 2);
    const count = load<u32>(counter);
    if (count == 0) {
      store<u32>(present + (<usize>kinds << 2), code >>> 8);
      kinds++;
    }
    store<u32>(counter, count + (code & 255));
  }
  if (g.classes <= ORDERED_CLASSES) {
    kinds = 0;
    for (let c: u32 = 0; c < g.classes; c++) {
      if (load<u32>(totals + (<usize>c << 2)) == 0) continue;
      store<u32>(present + (<usize>kinds << 2), c);
      kinds++;
    }
  }
  g.presentCount = kinds;
  let weight: f64 = 0;
  let sum: f64 = 0;
  for (let k: u32 = 0; k < kinds; k++) {
    const c = <usize>load<u32>(present + (<usize>k << 2));
    const share = load<f64>(g.factors + (c << 3)) * <f64>load<u32>(totals + (c << 2));
    weight += share;
    sum += termOf(g, share);
  }
  g.weight = weight;
  g.term = g.entropy ? sum - weight * log64(weight) : sum / weight;
}

/** Forgets the counts of a node. */
export function clearGeneral(g: Grower): void {
  for (let k: u32 = 0; k < g.presentCount; k++) {
    store<u32>(g.totals + (<usize>load<u32>(g.present + (<usize>k << 2)) << 2), 0);
  }
}

@inline
function termOf(g: Grower, share: f64): f64 {
  if (!g.entropy) return share * share;
  return share > 0 ? share * log64(share) : 0;
}

/** The criterion of the split whose left side holds the counts `left`; NaN where a side is empty. */
function valueAt(g: Grower): f64 {
  const factors = g.factors;
  let weightLeft: f64 = 0;
  let weightRight: f64 = 0;
  let sumLeft: f64 = 0;
  let sumRight: f64 = 0;
  for (let k: u32 = 0; k < g.presentCount; k++) {
    const c = <usize>load<u32>(g.present + (<usize>k << 2));
    const count = load<u32>(g.left + (c << 2));
    const factor = load<f64>(factors + (c << 3));
    const left = factor * <f64>count;
    const right = factor * <f64>(load<u32>(g.totals + (c << 2)) - count);
    weightLeft += left;
    weightRight += right;
    sumLeft += termOf(g, left);
    sumRight += termOf(g, right);
  }
  if (g.entropy)
    return sumLeft - weightLeft * log64(weightLeft) + (sumRight - weightRight * log64(weightRight));
  return sumLeft / weightLeft + sumRight / weightRight;
}

/**
 * Looks for the best split of a node by one feature.
 *
 * @returns Whether the feature differs between the rows.
 */
export function searchGeneral<E>(g: Grower, from: usize, to: usize, column: usize, feature: u32): bool {
  const rows = <u32>((to - from) / sizeof<E>());
  if (g.classes <= ORDERED_CLASSES && rows >= (g.classes << 5)) return searchHistogram<E>(g, from, to, column, feature);
  sortByBin<E>(g, from, rows, column);
  const sorted = g.sorted;
  const end = sorted + (<usize>rows << 2);
  let low = load<u32>(sorted) >>> 24;
  if (low == load<u32>(end - 4) >>> 24) return false;
  const left = g.left;
  for (let at = sorted; at < end; at += 4) {
    const key = load<u32>(at);
    const number = key >>> 24;
    if (number != low) {
      consider(g, feature, low, number, <u32>((at - sorted) >>> 2), rows);
      low = number;
    }
    const counter = left + (<usize>((key >>> 8) & 0xffff) << 2);
    store<u32>(counter, load<u32>(counter) + (key & 255));
  }
  for (let k: u32 = 0; k < g.presentCount; k++) {
    store<u32>(left + (<usize>load<u32>(g.present + (<usize>k << 2)) << 2), 0);
  }
  return true;
}

@inline
function consider(g: Grower, feature: u32, low: u32, high: u32, rowsLeft: u32, rows: u32): void {
  if (rowsLeft < g.minLeaf || rows - rowsLeft < g.minLeaf) return;
  const value = valueAt(g);
  if (value > g.best) record(g, feature, value, low, high);
}

/** Writes bin << 24 | code of each row, in the order of the bins. */
function sortByBin<E>(g: Grower, from: usize, rows: u32, column: usize): void {
  const sorted = g.sorted;
  const end = from + <usize>rows * sizeof<E>();
  if (rows <= FEW_ROWS) {
    let count: usize = 0;
    for (let at = from; at < end; at += sizeof<E>()) {
      const entry = load<E>(at);
      const key = (<u32>load<u8>(column + rowOf<E>(entry)) << 24) | codeOf<E>(entry);
      let to = sorted + count;
      while (to > sorted && load<u32>(to - 4) > key) {
        store<u32>(to, load<u32>(to - 4));
        to -= 4;
      }
      store<u32>(to, key);
      count += 4;
    }
    return;
  }
  const places = g.histogram;
  memory.fill(places, 0, 1024);
  for (let at = from; at < end; at += sizeof<E>()) {
    const place = places + (<usize>load<u8>(column + rowOf<E>(load<E>(at))) << 2);
    store<u32>(place, load<u32>(place) + 4);
  }
  let sum: u32 = 0;
  for (let bin: usize = 0; bin < 256; bin++) {
    const count = load<u32>(places + (bin << 2));
    store<u32>(places + (bin << 2), sum);
    sum += count;
  }
  for (let at = from; at < end; at += sizeof<E>()) {
    const entry = load<E>(at);
    const number = <u32>load<u8>(column + rowOf<E>(entry));
    const place = places + (<usize>number << 2);
    const offset = load<u32>(place);
    store<u32>(sorted + offset, (number << 24) | codeOf<E>(entry));
    store<u32>(place, offset + 4);
  }
  memory.fill(places, 0, 1024);
}

/** Large nodes of few classes: counts by bin and class, and rows by bin. */
function searchHistogram<E>(g: Grower, from: usize, to: usize, column: usize, feature: u32): bool {
  const classes = <usize>g.classes;
  const histogram = g.histogram + 1024;
  const rowsOfBin = g.histogram;
  for (let at = from; at < to; at += sizeof<E>()) {
    const entry = load<E>(at);
    const code = codeOf<E>(entry);
    const number = <usize>load<u8>(column + rowOf<E>(entry));
    const counter = histogram + ((number * classes + (code >>> 8)) << 2);
    store<u32>(counter, load<u32>(counter) + (code & 255));
    store<u32>(rowsOfBin + (number << 2), load<u32>(rowsOfBin + (number << 2)) + 1);
  }
  const rows = <u32>((to - from) / sizeof<E>());
  const left = g.left;
  let rowsLeft: u32 = 0;
  let low: u32 = 0;
  let bins: u32 = 0;
  for (let number: usize = 0; number < 256; number++) {
    const held = load<u32>(rowsOfBin + (number << 2));
    if (held == 0) continue;
    store<u32>(rowsOfBin + (number << 2), 0);
    if (bins > 0) consider(g, feature, low, <u32>number, rowsLeft, rows);
    const counters = histogram + ((number * classes) << 2);
    for (let c: usize = 0; c < classes; c++) {
      const sum = left + (c << 2);
      store<u32>(sum, load<u32>(sum) + load<u32>(counters + (c << 2)));
    }
    memory.fill(counters, 0, classes << 2);
    rowsLeft += held;
    low = <u32>number;
    bins++;
  }
  memory.fill(left, 0, classes << 2);
  return bins > 1;
}
