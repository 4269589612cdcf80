/**
 * The steps in plain TypeScript: what the WebAssembly kernel is tested against, and what runs where WebAssembly is refused. One point at a
 * time goes down the tree; the results are those of the kernel, to the bit.
 */
import { buildTree, lanesIn, middleOf } from "./tree.ts";
import { LANES } from "./types.ts";
import type { CoreClusters, NearestLists, NeighborEngine, NeighborIndex } from "./types.ts";

/** Leaves between two yields. */
const STEP_LEAVES = 8;

export const referenceEngine: NeighborEngine = {
  buildIndex: buildTree,
  findCore,
  linkCore,
  findBorders,
  findNearest,
};

/** Takes a node or slot at a squared distance that may be, or is, within the limit. */
type Visit = (leaf: number) => void;

function* findCore(
  tree: NeighborIndex,
  limit: number,
  minRows: number,
  from: number,
  to: number,
): Generator<number, Uint16Array, void> {
  const masks = new Uint16Array(to - from);
  const point = new Float64Array(tree.columns);
  for (let leaf = from; leaf < to; leaf++) {
    const lanes = lanesIn(tree.points, leaf);
    for (let lane = 0; lane < lanes; lane++) {
      readPoint(tree, leaf * LANES + lane, point);
      if (rowsWithin(tree, point, limit, minRows) >= minRows) masks[leaf - from]! |= 1 << lane;
    }
    if ((leaf - from) % STEP_LEAVES === 0 || leaf === to - 1) yield lanes;
  }
  return masks;
}

/** Counts the rows within the limit, at least up to `enough`. */
function rowsWithin(tree: NeighborIndex, point: Float64Array, limit: number, enough: number): number {
  let rows = 0;
  const walk = (node: number, from: number, to: number): void => {
    if (rows >= enough || leastSquare(tree, node, point) > limit) return;
    if (mostSquare(tree, node, point) <= limit) {
      rows += tree.nodeWeights[node]!;
    } else if (to - from === 1) {
      for (let lane = 0; lane < lanesIn(tree.points, from); lane++) {
        const slot = from * LANES + lane;
        if (squareTo(tree, slot, point) <= limit) rows += tree.weights[slot]!;
      }
    } else {
      const middle = middleOf(from, to);
      walk(node + 1, from, middle);
      walk(node + 2 * (middle - from), middle, to);
    }
  };
  walk(0, 0, tree.leaves);
  return rows;
}

function* linkCore(
  tree: NeighborIndex,
  core: Uint16Array,
  limit: number,
): Generator<number, CoreClusters, void> {
  const parents = Int32Array.from({ length: tree.leaves * LANES }, (_, slot) => slot);
  const point = new Float64Array(tree.columns);
  for (let leaf = 0; leaf < tree.leaves; leaf++) {
    for (let lane = 0; lane < LANES; lane++) {
      if (!isCore(core, leaf * LANES + lane)) continue;
      const slot = leaf * LANES + lane;
      readPoint(tree, slot, point);
      visitLeaves(tree, point, limit, (other) => {
        for (let at = other * LANES; at < (other + 1) * LANES; at++) {
          if (isCore(core, at) && rootOf(parents, at) !== rootOf(parents, slot)) {
            if (squareTo(tree, at, point) <= limit) link(parents, at, slot);
          }
        }
      });
    }
    if (leaf % STEP_LEAVES === 0) yield STEP_LEAVES * LANES;
  }

  const slotOfPoint = new Int32Array(tree.points);
  for (let slot = 0; slot < tree.points; slot++) slotOfPoint[tree.pointOfSlot[slot]!] = slot;
  const labels = new Int32Array(tree.leaves * LANES).fill(-1);
  const numbers = new Int32Array(tree.leaves * LANES).fill(-1);
  let clusters = 0;
  for (const slot of slotOfPoint) {
    if (!isCore(core, slot)) continue;
    const root = rootOf(parents, slot);
    if (numbers[root]! < 0) numbers[root] = clusters++;
    labels[slot] = numbers[root]!;
  }
  const nodes = 2 * tree.leaves - 1;
  const some = new Int32Array(nodes).fill(-1);
  findSome(tree, core, some, 0, 0, tree.leaves);
  return { clusters, labels, boxes: tree.boxes, whole: new Uint8Array(nodes), some };
}

function findSome(
  tree: NeighborIndex,
  core: Uint16Array,
  some: Int32Array,
  node: number,
  from: number,
  to: number,
): number {
  let slot = -1;
  if (to - from === 1) {
    for (let at = from * LANES; at < to * LANES && slot < 0; at++) if (isCore(core, at)) slot = at;
  } else {
    const middle = middleOf(from, to);
    const left = findSome(tree, core, some, node + 1, from, middle);
    const right = findSome(tree, core, some, node + 2 * (middle - from), middle, to);
    slot = left >= 0 ? left : right;
  }
  some[node] = slot;
  return slot;
}

function* findBorders(
  queries: NeighborIndex,
  tree: NeighborIndex,
  core: Uint16Array,
  clusters: CoreClusters,
  limit: number,
  from: number,
  to: number,
): Generator<number, Int32Array, void> {
  const labels = new Int32Array((to - from) * LANES).fill(-1);
  const point = new Float64Array(tree.columns);
  for (let leaf = from; leaf < to; leaf++) {
    for (let lane = 0; lane < lanesIn(queries.points, leaf); lane++) {
      const slot = leaf * LANES + lane;
      readPoint(queries, slot, point);
      let lowest = clusters.clusters;
      visitLeaves(tree, point, limit, (other) => {
        for (let at = other * LANES; at < (other + 1) * LANES; at++) {
          if (!isCore(core, at) || clusters.labels[at]! >= lowest) continue;
          if (squareTo(tree, at, point) <= limit) lowest = clusters.labels[at]!;
        }
      });
      labels[slot - from * LANES] = lowest === clusters.clusters ? -1 : lowest;
    }
    if ((leaf - from) % STEP_LEAVES === 0 || leaf === to - 1) yield lanesIn(queries.points, leaf);
  }
  return labels;
}

