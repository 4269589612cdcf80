/** Random forest: numbers to bins, growth of trees on bins, and the walk of rows through them. */
import { drawLimit, nextBelow, seedRandom } from "./shared/random";
import { Grower, WHOLE } from "./forest/grower";
import { growNode, waits } from "./forest/grow";
import { FEW_CLASSES, fillVectors } from "./forest/packed";
export { binGroups, binRows } from "./forest/bins";
export { sortDoubles } from "./forest/sort";
export { placeNodes, walkTree } from "./forest/walk";
export { dropCertain } from "./forest/winners";

export function heapBase(): usize {
  return __heap_base;
}

/** Bytes of a Grower. */
export function growerBytes(): usize {
  return offsetof<Grower>();
}

/** Draws the rows of a tree and puts its root in line. The histogram, held, totals and left counts must be zero. */
export function startTree(grower: usize, seed: f64, tree: f64): void {
  const g = changetype<Grower>(grower);
  seedRandom(g.random, seed, tree);
  const rows = g.rows;
  const times = g.times;
  let most: u32 = 1;
  if (g.bootstrap) {
    memory.fill(times, 0, rows);
    const limit = drawLimit(rows);
    for (let i: u32 = 0; i < rows; i++) {
      const at = times + <usize>nextBelow(g.random, rows, limit);
      const count = <u32>load<u8>(at);
      // Beyond 255 times is less likely than 1 in 10^500.
      store<u8>(at, <u8>min<u32>(count + 1, 255));
      most = max(most, min<u32>(count + 1, 255));
    }
  } else memory.fill(times, 1, rows);
  for (let f: u32 = 0; f < g.columns; f++) store<u16>(g.order + (<usize>f << 1), <u16>f);
  memory.fill(g.isConstant, 0, g.columns);
  memory.fill(g.importances, 0, <usize>g.columns << 3);
  if (g.vectors) fillVectors(g.vectorOf, g.vectors, g.classes, most);
  if (g.vectors != 1) fillVectors(g.fewVectorOf, 1, FEW_CLASSES, most);
  g.nodeCount = 1;
  g.mixedCount = 0;
  g.leafEntries = 0;
  g.waiting = 0;
  g.constantCount = 0;
  g.failed = 0;
  store<u32>(g.leafOffsets, 0);
}

/** Lists the rows in the bag whose class counts; `balance`: sets the weights of the classes by what was drawn. */
export function startRoot(grower: usize, balance: u32): void {
  const g = changetype<Grower>(grower);
  const rows = g.rows;
  if (balance) balanceClasses(g);
  let entries: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const times = <u32>load<u8>(g.times + row);
    const c = <u32>load<u16>(g.rowClasses + (<usize>row << 1));
    if (times == 0 || load<f64>(g.factors + (<usize>c << 3)) == 0) continue;
    store<u64>(g.entries + (<usize>entries << 3), <u64>row | (<u64>((c << 8) | times) << 32));
    entries++;
  }
  waits(g, 0, entries, 0, 0, WHOLE);
}

/** rows drawn / (classes drawn * rows drawn of the class). */
function balanceClasses(g: Grower): void {
  let drawn: f64 = 0;
  let kinds: f64 = 0;
  memory.fill(g.factors, 0, <usize>g.classes << 3);
  for (let row: u32 = 0; row < g.rows; row++) {
    const times = <f64>load<u8>(g.times + row);
    if (times == 0) continue;
    const factor = g.factors + (<usize>load<u16>(g.rowClasses + (<usize>row << 1)) << 3);
    if (load<f64>(factor) == 0) kinds += 1;
    store<f64>(factor, load<f64>(factor) + times);
    drawn += times;
  }
  for (let c: u32 = 0; c < g.classes; c++) {
    const factor = g.factors + (<usize>c << 3);
    if (load<f64>(factor) > 0) store<f64>(factor, drawn / (kinds * load<f64>(factor)));
  }
}

/**
 * Grows nodes until about `budget` rows were looked at.
 *
 * @returns 1 when the tree is done, 2 when it has too many mixed leaves, else 0.
 */
export function growTree(grower: usize, budget: u32): u32 {
  const g = changetype<Grower>(grower);
  let spent: u64 = 0;
  while (g.waiting > 0) {
    if (spent > <u64>budget) return 0;
    spent += <u64>growNode(g) + 16;
    if (g.failed) return 2;
  }
  return 1;
}
