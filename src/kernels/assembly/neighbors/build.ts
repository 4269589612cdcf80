/** Building of the index, in steps. */
import { boxAround, boxOfLanes } from "./distance";
import {
  LANES,
  LINE,
  blockOf,
  boxOf,
  dimensionsOf,
  idsOf,
  lanesOf,
  leafNodesOf,
  leavesOf,
  middleOf,
  nodeWeightsOf,
  pointsOf,
  rowsOf,
  weightOfLanes,
  weightsOf,
} from "./layout";

/** Points of a node that are looked at to choose the coordinate to split. */
const SAMPLE: i32 = 128;
/** Below this many keys a sort by insertion ends the selection. */
const FEW: i32 = 12;

/**
 * Splits nodes until the work of one call is done. The stack holds (node, from, to), 32-bit words; it starts with (0, 0, leaves).
 *
 * @param keys Scratch, 8 bytes a point.
 * @param weights Rows behind each point, by its number.
 * @returns The entries left on the stack; 0 when all leaves are filled.
 */
export function buildStep(
  index: usize,
  weights: usize,
  keys: usize,
  stack: usize,
  entries: i32,
  budget: i32,
): i32 {
  let work = 0;
  while (entries > 0 && work < budget) {
    entries -= 1;
    const entry = stack + <usize>entries * 12;
    const node = load<i32>(entry, 0);
    const from = load<i32>(entry, 4);
    const to = load<i32>(entry, 8);
    if (to - from == 1) {
      fillLeaf(index, from, node, weights);
      work += LANES * dimensionsOf(index);
      continue;
    }
    const middle = middleOf(from, to);
    const first = from * LANES;
    const end = min(to * LANES, pointsOf(index));
    const coordinate = widest(index, first, end);
    gather(index, first, end, coordinate, keys);
    select(keys, idsOf(index) + ((<usize>first) << 2), end - first, (middle - from) * LANES);
    work += (end - first) * 4 + SAMPLE * dimensionsOf(index);
    push(stack, entries, node + 2 * (middle - from), middle, to);
    push(stack, entries + 1, node + 1, from, middle);
    entries += 2;
  }
  return entries;
}

/** Boxes and weights of the inner nodes, from those of the leaves. */
export function joinNodes(index: usize): void {
  joinBelow(index, 0, 0, leavesOf(index));
}

function joinBelow(index: usize, node: i32, from: i32, to: i32): void {
  if (to - from == 1) return;
  const middle = middleOf(from, to);
  const left = node + 1;
  const right = node + 2 * (middle - from);
  joinBelow(index, left, from, middle);
  joinBelow(index, right, middle, to);
  boxAround(boxOf(index, left), boxOf(index, right), dimensionsOf(index), boxOf(index, node));
  const weights = nodeWeightsOf(index);
  const sum = load<u32>(weights + ((<usize>left) << 2)) + load<u32>(weights + ((<usize>right) << 2));
  store<u32>(weights + ((<usize>node) << 2), sum);
}

function push(stack: usize, at: i32, node: i32, from: i32, to: i32): void {
  const entry = stack + <usize>at * 12;
  store<i32>(entry, node, 0);
  store<i32>(entry, from, 4);
  store<i32>(entry, to, 8);
}

function fillLeaf(index: usize, leaf: i32, node: i32, weights: usize): void {
  const dimensions = dimensionsOf(index);
  const rows = rowsOf(index);
  const slots = (<usize>leaf) << 6;
  const block = blockOf(index, leaf);
  const lanes = lanesOf(index, leaf);
  for (let lane: usize = 0; lane < <usize>LANES; lane++) {
    const line = block + (lane << 3);
    const taken = (lanes >> (<i32>lane)) & 1;
    const id = taken ? load<u32>(idsOf(index) + slots + (lane << 2)) : 0;
    const row = rows + <usize>id * ((<usize>dimensions) << 3);
    for (let c: usize = 0; c < <usize>dimensions; c++) {
      store<f64>(line + c * LINE, taken ? load<f64>(row + (c << 3)) : NaN);
    }
    store<u32>(weightsOf(index) + slots + (lane << 2), taken ? load<u32>(weights + ((<usize>id) << 2)) : 0);
  }
  boxOfLanes(block, lanes, dimensions, boxOf(index, node));
  store<u32>(nodeWeightsOf(index) + ((<usize>node) << 2), weightOfLanes(index, leaf, lanes));
  store<i32>(leafNodesOf(index) + ((<usize>leaf) << 2), node);
}

