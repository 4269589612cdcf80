/**
 * Clusters: the connected parts of the core points, two of which are linked when they lie within eps.
 *
 * A walk over pairs of nodes (both ways down the tree, nearest first) links points in a union-find forest. A node is whole when all of
 * its core points are known to be in one cluster; two whole nodes of the same cluster need no further look, which is what saves the
 * listing of neighbourhoods. From here on the boxes are those of the core points alone.
 */
import { joinNodes } from "./build";
import { boxOfLanes, lanesNear, lanesWithin, leastBetween, mostBetween } from "./distance";
import { LANES, blockOf, boxOf, dimensionsOf, leavesOf, middleOf, nodeOfLeaf } from "./layout";

/** What an entry of the stack asks for, in place of its second node. */
const INSIDE: i32 = -1;
const CLOSE: i32 = -2;
/** Bytes of an entry: two nodes, each with its leaves [from, to). */
const ENTRY: i32 = 24;

/**
 * Narrows the boxes to core points, and puts each core point in a cluster of its own.
 *
 * @param parents By slot; a root is its own parent.
 * @param whole A byte a node.
 * @param some A slot of a core point by node; -1 where there is none.
 * @param stack The first entry is written: the walk starts with 1 entry.
 */
export function startClusters(
  index: usize,
  masks: usize,
  parents: usize,
  whole: usize,
  some: usize,
  stack: usize,
): void {
  const leaves = leavesOf(index);
  const dimensions = dimensionsOf(index);
  for (let slot = 0; slot < leaves * LANES; slot++) store<i32>(parents + ((<usize>slot) << 2), slot);
  memory.fill(whole, 0, <usize>(2 * leaves - 1));
  for (let leaf = 0; leaf < leaves; leaf++) {
    boxOfLanes(blockOf(index, leaf), maskOf(masks, leaf), dimensions, boxOf(index, nodeOfLeaf(index, leaf)));
  }
  joinNodes(index);
  findSome(index, masks, some, 0, 0, leaves);
  push(stack, 0, 0, 0, leaves, INSIDE, 0, 0);
}

function findSome(index: usize, masks: usize, some: usize, node: i32, from: i32, to: i32): i32 {
  let slot = -1;
  if (to - from == 1) {
    const core = maskOf(masks, from);
    if (core) slot = from * LANES + ctz(core);
  } else {
    const middle = middleOf(from, to);
    const left = findSome(index, masks, some, node + 1, from, middle);
    const right = findSome(index, masks, some, node + 2 * (middle - from), middle, to);
    slot = left >= 0 ? left : right;
  }
  store<i32>(some + ((<usize>node) << 2), slot);
  return slot;
}

/**
 * Goes on with the walk until the work of one call is done.
 *
 * @param scratch 128 bytes.
 * @returns The entries left on the stack; 0 at the end.
 */
