import { createHash } from "node:crypto";
import { prng } from "../../../kernels/mod.ts";
import type { Matrix, ModelParts } from "../../core/mod.ts";
import { describeEstimator } from "../testing/contract.ts";
import { rowsOf } from "../testing/data.ts";
import { DBSCAN, restoreDBSCAN } from "./mod.ts";

describeEstimator({
  name: "DBSCAN",
  kind: "clusterer",
  make: (options) => new DBSCAN({ eps: 1.5, ...options }),
  fit: (estimator: DBSCAN, X, _y, run) => estimator.fit(X, undefined, run),
  restore: restoreDBSCAN,
  minScore: 0.9,
  seedless: true,
});

function line(...values: number[]): Matrix {
  return { data: Float64Array.from(values), rows: values.length, columns: 1 };
}

/** Flow-like rows: three groups on a grid of eighths, a fifth of the rows far around, a third repeating another. */
function flowRows(rows: number, columns: number, seed: number): Matrix {
  const random = prng(seed);
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const copied = row > 0 && random.int(3) === 0 ? random.int(row) : -1;
    const group = random.int(5);
    for (let c = 0; c < columns; c++) {
      const value = group > 2 ? random.normal(0, 6) : random.normal(group * 3, 0.4);
      data[row * columns + c] = copied >= 0 ? data[copied * columns + c]! : Math.round(value * 8) / 8;
    }
  }
  return { data, rows, columns };
}

test("a border row goes to the cluster whose core row comes first in the data, as in scikit-learn", async () => {
  // 1.5 is within 1 of the core rows 0.5 and 2.5, which are not within 1 of each other, and has too few rows to be one itself.
  const dbscan = new DBSCAN({ eps: 1, minSamples: 5 });
  const rows = [0, 0, 0, 0, 0.5, 1.5, 2.5, 3, 3, 3, 3];
  for (const given of [rows, [...rows].reverse()]) {
    const model = await dbscan.fit(line(...given));
    expect([...model.labels]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect([...model.coreSampleIndices]).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10]);
  }
  const later = await dbscan.fit(line(1.5, ...rows.filter((row) => row !== 1.5).reverse()));
  expect([...later.labels]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
});

test("another order of the rows changes no cluster and no noise, only numbers and borders", async () => {
  const X = flowRows(600, 3, 5);
  const order = Array.from(prng(9).shuffle(Uint32Array.from({ length: 600 }, (_, row) => row)));
  const dbscan = new DBSCAN({ eps: 0.5, minSamples: 6 });
  const [model, moved] = [await dbscan.fit(X), await dbscan.fit(rowsOf(X, order))];
  expect(model.nClusters).toBeGreaterThan(2);
  const numbers = new Map<number, number>();
  const core = new Set(model.coreSampleIndices);
  order.forEach((row, at) => {
    const [before, after] = [model.labels[row]!, moved.labels[at]!];
    expect(after < 0).toBe(before < 0);
    if (!core.has(row)) return;
    if (!numbers.has(before)) numbers.set(before, after);
    expect(after).toBe(numbers.get(before));
  });
  expect(new Set(numbers.values()).size).toBe(model.nClusters);
});

test("moving all rows by the same changes nothing, where no distance is rounded", async () => {
  const X = flowRows(500, 4, 6);
  const data = X.data.map((value) => value - 4096);
  const dbscan = new DBSCAN({ eps: 0.75, minSamples: 5 });
  expect([...(await dbscan.fitPredict({ ...X, data }))]).toEqual([...(await dbscan.fitPredict(X))]);
});

test("predicts the fitted rows to be in the clusters they are in", async () => {
  const X = flowRows(2000, 3, 7);
  const model = await new DBSCAN({ eps: 0.4, minSamples: 5 }).fit(X);
  expect(model.nClusters).toBeGreaterThan(2);
  expect([...model.predict(X)]).toEqual([...model.labels]);
});

test("predicts the lowest of all clusters within reach, however they lie in the tree", async () => {
  // Groups of two leaves each, 1.5 apart, in random order: a row between two groups reaches both.
  const groups = prng(11).shuffle(Uint32Array.from({ length: 64 }, (_, at) => at));
  const rows = Array.from(groups).flatMap((group) =>
    Array.from({ length: 32 }, (_, at) => group * 1.5 + at / 256),
  );
  const model = await new DBSCAN({ eps: 1, minSamples: 2 }).fit(line(...rows));
  expect(model.nClusters).toBe(64);
  const numbers: number[] = [];
  groups.forEach((group, number) => (numbers[group] = number));
  const between = Array.from({ length: 63 }, (_, at) => at * 1.5 + 0.8125);
  const expected = between.map((_, at) => Math.min(numbers[at]!, numbers[at + 1]!));
  expect([...model.predict(line(...between))]).toEqual(expected);
  expect([...model.predict(line(...between.toReversed()))]).toEqual(expected.toReversed());
});

