/** The steps in WebAssembly (assembly/neighbors.ts); each call into it lasts about 20 ms. */
import { WASM } from "../wasm/bytes/neighbors.ts";
import { openKernel } from "../wasm/instance.ts";
import type { KernelArena, KernelExports } from "../wasm/instance.ts";
import { LANES } from "./types.ts";
import type { CoreClusters, DistinctRows, NearestLists, NeighborEngine, NeighborIndex } from "./types.ts";

interface NeighborExports extends KernelExports {
  buildStep(
    index: number,
    weights: number,
    keys: number,
    stack: number,
    entries: number,
    budget: number,
  ): number;
  joinNodes(index: number): void;
  coreStep(
    index: number,
    masks: number,
    from: number,
    to: number,
    limit: number,
    minRows: number,
    scratch: number,
    budget: number,
  ): number;
  startClusters(
    index: number,
    masks: number,
    parents: number,
    whole: number,
    some: number,
    stack: number,
  ): void;
  clusterStep(
    index: number,
    masks: number,
    parents: number,
    whole: number,
    some: number,
    limit: number,
    stack: number,
    entries: number,
    scratch: number,
    budget: number,
  ): number;
  numberClusters(
    index: number,
    masks: number,
    parents: number,
    labels: number,
    slots: number,
    numbers: number,
  ): number;
  borderStep(
    queries: number,
    index: number,
    self: number,
    masks: number,
    whole: number,
    some: number,
    labels: number,
    out: number,
    from: number,
    to: number,
    limit: number,
    scratch: number,
    budget: number,
  ): number;
  nearestStep(
    queries: number,
    index: number,
    self: number,
    k: number,
    squares: number,
    nearest: number,
    counts: number,
    from: number,
    to: number,
    scratch: number,
    budget: number,
  ): number;
}

type Arena = KernelArena<NeighborExports>;

/** Work of one call, in operations on a coordinate (a little under a nanosecond each). */
const BUDGET = 10_000_000;
/** Entries of the stacks: a path down the tree and back leaves at most four a level, of 28 levels. */
const ENTRIES = 256;
const HEADER_BYTES = 40;

export const wasmEngine: NeighborEngine = { buildIndex, findCore, linkCore, findBorders, findNearest };

function* buildIndex(rows: DistinctRows): Generator<number, NeighborIndex, void> {
  const { columns } = rows;
  const points = rows.weights.length;
  const leaves = Math.ceil(points / LANES);
  const nodes = 2 * leaves - 1;
  const slots = leaves * LANES;
  const arena = openKernel<NeighborExports>(WASM);
  try {
    const weightsOfPoints = arena.putU32(rows.weights);
    const keys = arena.allocate(points * 8);
    const stack = arena.allocate(ENTRIES * 12);
    const rowValues = arena.putF64(rows.points);
    const ids = arena.allocate(slots * 4);
    const blocks = arena.allocate(slots * columns * 8);
    const boxes = arena.allocate(nodes * columns * 16);
    const weights = arena.allocate(slots * 4);
    const nodeWeights = arena.allocate(nodes * 4);
    const leafNodes = arena.allocate(leaves * 4);
    const fields = [points, columns, leaves, rowValues, ids, blocks, boxes, weights, nodeWeights, leafNodes];
    const index = arena.putU32(fields);
    const order = arena.u32(ids, slots);
    for (let slot = 0; slot < slots; slot++) order[slot] = slot < points ? slot : 0;
    arena.u32(stack, 3).set([0, 0, leaves]);

    let entries = 1;
    while (entries > 0) {
      entries = arena.exports.buildStep(index, weightsOfPoints, keys, stack, entries, BUDGET / 2);
      yield 0;
    }
    arena.exports.joinNodes(index);
    yield points;
    return {
      points,
      columns,
      leaves,
      pointOfSlot: arena.u32(ids, slots).slice(),
      blocks: arena.f64(blocks, slots * columns).slice(),
      boxes: arena.f64(boxes, nodes * columns * 2).slice(),
      weights: arena.u32(weights, slots).slice(),
      nodeWeights: arena.u32(nodeWeights, nodes).slice(),
      nodeOfLeaf: arena.u32(leafNodes, leaves).slice(),
    };
  } finally {
    arena.close();
  }
}

function* findCore(
  tree: NeighborIndex,
  limit: number,
  minRows: number,
  from: number,
  to: number,
): Generator<number, Uint16Array, void> {
  const arena = openKernel<NeighborExports>(WASM);
  try {
    const index = putIndex(arena, tree, tree.boxes);
    const masks = arena.allocate(tree.leaves * 2);
    const scratch = allocateScratch(arena, tree.columns);
    for (let leaf = from; leaf < to;) {
      const next = arena.exports.coreStep(index, masks, leaf, to, limit, minRows, scratch, BUDGET);
      yield pointsIn(tree, leaf, next);
      leaf = next;
    }
    return arena.u16(masks, tree.leaves).slice(from, to);
  } finally {
    arena.close();
  }
}

