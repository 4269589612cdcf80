import { useEngine } from "../../adapters/mod.ts";
import type { LayersModel, TensorFlow } from "../../adapters/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { groups, rowsOf } from "../testing/data.ts";
import { MLPClassifier, MLPClassifierModel, restoreMLP } from "./mod.ts";
import type { MLPClassifierOptions } from "./mod.ts";

const QUICK: MLPClassifierOptions = {
  hiddenLayerSizes: [12, 6],
  maxEpochs: 10,
  learningRate: 0.01,
  batchSize: 40,
};
const { X, y } = groups();

let tf: TensorFlow;
beforeAll(async () => void ({ tf } = await useEngine()));

function fit(options: MLPClassifierOptions = {}): Promise<MLPClassifierModel> {
  return new MLPClassifier({ ...QUICK, ...options }).fit(X, y, { workers: 0 });
}

function predicted(model: LayersModel, { data, rows, columns }: Matrix): Float32Array {
  return tf.tidy(() => {
    const features = tf.tensor2d(Float32Array.from(data), [rows, columns]);
    return Float32Array.from((model.predict(features) as { dataSync(): Float32Array }).dataSync());
  });
}

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, within: number): void {
  expect(a.length).toBe(b.length);
  const most = Array.from(a).reduce((max, value, at) => Math.max(max, Math.abs(value - b[at]!)), 0);
  expect(most).toBeLessThan(within);
}

test.each(["relu", "tanh", "logistic", "identity"] as const)(
  "model.tf gives the probabilities of the model to 1e-5: %s",
  async (activation) => {
    const model = await fit({ activation });
    expectClose(predicted(model.tf, X), model.predictProba(X), 1e-5);
    model.dispose();
  },
);

test("model.tf is made once, is a copy, and dispose() releases its tensors", async () => {
  const before = tf.memory().numTensors;
  const model = await fit();
  expect(tf.memory().numTensors).toBe(before);
  const layers = model.tf;
  expect(model.tf).toBe(layers);
  const probabilities = model.predictProba(X);
  tf.tidy(() => layers.setWeights(layers.getWeights().map((tensor) => tensor.mul(0))));
  expect(model.predictProba(X)).toEqual(probabilities);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("the parts of a model are what tf.loadLayersModel reads", async () => {
  const model = await fit();
  const { meta, arrays } = model.parts();
  const weights = arrays["weights"] as Float32Array;
  const artifacts = {
    modelTopology: meta["modelTopology"] as object,
    weightSpecs: meta["weightSpecs"] as never,
    weightData: weights.slice().buffer,
  };
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  expectClose(predicted(loaded, X), model.predictProba(X), 1e-5);
  loaded.dispose();
});

test("model.tf can be extended, trained on, saved and loaded by tfjs, and taken over again", async () => {
  const model = await fit();
  const longer = tf.sequential({ layers: [...model.tf.layers.slice(0, -1)] });
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  longer.add(tf.layers.dense({ units: 5, activation: "relu", kernelInitializer: seeded(11) }));
  longer.add(tf.layers.dense({ units: 3, activation: "softmax", kernelInitializer: seeded(12) }));
  longer.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
  const [features, codes] = [
    tf.tensor2d(Float32Array.from(X.data), [X.rows, 4]),
    tf.tensor1d(y.map((name) => ["alpha", "beta", "gamma"].indexOf(name))),
  ];
  await longer.fit(features, codes, { epochs: 80, batchSize: 20, shuffle: false, verbose: 0 });
  let saved: Parameters<typeof tf.io.fromMemory>[0] | undefined;
  await longer.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
    }),
  );
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
  const names = { classes: model.classes, featureNames: model.featureNames };
  const taken = MLPClassifierModel.fromLayersModel(loaded, names);
  expect(taken.options).toMatchObject({ hiddenLayerSizes: [12, 6, 5], activation: "relu" });
  expect([taken.featureNames, taken.classes, taken.nEpochs]).toEqual([
    X.names,
    ["alpha", "beta", "gamma"],
    0,
  ]);
  expectClose(taken.predictProba(X), predicted(longer, X), 1e-5);
  expect(taken.predict(X).filter((name, row) => name === y[row]).length / X.rows).toBeGreaterThan(0.9);

  const restored = restoreMLP(structuredClone(taken.parts()));
  expect(restored.predictProba(X)).toEqual(taken.predictProba(X));
  for (const one of [loaded, longer]) one.dispose();
  tf.dispose([features, codes]);
});

