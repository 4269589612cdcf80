/** Growth of one tree, node by node; the smaller child goes first, so that few nodes wait. */
import { nextBelow } from "../shared/random";
import { clearGeneral, countGeneral, searchGeneral } from "./general";
import { codeOf, COPIED, FIRST_CLASS, Grower, ORDERED_CLASSES, RENUMBERED, rowOf, WAITING_BYTES, WHOLE } from "./grower";
import { countPacked, FEW_CLASSES, kindsPacked, renumber, searchPacked } from "./packed";

/** A leaf of one class names it in 23 bits, a mixed one its number among the mixed; the top bit tells them apart. */
const MOST_MIXED: u32 = 0x7fffff;
/** A leaf's bound, which no bin exceeds: a walk stays where it is. */
const LEAF_BOUND: u32 = 0x00ff0000;

export function waits(g: Grower, from: u32, to: u32, depth: u32, node: u32, kind: u32): void {
  const at = g.stack + <usize>g.waiting * WAITING_BYTES;
  store<u32>(at, from);
  store<u32>(at, to, 4);
  store<u32>(at, depth, 8);
  store<u32>(at, node, 12);
  store<u32>(at, g.constantCount, 16);
  store<u32>(at, kind, 20);
  g.waiting++;
}

/**
 * Grows the node that waits last.
 *
 * @returns Its rows.
 */
export function growNode(g: Grower): u32 {
  g.waiting--;
  const at = g.stack + <usize>g.waiting * WAITING_BYTES;
  const from = load<u32>(at);
  const to = load<u32>(at, 4);
  const depth = load<u32>(at, 8);
  const node = load<u32>(at, 12);
  const kind = load<u32>(at, 20);
  forgetConstants(g, load<u32>(at, 16));
  if (kind != WHOLE) growRows<u32>(g, from, to, depth, node, kind);
  else if (to - from <= g.localRows && g.classes <= 256) {
    copyTogether(g, from, to);
    growRows<u32>(g, 0, to - from, depth, node, COPIED);
  } else growRows<u64>(g, from, to, depth, node, WHOLE);
  return to - from;
}

/** Constants are known on the path to a node; those of another branch are not. */
function forgetConstants(g: Grower, known: u32): void {
  let count = g.constantCount;
  while (count > known) {
    count--;
    store<u8>(g.isConstant + <usize>load<u16>(g.constants + (<usize>count << 1)), 0);
  }
  g.constantCount = known;
}

/** The rows of a node get places next to each other; its columns follow when they are asked for. */
function copyTogether(g: Grower, from: u32, to: u32): void {
  let weight: u32 = 0;
  let out = g.local;
  let ids = g.localIds;
  for (let i = from, place: u32 = 0; i < to; i++, place++) {
    const entry = load<u64>(g.entries + (<usize>i << 3));
    const code = codeOf<u64>(entry);
    weight += code & 255;
    store<u32>(ids, <u32>rowOf<u64>(entry));
    store<u32>(out, place | (code << 16));
    out += 4;
    ids += 4;
  }
  memory.fill(g.localReady, 0, g.columns);
  g.localCount = to - from;
  g.packed = u32(g.vectors > 0 && weight <= 32767);
  g.mayRenumber = u32(g.vectors != 1 && !g.weighted && !g.entropy && weight <= 32767);
}

function localColumn(g: Grower, feature: u32, rows: u32): usize {
  const column = g.localBins + <usize>feature * <usize>g.localRows;
  if (load<u8>(g.localReady + feature) == 0) {
    store<u8>(g.localReady + feature, 1);
    const whole = g.bins + <usize>feature * <usize>g.rows;
    const ids = g.localIds;
    for (let i: usize = 0; i < <usize>rows; i++) {
      store<u8>(column + i, load<u8>(whole + <usize>load<u32>(ids + (i << 2))));
    }
  }
  return column;
}

