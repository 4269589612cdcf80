/** Growth of trees in plain TypeScript: the same draws, the same sums and the same splits as the kernel, written for reading. */
import { log } from "../math.ts";
import { prng } from "../prng.ts";
import type { Prng } from "../prng.ts";
import type { ForestPlan, GrownTree } from "./types.ts";
import { LEAF_BOUND, MIXED } from "./types.ts";

const BINS = 256;
/** Up to here the classes of a node are taken in ascending order, above in the order of their first row. */
const ORDERED_CLASSES = 64;

/** Grows the trees from `from` to `to`; yields 1 at the end of each. */
export function* growReference(
  plan: ForestPlan,
  from: number,
  to: number,
): Generator<number, GrownTree[], void> {
  const trees: GrownTree[] = [];
  for (let tree = from; tree < to; tree++) {
    trees.push(new Growth(plan, tree).grow());
    yield 1;
  }
  return trees;
}

/** How often each row is in the bag of a tree. */
export function drawRows(random: Prng, rows: number, bootstrap: boolean): Uint8Array {
  const times = new Uint8Array(rows);
  if (!bootstrap) return times.fill(1);
  for (let draw = 0; draw < rows; draw++) {
    const row = random.int(rows);
    times[row] = Math.min(times[row]! + 1, 255);
  }
  return times;
}

interface Waiting {
  rows: Uint32Array;
  depth: number;
  node: number;
  constants: number;
}

interface Split {
  value: number;
  feature: number;
  low: number;
  high: number;
}

/** The classes of a node, their counts in its rows, and what follows from them. */
interface Counts {
  present: number[];
  totals: Map<number, number>;
  weight: number;
  term: number;
}

class Growth {
  readonly #plan: ForestPlan;
  readonly #random: Prng;
  readonly #times: Uint8Array;
  readonly #factors: Float64Array;
  readonly #weighted: boolean;
  readonly #order: Uint16Array;
  readonly #constants: number[] = [];
  readonly #nodes: number[] = [0, 0];
  readonly #leafStarts: number[] = [0];
  readonly #leafClasses: number[] = [];
  readonly #leafValues: number[] = [];
  readonly #importances: Float64Array;

  constructor(plan: ForestPlan, tree: number) {
    this.#plan = plan;
    this.#random = prng(plan.seed, tree);
    this.#times = drawRows(this.#random, plan.rows, plan.bootstrap);
    this.#factors = plan.balanceTrees ? balanced(plan, this.#times) : plan.factors;
    this.#weighted = plan.balanceTrees || plan.factors.some((factor) => factor !== 1);
    this.#order = Uint16Array.from({ length: plan.columns }, (_, feature) => feature);
    this.#importances = new Float64Array(plan.columns);
  }

