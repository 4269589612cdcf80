import type { FitOptions, Matrix, Progress } from "../../core/mod.ts";
import { describeEstimator } from "../testing/contract.ts";
import { groups, rowsOf } from "../testing/data.ts";
import { MLPClassifier, restoreMLP } from "./mod.ts";
import type { MLPClassifierModel, MLPClassifierOptions } from "./mod.ts";

const QUICK: MLPClassifierOptions = {
  hiddenLayerSizes: [12],
  maxEpochs: 60,
  learningRate: 0.01,
  batchSize: 40,
};

describeEstimator({
  name: "MLPClassifier",
  kind: "classifier",
  make: (options) => new MLPClassifier({ ...QUICK, ...options }),
  restore: restoreMLP,
  minScore: 0.97,
  degenerate: {
    millionClasses: /at most 65536 outputs, got 1000000; give fewer classes/,
    hugeValues: /within single precision \(3\.4e38\), got -?\d\S*e\+\d+ in row 0, column "duration"/,
  },
});

function fit(
  options: MLPClassifierOptions = {},
  run: FitOptions = { workers: 0 },
): Promise<MLPClassifierModel> {
  const { X, y } = groups();
  return new MLPClassifier({ ...QUICK, ...options }).fit(X, y, run);
}

test("has scikit-learn's defaults, but hidden layers of 64 and 32", async () => {
  const { X, y } = groups(10);
  const model = await new MLPClassifier({ maxEpochs: 1 }).fit(X, y);
  expect(model.options).toEqual({
    hiddenLayerSizes: [64, 32],
    activation: "relu",
    alpha: 0.0001,
    batchSize: "auto",
    learningRate: 0.001,
    maxEpochs: 1,
    earlyStopping: false,
    validationFraction: 0.1,
    nIterNoChange: 10,
    tol: 0.0001,
    seed: 42,
    engine: "auto",
  });
  expect(model.toJSON()).toMatchObject({ layers: [4, 64, 32, 3], nWeights: 2499, nEpochs: 1 });
});

test.each<[string, MLPClassifierOptions, string]>([
  ["a layer of no width", { hiddenLayerSizes: [0] }, "hiddenLayerSizes[0] must be a whole number from 1"],
  ["layers that are no list", { hiddenLayerSizes: 64 as never }, "hiddenLayerSizes must be a list, got 64"],
  ["65 layers", { hiddenLayerSizes: Array.from({ length: 65 }, () => 1) }, "at most 64 layers, got 65"],
  ["an unknown activation", { activation: "swish" as never }, "activation must be one of"],
  ["a negative alpha", { alpha: -1 }, "alpha must be finite and at least 0, got -1"],
  ["a batch of no rows", { batchSize: 0 }, "batchSize must be a whole number from 1"],
  ["a step of no size", { learningRate: 0 }, "learningRate must be finite and above 0, got 0"],
  ["all rows held out", { validationFraction: 1 }, "validationFraction must be below 1, got 1"],
  [
    "a text for a switch",
    { earlyStopping: "yes" as never },
    'earlyStopping must be true or false, got "yes"',
  ],
  [
    "a weight of 0",
    { classWeight: { alpha: 0 } },
    'classWeight["alpha"] must be finite and above 0 and at most 1e+100, got 0',
  ],
  ["a list of weights", { classWeight: [1, 2] as never }, 'classWeight must be "balanced" or an object'],
  [
    "an unknown engine",
    { engine: "gpu" as never },
    'engine must be one of "auto", "fused", "tfjs", got "gpu"',
  ],
])("refuses %s", (_, options, message) => {
  expect(() => new MLPClassifier(options)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", message: expect.stringContaining(message) as string }),
  );
});

test("stops after nIterNoChange epochs without improvement, and has a loss for each epoch", async () => {
  const model = await fit({ maxEpochs: 500, tol: 0.01, nIterNoChange: 3 });
  expect(model.nEpochs).toBeLessThan(500);
  const curve = Array.from(model.lossCurve);
  expect(curve).toHaveLength(model.nEpochs);
  const before = curve.slice(0, -4);
  expect(Math.min(...curve.slice(-4))).toBeGreaterThan(Math.min(...before) - 0.01 * 4);
  expect(curve.at(-1)!).toBeLessThan(curve[0]! / 3);
  expect(model.validationScores).toHaveLength(0);
});