test("fromLayersModel() refuses names that do not fit, and an output that is no probability", async () => {
  const model = await fit();
  const layers = model.tf;
  for (const [names, message] of [
    [{ classes: ["a", "b"] }, "classes must be 3 different texts, got 2"],
    [{ classes: ["a", "b", "b"] }, "classes must be 3 different texts, got 3"],
    [{ classes: [1, 2, 3] }, "classes must be texts, got 1"],
    [{ classes: "abc" }, 'classes must be a list, got "abc"'],
    [undefined, "classes must be a list, got undefined"],
    [{ classes: ["a", "b", "c"], featureNames: ["a"] }, "featureNames must be 4 different texts, got 1"],
    [{ classes: ["a", "b", "c"], names: [] }, 'unknown option "names"'],
  ] as const)
    expect(() => MLPClassifierModel.fromLayersModel(layers, names as never)).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        message: expect.stringContaining(
          `Cannot make MLPClassifier from a tf.LayersModel: ${message}`,
        ) as string,
      }),
    );
  const linear = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] });
  expect(() => MLPClassifierModel.fromLayersModel(linear, { classes: ["a", "b", "c"] })).toThrow(
    'must be softmax or a single sigmoid, got "linear"',
  );
  linear.dispose();
  model.dispose();
});

test.each<[string, MLPClassifierOptions]>([
  ["plain", {}],
  ["early stopping", { earlyStopping: true, validationFraction: 0.2 }],
  ["class weights and tanh", { classWeight: "balanced", activation: "tanh" }],
])("engine tfjs takes the steps of the fused kernel: %s", async (_, options) => {
  const fused = await fit({ ...options, engine: "fused" });
  const layers = await fit({ ...options, engine: "tfjs" });
  expectClose(layers.parts().arrays["weights"]!, fused.parts().arrays["weights"]!, 1e-4);
  expectClose(layers.lossCurve, fused.lossCurve, 1e-4);
  expect(Array.from(layers.validationScores)).toEqual(Array.from(fused.validationScores));
});

test("engine tfjs says when numbers leave single precision", async () => {
  const far = { ...X, data: X.data.map((_, at) => (at % 12 < 4 ? 3e38 : -3e38)) };
  await expect(new MLPClassifier({ ...QUICK, engine: "tfjs" }).fit(far, y)).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: expect.stringMatching(/single precision/) as string,
  });
});

test("fits leave no tensor behind, by either engine, also when cancelled", async () => {
  const few = rowsOf(
    X,
    Array.from({ length: 30 }, (_, row) => row),
  );
  const labels = y.slice(0, 30);
  const before = tf.memory().numTensors;
  for (let round = 0; round < 50; round++) {
    for (const engine of ["fused", "tfjs"] as const) {
      const model = await new MLPClassifier({ hiddenLayerSizes: [4], maxEpochs: 1, engine }).fit(few, labels);
      model.predict(few);
      model.dispose();
    }
    const controller = new AbortController();
    const onProgress = (): void => controller.abort();
    await expect(
      new MLPClassifier({ engine: "tfjs" }).fit(few, labels, { signal: controller.signal, onProgress }),
    ).rejects.toMatchObject({ code: "CANCELLED" });
    expect(tf.memory().numTensors).toBe(before);
  }
});
