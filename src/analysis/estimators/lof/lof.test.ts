import { createHash } from "node:crypto";
import { prng } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { describeEstimator } from "../testing/contract.ts";
import { rowsOf } from "../testing/data.ts";
import { LocalOutlierFactor, restoreLocalOutlierFactor } from "./mod.ts";

describeEstimator({
  name: "LocalOutlierFactor",
  kind: "detector",
  make: (options) => new LocalOutlierFactor(options),
  fit: (estimator: LocalOutlierFactor, X, _y, run) => estimator.fit(X, undefined, run),
  restore: restoreLocalOutlierFactor,
  minScore: 0.95,
  seedless: true,
  degenerate: { oneRow: /at least 2 rows/, hugeValues: /must not overflow; scale/ },
});

function line(...values: number[]): Matrix {
  return { data: Float64Array.from(values), rows: values.length, columns: 1 };
}

function cloud(rows: number, columns: number, seed: number): Matrix {
  const random = prng(seed);
  const data = Float64Array.from({ length: rows * columns }, () => random.normal());
  return { data, rows, columns };
}

test("gives the factors worked out by hand", async () => {
  // Neighbours: 0 and 2 have 1; 1 has 0, the first of two at distance 1; 6 has 2. Distances to them: 1, 1, 1, 4.
  const model = await new LocalOutlierFactor({ nNeighbors: 1 }).fit(line(0, 1, 2, 6));
  for (const [row, factor] of [1, 1, 1, 4].entries())
    expect(model.trainingScores![row]).toBeCloseTo(factor, 8);
  // A new row at 4: its neighbour is 2, the first of two at distance 2; reachability 2, density 1/2 beside 1.
  expect(model.scoreSamples(line(4))[0]).toBeCloseTo(2, 8);
  // A row that was fitted counts among its own neighbours: 6 has itself, at its own distance of 4.
  expect(model.scoreSamples(line(6))[0]).toBeCloseTo(1, 8);
});

test("another order of the rows changes no score where distances differ", async () => {
  const X = cloud(400, 4, 3);
  const order = Array.from(prng(4).shuffle(Uint32Array.from({ length: 400 }, (_, row) => row)));
  const lof = new LocalOutlierFactor({ nNeighbors: 12 });
  const [model, moved] = [await lof.fit(X), await lof.fit(rowsOf(X, order))];
  expect([...moved.trainingScores!]).toEqual(order.map((row) => model.trainingScores![row]));
});

test("rows equal to each other have equal scores, and many of them cost nothing", async () => {
  const random = prng(5);
  const data = Float64Array.from({ length: 200_000 }, () => random.int(6));
  const model = await new LocalOutlierFactor().fit({ data, rows: 100_000, columns: 2 });
  expect(new Set(model.trainingScores).size).toBe(1);
  expect(model.trainingScores![0]).toBe(1);
  expect(model.parts().arrays["points"]).toHaveLength(72);
});

test("the threshold leaves the asked share of the fitted rows above it", async () => {
  const X = cloud(500, 3, 6);
  const labels = await new LocalOutlierFactor({ contamination: 0.1 }).fitPredict(X);
  expect(labels.filter((label) => label === -1)).toHaveLength(50);
  const model = await new LocalOutlierFactor().fit(X);
  expect([model.threshold, model.offset]).toEqual([1.5, -1.5]);
  const decision = model.decisionFunction(X);
  expect([...model.predict(X)]).toEqual(Array.from(decision, (value) => (value < 0 ? -1 : 1)));
});

test("a row so far away that distances overflow has the highest score there is", async () => {
  const model = await new LocalOutlierFactor({ nNeighbors: 5 }).fit(cloud(60, 1, 7));
  expect([...model.scoreSamples(line(1e200, 0))][0]).toBe(Number.MAX_VALUE);
});

test("gives the same for any number of workers where there are several parts", async () => {
  const X = cloud(3000, 5, 8);
  const lof = new LocalOutlierFactor();
  const alone = await lof.fit(X, undefined, { workers: 0 });
  for (const run of [{ workers: 2 }, {}]) {
    const model = await lof.fit(X, undefined, run);
    expect([...model.trainingScores!]).toEqual([...alone.trainingScores!]);
  }
}, 20_000);

test("gives the pinned bits", async () => {
  const hash = createHash("sha256");
  for (const seed of [1, 2, 3]) {
    const model = await new LocalOutlierFactor().fit(cloud(500, 4, seed));
    for (const scores of [model.trainingScores!, model.scoreSamples(cloud(50, 4, seed + 10))])
      hash.update(new Uint8Array(scores.buffer));
  }
  expect(hash.digest("hex")).toBe("4f95fd55e2ef60d1bdf4d5d0227c215c350f896e0347f340582287df1bca971d");
});

test.each([
  [{ nNeighbors: 0 }, /nNeighbors must be a whole number from 1/],
  [{ nNeighbors: 1.5 }, /nNeighbors must be a whole number/],
  [{ contamination: 0 }, /contamination/],
  [{ contamination: 0.6 }, /contamination/],
  [{ contamination: "most" }, /contamination must be a number/],
])("refuses the options %j", (options, message) => {
  expect(() => new LocalOutlierFactor(options as object)).toThrow(message);
});

test.each<[string, string, number, RegExp]>([
  ["a point of no rows", "weights", 0, /must have 1 or more rows a point/],
  ["more rows than there can be", "weights", 0xffffffff, /must have at most/],
  ["a negative distance", "kDistances", -1, /"kDistances" must not be negative/],
  ["no density", "densities", 0, /"densities" must be above 0/],
])("does not come back with %s", async (_, name, value, message) => {
  const parts = structuredClone((await new LocalOutlierFactor().fit(cloud(30, 2, 9))).parts());
  parts.arrays[name]![3] = value;
  expect(() => restoreLocalOutlierFactor(parts)).toThrow(message);
});
