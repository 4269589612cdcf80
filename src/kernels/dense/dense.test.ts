import { prng } from "../prng.ts";
import { denseOutputs, openDenseTrainer, parameterCount } from "./mod.ts";
import type { Activation, DenseData, DenseEngine, DenseShape, DenseTraining } from "./mod.ts";

const TRAINING: DenseTraining = {
  batchSize: 30,
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  epsilonForm: "textbook",
  alpha: 1e-4,
};

function network(
  hidden: Activation,
  inputs: number,
  widths: number[],
  output: DenseShape["output"] = "softmax",
) {
  const shape: DenseShape = { inputs, widths, hidden, output };
  const random = prng(3);
  const weights = Float32Array.from({ length: parameterCount(shape) }, () => random.next() - 0.5);
  return { shape, weights };
}

function sample(rows: number, inputs: number, classes: number): DenseData & { targets: Int32Array } {
  const random = prng(4);
  const targets = Int32Array.from({ length: rows }, () => random.int(classes));
  const features = new Float32Array(rows * inputs);
  for (let at = 0; at < features.length; at++)
    features[at] = random.normal() + (at % inputs === targets[Math.floor(at / inputs)]! % inputs ? 2 : 0);
  return { features, rows, targets };
}

function trained(
  { shape, weights }: ReturnType<typeof network>,
  data: DenseData,
  {
    training = TRAINING,
    engine,
    epochs = 3,
    at = 40,
  }: { training?: DenseTraining; engine?: DenseEngine; epochs?: number; at?: number } = {},
) {
  const trainer = openDenseTrainer(shape, weights, data, training, engine);
  try {
    const order = Uint32Array.from({ length: data.rows }, (_, row) => row);
    const random = prng(5);
    const losses: number[] = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      trainer.beginEpoch(random.shuffle(order));
      while (trainer.advance(at) < data.rows);
      losses.push(trainer.loss());
    }
    return { losses, weights: Array.from(trainer.weights()) };
  } finally {
    trainer.close();
  }
}

describe.each<[Activation]>([["identity"], ["relu"], ["tanh"], ["logistic"]])("with %s", (hidden) => {
  test.each<[string, number, number[], number]>([
    ["one layer", 3, [2], 50],
    ["widths that fill no block", 5, [7, 3, 5], 131],
    ["widths that fill blocks", 8, [16, 8, 8], 120],
    ["one input and one row", 1, [9, 4], 1],
  ])("wasm and reference train to the same bits: %s", (_, inputs, widths, rows) => {
    const net = network(hidden, inputs, widths);
    const data = sample(rows, inputs, widths.at(-1)!);
    const result = trained(net, data, { engine: "wasm" });
    expect(result).toEqual(trained(net, data, { engine: "reference" }));
    expect(result.losses.every(Number.isFinite)).toBe(true);
    expect(denseOutputs(net.shape, net.weights, data.features, rows, "wasm")).toEqual(
      denseOutputs(net.shape, net.weights, data.features, rows, "reference"),
    );
  });

  test("gradients are the derivatives of the loss, seen by the first step of plain gradient descent", () => {
    // With beta1 = beta2 = 0 and a huge epsilon a step of Adam is learningRate / epsilon times the gradient.
    const net = network(hidden, 4, [6, 5, 3]);
    const data = sample(24, 4, 3);
    const training = {
      ...TRAINING,
      batchSize: 24,
      beta1: 0,
      beta2: 0,
      learningRate: 1e6,
      epsilon: 1e6,
      alpha: 0.5,
    };
    const after = trained(net, data, { training, epochs: 1 }).weights;
    for (let at = 0; at < after.length; at += 7) {
      const slope = (lossAt(net, data, at, 1e-3, 0.5) - lossAt(net, data, at, -1e-3, 0.5)) / 2e-3;
      expect(net.weights[at]! - after[at]!).toBeCloseTo(slope, 2);
    }
  });
});

/** Loss of the whole sample, penalty included, with one weight changed. */
function lossAt(
  { shape, weights }: ReturnType<typeof network>,
  data: DenseData,
  at: number,
  by: number,
  alpha: number,
): number {
  const changed = weights.slice();
  changed[at]! += by;
  const training = { ...TRAINING, batchSize: data.rows, learningRate: 1e-9, alpha };
  return trained({ shape, weights: changed }, data, { training, epochs: 1 }).losses[0]!;
}

