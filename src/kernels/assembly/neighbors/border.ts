/** Cluster numbers: of the core points by the order of their first rows, of the others by the cluster that scikit-learn reaches first. */
import { maskOf, rootOf } from "./clusters";
import { push } from "./core";
import { boxOfLanes, lanesNear, lanesWithin, leastBetween } from "./distance";
import { LANES, blockOf, boxOf, dimensionsOf, idsOf, lanesOf, leavesOf, middleOf, pointsOf } from "./layout";

/**
 * Numbers the clusters by their first core point.
 *
 * @param labels By slot; filled for core points, -1 elsewhere.
 * @param slots Scratch: a word a point, the slot of each point.
 * @param numbers Scratch: a word a slot.
 * @returns How many clusters there are.
 */
export function numberClusters(
  index: usize,
  masks: usize,
  parents: usize,
  labels: usize,
  slots: usize,
  numbers: usize,
): i32 {
  const points = pointsOf(index);
  const ids = idsOf(index);
  for (let slot = 0; slot < leavesOf(index) * LANES; slot++) {
    store<i32>(labels + ((<usize>slot) << 2), -1);
    store<i32>(numbers + ((<usize>slot) << 2), -1);
    if (slot < points) store<i32>(slots + ((<usize>load<u32>(ids + ((<usize>slot) << 2))) << 2), slot);
  }
  let clusters = 0;
  for (let point = 0; point < points; point++) {
    const slot = load<i32>(slots + ((<usize>point) << 2));
    if (!((maskOf(masks, slot >> 4) >> (slot & 15)) & 1)) continue;
    const number = numbers + ((<usize>rootOf(parents, slot)) << 2);
    if (load<i32>(number) < 0) {
      store<i32>(number, clusters);
      clusters += 1;
    }
    store<i32>(labels + ((<usize>slot) << 2), load<i32>(number));
  }
  return clusters;
}

/**
 * Gives the points of leaves of one index, until the work of one call is done, the lowest number among the clusters of the core points of
 * another within eps; -1 where there is none.
 *
 * @param self 1 when both are the same index: core points then keep their own cluster, which is the only one within their eps.
 * @param whole, some As the walk over pairs left them.
 * @param out By slot from `from` on.
 * @param scratch As for coreStep.
 * @returns The leaf to go on with.
 */
export function borderStep(
  queries: usize,
  index: usize,
  self: i32,
  masks: usize,
  whole: usize,
  some: usize,
  labels: usize,
  out: usize,
  from: i32,
  to: i32,
  limit: f64,
  scratch: usize,
  budget: i32,
): i32 {
  let work = 0;
  let leaf = from;
  while (leaf < to && work < budget) {
    const own = out + ((<usize>(leaf - from)) << 6);
    let open = lanesOf(queries, leaf);
    if (self) {
      memory.copy(own, labels + ((<usize>leaf) << 6), 64);
      open &= ~maskOf(masks, leaf);
    } else memory.fill(own, 0xff, 64);
    work += 16;
    if (open)
      work += bordersOfLeaf(queries, index, masks, whole, some, labels, own, leaf, open, limit, scratch);
    leaf += 1;
  }
  return leaf;
}

function bordersOfLeaf(
  queries: usize,
  index: usize,
  masks: usize,
  whole: usize,
  some: usize,
  labels: usize,
  out: usize,
  leaf: i32,
  open: i32,
  limit: f64,
  scratch: usize,
): i32 {
  const dimensions = dimensionsOf(index);
  const block = blockOf(queries, leaf);
  const limits = scratch;
  const box = scratch + 256;
  const stack = box + ((<usize>dimensions) << 4);
  for (let lane: usize = 0; lane < <usize>LANES; lane++) store<f64>(limits + (lane << 3), limit);
  boxOfLanes(block, open, dimensions, box);
  let work = dimensions * 8;
  // The highest number that a lane still has: whole nodes of clusters from there on change nothing.
  let highest = i32.MAX_VALUE;
  let entries = push(stack, 0, 0, 0, leavesOf(index));
  while (entries > 0) {
    entries -= 1;
    const entry = stack + <usize>entries * 12;
    const node = load<i32>(entry, 0);
    const first = load<i32>(entry, 4);
    const end = load<i32>(entry, 8);
    const slot = load<i32>(some + ((<usize>node) << 2));
    if (slot < 0) continue;
    if (load<u8>(whole + <usize>node) && load<i32>(labels + ((<usize>slot) << 2)) >= highest) continue;
    const nodeBox = boxOf(index, node);
    work += dimensions;
    if (leastBetween(box, nodeBox, dimensions) > limit) continue;
    if (end - first > 1) {
      const middle = middleOf(first, end);
      const left = node + 1;
      const right = node + 2 * (middle - first);
      entries = push(stack, entries, right, middle, end);
      entries = push(stack, entries, left, first, middle);
      continue;
    }
    const core = maskOf(masks, first);
    const near = open & lanesNear(block, nodeBox, dimensions, limits);
    work += dimensions * (3 + 2 * popcnt(near));
    let changed = false;
    for (let lanes = near; lanes; lanes &= lanes - 1) {
      const lane = ctz(lanes);
      let within =
        core & lanesWithin(block + ((<usize>lane) << 3), blockOf(index, first), dimensions, limit, 0);
      const own = out + ((<usize>lane) << 2);
      for (; within; within &= within - 1) {
        const number = load<i32>(labels + ((<usize>(first * LANES + ctz(within))) << 2));
        if (<u32>number >= <u32>load<i32>(own)) continue;
        store<i32>(own, number);
        changed = true;
      }
    }
    if (!changed) continue;
    let most: u32 = 0;
    for (let lanes = open; lanes; lanes &= lanes - 1) {
      most = max(most, load<u32>(out + ((<usize>ctz(lanes)) << 2)));
    }
    if (most == 0) break;
    if (most < <u32>i32.MAX_VALUE) highest = <i32>most;
  }
  return work;
}