test("with early stopping keeps the weights of the epoch that did best on the rows held out", async () => {
  const { X, y } = groups();
  const options = { earlyStopping: true, validationFraction: 0.3, maxEpochs: 40, nIterNoChange: 40 };
  const model = await fit(options);
  const scores = Array.from(model.validationScores);
  expect(scores).toHaveLength(model.nEpochs);
  const best = scores.indexOf(Math.max(...scores)) + 1;
  expect(best).toBeLessThan(40);
  // Trained just as far, the same seed has the same weights.
  const there = await fit({ ...options, maxEpochs: best });
  expect(model.predictProba(X)).toEqual(there.predictProba(X));
  expect(accuracy(model.predict(X), y)).toBeGreaterThan(0.97);
});

test("early stopping never holds out a class's only row, and refuses where no two rows can be held out", async () => {
  const { X, y } = groups(20);
  const labels = [...y];
  labels[7] = "single";
  const model = await new MLPClassifier({
    ...QUICK,
    earlyStopping: true,
    validationFraction: 0.9,
  }).fit(X, labels);
  expect(model.classes).toEqual(["alpha", "beta", "gamma", "single"]);
  const few = rowsOf(X, [0, 1, 2]);
  await expect(new MLPClassifier({ earlyStopping: true }).fit(few, ["a", "b", "b"])).rejects.toMatchObject({
    code: "BAD_INPUT",
    message:
      "Cannot fit MLPClassifier: earlyStopping must hold out at least 2 rows, got 0; give more rows or a larger validationFraction",
  });
});

test("class weights move the decision towards the heavier class, and must name classes of y", async () => {
  const { X, y } = overlapping();
  const share = async (classWeight: MLPClassifierOptions["classWeight"]) => {
    const model = await new MLPClassifier({ ...QUICK, classWeight }).fit(X, y);
    return model.predict(X).filter((name) => name === "rare").length / y.length;
  };
  const [none, balanced, heavy] = [
    await share(undefined),
    await share("balanced"),
    await share({ rare: 50 }),
  ];
  expect(none).toBeLessThan(balanced);
  expect(balanced).toBeLessThan(heavy);
  await expect(share({ other: 2 })).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: 'Cannot fit MLPClassifier: classWeight must name classes of y, got "other"',
  });
});

test.each(["identity", "tanh", "logistic"] as const)(
  "learns with %s in the hidden layers",
  async (activation) => {
    const { X, y } = groups();
    const model = await fit({ activation, hiddenLayerSizes: [8, 8] });
    expect(accuracy(model.predict(X), y)).toBeGreaterThan(0.95);
  },
);

test("without hidden layers it is a linear model that learns", async () => {
  const { X, y } = groups();
  const model = await fit({ hiddenLayerSizes: [] });
  expect(accuracy(model.predict(X), y)).toBeGreaterThan(0.95);
});

test("one class is answered with certainty", async () => {
  const { X } = groups(5);
  const model = await new MLPClassifier(QUICK).fit(
    X,
    Array.from({ length: 15 }, () => "only"),
  );
  expect(model.predict(X)[3]).toBe("only");
  expect(Array.from(model.predictProba(X))).toEqual(Array.from({ length: 15 }, () => 1));
});

test("says when numbers leave single precision, in the fit and in a prediction", async () => {
  const { X, y } = groups();
  const far: Matrix = { ...X, data: X.data.map((_, at) => (at % 12 < 4 ? 3e38 : -3e38)) };
  await expect(new MLPClassifier(QUICK).fit(far, y)).rejects.toMatchObject({
    name: "RangeError",
    code: "BAD_INPUT",
    message: expect.stringMatching(
      /^Cannot fit MLPClassifier: numbers must stay within single precision, got a loss of \S+ in epoch \d+; scale the features with StandardScaler or lower learningRate$/,
    ) as string,
  });
  const model = await fit();
  const one = rowsOf(far, [1]);
  expect(() => model.predict(one)).toThrow(
    expect.objectContaining({
      code: "BAD_INPUT",
      message: expect.stringMatching(/^Cannot predict with MLPClassifier: .*single precision/) as string,
    }),
  );
});

