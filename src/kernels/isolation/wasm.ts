/** Path lengths by the WebAssembly kernel. */
import { WASM } from "../wasm/bytes/isolation.ts";
import { openKernel } from "../wasm/instance.ts";
import type { KernelArena, KernelExports } from "../wasm/instance.ts";
import type { ColumnForm, IsolationTrees, Rows } from "./forest.ts";

interface IsolationExports extends KernelExports {
  fillFrom64: Fill;
  fillFrom32: Fill;
  addPaths(
    block: number,
    groups: number,
    nodes: number,
    paths: number,
    trees: number,
    depth: number,
    sums: number,
  ): void;
}

type Fill = (
  x: number,
  rows: number,
  columns: number,
  centers: number,
  scales: number,
  block: number,
  stride: number,
) => void;

/** Rows of a block: with ten columns, block and tree together fit the first-level cache. */
const BLOCK_ROWS = 512;
/** Cells that a block holds at most; tables with many columns get fewer rows a block. */
const BLOCK_CELLS = 1 << 18;
/** Room after each column of a block, so that columns do not compete for the same cache lines. */
const GAP_ROWS = 16;
/** Steps down a tree, about 10 ms. */
const WORK_BETWEEN_YIELDS = 1e7;

/** As addPathsReference. */
export function* addPathsWasm(
  forest: IsolationTrees,
  form: ColumnForm,
  table: Rows,
  from: number,
  to: number,
  sums: Float64Array,
): Generator<number, void, void> {
  const { trees, depth, paths } = forest;
  const { data, columns } = table;
  const blockRows = Math.max(8, Math.min(BLOCK_ROWS, Math.floor(BLOCK_CELLS / columns) & ~7));
  const stride = (blockRows + GAP_ROWS) * 4;
  const arena = openKernel<IsolationExports>(WASM);
  try {
    const nodes = putNodes(arena, forest, stride);
    const ends = arena.putF32(paths);
    const centers = arena.putF64(form.centers);
    const scales = arena.putF64(form.scales);
    const block = arena.allocate(stride * columns);
    const blockSums = arena.allocate(blockRows * 8);
    const wide = data instanceof Float64Array;
    const x = arena.allocate(blockRows * columns * 8);
    const fill = wide ? arena.exports.fillFrom64 : arena.exports.fillFrom32;
    const cells = wide ? arena.f64(x, blockRows * columns) : arena.f32(x, blockRows * columns);
    const blockSum = arena.f64(blockSums, blockRows);

    let done = 0;
    for (let start = from; start < to; start += blockRows) {
      const rows = Math.min(blockRows, to - start);
      cells.set(data.subarray(start * columns, (start + rows) * columns));
      fill(x, rows, columns, centers, scales, block, stride);
      blockSum.set(sums.subarray(start - from, start - from + rows));
      arena.exports.addPaths(block, (rows + 7) >> 3, nodes, ends, trees, depth, blockSums);
      sums.set(blockSum.subarray(0, rows), start - from);
      done += rows;
      if (done * trees * depth < WORK_BETWEEN_YIELDS) continue;
      yield done;
      done = 0;
    }
    yield done;
  } finally {
    arena.close();
  }
}

/** The slots of all trees as the kernel reads them: place of the column in the block, threshold. */
function putNodes(
  arena: KernelArena<IsolationExports>,
  { features, thresholds }: IsolationTrees,
  stride: number,
): number {
  const address = arena.allocate(features.length * 8);
  const places = arena.u32(address, features.length * 2);
  const numbers = arena.f32(address, features.length * 2);
  for (let slot = 0; slot < features.length; slot++) {
    places[2 * slot] = features[slot]! * stride;
    numbers[2 * slot + 1] = thresholds[slot]!;
  }
  return address;
}