export function clusterStep(
  index: usize,
  masks: usize,
  parents: usize,
  whole: usize,
  some: usize,
  limit: f64,
  stack: usize,
  entries: i32,
  scratch: usize,
  budget: i32,
): i32 {
  const dimensions = dimensionsOf(index);
  for (let lane: usize = 0; lane < <usize>LANES; lane++) store<f64>(scratch + (lane << 3), limit);
  let work = 0;
  while (entries > 0 && work < budget) {
    entries -= 1;
    const entry = stack + <usize>(entries * ENTRY);
    const a = load<i32>(entry, 0);
    const fromA = load<i32>(entry, 4);
    const toA = load<i32>(entry, 8);
    const b = load<i32>(entry, 12);
    const fromB = load<i32>(entry, 16);
    const toB = load<i32>(entry, 20);
    work += dimensions + 4;
    const slotA = load<i32>(some + ((<usize>a) << 2));
    if (slotA < 0) {
      store<u8>(whole + <usize>a, 1);
      continue;
    }
    if (b == CLOSE) {
      isWhole(parents, whole, some, a, fromA, toA);
      continue;
    }
    const boxA = boxOf(index, a);
    if (b == INSIDE) {
      if (mostBetween(boxA, boxA, dimensions) <= limit) {
        work += linkAll(masks, parents, whole, a, fromA, toA, slotA);
      } else if (toA - fromA == 1) {
        work += linkInside(index, masks, parents, fromA, limit);
        store<u8>(whole + <usize>a, oneCluster(masks, parents, fromA) ? 1 : 0);
      } else {
        const middle = middleOf(fromA, toA);
        const left = a + 1;
        const right = a + 2 * (middle - fromA);
        entries = push(stack, entries, a, fromA, toA, CLOSE, 0, 0);
        entries = push(stack, entries, left, fromA, middle, right, middle, toA);
        entries = push(stack, entries, right, middle, toA, INSIDE, 0, 0);
        entries = push(stack, entries, left, fromA, middle, INSIDE, 0, 0);
      }
      continue;
    }
    const slotB = load<i32>(some + ((<usize>b) << 2));
    if (slotB < 0) continue;
    const wholeA = isWhole(parents, whole, some, a, fromA, toA);
    const wholeB = isWhole(parents, whole, some, b, fromB, toB);
    if (wholeA && wholeB && rootOf(parents, slotA) == rootOf(parents, slotB)) continue;
    const boxB = boxOf(index, b);
    if (leastBetween(boxA, boxB, dimensions) > limit) continue;
    if (mostBetween(boxA, boxB, dimensions) <= limit) {
      if (!wholeA) work += linkAll(masks, parents, whole, a, fromA, toA, slotA);
      if (!wholeB) work += linkAll(masks, parents, whole, b, fromB, toB, slotB);
      link(parents, slotA, slotB);
    } else if (toA - fromA == 1 && toB - fromB == 1) {
      work += linkLeaves(index, masks, parents, fromA, fromB, wholeA, wholeB, boxB, limit, scratch);
      if (!wholeA) store<u8>(whole + <usize>a, oneCluster(masks, parents, fromA) ? 1 : 0);
      if (!wholeB) store<u8>(whole + <usize>b, oneCluster(masks, parents, fromB) ? 1 : 0);
    } else if (toA - fromA >= toB - fromB) {
      entries = split(index, stack, entries, a, fromA, toA, b, fromB, toB);
    } else {
      entries = split(index, stack, entries, b, fromB, toB, a, fromA, toA);
    }
  }
  return entries;
}

/** Asks for both children of `a` with `b`; the nearer pair comes off the stack first. */
function split(
  index: usize,
  stack: usize,
  entries: i32,
  a: i32,
  fromA: i32,
  toA: i32,
  b: i32,
  fromB: i32,
  toB: i32,
): i32 {
  const dimensions = dimensionsOf(index);
  const middle = middleOf(fromA, toA);
  const left = a + 1;
  const right = a + 2 * (middle - fromA);
  const box = boxOf(index, b);
  const toLeft = leastBetween(boxOf(index, left), box, dimensions);
  const toRight = leastBetween(boxOf(index, right), box, dimensions);
  if (toLeft <= toRight) {
    entries = push(stack, entries, right, middle, toA, b, fromB, toB);
    return push(stack, entries, left, fromA, middle, b, fromB, toB);
  }
  entries = push(stack, entries, left, fromA, middle, b, fromB, toB);
  return push(stack, entries, right, middle, toA, b, fromB, toB);
}

function push(stack: usize, entries: i32, a: i32, fromA: i32, toA: i32, b: i32, fromB: i32, toB: i32): i32 {
  const entry = stack + <usize>(entries * ENTRY);
  store<i32>(entry, a, 0);
  store<i32>(entry, fromA, 4);
  store<i32>(entry, toA, 8);
  store<i32>(entry, b, 12);
  store<i32>(entry, fromB, 16);
  store<i32>(entry, toB, 20);
  return entries + 1;
}

export function maskOf(masks: usize, leaf: i32): i32 {
  return load<u16>(masks + ((<usize>leaf) << 1));
}

