import { prng } from "../prng.ts";
import type { BinPlan, Cells } from "./mod.ts";
import { binColumns, cutColumn, MOST_BINS, planBins } from "./mod.ts";

function drained<T>(steps: Generator<unknown, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function cellsOf(columns: readonly (readonly number[])[]): Cells {
  const rows = columns[0]!.length;
  const data = new Float64Array(rows * columns.length);
  columns.forEach((values, column) =>
    values.forEach((value, row) => (data[row * columns.length + column] = value)),
  );
  return { data, rows, columns: columns.length };
}

function binned(cells: Cells, plan: BinPlan, engine: "wasm" | "reference"): Uint8Array {
  const out = new Uint8Array(cells.rows * cells.columns);
  drained(binColumns(cells, plan, out, engine));
  return out;
}

test("a column of few values is cut at the exact midpoints, each value in its own bin", () => {
  const cells = cellsOf([
    [5, -0, 0, 2, 5, 2],
    [7, 7, 7, 7, 7, 7],
  ]);
  const plan = drained(planBins(cells));
  expect([...plan.cuts]).toEqual([1, 3.5]);
  expect([...plan.cutOffsets]).toEqual([0, 2, 2]);
  expect([...plan.middles.subarray(0, 3)]).toEqual([0, 2, 5]);
  expect([...binned(cells, plan, "wasm")]).toEqual([2, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0]);
});

test("columns are told apart however many there are, of small whole numbers and of others", () => {
  const random = prng(3);
  const draws = [
    () => random.int(9),
    () => random.normal(),
    () => -random.int(4),
    () => 4095 + random.int(3),
    () => 0.5 * random.int(7),
  ];
  const columns = Array.from({ length: 19 }, (_, at) =>
    Array.from({ length: 700 }, draws[at % draws.length]!),
  );
  const together = drained(planBins(cellsOf(columns)));
  columns.forEach((values, column) => {
    const alone = drained(planBins(cellsOf([values])));
    const [from, to] = together.cutOffsets.subarray(column, column + 2);
    expect(together.cuts.slice(from, to)).toEqual(alone.cuts);
    const distinct = [...new Set(values.map((value) => value + 0))].sort((a, b) => a - b);
    if (distinct.length <= MOST_BINS)
      expect([
        ...together.middles.subarray(column * MOST_BINS, column * MOST_BINS + distinct.length),
      ]).toEqual(distinct);
    expect(together.cuts.slice(from, to).length).toBe(Math.min(distinct.length, MOST_BINS) - 1);
  });
});

test("neighbouring doubles and the largest ones are kept apart by a finite cut", () => {
  const next = 1 + Number.EPSILON;
  const { cuts } = cutColumn(
    Float64Array.of(-Number.MAX_VALUE, -5e-324, 0, 5e-324, 1, next, Number.MAX_VALUE),
    new Uint32Array(7).fill(1),
  );
  const values = [-Number.MAX_VALUE, -5e-324, 0, 5e-324, 1, next, Number.MAX_VALUE];
  cuts.forEach((cut, at) => {
    expect(Number.isFinite(cut)).toBe(true);
    expect(values[at]! <= cut && cut < values[at + 1]!).toBe(true);
  });
});

test("a value that fills more than a bin gets one of its own, and the rest is shared evenly", () => {
  const random = prng(1);
  const values = Array.from({ length: 10_000 }, (_, row) => (row % 2 === 0 ? 0 : random.normal()));
  const cells = cellsOf([values]);
  const bins = binned(cells, drained(planBins(cells)), "reference");
  const counts = new Uint32Array(MOST_BINS);
  bins.forEach((bin) => counts[bin]!++);
  const zeros = counts.findIndex((count) => count >= 5000);
  expect(counts[zeros]).toBe(5000);
  const others = [...counts].filter((count, bin) => bin !== zeros && count > 0);
  expect(others.length).toBeGreaterThan(240);
  expect(Math.max(...others)).toBeLessThan(2 * (5000 / 255) + 2);
});

test("every bin but few holds rows, and larger numbers never have lower bins", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = prng(seed);
    const rows = 1 + random.int(2000);
    const spread = [1, 100, 1e6][random.int(3)]!;
    const values = Array.from({ length: rows }, () => Math.floor(random.exponential(spread)) / 8);
    const cells = cellsOf([values]);
    const plan = drained(planBins(cells));
    const bins = binned(cells, plan, "wasm");
    const distinct = new Set(values).size;
    const used = new Set(bins).size;
    expect(used).toBe(plan.cuts.length + 1);
    if (distinct <= MOST_BINS) expect(used).toBe(distinct);
    else expect(used).toBeGreaterThan(100);
    const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
    order.forEach((row, at) => {
      if (at > 0) expect(bins[row]! >= bins[order[at - 1]!]!).toBe(true);
    });
  }
});

test("the kernel and the reference plan and fill the same bins, in float32 and float64", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = prng(seed, 3);
    const [rows, columns] = [1 + random.int(900), 1 + random.int(9)];
    const wide = Float64Array.from({ length: rows * columns }, () => random.normal() * 2 ** random.int(40));
    for (const data of [wide, Float32Array.from(wide)]) {
      const cells = { data, rows, columns };
      const plan = drained(planBins(cells, "wasm"));
      expect(plan).toEqual(drained(planBins(cells, "reference")));
      expect(binned(cells, plan, "wasm")).toEqual(binned(cells, plan, "reference"));
    }
  }
});

describe("with more rows than are sampled", () => {
  const rows = 150_000;

  test("a rare value of a column of few values still has its own bin", () => {
    const values = Array.from({ length: rows }, (_, row) => row % 5);
    values[77_777] = 1000.25;
    values[77_778] = -3;
    const plan = drained(planBins(cellsOf([values])));
    expect([...plan.cuts]).toEqual([-1.5, 0.5, 1.5, 2.5, 3.5, 502.125]);
  });

  test("a column whose values turn out too many is cut at quantiles", () => {
    const values = Array.from({ length: rows }, (_, row) => row % 200);
    for (let row = 0; row < 400; row++) values[row * 300 + 7] = 1000 + row;
    const plan = drained(planBins(cellsOf([values])));
    expect(plan.cuts.length).toBeGreaterThan(190);
    expect(plan.cuts.length).toBeLessThan(MOST_BINS);
  });

  test("bins hold about equal numbers of rows", () => {
    const random = prng(4);
    const cells = cellsOf([Array.from({ length: rows }, () => random.exponential(1e4))]);
    const counts = new Uint32Array(MOST_BINS);
    binned(cells, drained(planBins(cells)), "wasm").forEach((bin) => counts[bin]!++);
    const fair = rows / MOST_BINS;
    counts.forEach((count) => expect(count > fair / 2 && count < fair * 2).toBe(true));
  });
});
