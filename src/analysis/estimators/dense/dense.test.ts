import type { DenseShape } from "../../../kernels/mod.ts";
import { drainTask } from "../../workers/mod.ts";
import {
  checkNetworkSize,
  firstNotFinite,
  initialWeights,
  inSinglePrecision,
  trainingOf,
  trainNetworkTask,
} from "./mod.ts";
import type { TrainingPlan, TrainingRows } from "./mod.ts";
import { Stopping } from "./stopping.ts";

const SHAPE: DenseShape = { inputs: 30, widths: [50, 20], hidden: "relu", output: "softmax" };

test("initial weights fill the interval of Glorot's rule, layer by layer, and are pinned", () => {
  const weights = initialWeights(SHAPE, 42);
  expect(weights).toHaveLength(31 * 50 + 51 * 20);
  for (const [from, to, bound] of [
    [0, 31 * 50, Math.sqrt(6 / 80)],
    [31 * 50, weights.length, Math.sqrt(6 / 70)],
  ] as const) {
    const layer = Array.from(weights.subarray(from, to));
    const most = Math.max(...layer.map(Math.abs));
    expect(most).toBeLessThanOrEqual(bound);
    expect(most).toBeGreaterThan(0.99 * bound);
    const mean = layer.reduce((sum, weight) => sum + weight, 0) / layer.length;
    expect(Math.abs(mean)).toBeLessThan((4 * bound) / Math.sqrt(3 * layer.length));
    const square = layer.reduce((sum, weight) => sum + weight * weight, 0) / layer.length;
    expect(square / (bound * bound)).toBeCloseTo(1 / 3, 1);
  }
  expect(Array.from(weights.subarray(0, 3))).toEqual([
    0.1064460352063179, -0.10883317142724991, 0.15287311375141144,
  ]);
});

test("logistic layers start from narrower weights, and another seed gives others", () => {
  const narrow = initialWeights({ ...SHAPE, hidden: "logistic" }, 42);
  const wide = initialWeights(SHAPE, 42);
  narrow.forEach((weight, at) => expect(weight).toBeCloseTo(wide[at]! / Math.sqrt(3), 6));
  expect(initialWeights(SHAPE, 43)).not.toEqual(wide);
});

test("training stops after more than nIterNoChange epochs that were no better than the best by tol", () => {
  const stopping = new Stopping({ maxEpochs: 100, tol: 0.01, nIterNoChange: 2 });
  const over = [1, 0.5, 0.495, 0.6, 0.494].map((loss) => {
    stopping.note(loss, null);
    return stopping.isOver;
  });
  expect(over).toEqual([false, false, false, false, true]);
  expect(stopping.lossCurve).toEqual([1, 0.5, 0.495, 0.6, 0.494]);
  expect(stopping.validationScores).toEqual([]);
});

test("small improvements add up against the best value, not against the last one", () => {
  const stopping = new Stopping({ maxEpochs: 100, tol: 0.1, nIterNoChange: 2 });
  for (const loss of [1, 0.95, 0.85]) stopping.note(loss, null);
  expect(stopping.isOver).toBe(false);
  for (const loss of [0.84, 0.83, 0.82]) stopping.note(loss, null);
  expect(stopping.isOver).toBe(true);
});

test("with scores the best one is told apart, the first of equals", () => {
  const stopping = new Stopping({ maxEpochs: 4, tol: 0, nIterNoChange: 10 });
  expect([0.5, 0.7, 0.7, 0.6].map((score) => stopping.note(1, score))).toEqual([true, true, false, false]);
  expect(stopping.isOver).toBe(true);
  expect(stopping.validationScores).toEqual([0.5, 0.7, 0.7, 0.6]);
});

test("the task yields often within an epoch of many rows, and one unit an epoch", () => {
  const rows = 20_000;
  const shape: DenseShape = { inputs: 20, widths: [64, 32, 2], hidden: "relu", output: "softmax" };
  const features = Float32Array.from({ length: rows * 20 }, (_, at) => ((at * 7919) % 1000) / 500 - 1);
  const targets = Int32Array.from({ length: rows }, (_, row) => (features[row * 20]! > 0 ? 1 : 0));
  const validation = { features, rows, targets };
  const data: TrainingRows = { features, rows, targets, validation };
  const plan: TrainingPlan = {
    shape,
    weights: initialWeights(shape, 1),
    training: trainingOf({ alpha: 1e-4, batchSize: "auto", learningRate: 1e-3 }, rows),
    maxEpochs: 2,
    tol: 0,
    nIterNoChange: 10,
    seed: 1,
  };
  const yields: number[] = [];
  const steps = trainNetworkTask.run(data, plan);
  let step = steps.next();
  for (; !step.done; step = steps.next()) yields.push(step.value);
  expect(yields.filter((units) => units === 1)).toHaveLength(2);
  expect(yields.length).toBeGreaterThan(10);
  expect(step.value).toEqual(drainTask(trainNetworkTask, data, plan));
});

test("a network beyond memory is refused, and the largest allowed is not", () => {
  const shape = (inputs: number, widths: number[]): DenseShape => ({ ...SHAPE, inputs, widths });
  expect(() => checkNetworkSize("fit it", shape(4096, [4095]))).not.toThrow();
  expect(() => checkNetworkSize("fit it", shape(4096, [4096]))).toThrow(
    expect.objectContaining({
      name: "RangeError",
      code: "BAD_INPUT",
      message:
        "Cannot fit it: the network must have at most 16777216 weights, got 16781312; give smaller hiddenLayerSizes",
    }),
  );
  expect(() => checkNetworkSize("fit it", shape(1, [262_143, 2]))).toThrow(
    "Cannot fit it: the layers must have at most 262144 units together, got 262145; give smaller hiddenLayerSizes",
  );
  expect(() => checkNetworkSize("fit it", shape(1, [65_537]))).toThrow(
    "Cannot fit it: the network must have at most 65536 outputs, got 65537; give fewer classes",
  );
});

test("numbers beyond single precision are refused by row and column", () => {
  const X = { data: new Float64Array([1, 2, 3, -1e39]), rows: 2, columns: 2, names: ["a", "b"] };
  expect(() => inSinglePrecision("fit it", X)).toThrow(
    expect.objectContaining({
      code: "BAD_INPUT",
      message:
        'Cannot fit it: X must be within single precision (3.4e38), got -1e+39 in row 1, column "b"; scale the features with StandardScaler',
    }),
  );
  expect(
    Array.from(inSinglePrecision("fit it", { ...X, data: new Float64Array([1, 2, 0.1, 1e-50]) })),
  ).toEqual([1, 2, Math.fround(0.1), 0]);
  expect(firstNotFinite(new Float32Array([1, NaN]))).toBe(1);
});
