/**
 * The walk of binned rows through a tree. A node is 8 bytes: child (or itself), feature, bound, rest of a leaf's name.
 *
 * All rows take the top levels at once, sixteen to a vector, as every node there is asked about every row. Below, the rows that are not
 * at a leaf yet are listed, and go down some levels at a time, so that no row waits for a deeper one; eight go side by side, as each
 * step of one waits for memory.
 */

/** Nodes that have children in the top. */
const TOP_NODES: usize = 31;

/**
 * Turns the children's numbers into addresses, features (at most 4095) into offsets, and bounds into what is missing from them to 255:
 * added to a bin that is above the bound it exceeds a byte. It is 0 in leaves only. Room for one node more is needed.
 */
export function placeNodes(nodes: usize, count: u32): void {
  const base = i32x4.splat(<i32>nodes);
  const isChild = i64x2.splat(0xffffffff);
  let numbers = i32x4(0, -1, 1, -1);
  let at = nodes;
  for (let node: u32 = 0; node < count; node += 2) {
    const old = v128.load(at);
    const isLeaf = i64x2.shl(i32x4.eq(old, numbers), 32);
    const children = i32x4.add(i32x4.shl(old, 3), base);
    const offsets = v128.bitselect(i32x4.shl(old, 4), old, i32x4.splat(0xffff));
    const words = v128.xor(v128.bitselect(old, offsets, isLeaf), i32x4.splat(0xff0000));
    v128.store(at, v128.bitselect(children, words, isChild));
    numbers = i32x4.add(numbers, i32x4(2, 0, 2, 0));
    at += 16;
  }
}

/** The node below, or the same leaf. `row` is where the bins of the row's group begin, plus its place in it. */
@inline
function below(node: usize, row: usize): usize {
  const sum = <u32>load<u8>(row + <usize>load<u16>(node, 4)) + <u32>load<u8>(node, 6);
  return <usize>(load<u32>(node) + ((sum >>> 8) << 3));
}

/** Adds what the leaf says to the row's sums. */
@inline
function take(node: usize, sums: usize, offsets: usize, classes: usize, values: usize): void {
  const top = <u32>load<u8>(node, 7);
  const name = <u32>load<u16>(node, 4);
  if (top < 128) {
    const sum = sums + (<usize>name << 3);
    store<f64>(sum, load<f64>(sum) + 1);
    return;
  }
  const at = offsets + (<usize>(name | ((top & 127) << 16)) << 2);
  for (let i = <usize>load<u32>(at); i < <usize>load<u32>(at, 4); i++) {
    const sum = sums + (<usize>load<u16>(classes + (i << 1)) << 3);
    store<f64>(sum, load<f64>(sum) + load<f64>(values + (i << 3)));
  }
}

/**
 * Writes the top of a tree: for its nodes 1 to 31, level by level, the bound sixteen times, then the offset of the feature; at last the
 * 32 nodes below. A leaf stands for all that would be below it.
 *
 * @param top 31 * 20 + 63 * 4 bytes.
 */
function writeTop(root: usize, top: usize): void {
  const nodes = top + TOP_NODES * 20 - 4;
  store<u32>(nodes + 4, <u32>root);
  for (let i: usize = 1; i <= TOP_NODES; i++) {
    const node = <usize>load<u32>(nodes + (i << 2));
    const child = load<u32>(node);
    const isLeaf = child == <u32>node;
    v128.store(top + ((i - 1) << 4), i8x16.splat(<i8>~load<u8>(node, 6)));
    store<u32>(top + (TOP_NODES << 4) + ((i - 1) << 2), isLeaf ? 0 : <u32>load<u16>(node, 4));
    store<u32>(nodes + (i << 3), child);
    store<u32>(nodes + (i << 3) + 4, isLeaf ? child : child + 8);
  }
}

/** Which of sixteen rows go left at the i-th node of the top. */
@inline
function left(top: usize, i: usize, group: usize): v128 {
  const offset = <usize>load<u32>(top + (TOP_NODES << 4) + ((i - 1) << 2));
  return i8x16.le_u(v128.load(group + offset), v128.load(top + ((i - 1) << 4)));
}

/** Of two nodes next to each other, what holds for the one that a row comes to. */
@inline
function either(top: usize, i: usize, group: usize, isLeft: v128): v128 {
  return v128.bitselect(left(top, i, group), left(top, i + 1, group), isLeft);
}

/** Where sixteen rows come out of the top: 31 is the leftmost node, 0 the rightmost one. */
@inline
function outOf(top: usize, group: usize): v128 {
  const a = left(top, 1, group);
  const b = either(top, 2, group, a);
  const c = v128.bitselect(either(top, 4, group, b), either(top, 6, group, b), a);
  const d = v128.bitselect(
    v128.bitselect(either(top, 8, group, c), either(top, 10, group, c), b),
    v128.bitselect(either(top, 12, group, c), either(top, 14, group, c), b),
    a,
  );
  const e = v128.bitselect(
    v128.bitselect(
      v128.bitselect(either(top, 16, group, d), either(top, 18, group, d), c),
      v128.bitselect(either(top, 20, group, d), either(top, 22, group, d), c),
      b,
    ),
    v128.bitselect(
      v128.bitselect(either(top, 24, group, d), either(top, 26, group, d), c),
      v128.bitselect(either(top, 28, group, d), either(top, 30, group, d), c),
      b,
    ),
    a,
  );
  const high = v128.or(v128.and(a, i8x16.splat(16)), v128.and(b, i8x16.splat(8)));
  const low = v128.or(v128.and(c, i8x16.splat(4)), v128.and(d, i8x16.splat(2)));
  return v128.or(v128.or(high, low), v128.and(e, i8x16.splat(1)));
}

