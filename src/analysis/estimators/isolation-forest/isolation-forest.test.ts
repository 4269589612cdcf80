import { createHash } from "node:crypto";
import { prng } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { describeEstimator } from "../testing/contract.ts";
import { cloudWithOddRows } from "../testing/data.ts";
import { pairAuc } from "../testing/scores.ts";
import { IsolationForest, restoreIsolationForest } from "./mod.ts";
import type { IsolationForestOptions } from "./mod.ts";

describeEstimator({
  name: "IsolationForest",
  kind: "detector",
  make: (options) => new IsolationForest({ nEstimators: 50, ...options }),
  restore: restoreIsolationForest,
  minScore: 0.98,
});

describe("with a share of outliers", () => {
  describeEstimator({
    name: "IsolationForest",
    kind: "detector",
    make: (options) =>
      new IsolationForest({ nEstimators: 20, maxSamples: "deep", contamination: 0.05, ...options }),
    restore: restoreIsolationForest,
    minScore: 0.95,
  });
});

function hashOf(values: Float64Array): string {
  return createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
}

function column(X: Matrix, change: (value: number) => number): Matrix {
  return {
    ...X,
    data: Float64Array.from(X.data, (value, i) => (i % X.columns === 1 ? change(value) : value)),
  };
}

/** Twelve dense groups, and 3 % of the rows scattered over the room between them. */
function groupsAndScattered(rows: number): { X: Matrix; isOdd: boolean[] } {
  const random = prng(8);
  const centres = Array.from({ length: 12 }, () => [0, 0, 0, 0, 0].map(() => 10 * random.next()));
  const isOdd = Array.from({ length: rows }, (_, row) => row % 33 === 5);
  const data = isOdd.flatMap((odd, row) =>
    centres[row % 12]!.map((centre) => (odd ? 10 * random.next() : random.normal(centre, 0.4))),
  );
  return { X: { data: Float64Array.from(data), rows, columns: 5 }, isOdd };
}

test("flags the share of outliers that was asked for, and keeps the scores of the fitted rows", async () => {
  const { X } = cloudWithOddRows();
  const model = await new IsolationForest({ contamination: 0.1 }).fit(X);
  const flagged = model.predict(X).filter((verdict) => verdict === -1).length;
  expect(flagged).toBe(24);
  expect(Array.from(model.trainingScores!)).toEqual(Array.from(model.scoreSamples(X)));
  expect(model.offset).toBe(-model.threshold);
  expect(Array.from(model.decisionFunction(X))).toEqual(
    Array.from(model.trainingScores!, (score) => model.threshold - score),
  );
});

test("scores lie in (0, 1], higher for what is odd, and the paper's threshold is 1/2", async () => {
  const { X, y } = cloudWithOddRows();
  const model = await new IsolationForest().fit(X);
  const scores = model.scoreSamples(X);
  expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
  expect(
    pairAuc(
      y.map((name) => name === "odd"),
      scores,
    ),
  ).toBeGreaterThan(0.98);
  expect([model.threshold, model.trainingScores]).toEqual([0.5, undefined]);
  expect([model.nEstimators, model.maxSamples]).toEqual([100, 240]);
});

test("scores in tasks are those in one piece, whatever the workers", async () => {
  const { X } = groupsAndScattered(40_000);
  const model = await new IsolationForest({ nEstimators: 10 }).fit(X);
  const expected = hashOf(model.scoreSamples(X));
  for (const workers of [0, 1, 2])
    expect(hashOf(await model.scoreSamplesAsync(X, { workers }))).toBe(expected);
  const controller = new AbortController();
  controller.abort();
  await expect(model.scoreSamplesAsync(X, { signal: controller.signal })).rejects.toMatchObject({
    code: "CANCELLED",
  });
  await expect(model.scoreSamplesAsync({ ...X, columns: 6 })).rejects.toMatchObject({ code: "BAD_INPUT" });
  expect((await model.scoreSamplesAsync({ data: new Float64Array(0), rows: 0, columns: 5 })).length).toBe(0);
});

test("neither the unit of a column nor the epoch of its times changes a score", async () => {
  const random = prng(3);
  const data = Float64Array.from({ length: 900 }, (_, i) =>
    i % 3 === 1 ? random.int(3600) : random.normal(),
  );
  const X = { data, rows: 300, columns: 3 };
  const expected = Array.from((await new IsolationForest().fit(X)).scoreSamples(X));
  for (const change of [
    (value: number) => value * 1024,
    (value: number) => value * 2 ** -300,
    (value: number) => value + 1.7e12,
  ]) {
    const changed = column(X, change);
    const model = await new IsolationForest().fit(changed);
    expect(Array.from(model.scoreSamples(changed))).toEqual(expected);
  }
});

