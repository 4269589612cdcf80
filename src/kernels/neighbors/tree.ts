/** The index in plain TypeScript: the same tree, point for point, as assembly/neighbors/build.ts makes. */
import { LANES } from "./types.ts";
import type { DistinctRows, NeighborIndex } from "./types.ts";

/** Points of a node that are looked at to choose the coordinate to split. */
const SAMPLE = 128;
/** Below this many keys a sort by insertion ends the selection. */
const FEW = 12;
/** Points moved between two yields. */
const STEP_POINTS = 200_000;

export function middleOf(from: number, to: number): number {
  return from + ((to - from + 1) >> 1);
}

/** The points of a leaf. */
export function lanesIn(points: number, leaf: number): number {
  return Math.min(LANES, points - leaf * LANES);
}

export function* buildTree(rows: DistinctRows): Generator<number, NeighborIndex, void> {
  const { columns } = rows;
  const points = rows.weights.length;
  const leaves = Math.ceil(points / LANES);
  const nodes = 2 * leaves - 1;
  const tree: NeighborIndex = {
    points,
    columns,
    leaves,
    pointOfSlot: new Uint32Array(leaves * LANES),
    blocks: new Float64Array(leaves * LANES * columns).fill(NaN),
    boxes: new Float64Array(nodes * columns * 2),
    weights: new Uint32Array(leaves * LANES),
    nodeWeights: new Uint32Array(nodes),
    nodeOfLeaf: new Uint32Array(leaves),
  };
  for (let slot = 0; slot < points; slot++) tree.pointOfSlot[slot] = slot;
  const keys = new Float64Array(points);
  const stack = [0, 0, leaves];
  let moved = 0;
  while (stack.length > 0) {
    const to = stack.pop()!;
    const from = stack.pop()!;
    const node = stack.pop()!;
    if (to - from === 1) {
      fillLeaf(tree, rows, from, node);
      continue;
    }
    const middle = middleOf(from, to);
    const first = from * LANES;
    const end = Math.min(to * LANES, points);
    const column = widest(tree, rows, first, end);
    for (let at = first; at < end; at++)
      keys[at - first] = rows.points[tree.pointOfSlot[at]! * columns + column]!;
    select(keys, tree.pointOfSlot.subarray(first, end), end - first, (middle - from) * LANES);
    stack.push(node + 2 * (middle - from), middle, to, node + 1, from, middle);
    moved += end - first;
    if (moved < STEP_POINTS) continue;
    moved = 0;
    yield 0;
  }
  joinBelow(tree, 0, 0, leaves);
  yield points;
  return tree;
}

function joinBelow(tree: NeighborIndex, node: number, from: number, to: number): void {
  if (to - from === 1) return;
  const middle = middleOf(from, to);
  const left = node + 1;
  const right = node + 2 * (middle - from);
  joinBelow(tree, left, from, middle);
  joinBelow(tree, right, middle, to);
  const { columns, boxes, nodeWeights } = tree;
  const width = 2 * columns;
  for (let c = 0; c < columns; c++) {
    const high = c + columns;
    boxes[node * width + c] = Math.min(boxes[left * width + c]!, boxes[right * width + c]!);
    boxes[node * width + high] = Math.max(boxes[left * width + high]!, boxes[right * width + high]!);
  }
  nodeWeights[node] = nodeWeights[left]! + nodeWeights[right]!;
}

function fillLeaf(tree: NeighborIndex, rows: DistinctRows, leaf: number, node: number): void {
  const { columns } = tree;
  const box = node * columns * 2;
  tree.boxes.fill(Infinity, box, box + columns).fill(-Infinity, box + columns, box + 2 * columns);
  for (let lane = 0; lane < lanesIn(tree.points, leaf); lane++) {
    const slot = leaf * LANES + lane;
    const point = tree.pointOfSlot[slot]!;
    for (let c = 0; c < columns; c++) {
      const value = rows.points[point * columns + c]!;
      tree.blocks[(leaf * columns + c) * LANES + lane] = value;
      if (value < tree.boxes[box + c]!) tree.boxes[box + c] = value;
      if (value > tree.boxes[box + columns + c]!) tree.boxes[box + columns + c] = value;
    }
    tree.weights[slot] = rows.weights[point]!;
    tree.nodeWeights[node]! += rows.weights[point]!;
  }
  tree.nodeOfLeaf[leaf] = node;
}

function widest(tree: NeighborIndex, rows: DistinctRows, first: number, end: number): number {
  const step = Math.max(1, Math.trunc((end - first) / SAMPLE));
  let best = 0;
  let bestRange = -1;
  for (let c = 0; c < tree.columns; c++) {
    let low = Infinity;
    let high = -Infinity;
    for (let at = first; at < end; at += step) {
      const value = rows.points[tree.pointOfSlot[at]! * tree.columns + c]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > bestRange) {
      bestRange = high - low;
      best = c;
    }
  }
  return best;
}

/** Puts the `low` lowest keys, with their ids, before the others. C. Hoare, "Algorithm 65: find", CACM 4(7), 1961. */
function select(keys: Float64Array, ids: Uint32Array, count: number, low: number): void {
  let from = 0;
  let last = count - 1;
  let random = 0x9e3779b9;
  const pick = (): number => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return keys[from + Math.floor(((last - from + 1) * random) / 4294967296)]!;
  };
  const swap = (a: number, b: number): void => {
    const key = keys[a]!;
    keys[a] = keys[b]!;
    keys[b] = key;
    const id = ids[a]!;
    ids[a] = ids[b]!;
    ids[b] = id;
  };
  while (last - from > FEW) {
    const a = pick();
    const b = pick();
    const c = pick();
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = from;
    let j = last;
    while (i <= j) {
      while (keys[i]! < pivot) i += 1;
      while (keys[j]! > pivot) j -= 1;
      if (i > j) break;
      swap(i, j);
      i += 1;
      j -= 1;
    }
    if (low <= j) last = j;
    else if (low >= i) from = i;
    else return;
  }
  for (let at = from + 1; at <= last; at++) {
    for (let back = at; back > from && keys[back]! < keys[back - 1]!; back--) swap(back, back - 1);
  }
}