function growRows<E>(g: Grower, from: u32, to: u32, depth: u32, node: u32, kind: u32): void {
  const entries = sizeof<E>() == 4 ? g.local : g.entries;
  const first = entries + <usize>from * sizeof<E>();
  const end = entries + <usize>to * sizeof<E>();
  const rows = to - from;
  let few = kind == RENUMBERED;
  const packed = few || (sizeof<E>() == 4 && g.packed != 0);
  let kinds: u32;
  if (packed) {
    countPacked(g, first, end, few);
    // Only a node of one class has the squares of its weight.
    kinds = g.term == g.weight ? 1 : few || !g.mayRenumber ? FEW_CLASSES + 1 : kindsPacked(g);
  } else {
    countGeneral<E>(g, first, end);
    kinds = g.presentCount;
  }
  const isPure = kinds <= 1;
  const mayGrow = !isPure && rows >= g.minSplit && rows >= 2 * g.minLeaf && depth < g.maxDepth;
  if (sizeof<E>() == 4 && mayGrow && !few && g.mayRenumber && kinds <= FEW_CLASSES) {
    few = true;
    renumber(g, first, end, packed ? g.packedTotals + (FIRST_CLASS << 1) : g.totals, !packed);
    if (!packed) clearGeneral(g);
    countPacked(g, first, end, true);
  }
  const counted = packed || few;
  if (mayGrow) search<E>(g, first, end, counted, few);
  if (!mayGrow || g.bestFeature < 0) {
    if (counted) packedLeaf(g, node, isPure, few);
    else generalLeaf(g, node, rows);
  }
  if (!counted) clearGeneral(g);
  const below = sizeof<E>() == 8 ? WHOLE : few ? RENUMBERED : COPIED;
  if (mayGrow && g.bestFeature >= 0) split<E>(g, from, to, depth, node, below);
}

/** Draws features until enough are seen, one of them with different values at least. */
function search<E>(g: Grower, first: usize, end: usize, packed: bool, few: bool): void {
  g.best = -Infinity;
  g.bestFeature = -1;
  // No split is better than one whose sides are both pure; the first such one stands.
  const perfect = g.entropy ? 0 : g.weighted ? Infinity : g.weight;
  const order = g.order;
  let seen: u32 = 0;
  let differs = false;
  while (seen < g.columns && (seen < g.maxFeatures || !differs)) {
    const left = g.columns - seen;
    const other = order + (<usize>(seen + nextBelow(g.random, left, load<u32>(g.limits + (<usize>left << 2)))) << 1);
    const feature = <u32>load<u16>(other);
    const here = order + (<usize>seen << 1);
    store<u16>(other, load<u16>(here));
    store<u16>(here, <u16>feature);
    seen++;
    if (load<u8>(g.isConstant + feature)) continue;
    let found: bool;
    if (sizeof<E>() == 4) {
      const column = localColumn(g, feature, g.localCount);
      if (packed) found = searchPacked(g, first, end, column, feature, few);
      else found = searchGeneral<E>(g, first, end, column, feature);
    } else {
      found = searchGeneral<E>(g, first, end, g.bins + <usize>feature * <usize>g.rows, feature);
    }
    if (found) {
      differs = true;
      if (g.best >= perfect) break;
    } else {
      store<u8>(g.isConstant + feature, 1);
      store<u16>(g.constants + (<usize>g.constantCount << 1), <u16>feature);
      g.constantCount++;
    }
  }
}

function split<E>(g: Grower, from: u32, to: u32, depth: u32, node: u32, below: u32): void {
  const feature = g.bestFeature;
  const middles = g.middles + (<usize>feature << 11);
  const high = g.bestHigh;
  // Half way between the two values, as far as bins tell.
  const middle = load<f64>(middles + (<usize>g.bestLow << 3)) / 2 + load<f64>(middles + (<usize>high << 3)) / 2;
  let bound = g.bestLow;
  while (bound + 1 < high && load<f64>(middles + (<usize>(bound + 1) << 3)) <= middle) bound++;

  const column =
    sizeof<E>() == 4
      ? g.localBins + <usize>feature * <usize>g.localRows
      : g.bins + <usize>feature * <usize>g.rows;
  const entries = sizeof<E>() == 4 ? g.local : g.entries;
  const spare = sizeof<E>() == 4 ? g.localSpare : g.spare;
  const end = entries + <usize>to * sizeof<E>();
  let left = entries + <usize>from * sizeof<E>();
  let right = spare;
  for (let at = left; at < end; at += sizeof<E>()) {
    const entry = load<E>(at);
    const goesRight = <usize>(<u32>load<u8>(column + rowOf<E>(entry)) > bound);
    store<E>(left, entry);
    store<E>(right, entry);
    left += (1 - goesRight) * sizeof<E>();
    right += goesRight * sizeof<E>();
  }
  memory.copy(left, spare, right - spare);
  const middleRow = <u32>((left - entries) / sizeof<E>());

  const importance = g.importances + (<usize>feature << 3);
  store<f64>(importance, load<f64>(importance) + (g.best - g.term));
  const child = g.nodeCount;
  g.nodeCount += 2;
  store<u32>(g.nodes + (<usize>node << 3), child);
  store<u32>(g.nodes + (<usize>node << 3), <u32>feature | (bound << 16), 4);
  if (middleRow - from < to - middleRow) {
    waits(g, middleRow, to, depth + 1, child + 1, below);
    waits(g, from, middleRow, depth + 1, child, below);
  } else {
    waits(g, from, middleRow, depth + 1, child, below);
    waits(g, middleRow, to, depth + 1, child + 1, below);
  }
}