test("deep forests tell scattered rows apart that the default takes for ordinary", async () => {
  const { X, isOdd } = groupsAndScattered(6000);
  const [shallow, deep] = await Promise.all(
    (["auto", "deep"] as const).map(async (maxSamples) =>
      pairAuc(isOdd, (await new IsolationForest({ maxSamples }).fit(X)).scoreSamples(X)),
    ),
  );
  expect(deep!).toBeGreaterThan(shallow! + 0.02);
});

test.each<[IsolationForestOptions["maxSamples"], number]>([
  ["auto", 256],
  ["deep", 1000],
  [17, 17],
  [5000, 1000],
  [0.5, 500],
  [0.0001, 1],
  [1, 1],
])("maxSamples %p of 1,000 rows means %i", async (maxSamples, samples) => {
  const X = { data: Float64Array.from({ length: 1000 }, (_, row) => row), rows: 1000, columns: 1 };
  const model = await new IsolationForest({ nEstimators: 3, maxSamples: maxSamples! }).fit(X);
  expect(model.maxSamples).toBe(samples);
});

test.each<[Record<string, unknown>, RegExp]>([
  [{ nEstimators: 0 }, /nEstimators must be a whole number from 1/],
  [{ maxSamples: "all" }, /maxSamples must be "auto", "deep", a whole number of rows or a share/],
  [{ maxSamples: 2.5 }, /maxSamples must be .*got 2.5/],
  [{ maxSamples: 0 }, /maxSamples must be/],
  [{ contamination: 0 }, /contamination must be/],
  [{ contamination: 0.6 }, /contamination must be/],
  [{ contamination: "none" }, /contamination must be a number, got "none"/],
])("refuses the options %p", (options, message) => {
  expect(() => new IsolationForest(options)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
  );
});

test("refuses a forest that would not fit in memory before it starts", async () => {
  const rows = 300_000;
  const X = { data: new Float64Array(rows), rows, columns: 1 };
  await expect(new IsolationForest({ maxSamples: rows }).fit(X)).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: expect.stringMatching(/^Cannot fit IsolationForest: nEstimators x maxSamples/) as string,
  });
});

test("a forest in a file is a fraction of the layout's size", async () => {
  const { X } = groupsAndScattered(6000);
  const { nodes, numbers } = (await new IsolationForest({ maxSamples: "deep" }).fit(X)).parts().arrays;
  expect(nodes!.length).toBe(numbers!.length);
  expect(nodes!.byteLength + numbers!.byteLength).toBeLessThan((100 * 4096 * 10) / 4);
});

test.each<[string, (nodes: Uint16Array, numbers: Float32Array) => void, RegExp]>([
  ["a column beyond the last", (nodes) => (nodes[0] = 4), /columns must be below 4, got 4/],
  [
    "a leaf where a node was",
    (nodes) => (nodes[0] = 65_535),
    /nodes beyond the last one|path lengths must be/,
  ],
  [
    "a node where the last leaf was",
    (nodes) => (nodes[nodes.length - 1] = 0),
    /levels high|must end with a leaf/,
  ],
  ["a tree that never ends", (nodes) => nodes.fill(0), /levels high/],
  [
    "a negative path",
    (nodes, numbers) => (numbers[nodes.indexOf(65_535)] = -1),
    /path lengths must be from 0/,
  ],
  [
    "an endless path",
    (nodes, numbers) => (numbers[nodes.indexOf(65_535)] = 1e9),
    /path lengths must be from 0/,
  ],
  ["an infinite threshold", (_, numbers) => (numbers[0] = Infinity), /must be finite/],
])("does not load trees with %s", async (_, spoil, message) => {
  const parts = structuredClone(
    (await new IsolationForest({ nEstimators: 3 }).fit(cloudWithOddRows().X)).parts(),
  );
  spoil(parts.arrays["nodes"] as Uint16Array, parts.arrays["numbers"] as Float32Array);
  expect(() => restoreIsolationForest(parts)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
  );
});

test("does not load a forest whose sizes are not those of its options", async () => {
  const parts = structuredClone(
    (await new IsolationForest({ nEstimators: 3 }).fit(cloudWithOddRows().X)).parts(),
  );
  for (const meta of [{ nEstimators: 2 }, { maxSamples: 257 }, { maxSamples: 0 }, { threshold: null }])
    expect(() => restoreIsolationForest({ ...parts, meta: { ...parts.meta, ...meta } })).toThrow(
      /^Cannot load IsolationForest: /,
    );
  const scales = (parts.arrays["scales"] as Float64Array).slice().fill(-1, 0, 1);
  expect(() => restoreIsolationForest({ ...parts, arrays: { ...parts.arrays, scales } })).toThrow(
    /scales must be above 0/,
  );
});
