/** The nearest points of points, exactly. */
import { boxOfLanes, lanesNear, lanesWithin, leastBetween } from "./distance";
import { LANES, blockOf, boxOf, dimensionsOf, idsOf, lanesOf, leavesOf, middleOf, weightsOf } from "./layout";

/** Bytes of an entry of the stack: node, leaves [from, to), and how near it is. */
const NEAR_ENTRY: usize = 24;
/** What is known of a list, by offset: rows of its points, place of the entry that all others come before. */
const ROWS: usize = 0;
const LAST: usize = 4;

/**
 * Finds, for the points of leaves of one index until the work of one call is done, the points of another that stand for the k nearest
 * rows: by distance, then by the number of the point. A list ends with the point that fills k rows.
 *
 * @param self 1 when both are the same index: a row is then no neighbour of itself.
 * @param squares k squared distances for each slot from `from` on, ascending.
 * @param nearest k slots of the searched index, likewise.
 * @param counts How many entries a list has, by slot from `from` on.
 * @param scratch 512 bytes, then 16 bytes a coordinate, then 24 bytes for each of 256 entries.
 * @returns The leaf to go on with.
 */
export function nearestStep(
  queries: usize,
  index: usize,
  self: i32,
  k: i32,
  squares: usize,
  nearest: usize,
  counts: usize,
  from: i32,
  to: i32,
  scratch: usize,
  budget: i32,
): i32 {
  let work = 0;
  let leaf = from;
  while (leaf < to && work < budget) {
    const done = <usize>(leaf - from);
    const list = done * <usize>k;
    const lists = squares + (list << 7);
    work += nearestOfLeaf(
      queries,
      index,
      self,
      k,
      lists,
      nearest + (list << 6),
      counts + (done << 6),
      leaf,
      scratch,
    );
    leaf += 1;
  }
  return leaf;
}

function nearestOfLeaf(
  queries: usize,
  index: usize,
  self: i32,
  k: i32,
  squares: usize,
  nearest: usize,
  counts: usize,
  leaf: i32,
  scratch: usize,
): i32 {
  const dimensions = dimensionsOf(index);
  const block = blockOf(queries, leaf);
  const open = lanesOf(queries, leaf);
  // Squared distance of the last entry of each full list; infinite before.
  const limits = scratch;
  const distances = scratch + 128;
  const states = scratch + 256;
  const box = scratch + 512;
  const stack = box + ((<usize>dimensions) << 4);
  for (let lane: usize = 0; lane < <usize>LANES; lane++) {
    store<f64>(limits + (lane << 3), Infinity);
    store<u64>(states + (lane << 3), 0);
    store<i32>(counts + (lane << 2), 0);
  }
  boxOfLanes(block, open, dimensions, box);
  let work = dimensions * 8;
  let worst = Infinity;
  let entries = pushNear(stack, 0, 0, 0, leavesOf(index), 0);
  while (entries > 0) {
    entries -= 1;
    const entry = stack + <usize>entries * NEAR_ENTRY;
    if (load<f64>(entry, 16) > worst) continue;
    const node = load<i32>(entry, 0);
    const first = load<i32>(entry, 4);
    const end = load<i32>(entry, 8);
    work += dimensions * 2;
    if (end - first > 1) {
      const middle = middleOf(first, end);
      const left = node + 1;
      const right = node + 2 * (middle - first);
      const toLeft = leastBetween(box, boxOf(index, left), dimensions);
      const toRight = leastBetween(box, boxOf(index, right), dimensions);
      // The nearer child comes off the stack first; of equal ones the side of the leaf itself.
      const leftFirst = toLeft == toRight ? leaf < middle || !self : toLeft < toRight;
      if (leftFirst) entries = pushNear(stack, entries, right, middle, end, toRight);
      entries = pushNear(stack, entries, left, first, middle, toLeft);
      if (!leftFirst) entries = pushNear(stack, entries, right, middle, end, toRight);
      continue;
    }
    const nodeBox = boxOf(index, node);
    const near = open & lanesNear(block, nodeBox, dimensions, limits);
    work += dimensions * (3 + 2 * popcnt(near));
    let changed = false;
    for (let lanes = near; lanes; lanes &= lanes - 1) {
      const lane = <usize>ctz(lanes);
      const limit = load<f64>(limits + (lane << 3));
      let within = lanesWithin(block + (lane << 3), blockOf(index, first), dimensions, limit, distances);
      const ownSlot = self ? leaf * LANES + <i32>lane : -1;
      work += popcnt(within) * 8;
      const list = lane * <usize>k;
      for (; within; within &= within - 1) {
        const other = ctz(within);
        const slot = first * LANES + other;
        let weight = load<u32>(weightsOf(index) + ((<usize>slot) << 2));
        if (slot == ownSlot) weight -= 1;
        if (!weight) continue;
        const square = load<f64>(distances + ((<usize>other) << 3));
        const lists = squares + (list << 3);
        const nearestList = nearest + (list << 2);
        const count = counts + (lane << 2);
        const state = states + (lane << 3);
        const own = limits + (lane << 3);
        insert(index, k, lists, nearestList, count, state, own, square, slot, weight, ownSlot);
        changed = true;
      }
    }
    if (changed) worst = highestOf(limits, open);
  }
  for (let lane: usize = 0; lane < <usize>LANES; lane++) {
    const list = lane * <usize>k;
    const length = load<i32>(counts + (lane << 2));
    sortList(idsOf(index), squares + (list << 3), nearest + (list << 2), length);
    const free = list + <usize>length;
    memory.fill(squares + (free << 3), 0, (<usize>(k - length)) << 3);
    memory.fill(nearest + (free << 2), 0, (<usize>(k - length)) << 2);
  }
  return work;
}

