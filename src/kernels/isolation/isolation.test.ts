import { prng } from "../prng.ts";
import {
  averagePath,
  columnForm,
  growIsolationTrees,
  heightLimit,
  isolationScores,
  layoutDepth,
} from "./mod.ts";
import type { ColumnForm, IsolationTrees, Rows } from "./mod.ts";

function drain<T>(steps: Generator<number, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function normalRows(rows: number, columns: number, seed: number = 1): Rows {
  const random = prng(seed);
  return { data: Float64Array.from({ length: rows * columns }, () => random.normal()), rows, columns };
}

function grown(
  table: Rows,
  { samples = 256, seed = 42, trees = 10 } = {},
): { form: ColumnForm; trees: IsolationTrees; samples: number } {
  const form = drain(columnForm(table));
  const options = { samples: Math.min(samples, table.rows), seed, from: 0, to: trees };
  return { form, trees: drain(growIsolationTrees(table, form, options)), samples: options.samples };
}

function scoresBy(
  engine: "wasm" | "reference",
  { form, trees, samples }: ReturnType<typeof grown>,
  table: Rows,
  from: number = 0,
  to: number = table.rows,
): number[] {
  return Array.from(drain(isolationScores(trees, form, samples, table, from, to, engine)));
}

/** FNV-1a over the bytes, to pin long arrays. */
function hashOf(array: Uint16Array | Float32Array | Float64Array): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16);
}

test("averagePath() and heightLimit() give the values of the paper", () => {
  expect([0, 1, 2].map(averagePath)).toEqual([0, 0, 1]);
  expect(averagePath(3)).toBeCloseTo(2 * (Math.log(2) + 0.5772156649015329) - 4 / 3, 6);
  expect(averagePath(256)).toBeCloseTo(10.244770920119917, 6);
  expect([1, 2, 3, 4, 5, 256, 257, 4096].map(heightLimit)).toEqual([1, 1, 2, 2, 3, 8, 9, 12]);
  expect([1, 3, 8].map(layoutDepth)).toEqual([3, 3, 8]);
});

test("columnForm() keeps numbers near 0 and takes ranges far from it apart", () => {
  const data = Float64Array.from([-3, 1.6e12, 0, -8e-300, 7, 2, 1.6e12 + 5, 0, -2e-300, 7]);
  const { centers, scales } = drain(columnForm({ data, rows: 2, columns: 5 }));
  expect(Array.from(centers)).toEqual([0, 1.6e12, 0, -2e-300, 7]);
  expect(Array.from(scales).slice(0, 3)).toEqual([1 / 2, 1 / 4, 1]);
  expect(6e-300 * scales[3]!).toBeGreaterThanOrEqual(1);
  expect(6e-300 * scales[3]!).toBeLessThan(2);
  expect(scales[4]).toBe(1);
});

test("a tree worked by hand: one split, three rows on the left", () => {
  const trees: IsolationTrees = {
    trees: 1,
    depth: 3,
    features: Uint16Array.from([0, 1, 0, 0, 0, 0, 0, 0]),
    thresholds: Float32Array.from([0, 0.5, Infinity, Infinity, Infinity, 0, Infinity, 0]),
    paths: Float32Array.from([2.2, 0, 0, 0, 1, 0, 0, 0]),
  };
  const form = { centers: new Float64Array(2), scales: new Float64Array(2).fill(1) };
  const table = { data: Float64Array.from([9, 0.5, 9, 0.75]), rows: 2, columns: 2 };
  for (const engine of ["wasm", "reference"] as const) {
    const [left, right] = scoresBy(engine, { form, trees, samples: 4 }, table);
    expect(left).toBeCloseTo(2 ** (-Math.fround(2.2) / averagePath(4)), 14);
    expect(right).toBeCloseTo(2 ** (-1 / averagePath(4)), 14);
  }
});

test.each([
  [0, 3, 256],
  [1, 3, 256],
  [7, 1, 256],
  [8, 2, 4],
  [9, 5, 2],
  [513, 10, 256],
  [1100, 3, 1024],
  [40, 700, 16],
])(
  "WebAssembly and reference give the same bits: %i rows, %i columns, %i samples",
  (rows, columns, samples) => {
    const fitted = grown(normalRows(Math.max(rows, 60), columns), { samples });
    const table = normalRows(rows, columns, 2);
    const narrow = { ...table, data: Float32Array.from(table.data) };
    for (const given of [table, narrow])
      expect(scoresBy("wasm", fitted, given)).toEqual(scoresBy("reference", fitted, given));
  },
);

test("scores of a part of the rows are those of the whole", () => {
  const table = normalRows(700, 4);
  const fitted = grown(table);
  const whole = scoresBy("wasm", fitted, table);
  for (const [from, to] of [
    [0, 1],
    [3, 515],
    [699, 700],
    [10, 10],
  ] as const)
    expect(scoresBy("wasm", fitted, table, from, to)).toEqual(whole.slice(from, to));
});

