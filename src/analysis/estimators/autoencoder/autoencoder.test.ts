import { describeEstimator } from "../testing/contract.ts";
import { cloudWithOddRows, matrixOf, rowsOf } from "../testing/data.ts";
import { AutoencoderDetector, restoreAutoencoder } from "./mod.ts";
import type { AutoencoderDetectorOptions } from "./mod.ts";

const QUICK: AutoencoderDetectorOptions = {
  hiddenLayerSizes: [8, 2, 8],
  maxEpochs: 40,
  learningRate: 0.01,
  batchSize: 60,
};

describeEstimator({
  name: "AutoencoderDetector",
  kind: "detector",
  make: (options) => new AutoencoderDetector({ ...QUICK, ...options }),
  restore: restoreAutoencoder,
  minScore: 0.95,
});

test("has these defaults", async () => {
  const { X } = cloudWithOddRows();
  const model = await new AutoencoderDetector({ maxEpochs: 1 }).fit(X);
  expect(model.options).toEqual({
    hiddenLayerSizes: [16, 4, 16],
    activation: "tanh",
    alpha: 0.0001,
    batchSize: "auto",
    learningRate: 0.001,
    maxEpochs: 1,
    nIterNoChange: 10,
    tol: 0.0001,
    contamination: 0.1,
    seed: 42,
    engine: "auto",
  });
});

test("the threshold leaves the share `contamination` of the fitted rows above it, and predict follows it", async () => {
  const { X } = cloudWithOddRows();
  const model = await new AutoencoderDetector({ ...QUICK, contamination: 0.05 }).fit(X);
  expect(model.predict(X).filter((verdict) => verdict === -1)).toHaveLength(12);
  expect(Array.from(model.scoreSamples(X))).toEqual(Array.from(model.trainingScores!));
  const decision = model.decisionFunction(X);
  expect(Array.from(model.predict(X))).toEqual(Array.from(decision, (value) => (value < 0 ? -1 : 1)));
});

test("does not depend on the features' units", async () => {
  const { X } = cloudWithOddRows();
  const scaled = { ...X, data: X.data.map((value, at) => value * 2 ** (20 * (at % 4))) };
  const scores = (await new AutoencoderDetector(QUICK).fit(X)).scoreSamples(X);
  const others = (await new AutoencoderDetector(QUICK).fit(scaled)).scoreSamples(scaled);
  expect(Array.from(others)).toEqual(Array.from(scores));
});

test("a row that breaks the relation between the columns scores higher than one farther out that keeps it", async () => {
  const rows = Array.from({ length: 300 }, (_, row) => {
    const t = ((row * 37) % 300) / 150 - 1;
    return [t, 2 * t, -t];
  });
  const model = await new AutoencoderDetector({
    hiddenLayerSizes: [1],
    activation: "identity",
    maxEpochs: 400,
    learningRate: 0.02,
  }).fit(matrixOf(rows));
  const [keeps, breaks] = model.scoreSamples(
    matrixOf([
      [1.5, 3, -1.5],
      [0.7, 1.4, 0.7],
    ]),
  );
  expect(breaks).toBeGreaterThan(20 * keeps!);
});

test("values far beyond the fitted ones score high and finite", async () => {
  const { X } = cloudWithOddRows();
  const model = await new AutoencoderDetector(QUICK).fit(X);
  const [near, far, farther] = model.scoreSamples(
    matrixOf([
      [0, 0, 0, 0],
      [1e5, 0, 0, 0],
      [1e300, -1e308, 1e308, 0],
    ]),
  );
  expect(near).toBeLessThan(far!);
  expect(far).toBeLessThan(farther!);
  expect(Number.isFinite(farther)).toBe(true);
});

test("models of a seed are pinned", async () => {
  const { X } = cloudWithOddRows();
  const found: Record<string, number[]> = {};
  for (const seed of [0, 1, 42]) {
    const model = await new AutoencoderDetector({ ...QUICK, maxEpochs: 3, seed }).fit(X);
    found[seed] = [model.lossCurve[2]!, model.scoreSamples(rowsOf(X, [7]))[0]!];
  }
  expect(found).toEqual({
    0: [0.9019035386290744, 11.316597870549007],
    1: [1.051243989844118, 9.123769873255343],
    42: [0.968983287662705, 12.173856987376055],
  });
});

test("refuses a saved model whose units, threshold or network do not fit", async () => {
  const { X } = cloudWithOddRows();
  const parts = structuredClone((await new AutoencoderDetector(QUICK).fit(X)).parts());
  const arrays = (name: string, values: number[]): object => ({
    arrays: { ...parts.arrays, [name]: Float64Array.from(values) },
  });
  const topology = JSON.stringify(parts.meta["modelTopology"]).replace("tanh", "relu");
  for (const [given, message] of [
    [arrays("deviations", [1, 0, 1, 1]), 'array "deviations" must be above 0'],
    [arrays("units", [1, 1, -1, 1]), 'array "units" must be above 0'],
    [arrays("centers", [1, 1, 1]), 'array "centers" must have 4 numbers, got 3'],
    [{ meta: { ...parts.meta, threshold: Infinity } }, 'meta "threshold" must be a finite number'],
    [
      { meta: { ...parts.meta, modelTopology: JSON.parse(topology) as never } },
      'meta "modelTopology" must describe the layers 4-8-2-8-4 of tanh',
    ],
    [{ options: { ...Object(parts.options), hiddenLayerSizes: [2] } }, 'meta "modelTopology" must describe'],
    [{ options: { ...Object(parts.options), seed: 7 } }, "seed must be that of the options, 7, got 42"],
  ] as const)
    expect(() => restoreAutoencoder({ ...parts, ...given })).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        message: expect.stringContaining(`Cannot load AutoencoderDetector: ${message}`) as string,
      }),
    );
});

test("its summary names the layers and the loss, and leaves the weights out", async () => {
  const { X } = cloudWithOddRows();
  const summary = (await new AutoencoderDetector(QUICK).fit(X)).toJSON();
  expect(summary).toMatchObject({ layers: [4, 8, 2, 8, 4], nWeights: 118, nFeatures: 4 });
  expect(summary).not.toHaveProperty("modelTopology");
});