function* linkCore(
  tree: NeighborIndex,
  core: Uint16Array,
  limit: number,
): Generator<number, CoreClusters, void> {
  const nodes = 2 * tree.leaves - 1;
  const slots = tree.leaves * LANES;
  const arena = openKernel<NeighborExports>(WASM);
  try {
    const boxes = arena.putF64(tree.boxes);
    const index = putIndex(arena, tree, boxes);
    const masks = arena.putU16(core);
    const parents = arena.allocate(slots * 4);
    const whole = arena.allocate(nodes);
    const some = arena.allocate(nodes * 4);
    const stack = arena.allocate(ENTRIES * 24);
    const scratch = allocateScratch(arena, tree.columns);
    const labels = arena.allocate(slots * 4);
    const slotOfPoint = arena.allocate(slots * 4);
    const numbers = arena.allocate(slots * 4);
    arena.exports.startClusters(index, masks, parents, whole, some, stack);
    let entries = 1;
    while (entries > 0) {
      entries = arena.exports.clusterStep(
        index,
        masks,
        parents,
        whole,
        some,
        limit,
        stack,
        entries,
        scratch,
        BUDGET,
      );
      yield 0;
    }
    const clusters = arena.exports.numberClusters(index, masks, parents, labels, slotOfPoint, numbers);
    yield tree.points;
    return {
      clusters,
      labels: arena.i32(labels, slots).slice(),
      boxes: arena.f64(boxes, tree.boxes.length).slice(),
      whole: arena.u8(whole, nodes).slice(),
      some: arena.i32(some, nodes).slice(),
    };
  } finally {
    arena.close();
  }
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
  const arena = openKernel<NeighborExports>(WASM);
  try {
    const self = queries === tree;
    const index = putIndex(arena, tree, clusters.boxes);
    const queryIndex = self ? index : putIndex(arena, queries, queries.boxes);
    const masks = arena.putU16(core);
    const whole = arena.putU8(clusters.whole);
    const some = arena.putI32(clusters.some);
    const labels = arena.putI32(clusters.labels);
    const scratch = allocateScratch(arena, tree.columns);
    const out = arena.allocate((to - from) * LANES * 4);
    for (let leaf = from; leaf < to;) {
      const place = out + (leaf - from) * LANES * 4;
      const next = arena.exports.borderStep(
        queryIndex,
        index,
        self ? 1 : 0,
        masks,
        whole,
        some,
        labels,
        place,
        leaf,
        to,
        limit,
        scratch,
        BUDGET,
      );
      yield pointsIn(queries, leaf, next);
      leaf = next;
    }
    return arena.i32(out, (to - from) * LANES).slice();
  } finally {
    arena.close();
  }
}

function* findNearest(
  queries: NeighborIndex,
  tree: NeighborIndex,
  k: number,
  from: number,
  to: number,
): Generator<number, NearestLists, void> {
  const slots = (to - from) * LANES;
  const arena = openKernel<NeighborExports>(WASM);
  try {
    const self = queries === tree;
    const index = putIndex(arena, tree, tree.boxes);
    const queryIndex = self ? index : putIndex(arena, queries, queries.boxes);
    const squares = arena.allocate(slots * k * 8);
    const nearest = arena.allocate(slots * k * 4);
    const counts = arena.allocate(slots * 4);
    const scratch = allocateScratch(arena, tree.columns);
    for (let leaf = from; leaf < to;) {
      const place = (leaf - from) * LANES;
      const next = arena.exports.nearestStep(
        queryIndex,
        index,
        self ? 1 : 0,
        k,
        squares + place * k * 8,
        nearest + place * k * 4,
        counts + place * 4,
        leaf,
        to,
        scratch,
        BUDGET,
      );
      yield pointsIn(queries, leaf, next);
      leaf = next;
    }
    return {
      squares: arena.f64(squares, slots * k).slice(),
      slots: arena.u32(nearest, slots * k).slice(),
      counts: arena.u32(counts, slots).slice(),
    };
  } finally {
    arena.close();
  }
}

/**
 * Copies an index in.
 *
 * @param boxes Its boxes, or the address of a copy of them.
 * @returns Address of its header; the place of the rows, which a built tree does without, stays 0.
 */
function putIndex(arena: Arena, tree: NeighborIndex, boxes: Float64Array | number): number {
  const header = arena.allocate(HEADER_BYTES);
  const fields = [
    tree.points,
    tree.columns,
    tree.leaves,
    0,
    arena.putU32(tree.pointOfSlot),
    arena.putF64(tree.blocks),
    typeof boxes === "number" ? boxes : arena.putF64(boxes),
    arena.putU32(tree.weights),
    arena.putU32(tree.nodeWeights),
    arena.putU32(tree.nodeOfLeaf),
  ];
  arena.u32(header, fields.length).set(fields);
  return header;
}

function allocateScratch(arena: Arena, columns: number): number {
  return arena.allocate(512 + columns * 16 + ENTRIES * 24);
}

function pointsIn(tree: NeighborIndex, from: number, to: number): number {
  return Math.min(tree.points, to * LANES) - from * LANES;
}