test("trees do not depend on which of them are grown together", () => {
  const table = normalRows(500, 5);
  const form = drain(columnForm(table));
  const grow = (from: number, to: number): IsolationTrees =>
    drain(growIsolationTrees(table, form, { samples: 64, seed: 7, from, to }));
  const whole = grow(0, 6);
  const last = grow(5, 6);
  expect(Array.from(last.thresholds)).toEqual(Array.from(whole.thresholds.subarray(5 * 64)));
  expect(Array.from(last.features)).toEqual(Array.from(whole.features.subarray(5 * 64)));
  expect(Array.from(last.paths)).toEqual(Array.from(whole.paths.subarray(5 * 64)));
});

const PINNED = ["1ec2816c", "fcb3dc9f", "7d968dc7", "90fd0c23"];

test("a forest and its scores are pinned", () => {
  const table = normalRows(300, 3);
  const fitted = grown(table, { samples: 128, trees: 5 });
  const scores = drain(isolationScores(fitted.trees, fitted.form, fitted.samples, table, 0, 300));
  expect([
    hashOf(fitted.trees.features),
    hashOf(fitted.trees.thresholds),
    hashOf(fitted.trees.paths),
    hashOf(scores),
  ]).toEqual(PINNED);
});

test("every row is as likely as any other to be in a sample", () => {
  // Trees grown on 2 of 40 numbers: the split lies anywhere between the two.
  const rows = 40;
  const table = { data: Float64Array.from({ length: rows }, (_, row) => row), rows, columns: 1 };
  const form = drain(columnForm(table));
  const trees = 4000;
  const { thresholds, depth } = drain(
    growIsolationTrees(table, form, { samples: 2, seed: 1, from: 0, to: trees }),
  );
  let sum = 0;
  let squares = 0;
  for (let tree = 0; tree < trees; tree++) {
    const at = thresholds[(tree << depth) + 1]! / form.scales[0]!;
    sum += at;
    squares += at * at;
  }
  const mean = sum / trees;
  const middle = (rows - 1) / 2;
  // Variance: that of the mean of two rows, and a twelfth of their squared distance: 2 of 40 without replacement.
  const variance = (rows * rows - 1) / 12;
  const expected = (variance * (rows - 2)) / (2 * (rows - 1)) + (2 * variance * rows) / (rows - 1) / 12;
  expect(Math.abs(mean - middle)).toBeLessThan(4 * Math.sqrt(expected / trees));
  expect(Math.abs((squares / trees - mean * mean) / expected - 1)).toBeLessThan(0.1);
});

test("each tree is grown on as many different rows as asked for", () => {
  const rows = 64;
  const table = { data: Float64Array.from({ length: rows }, (_, row) => row), rows, columns: 1 };
  // With a height limit of 6 and 64 rows of distinct numbers: the leaves' rows add up to the sample.
  const form = drain(columnForm(table));
  const { paths, thresholds, depth } = drain(
    growIsolationTrees(table, form, { samples: rows, seed: 3, from: 0, to: 20 }),
  );
  for (let tree = 0; tree < 20; tree++) {
    const base = tree << depth;
    const seen: number[] = [];
    for (let row = 0; row < rows; row++) {
      let slot = 1;
      const value = Math.fround((row - form.centers[0]!) * form.scales[0]!);
      for (let level = 0; level < depth; level++)
        slot = 2 * slot + (value > thresholds[base + slot]! ? 1 : 0);
      seen.push(slot);
    }
    for (const slot of new Set(seen)) {
      const inLeaf = seen.filter((other) => other === slot).length;
      const path = paths[base + slot - (1 << depth)]!;
      const level = path - averagePath(inLeaf);
      expect([path, Math.abs(level - Math.round(level)) < 1e-5]).toEqual([path, true]);
    }
  }
});

test("rows that cannot be told apart score one half", () => {
  const table = { data: new Float64Array(90).fill(5), rows: 30, columns: 3 };
  const fitted = grown(table);
  for (const engine of ["wasm", "reference"] as const)
    expect(scoresBy(engine, fitted, table)).toEqual(new Array(30).fill(0.5));
});

test("neighbours in float32 are always set apart: no threshold is rounded up to the larger one", () => {
  const table = { data: Float64Array.of(1, 1 + 1.1920928955078125e-7, -1), rows: 3, columns: 1 };
  const { trees, depth, thresholds, paths } = grown(table, { samples: 3, trees: 200 }).trees;
  for (let tree = 0; tree < trees; tree++) {
    const base = tree << depth;
    // Three leaves: one alone at depth 1, two at depth 2.
    const ends = Array.from(paths.subarray(base, base + (1 << depth)))
      .filter((path) => path > 0)
      .sort();
    expect([tree, ends]).toEqual([tree, [1, 2, 2]]);
    expect(thresholds[base + 1]).toBeLessThan(Infinity);
  }
});