/** Whether all core points of a node are known to be in one cluster; looks one level down, where links were made meanwhile. */
function isWhole(parents: usize, whole: usize, some: usize, node: i32, from: i32, to: i32): bool {
  if (load<u8>(whole + <usize>node)) return true;
  if (to - from == 1) return false;
  const left = node + 1;
  const right = node + 2 * (middleOf(from, to) - from);
  const slotLeft = load<i32>(some + ((<usize>left) << 2));
  const slotRight = load<i32>(some + ((<usize>right) << 2));
  if (slotLeft >= 0 && !load<u8>(whole + <usize>left)) return false;
  if (slotRight >= 0 && !load<u8>(whole + <usize>right)) return false;
  if (slotLeft >= 0 && slotRight >= 0 && rootOf(parents, slotLeft) != rootOf(parents, slotRight))
    return false;
  store<u8>(whole + <usize>node, 1);
  return true;
}

function oneCluster(masks: usize, parents: usize, leaf: i32): bool {
  let lanes = maskOf(masks, leaf);
  const root = rootOf(parents, leaf * LANES + ctz(lanes));
  for (lanes &= lanes - 1; lanes; lanes &= lanes - 1) {
    if (rootOf(parents, leaf * LANES + ctz(lanes)) != root) return false;
  }
  return true;
}

/** Links all core points of a node, and marks every node of its subtree as whole. */
function linkAll(masks: usize, parents: usize, whole: usize, node: i32, from: i32, to: i32, slot: i32): i32 {
  for (let leaf = from; leaf < to; leaf++) {
    for (let lanes = maskOf(masks, leaf); lanes; lanes &= lanes - 1)
      link(parents, slot, leaf * LANES + ctz(lanes));
  }
  memory.fill(whole + <usize>node, 1, <usize>(2 * (to - from) - 1));
  return (to - from) * LANES;
}

function linkInside(index: usize, masks: usize, parents: usize, leaf: i32, limit: f64): i32 {
  const block = blockOf(index, leaf);
  const core = maskOf(masks, leaf);
  const dimensions = dimensionsOf(index);
  for (let lanes = core; lanes; lanes &= lanes - 1) {
    const lane = ctz(lanes);
    // Only lanes after this one: the others have seen it.
    const others = core & ~((2 << lane) - 1);
    if (!others) break;
    const within = others & lanesWithin(block + ((<usize>lane) << 3), block, dimensions, limit, 0);
    for (let near = within; near; near &= near - 1)
      link(parents, leaf * LANES + lane, leaf * LANES + ctz(near));
  }
  return popcnt(core) * dimensions * 2;
}

function linkLeaves(
  index: usize,
  masks: usize,
  parents: usize,
  a: i32,
  b: i32,
  wholeA: bool,
  wholeB: bool,
  boxB: usize,
  limit: f64,
  limits: usize,
): i32 {
  const dimensions = dimensionsOf(index);
  const blockA = blockOf(index, a);
  const blockB = blockOf(index, b);
  const coreB = maskOf(masks, b);
  const near = maskOf(masks, a) & lanesNear(blockA, boxB, dimensions, limits);
  for (let lanes = near; lanes; lanes &= lanes - 1) {
    const lane = ctz(lanes);
    let within = coreB & lanesWithin(blockA + ((<usize>lane) << 3), blockB, dimensions, limit, 0);
    if (!within) continue;
    for (; within; within &= within - 1) {
      link(parents, a * LANES + lane, b * LANES + ctz(within));
      if (wholeB) break;
    }
    if (wholeA && wholeB) break;
  }
  return (3 + 2 * popcnt(near)) * dimensions;
}

export function rootOf(parents: usize, slot: i32): i32 {
  let parent = load<i32>(parents + ((<usize>slot) << 2));
  while (parent != slot) {
    const above = load<i32>(parents + ((<usize>parent) << 2));
    store<i32>(parents + ((<usize>slot) << 2), above);
    slot = above;
    parent = load<i32>(parents + ((<usize>slot) << 2));
  }
  return slot;
}

function link(parents: usize, a: i32, b: i32): void {
  const rootA = rootOf(parents, a);
  const rootB = rootOf(parents, b);
  if (rootA < rootB) store<i32>(parents + ((<usize>rootB) << 2), rootA);
  else if (rootB < rootA) store<i32>(parents + ((<usize>rootA) << 2), rootB);
}