  grow(): GrownTree {
    const { rows, rowClasses } = this.#plan;
    const inBag: number[] = [];
    for (let row = 0; row < rows; row++) {
      if (this.#times[row] !== 0 && this.#factors[rowClasses[row]!] !== 0) inBag.push(row);
    }
    const waiting: Waiting[] = [{ rows: Uint32Array.from(inBag), depth: 0, node: 0, constants: 0 }];
    for (let next = waiting.pop(); next; next = waiting.pop()) waiting.push(...this.#growNode(next));
    return {
      nodes: Uint32Array.from(this.#nodes),
      leafStarts: Uint32Array.from(this.#leafStarts),
      leafClasses: Uint16Array.from(this.#leafClasses),
      leafValues: Float64Array.from(this.#leafValues),
      importances: this.#importances,
    };
  }

  /** Grows one node. @returns Its children, the one that goes first last. */
  #growNode({ rows, depth, node, constants }: Waiting): Waiting[] {
    const { minSplit, minLeaf, maxDepth } = this.#plan;
    this.#constants.length = constants;
    const counts = this.#count(rows);
    const mayGrow =
      counts.present.length > 1 && rows.length >= minSplit && rows.length >= 2 * minLeaf && depth < maxDepth;
    const best = mayGrow ? this.#search(rows, counts) : null;
    if (!best) {
      this.#leaf(node, counts);
      return [];
    }
    const bound = this.#bound(best);
    const isRight = (row: number): boolean => this.#bin(best.feature, row) > bound;
    const left = rows.filter((row) => !isRight(row));
    const right = rows.filter(isRight);
    this.#importances[best.feature]! += best.value - counts.term;
    const child = this.#nodes.length / 2;
    this.#nodes.push(0, 0, 0, 0);
    this.#nodes[node * 2] = child;
    this.#nodes[node * 2 + 1] = best.feature | (bound << 16);
    const known = this.#constants.length;
    const leftChild = { rows: left, depth: depth + 1, node: child, constants: known };
    const rightChild = { rows: right, depth: depth + 1, node: child + 1, constants: known };
    return left.length < right.length ? [rightChild, leftChild] : [leftChild, rightChild];
  }

  #bin(feature: number, row: number): number {
    return this.#plan.bins[feature * this.#plan.rows + row]!;
  }

  #count(rows: Uint32Array): Counts {
    const totals = new Map<number, number>();
    for (const row of rows) {
      const name = this.#plan.rowClasses[row]!;
      totals.set(name, (totals.get(name) ?? 0) + this.#times[row]!);
    }
    const present = [...totals.keys()];
    if (this.#plan.classes <= ORDERED_CLASSES) present.sort((a, b) => a - b);
    let weight = 0;
    let sum = 0;
    for (const name of present) {
      const share = this.#factors[name]! * totals.get(name)!;
      weight += share;
      sum += this.#term(share);
    }
    return { present, totals, weight, term: this.#plan.entropy ? sum - weight * log(weight) : sum / weight };
  }

  #term(share: number): number {
    if (!this.#plan.entropy) return share * share;
    return share > 0 ? share * log(share) : 0;
  }

  /** Draws features until enough are seen, one of them with different values at least. */
  #search(rows: Uint32Array, counts: Counts): Split | null {
    const { columns, maxFeatures, entropy } = this.#plan;
    const perfect = entropy ? 0 : this.#weighted ? Infinity : counts.weight;
    const order = this.#order;
    let best: Split | null = null;
    let differs = false;
    for (let seen = 0; seen < columns && (seen < maxFeatures || !differs); seen++) {
      const other = seen + this.#random.int(columns - seen);
      const feature = order[other]!;
      order[other] = order[seen]!;
      order[seen] = feature;
      if (this.#constants.includes(feature)) continue;
      const found = this.#searchFeature(rows, counts, feature, best);
      if (found === undefined) {
        this.#constants.push(feature);
        continue;
      }
      differs = true;
      best = found;
      if (best && best.value >= perfect) break;
    }
    return best;
  }

  /** @returns The best split so far, undefined when the feature is the same in all rows. */
  #searchFeature(
    rows: Uint32Array,
    counts: Counts,
    feature: number,
    before: Split | null,
  ): Split | null | undefined {
    const byBin: number[][] = Array.from({ length: BINS }, () => []);
    for (const row of rows) byBin[this.#bin(feature, row)]!.push(row);
    const held = byBin.flatMap((list, bin) => (list.length > 0 ? [bin] : []));
    if (held.length === 1) return undefined;
    let best = before;
    const left = new Map<number, number>();
    let rowsLeft = 0;
    for (let at = 1; at < held.length; at++) {
      for (const row of byBin[held[at - 1]!]!) {
        const name = this.#plan.rowClasses[row]!;
        left.set(name, (left.get(name) ?? 0) + this.#times[row]!);
      }
      rowsLeft += byBin[held[at - 1]!]!.length;
      if (rowsLeft < this.#plan.minLeaf || rows.length - rowsLeft < this.#plan.minLeaf) continue;
      const value = this.#value(counts, left);
      if (value > (best?.value ?? -Infinity)) best = { value, feature, low: held[at - 1]!, high: held[at]! };
    }
    return best;
  }

  /** The criterion of a split: higher is better. */
  #value({ present, totals }: Counts, left: Map<number, number>): number {
    let weightLeft = 0;
    let weightRight = 0;
    let sumLeft = 0;
    let sumRight = 0;
    for (const name of present) {
      const count = left.get(name) ?? 0;
      const onLeft = this.#factors[name]! * count;
      const onRight = this.#factors[name]! * (totals.get(name)! - count);
      weightLeft += onLeft;
      weightRight += onRight;
      sumLeft += this.#term(onLeft);
      sumRight += this.#term(onRight);
    }
    if (this.#plan.entropy)
      return sumLeft - weightLeft * log(weightLeft) + (sumRight - weightRight * log(weightRight));
    return sumLeft / weightLeft + sumRight / weightRight;
  }

  /** Half way between the values on both sides, as far as bins tell. */
  #bound({ feature, low, high }: Split): number {
    const middles = this.#plan.middles.subarray(feature * BINS, (feature + 1) * BINS);
    const middle = middles[low]! / 2 + middles[high]! / 2;
    let bound = low;
    while (bound + 1 < high && middles[bound + 1]! <= middle) bound++;
    return bound;
  }

  #leaf(node: number, { present, totals, weight }: Counts): void {
    this.#nodes[node * 2] = node;
    if (present.length === 1) {
      this.#nodes[node * 2 + 1] = present[0]! | (LEAF_BOUND << 16);
      return;
    }
    const number = this.#leafStarts.length - 1;
    this.#nodes[node * 2 + 1] =
      ((number & 0xffff) | (LEAF_BOUND << 16) | ((number >>> 16) << 24) | MIXED) >>> 0;
    // No class where no row was drawn that counts: nothing is known.
    const { classes } = this.#plan;
    const names =
      present.length > 0
        ? [...present].sort((a, b) => a - b)
        : Array.from({ length: classes }, (_, name) => name);
    for (const name of names) {
      this.#leafClasses.push(name);
      this.#leafValues.push(
        present.length > 0 ? (this.#factors[name]! * totals.get(name)!) / weight : 1 / classes,
      );
    }
    this.#leafStarts.push(this.#leafClasses.length);
  }
}

/** rows drawn / (classes drawn * rows drawn of the class). */
function balanced({ rows, classes, rowClasses }: ForestPlan, times: Uint8Array): Float64Array {
  const factors = new Float64Array(classes);
  let drawn = 0;
  for (let row = 0; row < rows; row++) {
    factors[rowClasses[row]!]! += times[row]!;
    drawn += times[row]!;
  }
  const kinds = factors.reduce((sum, count) => sum + Number(count > 0), 0);
  return factors.map((count) => (count > 0 ? drawn / (kinds * count) : 0));
}
