/**
 * Scoring of isolation forests: sums of path lengths over complete binary trees (F. T. Liu, K. M. Ting, Z.-H. Zhou, "Isolation Forest",
 * ICDM 2008, algorithm 3).
 *
 * A tree of depth k is 2^k slots of 8 bytes, numbered as in a heap: slot i has the children 2i and 2i + 1, the root is slot 1, slot 0 is
 * empty. A slot holds where in the block its column starts (bytes, u32) and the threshold (f32). Leaves above the last level are
 * continued by slots that always go left, so every row takes exactly k steps and no step is a branch.
 */

export function heapBase(): usize {
  return __heap_base;
}

/**
 * Lays out rows column after column in float32: ((x - center) * scale), the form in which the trees were grown.
 *
 * @param x f64, row-major, rows x columns.
 * @param block f32; column c starts at block + c * stride (bytes).
 */
export function fillFrom64(
  x: usize,
  rows: i32,
  columns: i32,
  centers: usize,
  scales: usize,
  block: usize,
  stride: usize,
): void {
  const width: usize = (<usize>columns) << 3;
  for (let column = 0; column < columns; column++) {
    const center = load<f64>(centers + ((<usize>column) << 3));
    const scale = load<f64>(scales + ((<usize>column) << 3));
    let from = x + ((<usize>column) << 3);
    let to = block + <usize>column * stride;
    for (let row = 0; row < rows; row++) {
      store<f32>(to, <f32>((load<f64>(from) - center) * scale));
      from += width;
      to += 4;
    }
  }
}

/** As fillFrom64, from f32. */
export function fillFrom32(
  x: usize,
  rows: i32,
  columns: i32,
  centers: usize,
  scales: usize,
  block: usize,
  stride: usize,
): void {
  const width: usize = (<usize>columns) << 2;
  for (let column = 0; column < columns; column++) {
    const center = load<f64>(centers + ((<usize>column) << 3));
    const scale = load<f64>(scales + ((<usize>column) << 3));
    let from = x + ((<usize>column) << 2);
    let to = block + <usize>column * stride;
    for (let row = 0; row < rows; row++) {
      store<f32>(to, <f32>((<f64>load<f32>(from) - center) * scale));
      from += width;
      to += 4;
    }
  }
}

/**
 * Adds to `sums` the path length of every row in every tree.
 *
 * @param block What fillFrom64 made; space for a multiple of 8 rows.
 * @param groups Rows / 8, rounded up.
 * @param nodes 2^depth slots of 8 bytes a tree.
 * @param paths f32, 2^depth a tree: path length of each leaf.
 * @param depth At least 3.
 * @param sums f64, one a row.
 */
export function addPaths(
  block: usize,
  groups: i32,
  nodes: usize,
  paths: usize,
  trees: i32,
  depth: i32,
  sums: usize,
): void {
  const slots: usize = (<usize>1) << depth;
  for (let tree = 0; tree < trees; tree++) {
    addTree(block, groups, nodes, paths - (slots << 2), depth, sums);
    nodes += slots << 3;
    paths += slots << 2;
  }
}

