/** The walk of rows through trees in the kernel. */
import type { BinPlan, Cells } from "../binning/types.ts";
import { putCuts } from "../binning/wasm.ts";
import { WASM } from "../wasm/bytes/forest.ts";
import type { KernelArena } from "../wasm/instance.ts";
import { openKernel } from "../wasm/instance.ts";
import type { ForestExports } from "./exports.ts";
import type { Trees } from "./types.ts";

/** Rows whose bins and sums are in the kernel at once, for few columns and classes. */
const STRETCH_ROWS = 65536;
const STRETCH_BYTES = 64 << 20;
/** What a tree is walked with stays in the cache, in bytes. */
const BLOCK_BYTES = 1 << 18;
/** Rows whose bins lie together. */
const GROUP = 16;
/** Readable memory after the bins: a leaf's name is read as a feature. */
const TAIL = 65536 + GROUP;
/** Cells that are copied in at once to become bins. */
const CELLS = 1 << 16;
/** Walks between two pauses: about 20 ms. */
const WALKS = 800_000;

/** How often in all rows are looked at whose class may be certain. */
const LOOKS = 20;

/** See `treeShares`. */
export function* sharesWasm(
  packs: readonly Trees[],
  plan: Pick<BinPlan, "cuts" | "cutOffsets">,
  cells: Cells,
  classes: number,
): Generator<void, Float64Array, void> {
  const shares = new Float64Array(cells.rows * classes);
  for (const { from, stretch } of stretchesOf(cells, classes)) {
    yield* walkStretch(packs, plan, stretch, classes, shares.subarray(from * classes), null);
  }
  return shares;
}

/** See `treeWinners`. */
export function* winnersWasm(
  packs: readonly Trees[],
  plan: Pick<BinPlan, "cuts" | "cutOffsets">,
  cells: Cells,
  classes: number,
): Generator<void, Uint16Array, void> {
  const winners = new Uint16Array(cells.rows);
  for (const { from, stretch } of stretchesOf(cells, classes)) {
    yield* walkStretch(packs, plan, stretch, classes, null, winners.subarray(from));
  }
  return winners;
}

function* stretchesOf(
  { data, rows, columns }: Cells,
  classes: number,
): Generator<{ from: number; stretch: Cells }> {
  const most = Math.min(STRETCH_ROWS, Math.max(GROUP, Math.floor(STRETCH_BYTES / (columns + 8 * classes))));
  for (let from = 0; from < rows; from += most) {
    const to = Math.min(rows, from + most);
    yield { from, stretch: { data: data.subarray(from * columns, to * columns), rows: to - from, columns } };
  }
}

/** Writes the shares of some rows, or their winners; these rows leave as soon as their class is certain. */
function* walkStretch(
  packs: readonly Trees[],
  plan: Pick<BinPlan, "cuts" | "cutOffsets">,
  cells: Cells,
  classes: number,
  shares: Float64Array | null,
  winners: Uint16Array | null,
): Generator<void, void, void> {
  const arena = openKernel<ForestExports>(WASM);
  try {
    const rows = new WalkingRows(arena, plan, cells, classes, winners !== null);
    const place = roomFor(arena, packs);
    const total = packs.reduce((sum, { nodeOffsets }) => sum + nodeOffsets.length - 1, 0);
    // No class is certain before more than half of the trees have agreed.
    const first = Math.floor(total / 2) + 1;
    const every = Math.ceil(total / LOOKS);
    let done = 0;
    let walks = 0;
    for (const trees of packs) {
      for (let tree = 0; tree < trees.nodeOffsets.length - 1; tree++) {
        rows.walk(place.nodes, putTree(arena, place, trees, tree));
        done++;
        walks += rows.count;
        const isLook = done >= first && (done - first) % every === 0;
        if (winners && (isLook || done === total)) rows.drop(total, total - done);
        if (walks < WALKS) continue;
        walks = 0;
        yield;
      }
    }
    rows.copyOut(shares, winners);
  } finally {
    arena.close();
  }
}

/** The rows of a stretch in the kernel. */
class WalkingRows {
  /** Rows that still walk. */
  count: number;
  readonly #arena: KernelArena<ForestExports>;
  readonly #rows: number;
  readonly #columns: number;
  readonly #classes: number;
  readonly #bins: number;
  readonly #sums: number;
  readonly #ids: number;
  readonly #winners: number;
  /** Groups that are walked through a tree at once, and what that takes. */
  readonly #block: number;
  readonly #scratch: number;