/**
 * Walks rows through one tree.
 *
 * @param root Address of the tree's nodes, placed.
 * @param groups Bins in groups of sixteen rows, see `binGroups`, with 64 KiB of readable memory after them: a leaf's name is read as a feature.
 * @param count Groups.
 * @param sums Row-major, shape (16 * count, kinds).
 * @param scratch 1024 + 192 * count bytes.
 */
export function walkTree(
  root: usize,
  groups: usize,
  count: u32,
  columns: u32,
  kinds: u32,
  sums: usize,
  offsets: usize,
  classes: usize,
  values: usize,
  scratch: usize,
): void {
  const top = scratch;
  const nodes = scratch + 1024;
  const rows = <usize>count << 4;
  const list = nodes + (rows << 2);
  writeTop(root, top);
  let end = enter(top, groups, count, <usize>columns << 4, nodes, list);
  while (end > list) end = threeLevels(list, end);
  const bytes = <usize>kinds << 3;
  let s = sums;
  for (let at = nodes; at < list; at += 4) {
    take(<usize>load<u32>(at), s, offsets, classes, values);
    s += bytes;
  }
}

/**
 * Takes all rows through the top.
 *
 * @param nodes Where the node of each row is written.
 * @param list 8 bytes a row: where its bins are, and where its node is written.
 * @returns The end of the list.
 */
function enter(top: usize, groups: usize, count: u32, size: usize, nodes: usize, list: usize): usize {
  const out = top + 1008;
  const last = top + TOP_NODES * 20 + (TOP_NODES << 2) + (TOP_NODES << 2);
  const stop = groups + <usize>count * size;
  let slot = nodes;
  let to = list;
  for (let group = groups; group < stop; group += size) {
    v128.store(out, outOf(top, group));
    for (let row: usize = 0; row < 16; row++) {
      store<u32>(slot, load<u32>(last - (<usize>load<u8>(out + row) << 2)));
      store<u64>(to, <u64>(group + row) | (<u64>slot << 32));
      to += 8;
      slot += 4;
    }
  }
  return to;
}

@inline
function slotOf(entry: u64): usize {
  return <usize>(entry >>> 32);
}

/** Writes the row's node, and lists the row again if that is no leaf. @returns The end of the list. */
@inline
function leave(entry: u64, node: usize, to: usize): usize {
  store<u32>(slotOf(entry), <u32>node);
  store<u64>(to, entry);
  return to + (<usize>(load<u8>(node, 6) != 0) << 3);
}

/** Takes the listed rows three levels down. @returns The end of the list of those that are still not at a leaf. */
function threeLevels(list: usize, end: usize): usize {
  // The last eight are made full by naming a row again: it goes the same way.
  let full = end;
  for (; ((full - list) & 63) != 0; full += 8) store<u64>(full, load<u64>(end - 8));
  let to = list;
  for (let at = list; at < full; at += 64) {
    const e0 = load<u64>(at);
    const e1 = load<u64>(at, 8);
    const e2 = load<u64>(at, 16);
    const e3 = load<u64>(at, 24);
    const e4 = load<u64>(at, 32);
    const e5 = load<u64>(at, 40);
    const e6 = load<u64>(at, 48);
    const e7 = load<u64>(at, 56);
    const r0 = <usize>(<u32>e0);
    const r1 = <usize>(<u32>e1);
    const r2 = <usize>(<u32>e2);
    const r3 = <usize>(<u32>e3);
    const r4 = <usize>(<u32>e4);
    const r5 = <usize>(<u32>e5);
    const r6 = <usize>(<u32>e6);
    const r7 = <usize>(<u32>e7);
    let n0 = <usize>load<u32>(slotOf(e0));
    let n1 = <usize>load<u32>(slotOf(e1));
    let n2 = <usize>load<u32>(slotOf(e2));
    let n3 = <usize>load<u32>(slotOf(e3));
    let n4 = <usize>load<u32>(slotOf(e4));
    let n5 = <usize>load<u32>(slotOf(e5));
    let n6 = <usize>load<u32>(slotOf(e6));
    let n7 = <usize>load<u32>(slotOf(e7));
    for (let level = 0; level < 3; level++) {
      n0 = below(n0, r0);
      n1 = below(n1, r1);
      n2 = below(n2, r2);
      n3 = below(n3, r3);
      n4 = below(n4, r4);
      n5 = below(n5, r5);
      n6 = below(n6, r6);
      n7 = below(n7, r7);
    }
    to = leave(e0, n0, to);
    to = leave(e1, n1, to);
    to = leave(e2, n2, to);
    to = leave(e3, n3, to);
    to = leave(e4, n4, to);
    to = leave(e5, n5, to);
    to = leave(e6, n6, to);
    to = leave(e7, n7, to);
  }
  return to;
}