/** @param leaves Address of the path lengths, less that of the first leaf's slot. */
function addTree(block: usize, groups: i32, nodes: usize, leaves: usize, depth: i32, sums: usize): void {
  for (let group = 0; group < groups; group++) {
    const rows = block + ((<usize>group) << 5);
    const low = topLevels(rows, nodes);
    const high = topLevels(rows + 16, nodes);
    // Eight rows side by side keep the processor busy while each waits for its loads.
    let a: usize = i32x4.extract_lane(low, 0);
    let b: usize = i32x4.extract_lane(low, 1);
    let c: usize = i32x4.extract_lane(low, 2);
    let d: usize = i32x4.extract_lane(low, 3);
    let e: usize = i32x4.extract_lane(high, 0);
    let f: usize = i32x4.extract_lane(high, 1);
    let g: usize = i32x4.extract_lane(high, 2);
    let h: usize = i32x4.extract_lane(high, 3);
    for (let level = 3; level < depth; level++) {
      a = select<usize>(
        (a << 1) + 8,
        a << 1,
        load<f32>(rows + load<u32>(nodes + a), 0) > load<f32>(nodes + a, 4),
      );
      b = select<usize>(
        (b << 1) + 8,
        b << 1,
        load<f32>(rows + load<u32>(nodes + b), 4) > load<f32>(nodes + b, 4),
      );
      c = select<usize>(
        (c << 1) + 8,
        c << 1,
        load<f32>(rows + load<u32>(nodes + c), 8) > load<f32>(nodes + c, 4),
      );
      d = select<usize>(
        (d << 1) + 8,
        d << 1,
        load<f32>(rows + load<u32>(nodes + d), 12) > load<f32>(nodes + d, 4),
      );
      e = select<usize>(
        (e << 1) + 8,
        e << 1,
        load<f32>(rows + load<u32>(nodes + e), 16) > load<f32>(nodes + e, 4),
      );
      f = select<usize>(
        (f << 1) + 8,
        f << 1,
        load<f32>(rows + load<u32>(nodes + f), 20) > load<f32>(nodes + f, 4),
      );
      g = select<usize>(
        (g << 1) + 8,
        g << 1,
        load<f32>(rows + load<u32>(nodes + g), 24) > load<f32>(nodes + g, 4),
      );
      h = select<usize>(
        (h << 1) + 8,
        h << 1,
        load<f32>(rows + load<u32>(nodes + h), 28) > load<f32>(nodes + h, 4),
      );
    }
    const sum = sums + ((<usize>group) << 6);
    store<f64>(sum, load<f64>(sum) + load<f32>(leaves + (a >> 1)));
    store<f64>(sum, load<f64>(sum, 8) + load<f32>(leaves + (b >> 1)), 8);
    store<f64>(sum, load<f64>(sum, 16) + load<f32>(leaves + (c >> 1)), 16);
    store<f64>(sum, load<f64>(sum, 24) + load<f32>(leaves + (d >> 1)), 24);
    store<f64>(sum, load<f64>(sum, 32) + load<f32>(leaves + (e >> 1)), 32);
    store<f64>(sum, load<f64>(sum, 40) + load<f32>(leaves + (f >> 1)), 40);
    store<f64>(sum, load<f64>(sum, 48) + load<f32>(leaves + (g >> 1)), 48);
    store<f64>(sum, load<f64>(sum, 56) + load<f32>(leaves + (h >> 1)), 56);
  }
}

/** The first three levels of four rows at once: all seven comparisons, then those that count; places of slots 8 to 15 in the lanes. */
function topLevels(rows: usize, nodes: usize): v128 {
  const first = f32x4.gt(v128.load(rows + load<u32>(nodes, 8)), v128.load32_splat(nodes, 12));
  const c2 = f32x4.gt(v128.load(rows + load<u32>(nodes, 16)), v128.load32_splat(nodes, 20));
  const c3 = f32x4.gt(v128.load(rows + load<u32>(nodes, 24)), v128.load32_splat(nodes, 28));
  const second = v128.bitselect(c3, c2, first);
  const c4 = f32x4.gt(v128.load(rows + load<u32>(nodes, 32)), v128.load32_splat(nodes, 36));
  const c5 = f32x4.gt(v128.load(rows + load<u32>(nodes, 40)), v128.load32_splat(nodes, 44));
  const c6 = f32x4.gt(v128.load(rows + load<u32>(nodes, 48)), v128.load32_splat(nodes, 52));
  const c7 = f32x4.gt(v128.load(rows + load<u32>(nodes, 56)), v128.load32_splat(nodes, 60));
  const third = v128.bitselect(v128.bitselect(c7, c6, second), v128.bitselect(c5, c4, second), first);
  // A comparison that holds is -1.
  let slot = i32x4.sub(i32x4.splat(2), first);
  slot = i32x4.sub(i32x4.shl(slot, 1), second);
  slot = i32x4.sub(i32x4.shl(slot, 1), third);
  return i32x4.shl(slot, 3);
}
