/** Which points are core points: those with enough rows within eps, their own included. */
import { boxOfLanes, lanesNear, lanesWithin, leastBetween, mostBetween } from "./distance";
import {
  LANES,
  blockOf,
  boxOf,
  dimensionsOf,
  lanesOf,
  leavesOf,
  middleOf,
  nodeOfLeaf,
  nodeWeightsOf,
  weightOfLanes,
} from "./layout";

/**
 * Finds the core points of leaves until the work of one call is done.
 *
 * @param masks One 16-bit word a leaf: a bit a lane, set for core points.
 * @param scratch 256 bytes, then 16 bytes a coordinate, then 12 bytes for each of 256 entries.
 * @returns The leaf to go on with.
 */
export function coreStep(
  index: usize,
  masks: usize,
  from: i32,
  to: i32,
  limit: f64,
  minRows: u32,
  scratch: usize,
  budget: i32,
): i32 {
  let work = 0;
  let leaf = from;
  while (leaf < to && work < budget) {
    work += coreOfLeaf(index, masks, leaf, limit, minRows, scratch);
    leaf += 1;
  }
  return leaf;
}

function coreOfLeaf(index: usize, masks: usize, leaf: i32, limit: f64, minRows: u32, scratch: usize): i32 {
  const dimensions = dimensionsOf(index);
  const block = blockOf(index, leaf);
  const nodeWeights = nodeWeightsOf(index);
  const limits = scratch;
  const counts = scratch + 128;
  const box = scratch + 256;
  const stack = box + ((<usize>dimensions) << 4);
  for (let lane: usize = 0; lane < <usize>LANES; lane++) {
    store<f64>(limits + (lane << 3), limit);
    store<u32>(counts + (lane << 2), 0);
  }

  const all = lanesOf(index, leaf);
  // Lanes whose count is still too low, and how many there were when the box was last fitted to them.
  let open = all;
  let fitted = popcnt(open);
  boxOfLanes(block, open, dimensions, box);
  let work = dimensions * 8;
  let entries = 1;
  store<i32>(stack, 0, 0);
  store<i32>(stack, 0, 4);
  store<i32>(stack, leavesOf(index), 8);
  while (entries > 0) {
    entries -= 1;
    const entry = stack + <usize>entries * 12;
    const node = load<i32>(entry, 0);
    const first = load<i32>(entry, 4);
    const end = load<i32>(entry, 8);
    const nodeBox = boxOf(index, node);
    work += dimensions * 2;
    let changed = false;
    if (mostBetween(box, nodeBox, dimensions) <= limit) {
      const weight = load<u32>(nodeWeights + ((<usize>node) << 2));
      for (let lanes = open; lanes; lanes &= lanes - 1) {
        if (add(counts, ctz(lanes), weight) >= minRows) open &= ~(1 << ctz(lanes));
      }
      changed = true;
    } else if (end - first == 1) {
      const other = blockOf(index, first);
      const own = nodeWeights + ((<usize>node) << 2);
      const single = load<u32>(own) == <u32>popcnt(lanesOf(index, first));
      const near = open & lanesNear(block, nodeBox, dimensions, limits);
      work += dimensions * (3 + 2 * popcnt(near));
      for (let lanes = near; lanes; lanes &= lanes - 1) {
        const lane = ctz(lanes);
        const within = lanesWithin(block + ((<usize>lane) << 3), other, dimensions, limit, 0);
        if (!within) continue;
        const weight = single ? <u32>popcnt(within) : weightOfLanes(index, first, within);
        if (add(counts, lane, weight) >= minRows) open &= ~(1 << lane);
      }
      changed = true;
    } else {
      const middle = middleOf(first, end);
      const left = node + 1;
      const right = node + 2 * (middle - first);
      const toLeft = leastBetween(box, boxOf(index, left), dimensions);
      const toRight = leastBetween(box, boxOf(index, right), dimensions);
      work += dimensions * 2;
      // The nearer child comes off the stack first: counts rise soonest there, and many leaves are done without seeing more.
      const leftFirst = toLeft == toRight ? leaf < middle : toLeft < toRight;
      if (leftFirst && toRight <= limit) entries = push(stack, entries, right, middle, end);
      if (toLeft <= limit) entries = push(stack, entries, left, first, middle);
      if (!leftFirst && toRight <= limit) entries = push(stack, entries, right, middle, end);
    }
    if (!changed) continue;
    if (!open) break;
    const left = popcnt(open);
    if (left * 2 <= fitted) {
      fitted = left;
      boxOfLanes(block, open, dimensions, box);
      entries = keepNear(index, stack, entries, box, limit);
    }
  }
  store<u16>(masks + ((<usize>leaf) << 1), <u16>(all & ~open));
  return work;
}

function add(counts: usize, lane: i32, weight: u32): u32 {
  const count = counts + ((<usize>lane) << 2);
  const sum = load<u32>(count) + weight;
  store<u32>(count, sum);
  return sum;
}

export function push(stack: usize, entries: i32, node: i32, from: i32, to: i32): i32 {
  const entry = stack + <usize>entries * 12;
  store<i32>(entry, node, 0);
  store<i32>(entry, from, 4);
  store<i32>(entry, to, 8);
  return entries + 1;
}

/** Drops the entries that a smaller box no longer reaches. */
function keepNear(index: usize, stack: usize, entries: i32, box: usize, limit: f64): i32 {
  const dimensions = dimensionsOf(index);
  let kept = 0;
  for (let at = 0; at < entries; at++) {
    const entry = stack + <usize>at * 12;
    const node = load<i32>(entry, 0);
    if (leastBetween(box, boxOf(index, node), dimensions) > limit) continue;
    kept = push(stack, kept, node, load<i32>(entry, 4), load<i32>(entry, 8));
  }
  return kept;
}