function* findNearest(
  queries: NeighborIndex,
  tree: NeighborIndex,
  k: number,
  from: number,
  to: number,
): Generator<number, NearestLists, void> {
  const lists = {
    squares: new Float64Array((to - from) * LANES * k),
    slots: new Uint32Array((to - from) * LANES * k),
    counts: new Uint32Array((to - from) * LANES),
  };
  const point = new Float64Array(tree.columns);
  for (let leaf = from; leaf < to; leaf++) {
    for (let lane = 0; lane < lanesIn(queries.points, leaf); lane++) {
      const query = leaf * LANES + lane;
      readPoint(queries, query, point);
      const list = nearestTo(tree, point, k, queries === tree ? query : -1);
      const place = query - from * LANES;
      lists.counts[place] = list.length;
      list.forEach(({ square, slot }, at) => {
        lists.squares[place * k + at] = square;
        lists.slots[place * k + at] = slot;
      });
    }
    if ((leaf - from) % STEP_LEAVES === 0 || leaf === to - 1) yield lanesIn(queries.points, leaf);
  }
  return lists;
}

interface Neighbor {
  readonly square: number;
  readonly slot: number;
  readonly weight: number;
}

function nearestTo(tree: NeighborIndex, point: Float64Array, k: number, own: number): Neighbor[] {
  const list: Neighbor[] = [];
  let rows = 0;
  const limit = (): number => (rows >= k ? list.at(-1)!.square : Infinity);
  const take = (slot: number): void => {
    const square = squareTo(tree, slot, point);
    const weight = tree.weights[slot]! - (slot === own ? 1 : 0);
    if (weight === 0 || square > limit()) return;
    const number = tree.pointOfSlot[slot]!;
    let at = list.length;
    while (at > 0) {
      const before = list[at - 1]!;
      if (before.square < square) break;
      if (before.square === square && tree.pointOfSlot[before.slot]! < number) break;
      at -= 1;
    }
    if (rows >= k && at === list.length) return;
    list.splice(at, 0, { square, slot, weight });
    rows += weight;
    while (rows - list.at(-1)!.weight >= k) rows -= list.pop()!.weight;
  };
  const walk = (node: number, from: number, to: number): void => {
    if (leastSquare(tree, node, point) > limit()) return;
    if (to - from === 1) {
      for (let lane = 0; lane < lanesIn(tree.points, from); lane++) take(from * LANES + lane);
      return;
    }
    const middle = middleOf(from, to);
    const left = node + 1;
    const right = node + 2 * (middle - from);
    const leftFirst = leastSquare(tree, left, point) <= leastSquare(tree, right, point);
    if (leftFirst) walk(left, from, middle);
    walk(right, middle, to);
    if (!leftFirst) walk(left, from, middle);
  };
  walk(0, 0, tree.leaves);
  return list;
}

function visitLeaves(tree: NeighborIndex, point: Float64Array, limit: number, visit: Visit): void {
  const walk = (node: number, from: number, to: number): void => {
    if (leastSquare(tree, node, point) > limit) return;
    if (to - from === 1) {
      visit(from);
      return;
    }
    const middle = middleOf(from, to);
    walk(node + 1, from, middle);
    walk(node + 2 * (middle - from), middle, to);
  };
  walk(0, 0, tree.leaves);
}

function readPoint(tree: NeighborIndex, slot: number, point: Float64Array): void {
  const start = (slot >> 4) * tree.columns * LANES + (slot & 15);
  for (let c = 0; c < point.length; c++) point[c] = tree.blocks[start + c * LANES]!;
}

function squareTo(tree: NeighborIndex, slot: number, point: Float64Array): number {
  const start = (slot >> 4) * tree.columns * LANES + (slot & 15);
  let sum = 0;
  for (let c = 0; c < point.length; c++) {
    const gap = tree.blocks[start + c * LANES]! - point[c]!;
    sum += gap * gap;
  }
  return sum;
}

function leastSquare(tree: NeighborIndex, node: number, point: Float64Array): number {
  const box = node * tree.columns * 2;
  let sum = 0;
  for (let c = 0; c < point.length; c++) {
    const below = tree.boxes[box + c]! - point[c]!;
    const above = point[c]! - tree.boxes[box + point.length + c]!;
    const gap = Math.max(below, above, 0);
    sum += gap * gap;
  }
  return sum;
}

function mostSquare(tree: NeighborIndex, node: number, point: Float64Array): number {
  const box = node * tree.columns * 2;
  let sum = 0;
  for (let c = 0; c < point.length; c++) {
    const below = point[c]! - tree.boxes[box + c]!;
    const above = tree.boxes[box + point.length + c]! - point[c]!;
    const span = Math.max(below, above);
    sum += span * span;
  }
  return sum;
}

function isCore(core: Uint16Array, slot: number): boolean {
  return ((core[slot >> 4]! >> (slot & 15)) & 1) === 1;
}

function rootOf(parents: Int32Array, slot: number): number {
  while (parents[slot] !== slot) {
    parents[slot] = parents[parents[slot]!]!;
    slot = parents[slot]!;
  }
  return slot;
}

function link(parents: Int32Array, a: number, b: number): void {
  const rootA = rootOf(parents, a);
  const rootB = rootOf(parents, b);
  parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
}