test("reports progress by epochs, and can be cancelled between two of them", async () => {
  const seen: Progress[] = [];
  await fit({ maxEpochs: 5 }, { workers: 0, onProgress: (progress) => seen.push(progress) });
  expect(seen).toEqual(
    [1, 2, 3, 4, 5].map((done) => ({ phase: "training", done, total: 5, unit: "epochs" })),
  );
  const controller = new AbortController();
  const cancelled = fit(
    { maxEpochs: 1_000_000, tol: 0, nIterNoChange: 1_000_000 },
    { workers: 0, signal: controller.signal, onProgress: ({ done }) => done === 3 && controller.abort() },
  );
  await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
});

test("models of a seed are pinned", async () => {
  const { X, y } = groups();
  const found: Record<string, number[]> = {};
  for (const seed of [0, 1, 42]) {
    const model = await new MLPClassifier({ ...QUICK, maxEpochs: 3, seed }).fit(X, y);
    found[seed] = [model.lossCurve[2]!, model.predictProba(rowsOf(X, [0]))[0]!];
  }
  expect(found).toEqual({
    0: [0.5195020505394498, 0.3105718455677456],
    1: [0.3784462887259684, 0.5806642824764708],
    42: [0.17102475096302736, 0.8214765609608559],
  });
});

test("refuses a saved network that is not the one its description gives", async () => {
  const parts = structuredClone((await fit()).parts());
  const change =
    (given: object): (() => unknown) =>
    () =>
      restoreMLP({ ...parts, ...given });
  const topology = JSON.stringify(parts.meta["modelTopology"]);
  const meta = (given: object) => ({ meta: { ...parts.meta, ...given } });
  for (const [given, message] of [
    [
      meta({ modelTopology: JSON.parse(topology.replace("relu", "tanh")) }),
      'meta "modelTopology" must describe the layers 4-12-3',
    ],
    [
      meta({ modelTopology: JSON.parse(topology.replace('"units":12', '"units":120')) }),
      'meta "modelTopology" must describe',
    ],
    [meta({ classes: ["a", "b"] }), 'meta "modelTopology" must describe the layers 4-12-2'],
    [meta({ classes: ["a", "b", "a"] }), "classes must differ from each other"],
    [meta({ nEpochs: 1 }), 'array "lossCurve" must have 1 numbers, got'],
    [
      { options: { ...Object(parts.options), hiddenLayerSizes: [1e9] } },
      "hiddenLayerSizes[0] must be a whole number",
    ],
    [
      { options: { ...Object(parts.options), hiddenLayerSizes: [10_000, 10_000] } },
      "the network must have at most 16777216 weights",
    ],
    [{ options: { ...Object(parts.options), seed: 1 } }, "seed must be that of the options, 1, got 42"],
    [{ estimator: "SVC" }, 'the model must be of MLPClassifier, got "SVC"'],
    [{ featureNames: ["a", "a", "b", "c"] }, "featureNames must differ"],
  ] as const)
    expect(change(given)).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        message: expect.stringContaining(`Cannot load MLPClassifier: ${message}`) as string,
      }),
    );
});

/** Two overlapping clouds, a tenth of the rows "rare". */
function overlapping(): { X: Matrix; y: string[] } {
  const { X } = groups();
  const y = Array.from({ length: X.rows }, (_, row) => (row % 10 === 0 ? "rare" : "common"));
  const data = X.data.map((_, at) => {
    const row = Math.floor(at / 4);
    return ((at * 7919) % 101) / 50 - 1 + (row % 10 === 0 ? 0.8 : 0);
  });
  return { X: { ...X, data }, y };
}

function accuracy(predicted: readonly string[], y: readonly string[]): number {
  return predicted.filter((name, row) => name === y[row]).length / y.length;
}
