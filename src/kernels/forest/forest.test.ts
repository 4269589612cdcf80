import { createHash } from "node:crypto";
import { binColumns, planBins } from "../binning/mod.ts";
import { prng } from "../prng.ts";
import {
  addLeaf,
  drawRows,
  findLeaf,
  growTrees,
  joinTrees,
  treeShares,
  treeWinners,
  unpackTrees,
} from "./mod.ts";
import type { Engine, ForestPlan, Trees } from "./mod.ts";

// The reference grows large trees slowly.
jest.setTimeout(60_000);

const NO_LIMIT = 2 ** 32 - 1;

function drained<T>(steps: Generator<unknown, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

interface Table {
  data: Float64Array;
  rows: number;
  columns: number;
  classes: number;
  rowClasses: Uint16Array;
}

function planOf(
  { data, rows, columns, classes, rowClasses }: Table,
  given: Partial<ForestPlan> = {},
): ForestPlan {
  const plan = drained(planBins({ data, rows, columns }));
  const bins = new Uint8Array(rows * columns);
  drained(binColumns({ data, rows, columns }, plan, bins));
  return {
    ...{ rows, columns, classes, bins, middles: plan.middles, rowClasses },
    factors: new Float64Array(classes).fill(1),
    ...{ balanceTrees: false, bootstrap: true, entropy: false, maxFeatures: columns, maxDepth: NO_LIMIT },
    ...{ minSplit: 2, minLeaf: 1, seed: 5 },
    ...given,
  };
}

function grown(plan: ForestPlan, from: number, to: number, engine: Engine): Trees {
  return drained(growTrees(plan, from, to, engine));
}

/** Rows whose class follows from the columns, but for one in five. */
function tableOf(seed: number, rows: number, columns: number, classes: number, levels: number): Table {
  const random = prng(seed, 7);
  const data = Float64Array.from({ length: rows * columns }, (_, at) =>
    at % columns === 3 ? 1 : levels > 256 ? random.normal() : random.int(levels),
  );
  const rowClasses = Uint16Array.from({ length: rows }, (_, row) => {
    const sum = data[row * columns]! * 1.3 + data[row * columns + columns - 1]!;
    return random.int(5) === 0 ? random.int(classes) : Math.floor(Math.abs(sum)) % classes;
  });
  return { data, rows, columns, classes, rowClasses };
}

test("a tree is split where the classes part, half way between the values of the node", () => {
  const data = Float64Array.of(1, 2, 8, 9, 100);
  const table = { data, rows: 5, columns: 1, classes: 2, rowClasses: Uint16Array.of(0, 0, 1, 1, 0) };
  for (const engine of ["wasm", "reference"] as const) {
    const { nodes, nodeOffsets } = grown(planOf(table, { bootstrap: false }), 0, 1, engine);
    // Root: bins of 1 and 2 to the left; its right child: bins of 8 and 9 to the left.
    expect([...nodeOffsets]).toEqual([0, 5]);
    expect([...nodes]).toEqual([
      ...[1, 1 << 16],
      ...[1, 255 << 16],
      ...[3, 3 << 16],
      ...[3, 1 | (255 << 16)],
      ...[4, 255 << 16],
    ]);
  }
});

describe("the kernel grows the reference's trees", () => {
  const classCounts = [1, 2, 3, 6, 7, 14, 15, 22, 30, 31, 70, 300];

  test.each(classCounts)("with %i classes", (classes) => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = prng(seed, classes);
      const [rows, columns] = [1 + random.int(seed === 5 ? 1500 : 80), 1 + random.int(9)];
      const table = tableOf(seed, rows, columns, classes, [2, 5, 40, 1e9][random.int(4)]!);
      const kind = seed % 4;
      const plan = planOf(table, {
        factors: Float64Array.from({ length: classes }, () =>
          kind === 1 ? random.int(3) / 3 + random.int(2) : 1,
        ),
        balanceTrees: kind === 2,
        bootstrap: random.int(3) > 0,
        entropy: kind === 3,
        maxFeatures: 1 + random.int(columns),
        maxDepth: random.int(3) === 0 ? 1 + random.int(6) : NO_LIMIT,
        minSplit: 2 + random.int(2) * random.int(10),
        minLeaf: 1 + random.int(2) * random.int(6),
        seed,
      });
      expect(grown(plan, 3, 5, "wasm")).toEqual(grown(plan, 3, 5, "reference"));
    }
  });

  test.each([
    ["more rows than are copied together", 20_000, 5, {}],
    ["such rows, of many classes", 12_000, 12, {}],
    ["such rows, of more classes than codes hold", 9000, 400, {}],
    ["such rows, with weights", 12_000, 5, { balanceTrees: true }],
    ["such rows, without a draw", 20_000, 3, { bootstrap: false, maxFeatures: 1 }],
  ])("on %s", (_, rows, classes, given) => {
    const plan = planOf(tableOf(rows, rows, 4, classes, 1e9), { maxFeatures: 2, ...given });
    expect(grown(plan, 0, 1, "wasm")).toEqual(grown(plan, 0, 1, "reference"));
  });
});

