/**
 * Layout of the index: a balanced kd-tree over distinct points, described by a header of 32-bit words.
 *
 * The points of a leaf are its 16 lanes, stored by coordinate ([leaf][coordinate][lane], 128 bytes a coordinate); a slot is
 * `leaf * 16 + lane`. All leaves are full but the last, whose free lanes hold NaN, so that no comparison takes them.
 * Nodes are numbered in preorder: a node over the leaves [from, to) has its left child at `node + 1` over [from, middle) and its right
 * child at `node + 2 * (middle - from)`. Boxes hold the lowest, then the highest coordinates of the points of a node.
 */
export const LANES: i32 = 16;
/** Bytes of one coordinate of a leaf. */
export const LINE: usize = 128;

export function pointsOf(index: usize): i32 {
  return load<i32>(index, 0);
}

export function dimensionsOf(index: usize): i32 {
  return load<i32>(index, 4);
}

export function leavesOf(index: usize): i32 {
  return load<i32>(index, 8);
}

/** The distinct points, row-major; read while the tree is built only. */
export function rowsOf(index: usize): usize {
  return load<u32>(index, 12);
}

/** Point number by slot: points are numbered in the order of their first row. */
export function idsOf(index: usize): usize {
  return load<u32>(index, 16);
}

export function blocksOf(index: usize): usize {
  return load<u32>(index, 20);
}

export function boxesOf(index: usize): usize {
  return load<u32>(index, 24);
}

/** How many rows a slot stands for; 0 for free lanes. */
export function weightsOf(index: usize): usize {
  return load<u32>(index, 28);
}

export function nodeWeightsOf(index: usize): usize {
  return load<u32>(index, 32);
}

/** Node number by leaf. */
export function leafNodesOf(index: usize): usize {
  return load<u32>(index, 36);
}

export function blockOf(index: usize, leaf: i32): usize {
  return blocksOf(index) + <usize>leaf * <usize>dimensionsOf(index) * LINE;
}

export function boxOf(index: usize, node: i32): usize {
  return boxesOf(index) + ((<usize>node * <usize>dimensionsOf(index)) << 4);
}

export function nodeOfLeaf(index: usize, leaf: i32): i32 {
  return load<i32>(leafNodesOf(index) + ((<usize>leaf) << 2));
}

export function middleOf(from: i32, to: i32): i32 {
  return from + ((to - from + 1) >> 1);
}

/** The lanes of a leaf that hold a point, a bit each. */
export function lanesOf(index: usize, leaf: i32): i32 {
  const count = pointsOf(index) - leaf * LANES;
  return count >= LANES ? 0xffff : (1 << count) - 1;
}

/** Rows behind the lanes of a mask. */
export function weightOfLanes(index: usize, leaf: i32, lanes: i32): u32 {
  const weights = weightsOf(index) + ((<usize>leaf) << 6);
  let sum: u32 = 0;
  while (lanes) {
    sum += load<u32>(weights + ((<usize>ctz(lanes)) << 2));
    lanes &= lanes - 1;
  }
  return sum;
}