/** The coordinate of the widest range, of a sample of the points. */
function widest(index: usize, first: i32, end: i32): usize {
  const dimensions = <usize>dimensionsOf(index);
  const rows = rowsOf(index);
  const ids = idsOf(index);
  const step = max(1, (end - first) / SAMPLE);
  let best: usize = 0;
  let bestRange: f64 = -1;
  for (let c: usize = 0; c < dimensions; c++) {
    let low = Infinity;
    let high = -Infinity;
    for (let at = first; at < end; at += step) {
      const value = load<f64>(rows + ((<usize>load<u32>(ids + ((<usize>at) << 2)) * dimensions + c) << 3));
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
    if (high - low > bestRange) {
      bestRange = high - low;
      best = c;
    }
  }
  return best;
}

function gather(index: usize, first: i32, end: i32, coordinate: usize, keys: usize): void {
  const dimensions = <usize>dimensionsOf(index);
  const column = rowsOf(index) + (coordinate << 3);
  const ids = idsOf(index) + ((<usize>first) << 2);
  const count = <usize>(end - first);
  for (let at: usize = 0; at < count; at++) {
    store<f64>(keys + (at << 3), load<f64>(column + ((<usize>load<u32>(ids + (at << 2)) * dimensions) << 3)));
  }
}

/** Puts the `low` lowest keys, with their ids, before the others. C. Hoare, "Algorithm 65: find", CACM 4(7), 1961. */
function select(keys: usize, ids: usize, count: i32, low: i32): void {
  let from = 0;
  let last = count - 1;
  let random: u32 = 0x9e3779b9;
  while (last - from > FEW) {
    // A pivot from three places that no input can foresee to be bad in every round.
    random = random * 1664525 + 1013904223;
    const span = <u64>(last - from + 1);
    const a = key(keys, from + <i32>((span * <u64>random) >> 32));
    random = random * 1664525 + 1013904223;
    const b = key(keys, from + <i32>((span * <u64>random) >> 32));
    random = random * 1664525 + 1013904223;
    const c = key(keys, from + <i32>((span * <u64>random) >> 32));
    const pivot = a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;
    let i = from;
    let j = last;
    while (i <= j) {
      while (key(keys, i) < pivot) i += 1;
      while (key(keys, j) > pivot) j -= 1;
      if (i > j) break;
      swap(keys, ids, i, j);
      i += 1;
      j -= 1;
    }
    if (low <= j) last = j;
    else if (low >= i) from = i;
    else return;
  }
  for (let at = from + 1; at <= last; at++) {
    for (let back = at; back > from && key(keys, back) < key(keys, back - 1); back--) {
      swap(keys, ids, back, back - 1);
    }
  }
}

function key(keys: usize, at: i32): f64 {
  return load<f64>(keys + ((<usize>at) << 3));
}

function swap(keys: usize, ids: usize, a: i32, b: i32): void {
  const keyA = keys + ((<usize>a) << 3);
  const keyB = keys + ((<usize>b) << 3);
  const k = load<f64>(keyA);
  store<f64>(keyA, load<f64>(keyB));
  store<f64>(keyB, k);
  const idA = ids + ((<usize>a) << 2);
  const idB = ids + ((<usize>b) << 2);
  const id = load<u32>(idA);
  store<u32>(idA, load<u32>(idB));
  store<u32>(idB, id);
}