  constructor(
    arena: KernelArena<ForestExports>,
    plan: Pick<BinPlan, "cuts" | "cutOffsets">,
    cells: Cells,
    classes: number,
    mayLeave: boolean,
  ) {
    const { rows, columns } = cells;
    const room = Math.ceil(rows / GROUP) * GROUP;
    this.count = rows;
    this.#arena = arena;
    this.#rows = rows;
    this.#columns = columns;
    this.#classes = classes;
    this.#bins = arena.allocate(room * columns + TAIL);
    this.#sums = arena.allocate(room * classes * 8);
    this.#ids = mayLeave ? arena.putU32(Uint32Array.from({ length: rows }, (_, row) => row)) : 0;
    this.#winners = mayLeave ? arena.allocate(rows * 2) : 0;
    this.#block = Math.max(1, Math.floor(BLOCK_BYTES / (columns + 8 * classes + 12) / GROUP));
    this.#scratch = arena.allocate(1024 + 12 * Math.min(this.#block * GROUP, room));
    putBins(arena, plan, cells, this.#bins);
    arena.f64(this.#sums, room * classes).fill(0);
  }

  walk(root: number, leaves: PlacedLeaves): void {
    const groups = Math.ceil(this.count / GROUP);
    for (let from = 0; from < groups; from += this.#block) {
      this.#arena.exports.walkTree(
        root,
        this.#bins + from * GROUP * this.#columns,
        Math.min(this.#block, groups - from),
        this.#columns,
        this.#classes,
        this.#sums + from * GROUP * this.#classes * 8,
        leaves.starts,
        leaves.classes,
        leaves.values,
        this.#scratch,
      );
    }
  }

  /** Lets the rows go whose class the remaining trees cannot change. */
  drop(total: number, rest: number): void {
    this.count = this.#arena.exports.dropCertain(
      this.#bins,
      this.#sums,
      this.#ids,
      this.count,
      this.#columns,
      this.#classes,
      total,
      rest,
      this.#winners,
    );
  }

  copyOut(shares: Float64Array | null, winners: Uint16Array | null): void {
    shares?.set(this.#arena.f64(this.#sums, this.#rows * this.#classes));
    winners?.set(this.#arena.u16(this.#winners, this.#rows));
  }
}

function putBins(
  arena: KernelArena<ForestExports>,
  plan: Pick<BinPlan, "cuts" | "cutOffsets">,
  { data, rows, columns }: Cells,
  bins: number,
): void {
  const cuts = putCuts(arena, plan, 0, columns);
  const most = Math.min(rows, GROUP * Math.max(1, Math.floor(CELLS / columns / GROUP)));
  const values = arena.allocate(most * columns * 8);
  for (let row = 0; row < rows; row += most) {
    const height = Math.min(most, rows - row);
    arena.f64(values, height * columns).set(data.subarray(row * columns, (row + height) * columns));
    arena.exports.binGroups(values, height, columns, cuts, bins + row * columns);
  }
}

/** Where one tree at a time is put: addresses with room for the largest of each. */
interface TreePlace {
  readonly nodes: number;
  readonly leafStarts: number;
  readonly leafClasses: number;
  readonly leafValues: number;
}

function roomFor(arena: KernelArena<ForestExports>, packs: readonly Trees[]): TreePlace {
  let nodes = 0;
  let mixed = 0;
  let entries = 0;
  for (const { nodeOffsets, mixedOffsets, leafStarts } of packs) {
    for (let tree = 0; tree < nodeOffsets.length - 1; tree++) {
      nodes = Math.max(nodes, nodeOffsets[tree + 1]! - nodeOffsets[tree]!);
      mixed = Math.max(mixed, mixedOffsets[tree + 1]! - mixedOffsets[tree]!);
      const held = leafStarts[mixedOffsets[tree + 1]!]! - leafStarts[mixedOffsets[tree]!]!;
      entries = Math.max(entries, held);
    }
  }
  return {
    nodes: arena.allocate((nodes + 1) * 8),
    leafStarts: arena.allocate((mixed + 1) * 4),
    leafClasses: arena.allocate(entries * 2),
    leafValues: arena.allocate(entries * 8),
  };
}

/** Addresses of a tree's mixed leaves. */
interface PlacedLeaves {
  readonly starts: number;
  /** Where those of the pack's first leaf would be. */
  readonly classes: number;
  readonly values: number;
}

/** Puts a tree into its place. */
function putTree(
  arena: KernelArena<ForestExports>,
  place: TreePlace,
  { nodes, nodeOffsets, mixedOffsets, leafStarts, leafClasses, leafValues }: Trees,
  tree: number,
): PlacedLeaves {
  const root = nodeOffsets[tree]!;
  const count = nodeOffsets[tree + 1]! - root;
  arena.u32(place.nodes, 2 * count).set(nodes.subarray(2 * root, 2 * (root + count)));
  arena.exports.placeNodes(place.nodes, count);
  const mixed = mixedOffsets[tree]!;
  const starts = leafStarts.subarray(mixed, mixedOffsets[tree + 1]! + 1);
  const first = starts[0]!;
  const end = starts[starts.length - 1]!;
  arena.u32(place.leafStarts, starts.length).set(starts);
  arena.u16(place.leafClasses, end - first).set(leafClasses.subarray(first, end));
  arena.f64(place.leafValues, end - first).set(leafValues.subarray(first, end));
  // Entries are counted from the pack's first one; addresses below zero wrap around, and back.
  return {
    starts: place.leafStarts,
    classes: place.leafClasses - 2 * first,
    values: place.leafValues - 8 * first,
  };
}
