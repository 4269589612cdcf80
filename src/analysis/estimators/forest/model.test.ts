/** What the shared suite does not ask: options, hostile parts, workers, memory. */
import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { prng } from "../../../kernels/mod.ts";
import type { Matrix, ModelArray, ModelParts } from "../../core/mod.ts";
import { RandomForestClassifier, restoreForest } from "./mod.ts";
import type { RandomForestClassifierModel, RandomForestClassifierOptions } from "./mod.ts";

jest.setTimeout(60_000);

interface Sample {
  X: Matrix;
  y: string[];
}

/** Three classes by two of the columns, one label in ten at random. */
function sampleOf(rows: number, columns: number, seed: number): Sample {
  const random = prng(seed);
  const data = new Float64Array(rows * columns).map(() => random.normal());
  const y = Array.from({ length: rows }, (_, row) => {
    const [a, b] = [data[row * columns]!, data[row * columns + 1]!];
    return random.int(10) === 0 ? "abc"[random.int(3)]! : a > 0.5 ? "a" : b > 0 ? "b" : "c";
  });
  return { X: { data, rows, columns }, y };
}

function fitted(
  { X, y }: Sample,
  options: RandomForestClassifierOptions = {},
): Promise<RandomForestClassifierModel> {
  return new RandomForestClassifier({ nEstimators: 20, ...options }).fit(X, y, { workers: 0 });
}

function hashOf(model: RandomForestClassifierModel, X: Matrix): string {
  const hash = createHash("sha256");
  const { arrays } = model.parts();
  for (const values of [...Object.values(arrays), model.predictProba(X)])
    hash.update(
      new Uint8Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength)),
    );
  return hash.digest("hex");
}

test("the bits of a model and of its answers are pinned, for any number of workers", async () => {
  const { X, y } = sampleOf(500, 6, 1);
  const found: string[] = [];
  for (const seed of [1, 2, 3]) {
    const options = { nEstimators: 20, seed, oobScore: true };
    const hashes = [];
    for (const workers of [0, 1, 2, 4])
      hashes.push(hashOf(await new RandomForestClassifier(options).fit(X, y, { workers }), X));
    found.push(...hashes);
  }
  expect(found).toEqual(PINNED.flatMap((hash) => [hash, hash, hash, hash]));
});

const PINNED = [
  "5905072dea3cf5bd5cabfc5aa8b0f7bd61c5d976bebddabf97fc744aa06e0621",
  "9662160be9ff03f9ef3bd499be5046e55e458adfbefa12f9a2ce222702a50257",
  "9541cbbef21e8b769ee34a3c98cdeaf29e2aa2935bcf47ccf505d0d4c8c1288b",
];

test("the parts of a model are in memory of its own, after workers have seen it too", async () => {
  const sample = sampleOf(1200, 4, 5);
  const model = await fitted(sample, { nEstimators: 100 });
  const before = model.parts().arrays;
  await model.predictAsync(sample.X, { workers: 2 });
  const after = model.parts().arrays;
  expect(after).toEqual(before);
  expect(after["nodes"]!.byteLength).toBeGreaterThan(65_536); // what is smaller is never shared
  for (const values of Object.values(after)) expect(values.buffer[Symbol.toStringTag]).toBe("ArrayBuffer");
});