test("a million rows of seven places take no longer than their places", async () => {
  const data = Float64Array.from({ length: 1_000_000 }, (_, row) => row % 7);
  const X = { data, rows: 1_000_000, columns: 1 };
  const model = await new DBSCAN({ eps: 0.5, minSamples: 100_000 }).fit(X);
  expect(model.nClusters).toBe(7);
  expect(model.parts().arrays["corePoints"]).toHaveLength(7);
  expect([...model.labels.subarray(0, 8)]).toEqual([0, 1, 2, 3, 4, 5, 6, 0]);
}, 20_000);

test("all rows are noise without a core row, all are in clusters with minSamples 1", async () => {
  const X = line(0, 1, 2, 10);
  const none = await new DBSCAN({ eps: 1, minSamples: 4 }).fit(X);
  expect([...none.labels]).toEqual([-1, -1, -1, -1]);
  expect([...none.predict(X)]).toEqual([-1, -1, -1, -1]);
  expect([...restoreDBSCAN(none.parts()).predict(X)]).toEqual([-1, -1, -1, -1]);
  expect([...(await new DBSCAN({ eps: 1, minSamples: 1 }).fitPredict(X))]).toEqual([0, 0, 0, 1]);
});

test("gives the same for any number of workers where there are several parts", async () => {
  const X = flowRows(4000, 5, 8);
  const dbscan = new DBSCAN({ eps: 0.9, minSamples: 5 });
  const alone = await dbscan.fit(X, undefined, { workers: 0 });
  expect(alone.nClusters).toBeGreaterThan(1);
  for (const run of [{ workers: 2 }, { workers: 4 }, {}]) {
    const model = await dbscan.fit(X, undefined, run);
    expect([...model.labels]).toEqual([...alone.labels]);
    expect([...model.coreSampleIndices]).toEqual([...alone.coreSampleIndices]);
  }
}, 20_000);

test("gives the pinned bits", async () => {
  const hash = createHash("sha256");
  for (const seed of [1, 2, 3]) {
    const model = await new DBSCAN({ eps: 0.6, minSamples: 5 }).fit(flowRows(500, 3, seed));
    hash.update(Uint8Array.from(model.labels));
    hash.update(model.coreSampleIndices.join());
  }
  expect(hash.digest("hex")).toBe("cc8daf262b9a543695f8016894d999efaa140922d9feeb859967bb54f625df60");
});

test.each([
  [{ eps: 0 }, /eps must be finite and above 0, got 0/],
  [{ eps: NaN }, /eps must be finite and above 0, got NaN/],
  [{ eps: Infinity }, /eps must be finite and above 0, got Infinity/],
  [{ eps: "1" }, /eps must be a number/],
  [{ minSamples: 0 }, /minSamples must be a whole number/],
  [{ minSamples: 2.5 }, /minSamples must be a whole number/],
])("refuses the options %j", (options, message) => {
  expect(() => new DBSCAN(options as object)).toThrow(message);
});

describe("restoreDBSCAN()", () => {
  const fitted = async (): Promise<ModelParts> =>
    structuredClone((await new DBSCAN({ eps: 1, minSamples: 2 }).fit(line(0, 0.5, 5, 5.5, 20))).parts());

  test.each<[string, Record<string, ArrayLike<number>>, RegExp]>([
    ["a cluster too many", { labels: [0, 0, 1, 2, -1] }, /"labels" must have clusters from -1 to 1, got 2/],
    ["clusters in another order", { labels: [1, 1, 0, 0, -1] }, /number clusters by their first core row/],
    ["a cluster without a core row", { labels: [0, 0, 0, 0, -1] }, /core rows of 2 clusters, got 1/],
    ["a core row that is noise", { labels: [0, -1, 1, 1, -1] }, /a cluster for core row 1, got -1/],
    ["a core row twice", { coreSampleIndices: [0, 1, 1, 3] }, /ascending rows below 5, got 1 after 1/],
    ["a core row beyond the rows", { coreSampleIndices: [0, 1, 2, 5] }, /ascending rows below 5, got 5/],
    ["a core point of no cluster", { corePointLabels: [0, 0, 1, -1] }, /clusters from 0 to 1, got -1/],
    ["an infinite core point", { corePoints: [0, 0.5, 5, Infinity] }, /"corePoints" must be finite/],
  ])("refuses %s", async (_, changed, message) => {
    const parts = await fitted();
    for (const [name, values] of Object.entries(changed)) {
      const Type = parts.arrays[name]!.constructor as unknown as {
        from(values: ArrayLike<number>): Int32Array;
      };
      (parts.arrays as Record<string, Int32Array>)[name] = Type.from(values);
    }
    expect(() => restoreDBSCAN(parts)).toThrow(message);
  });

  test("takes points that occur twice for one", async () => {
    const parts = await fitted();
    (parts.arrays["corePoints"] as Float64Array)[1] = 0;
    expect([...restoreDBSCAN(parts).predict(line(0, 1, 5))]).toEqual([0, 0, 1]);
  });
});