test("a tree depends on the plan and its number only", () => {
  const plan = planOf(tableOf(1, 300, 5, 4, 1e9), { maxFeatures: 2 });
  const all = unpackTrees(grown(plan, 0, 6, "wasm"));
  expect(unpackTrees(grown(plan, 4, 6, "wasm"))).toEqual(all.slice(4));
  expect(joinTrees([grown(plan, 0, 4, "wasm"), grown(plan, 4, 6, "wasm")])).toEqual(
    grown(plan, 0, 6, "wasm"),
  );
  expect(all[0]).not.toEqual(all[1]);
});

test("the bits of a forest are pinned", () => {
  const plan = planOf(tableOf(11, 700, 6, 5, 1e9), { maxFeatures: 2, minLeaf: 2 });
  const { nodes, leafValues, importances } = grown(plan, 0, 4, "wasm");
  const hash = createHash("sha256");
  for (const part of [nodes, leafValues, importances]) hash.update(new Uint8Array(part.buffer.slice(0)));
  expect(hash.digest("hex")).toBe("e30a2803f024bee1cb8548fdf507bdbbbb29bd203a0bd7b9ff869ad1412ee91a");
});

test("leaves hold at least as many rows as asked for, and the depth is kept", () => {
  const table = tableOf(2, 400, 5, 3, 40);
  const plan = planOf(table, { bootstrap: false, minLeaf: 7, maxDepth: 5, maxFeatures: 3 });
  const trees = grown(plan, 0, 10, "wasm");
  for (let tree = 0; tree < 10; tree++) {
    const held = new Map<number, number>();
    for (let row = 0; row < table.rows; row++) {
      const [leaf, depth] = leafOf(trees, tree, plan, row);
      expect(depth).toBeLessThanOrEqual(5);
      held.set(leaf, (held.get(leaf) ?? 0) + 1);
    }
    for (const rows of held.values()) expect(rows).toBeGreaterThanOrEqual(7);
  }
});

test("without limits every training row that differs from the others is learned by heart", () => {
  const table = tableOf(3, 500, 4, 6, 1e9);
  const plan = planOf(table, { bootstrap: false, maxFeatures: 1 });
  const trees = grown(plan, 0, 3, "wasm");
  expect(trees.leafClasses.length).toBe(0);
  const shares = new Float64Array(table.rows * 6);
  for (let tree = 0; tree < 3; tree++) {
    for (let row = 0; row < table.rows; row++)
      addLeaf(trees, tree, findLeaf(trees, tree, plan.bins, row, table.rows), shares, row * 6);
  }
  table.rowClasses.forEach((name, row) => expect(shares[row * 6 + name]).toBe(3));
});

test("every feature is drawn about equally often where all are equally good", () => {
  const random = prng(8);
  const [rows, columns] = [60, 10];
  const table = {
    data: Float64Array.from({ length: rows * columns }, () => random.normal()),
    ...{ rows, columns, classes: 2 },
    rowClasses: Uint16Array.from({ length: rows }, (_, row) => row % 2),
  };
  const plan = planOf(table, { maxFeatures: 1, maxDepth: 1 });
  const { nodes, nodeOffsets } = grown(plan, 0, 2000, "wasm");
  const counts = new Uint32Array(columns);
  nodeOffsets.slice(0, -1).forEach((root) => counts[nodes[2 * root + 1]! & 0xffff]!++);
  // 200 each, standard deviation 13.4.
  counts.forEach((count) => expect(Math.abs(count - 200)).toBeLessThan(60));
});