function pushNear(stack: usize, entries: i32, node: i32, from: i32, to: i32, square: f64): i32 {
  const entry = stack + <usize>entries * NEAR_ENTRY;
  store<i32>(entry, node, 0);
  store<i32>(entry, from, 4);
  store<i32>(entry, to, 8);
  store<f64>(entry, square, 16);
  return entries + 1;
}

function highestOf(limits: usize, lanes: i32): f64 {
  let highest: f64 = 0;
  for (; lanes; lanes &= lanes - 1) {
    const limit = load<f64>(limits + ((<usize>ctz(lanes)) << 3));
    highest = limit > highest ? limit : highest;
  }
  return highest;
}

/** Puts a point into the list of a lane, in no order, and takes out what k rows do without. */
function insert(
  index: usize,
  k: u32,
  squares: usize,
  nearest: usize,
  count: usize,
  state: usize,
  limit: usize,
  square: f64,
  slot: i32,
  weight: u32,
  ownSlot: i32,
): void {
  const ids = idsOf(index);
  const weights = weightsOf(index);
  let length = load<i32>(count);
  let rows = load<u32>(state, ROWS);
  let last = load<i32>(state, LAST);
  if (rows >= k && !comesBefore(ids, square, slot, squares, nearest, last)) return;
  while (length > 0) {
    const lastSlot = load<i32>(nearest + ((<usize>last) << 2));
    let lastWeight = load<u32>(weights + ((<usize>lastSlot) << 2));
    if (lastSlot == ownSlot) lastWeight -= 1;
    if (rows + weight - lastWeight < k) break;
    if (!comesBefore(ids, square, slot, squares, nearest, last)) break;
    rows -= lastWeight;
    length -= 1;
    store<f64>(squares + ((<usize>last) << 3), load<f64>(squares + ((<usize>length) << 3)));
    store<i32>(nearest + ((<usize>last) << 2), load<i32>(nearest + ((<usize>length) << 2)));
    last = lastOf(ids, squares, nearest, length);
  }
  store<f64>(squares + ((<usize>length) << 3), square);
  store<i32>(nearest + ((<usize>length) << 2), slot);
  if (length == 0 || !comesBefore(ids, square, slot, squares, nearest, last)) last = length;
  rows += weight;
  store<i32>(count, length + 1);
  store<u32>(state, rows, ROWS);
  store<i32>(state, last, LAST);
  if (rows >= k) store<f64>(limit, load<f64>(squares + ((<usize>last) << 3)));
}

/** Whether a point comes before the entry of a list: it is nearer, or as near and has the lower number. */
function comesBefore(ids: usize, square: f64, slot: i32, squares: usize, nearest: usize, at: i32): bool {
  const other = load<f64>(squares + ((<usize>at) << 3));
  if (square != other) return square < other;
  const otherSlot = load<u32>(nearest + ((<usize>at) << 2));
  return load<u32>(ids + ((<usize>slot) << 2)) < load<u32>(ids + ((<usize>otherSlot) << 2));
}

/** Place of the entry that all others come before. */
function lastOf(ids: usize, squares: usize, nearest: usize, length: i32): i32 {
  let most = f64x2.splat(-1);
  let at = 0;
  for (; at + 2 <= length; at += 2) most = f64x2.pmax(most, v128.load(squares + ((<usize>at) << 3)));
  let highest = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  if (at < length) highest = max(highest, load<f64>(squares + ((<usize>at) << 3)));
  let last = -1;
  for (at = 0; at < length; at++) {
    if (load<f64>(squares + ((<usize>at) << 3)) != highest) continue;
    const slot = load<i32>(nearest + ((<usize>at) << 2));
    if (last < 0 || !comesBefore(ids, highest, slot, squares, nearest, last)) last = at;
  }
  return last;
}

/** By insertion: a list is short, or long in coming. */
function sortList(ids: usize, squares: usize, nearest: usize, length: i32): void {
  for (let next = 1; next < length; next++) {
    const square = load<f64>(squares + ((<usize>next) << 3));
    const slot = load<i32>(nearest + ((<usize>next) << 2));
    let at = next;
    while (at > 0 && comesBefore(ids, square, slot, squares, nearest, at - 1)) {
      const place = squares + ((<usize>at) << 3);
      store<f64>(place, load<f64>(place - 8));
      const slotPlace = nearest + ((<usize>at) << 2);
      store<u32>(slotPlace, load<u32>(slotPlace - 4));
      at -= 1;
    }
    store<f64>(squares + ((<usize>at) << 3), square);
    store<i32>(nearest + ((<usize>at) << 2), slot);
  }
}