test("predictAsync() refuses what is no matrix with a code, as predict() does", async () => {
  const model = await fitted(sampleOf(30, 2, 6), { nEstimators: 2 });
  for (const X of [null, {}, { data: new Float64Array(3), rows: 1, columns: 3 }] as unknown as Matrix[]) {
    await expect(model.predictAsync(X)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(model.predictProbaAsync(X)).rejects.toMatchObject({ code: "BAD_INPUT" });
  }
});

test("predictAsync() and predictProbaAsync() give the same bits as their synchronous kin, in workers too", async () => {
  const model = await fitted(sampleOf(300, 5, 2));
  const asked = sampleOf(40_000, 5, 3).X;
  const expected = model.predictProba(asked);
  for (const workers of [0, 2]) {
    expect(await model.predictProbaAsync(asked, { workers })).toEqual(expected);
    expect(await model.predictAsync(asked, { workers })).toEqual(model.predict(asked));
  }
  const none = { data: new Float64Array(0), rows: 0, columns: 5 };
  expect(await model.predictAsync(none)).toEqual([]);
});

test("a few rows and many get the same answer, though they are asked in different ways", async () => {
  const model = await fitted(sampleOf(3000, 5, 4), { nEstimators: 100 });
  const asked = sampleOf(2000, 5, 5).X;
  const all = model.predictProba(asked);
  for (const row of [0, 777, 1999]) {
    const one = { data: asked.data.slice(row * 5, row * 5 + 5), rows: 1, columns: 5 };
    expect(model.predictProba(one)).toEqual(all.slice(row * 3, row * 3 + 3));
  }
});

test("the out-of-bag score is near the accuracy on other rows, and null where it is not asked for", async () => {
  const model = await fitted(sampleOf(800, 5, 6), { nEstimators: 60, oobScore: true });
  const other = sampleOf(800, 5, 7);
  const right = model.predict(other.X).filter((name, row) => name === other.y[row]).length / 800;
  expect(Math.abs(model.oobScore! - right)).toBeLessThan(0.04);
  expect((await fitted(sampleOf(50, 3, 1))).oobScore).toBeNull();
  const single = { X: { data: new Float64Array(2), rows: 1, columns: 2 }, y: ["a"] };
  expect((await fitted(single, { oobScore: true })).oobScore).toBeNull();
  expect(() => new RandomForestClassifier({ oobScore: true, bootstrap: false })).toThrow(
    /oobScore needs bootstrap/,
  );
});

test("impurity importances sum to 1 and name the columns that matter", async () => {
  const { featureImportances } = await fitted(sampleOf(600, 6, 8));
  expect(featureImportances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  const [first, second, ...others] = featureImportances;
  expect(Math.min(first!, second!)).toBeGreaterThan(Math.max(...others));
  const constant = { X: { data: new Float64Array(40), rows: 20, columns: 2 }, y: sampleOf(20, 2, 1).y };
  expect([...(await fitted(constant)).featureImportances]).toEqual([0, 0]);
});

test("weights move the answer: a class of weight 0 is never learned, a heavy one is preferred", async () => {
  const sample = sampleOf(400, 3, 9);
  const share = async (options: RandomForestClassifierOptions, name: string): Promise<number> => {
    const model = await fitted(sample, { maxDepth: 3, ...options });
    return model.predict(sample.X).filter((found) => found === name).length;
  };
  expect(await share({ classWeight: { a: 0 } }, "a")).toBe(0);
  expect(await share({ classWeight: { c: 20 } }, "c")).toBeGreaterThan(await share({}, "c"));
  for (const classWeight of ["balanced", "balanced_subsample"] as const)
    expect(await share({ classWeight }, "a")).toBeGreaterThan(0);
  await expect(fitted(sample, { classWeight: { d: 1 } })).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: 'Cannot fit RandomForestClassifier: classWeight must name classes of y, got "d"',
  });
  await expect(fitted(sample, { classWeight: { a: 0, b: 0, c: 0 } })).rejects.toThrow(/above 0/);
  for (const classWeight of [{ a: -1 }, { a: NaN }, { a: "1" }, "even", 3, []])
    expect(() => new RandomForestClassifier({ classWeight } as never)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }),
    );
});

test.each([
  { nEstimators: 0 },
  { nEstimators: 2.5 },
  { maxDepth: 0 },
  { maxFeatures: 0 },
  { maxFeatures: 1.5 },
  { maxFeatures: "auto" },
  { minSamplesLeaf: 0 },
  { minSamplesSplit: 1 },
  { criterion: "log_loss" },
  { bootstrap: 1 },
  { oobScore: "yes" },
])("refuses the option %j", (options) => {
  expect(() => new RandomForestClassifier(options as never)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT" }),
  );
});

test("tries the number of features that is asked for", async () => {
  const sample = sampleOf(200, 10, 10);
  const models = [];
  for (const maxFeatures of ["sqrt", 3, 0.35, "log2", "all", 10, 500] as const)
    models.push(JSON.stringify((await fitted(sample, { maxFeatures })).featureImportances));
  expect(new Set(models.slice(0, 4)).size).toBe(1);
  expect(new Set(models.slice(4)).size).toBe(1);
  expect(models[0]).not.toBe(models[4]);
});

test("refuses more columns or classes than 16 bits name, at once", async () => {
  const wide = { data: new Float64Array(2 * 65_536), rows: 2, columns: 65_536 };
  await expect(fitted({ X: wide, y: ["a", "b"] })).rejects.toThrow(/at most 65535 columns, got 65536/);
  const many = { data: new Float64Array(70_000), rows: 70_000, columns: 1 };
  const y = Array.from({ length: 70_000 }, (_, row) => `c${row}`);
  await expect(fitted({ X: many, y })).rejects.toThrow(/at most 65535 classes, got 70000/);
});