test("rows are drawn with replacement, each equally likely", () => {
  const rows = 50;
  const sums = new Float64Array(rows);
  let out = 0;
  for (let tree = 0; tree < 2000; tree++) {
    const times = drawRows(prng(1, tree), rows, true);
    let total = 0;
    times.forEach((count, row) => {
      sums[row]! += count;
      total += count;
      if (count === 0) out++;
    });
    expect(total).toBe(rows);
  }
  sums.forEach((sum) => expect(Math.abs(sum - 2000)).toBeLessThan(5 * Math.sqrt(2000)));
  expect(out / (2000 * rows)).toBeCloseTo((1 - 1 / rows) ** rows, 2);
  expect([...drawRows(prng(1), 3, false)]).toEqual([1, 1, 1]);
});

test("the kernel and the reference give rows the same shares, over packs and over blocks", () => {
  for (const [seed, rows, minLeaf] of [
    [1, 700, 1],
    [2, 3001, 9],
    [3, 70_003, 40],
  ] as const) {
    const table = tableOf(seed, rows, 5, 4, 1e9);
    const plan = planOf(table, { maxFeatures: 2, minLeaf });
    const cuts = drained(planBins(table));
    const packs = [grown(plan, 0, 3, "wasm"), grown(plan, 3, 5, "wasm")];
    const shares = drained(treeShares(packs, cuts, table, 4, "wasm"));
    expect(shares).toEqual(drained(treeShares(packs, cuts, table, 4, "reference")));
    for (let row = 0; row < rows; row += 101) {
      const of = shares.subarray(row * 4, row * 4 + 4);
      expect(of.reduce((sum, share) => sum + share, 0)).toBeCloseTo(5, 9);
    }
  }
});

describe("the winners are those of all trees' shares", () => {
  test.each([
    ["few classes, pure leaves", 1, 700, 4, 1, 20],
    ["mixed leaves, a last group that is not full", 2, 3001, 3, 9, 33],
    ["many classes, most rows uncertain to the end", 3, 900, 40, 1, 24],
    ["more rows than are in the kernel at once", 4, 66_003, 2, 40, 5],
    ["one class", 5, 50, 1, 1, 7],
    ["one tree", 6, 300, 5, 3, 1],
    ["few trees, so that ties are frequent", 7, 2000, 3, 1, 4],
  ])("%s", (_, seed, rows, classes, minLeaf, trees) => {
    const table = tableOf(seed, rows, 5, classes, 1e9);
    const plan = planOf(table, { maxFeatures: 2, minLeaf });
    const cuts = drained(planBins(table));
    const half = Math.ceil(trees / 2);
    const packs = [grown(plan, 0, half, "wasm"), grown(plan, half, trees, "wasm")];
    // Rows that the trees have not seen.
    const others = { ...tableOf(seed + 100, rows, 5, classes, 1e9), rows };
    const shares = drained(treeShares(packs, cuts, others, classes, "wasm"));
    const expected = Array.from({ length: rows }, (_value, row) => {
      const means = Array.from(shares.subarray(row * classes, (row + 1) * classes), (sum) => sum / trees);
      return means.indexOf(Math.max(...means));
    });
    for (const engine of ["wasm", "reference"] as const)
      expect([...drained(treeWinners(packs, cuts, others, classes, engine))]).toEqual(expected);
  });
});

test("a table of more columns than the kernel's walk takes is answered all the same", () => {
  const columns = 9000;
  const table = tableOf(4, 12, columns, 2, 5);
  const plan = planOf(table, { maxFeatures: 95 });
  const trees = grown(plan, 0, 3, "wasm");
  expect(trees).toEqual(grown(plan, 0, 3, "reference"));
  const shares = drained(treeShares([trees], drained(planBins(table)), table, 2));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(36, 9);
});

/** Which leaf a training row comes to, and how deep it is. */
function leafOf(
  { nodes, nodeOffsets }: Trees,
  tree: number,
  plan: ForestPlan,
  row: number,
): [number, number] {
  const root = 2 * nodeOffsets[tree]!;
  let node = 0;
  for (let depth = 0; ; depth++) {
    const child = nodes[root + 2 * node]!;
    if (child === node) return [node, depth];
    const word = nodes[root + 2 * node + 1]!;
    const bin = plan.bins[(word & 0xffff) * plan.rows + row]!;
    node = child + (bin > ((word >>> 16) & 255) ? 1 : 0);
  }
}