test("training does not depend on how the work is cut", () => {
  const net = network("relu", 6, [10, 4]);
  const data = sample(333, 6, 4);
  const training = { ...TRAINING, batchSize: 100 };
  const whole = trained(net, data, { training, at: 1e6 });
  for (const at of [1, 40, 80, 200]) expect(trained(net, data, { training, at })).toEqual(whole);
  expect(trained(net, data, { training, at: 7, engine: "reference" })).toEqual(whole);
});

test.each(["wasm", "reference"] as const)("advance() does as many rows as asked, at least (%s)", (engine) => {
  const net = network("relu", 6, [10, 4]);
  const data = sample(333, 6, 4);
  const trainer = openDenseTrainer(net.shape, net.weights, data, TRAINING, engine);
  trainer.beginEpoch(Uint32Array.from({ length: 333 }, (_, row) => row));
  expect(trainer.advance(41)).toBeGreaterThanOrEqual(41);
  expect(trainer.advance(1000)).toBe(333);
  trainer.close();
});

test("class weights and squared differences are the same in wasm and reference, and targets may be the features", () => {
  const net = network("relu", 5, [7, 3]);
  const data = { ...sample(77, 5, 3), classWeights: new Float32Array([0.5, 2, 7]) };
  expect(trained(net, data, { engine: "wasm" })).toEqual(trained(net, data, { engine: "reference" }));
  expect(trained(net, data)).not.toEqual(trained(net, { ...data, classWeights: undefined }));

  const coder = network("tanh", 5, [3, 5], "identity");
  const same = { features: data.features, rows: 77, targets: data.features };
  const result = trained(coder, same, { engine: "wasm" });
  expect(result).toEqual(trained(coder, same, { engine: "reference" }));
  expect(trained(coder, { ...same, targets: data.features.slice() })).toEqual(result);
});

test("equal class weights are no class weights, whatever their size", () => {
  const net = network("relu", 5, [7, 3]);
  const data = sample(60, 5, 3);
  const training = { ...TRAINING, alpha: 0 };
  const weighted = trained(net, { ...data, classWeights: new Float32Array([4, 4, 4]) }, { training });
  const plain = trained(net, data, { training });
  weighted.weights.forEach((weight, at) => expect(weight).toBeCloseTo(plain.weights[at]!, 5));
});

test("a network whose outputs are far apart stays finite, and one that leaves the range says so by its loss", () => {
  const net = network("relu", 5, [7, 3]);
  const data = sample(60, 5, 3);
  const far = { ...data, features: data.features.map((value) => value * 1e4) };
  expect(trained(net, far).losses.every(Number.isFinite)).toBe(true);
  for (const engine of ["wasm", "reference"] as const) {
    const beyond = { ...data, features: data.features.map((value) => value * 1e38) };
    expect(Number.isFinite(trained(net, beyond, { engine, epochs: 1 }).losses[0])).toBe(false);
  }
});

test("first steps are pinned", () => {
  const { losses, weights } = trained(network("relu", 4, [8, 3]), sample(90, 4, 3));
  expect(losses.map((loss) => loss.toFixed(12))).toEqual([
    "1.105073939369",
    "1.006011679516",
    "0.926310059405",
  ]);
  expect(weights.slice(0, 3)).toEqual([-0.38376301527023315, -0.2947140634059906, -0.4143180847167969]);
});

test("a trained network tells the classes apart", () => {
  const net = network("relu", 6, [16, 4]);
  const data = sample(400, 6, 4);
  const { losses, weights } = trained(net, data, { epochs: 30 });
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  const out = denseOutputs(net.shape, Float32Array.from(weights), data.features, data.rows);
  const hits = data.targets.filter((code, row) => {
    const sums = Array.from(out.subarray(row * 4, row * 4 + 4));
    return sums.indexOf(Math.max(...sums)) === code;
  });
  expect(hits.length / data.rows).toBeGreaterThan(0.8);
});