test("learns a thousand classes", async () => {
  const rows = 4000;
  const X = { data: Float64Array.from({ length: rows }, (_, row) => row % 1000), rows, columns: 1 };
  const y = Int32Array.from({ length: rows }, (_, row) => row % 1000);
  const options = { nEstimators: 3, bootstrap: false };
  const model = await new RandomForestClassifier(options).fit(X, y, { workers: 0 });
  const right = model.predict(X).filter((name, row) => name === String(row % 1000)).length;
  // 256 bins: one value in four has its own share of a leaf.
  expect(right).toBeGreaterThanOrEqual(4 * 250);
});

test("parts with loops, strangers or wild numbers in them are refused, each with the reason", async () => {
  const model = await fitted(sampleOf(300, 4, 11), { nEstimators: 3, maxDepth: 5, minSamplesLeaf: 4 });
  const parts = model.parts();
  const changed = (name: string, change: (values: ModelArray) => void): ModelParts => {
    const values = parts.arrays[name]!.slice();
    change(values);
    return { ...parts, arrays: { ...parts.arrays, [name]: values } };
  };
  const node = (at: number, child: number | null, word: number | null): ModelParts =>
    changed("nodes", (nodes) => {
      if (child !== null) nodes[2 * at] = child;
      if (word !== null) nodes[2 * at + 1] = word;
    });
  const nodes = parts.arrays["nodes"]!;
  const leaf = Array.from({ length: 20 }, (_, at) => at).find((at) => nodes[2 * at] === at)!;
  const cases: [ModelParts, RegExp][] = [
    [node(1, 0, null), /must come after it, got 0/],
    [node(0, parts.arrays["nodeOffsets"]![1]! - 1, null), /must come after it/],
    [node(0, 0xffffffff, null), /must come after it/],
    [node(0, null, 4 | (1 << 16)), /feature must be below 4, got 4/],
    [node(0, null, 0 | (254 << 16) | (1 << 24)), /feature/],
    [node(0, null, (255 << 16) >>> 0), /bound must be one of the cuts/],
    [node(leaf, null, 3 | (255 << 16)), /must name a class/],
    [node(leaf, null, ((0x80000000 | (255 << 16)) + 0xffff) >>> 0), /must name shares/],
    [node(leaf, null, 0), /leaf's bound must be 255, got 0/],
    [changed("cuts", (cuts) => cuts.reverse()), /cuts must ascend/],
    [changed("leafValues", (values) => (values[0] = 2)), /sum to 1/],
    [changed("leafValues", (values) => (values[0] = -values[0]!)), /at least 0/],
    [changed("leafClasses", (values) => (values[0] = 3)), /class must be below 3, got 3/],
    [changed("importances", (values) => (values[0] = -1)), /importances must be from 0 to 1/],
    [changed("nodeOffsets", (values) => (values[1] = 0)), /a node at least|must come after|bound|name/],
    [{ ...parts, meta: { ...parts.meta, classes: ["a", "a", "b"] } }, /differ from each other/],
    [{ ...parts, meta: { ...parts.meta, oobScore: 0.5 } }, /oobScore/],
    [
      { ...parts, options: { ...Object(parts.options), nEstimators: 2 } },
      /must have 3 numbers|must end with/,
    ],
  ];
  for (const [broken, reason] of cases) {
    expect(() => restoreForest(broken)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(reason) as string }),
    );
  }
  expect(restoreForest(parts).predictProba(sampleOf(9, 4, 1).X)).toEqual(
    model.predictProba(sampleOf(9, 4, 1).X),
  );
});

test("a fit is cancelled within a moment, in workers and in the calling thread, and the next one runs", async () => {
  const { X, y } = sampleOf(20_000, 8, 12);
  for (const workers of [0, 2]) {
    for (let round = 0; round < 3; round++) {
      const cancel = new AbortController();
      const fit = new RandomForestClassifier({ nEstimators: 400 }).fit(X, y, {
        ...{ workers, signal: cancel.signal },
        onProgress: ({ done }) => done > 12 * round && cancel.abort(),
      });
      await expect(fit).rejects.toMatchObject({ code: "CANCELLED" });
    }
  }
  const model = await new RandomForestClassifier({ nEstimators: 4 }).fit(X, y, { workers: 2 });
  expect(model.predict(X).length).toBe(X.rows);
});

test("a thousand fits do not make the process grow", async () => {
  const sample = sampleOf(60, 4, 13);
  const fit = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      const model = await fitted(sample, { nEstimators: 4, seed: i });
      model.predict(sample.X);
      model.dispose();
    }
  };
  await fit(200);
  const before = heldBytes();
  await fit(1000);
  expect(heldBytes() - before).toBeLessThan(8 << 20);
});

/** Bytes that are reachable, those of buffers and WebAssembly memories with them. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