function pureLeaf(g: Grower, node: u32, c: u32): void {
  store<u32>(g.nodes + (<usize>node << 3), node);
  store<u32>(g.nodes + (<usize>node << 3), c | LEAF_BOUND, 4);
}

/** The leaf's number among the mixed ones goes where a class would, around the bound. */
function mixedLeaf(g: Grower, node: u32): void {
  const number = g.mixedCount;
  if (number >= MOST_MIXED) g.failed = 1;
  store<u32>(g.nodes + (<usize>node << 3), node);
  const name = (number & 0xffff) | LEAF_BOUND | ((number >>> 16) << 24) | 0x80000000;
  store<u32>(g.nodes + (<usize>node << 3), name, 4);
  g.mixedCount++;
  store<u32>(g.leafOffsets + (<usize>g.mixedCount << 2), g.leafEntries);
}

function addShare(g: Grower, c: u32, share: f64): void {
  store<u16>(g.leafClasses + (<usize>g.leafEntries << 1), <u16>c);
  store<f64>(g.leafValues + (<usize>g.leafEntries << 3), share);
  g.leafEntries++;
}

function packedLeaf(g: Grower, node: u32, isPure: bool, few: bool): void {
  const classes = few ? g.fewClasses : g.classes;
  for (let c: u32 = 0; c < classes; c++) {
    const count = load<u16>(g.packedTotals + (<usize>(FIRST_CLASS + c) << 1));
    if (count == 0) continue;
    const name = few ? <u32>load<u16>(g.names + (<usize>c << 1)) : c;
    if (isPure) {
      pureLeaf(g, node, name);
      return;
    }
    addShare(g, name, <f64>count / g.weight);
  }
  mixedLeaf(g, node);
}

function generalLeaf(g: Grower, node: u32, rows: u32): void {
  if (rows == 0) {
    // No row was drawn that counts: nothing is known.
    for (let c: u32 = 0; c < g.classes; c++) addShare(g, c, 1.0 / <f64>g.classes);
    mixedLeaf(g, node);
    return;
  }
  if (g.presentCount == 1) {
    pureLeaf(g, node, load<u32>(g.present));
    return;
  }
  const kinds = inOrder(g);
  for (let k: u32 = 0; k < kinds; k++) {
    const c = load<u32>(g.present + (<usize>k << 2));
    const share = load<f64>(g.factors + (<usize>c << 3)) * <f64>load<u32>(g.totals + (<usize>c << 2));
    addShare(g, c, share / g.weight);
  }
  mixedLeaf(g, node);
}

/** Puts the classes of the node in ascending order; in many classes those that are there are looked up, not sorted. */
function inOrder(g: Grower): u32 {
  const present = g.present;
  const kinds = g.presentCount;
  if (g.classes <= ORDERED_CLASSES) return kinds;
  if (kinds > ORDERED_CLASSES) {
    let found: usize = 0;
    for (let c: u32 = 0; c < g.classes; c++) {
      if (load<u32>(g.totals + (<usize>c << 2)) == 0) continue;
      store<u32>(present + (found << 2), c);
      found++;
    }
    return kinds;
  }
  for (let k: usize = 1; k < <usize>kinds; k++) {
    const c = load<u32>(present + (k << 2));
    let to = k;
    while (to > 0 && load<u32>(present + ((to - 1) << 2)) > c) {
      store<u32>(present + (to << 2), load<u32>(present + ((to - 1) << 2)));
      to--;
    }
    store<u32>(present + (to << 2), c);
  }
  return kinds;
}
