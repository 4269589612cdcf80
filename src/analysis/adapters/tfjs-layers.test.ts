import { denseOutputs, openDenseTrainer, parameterCount, prng } from "../../kernels/mod.ts";
import type { Activation, DenseData, DenseShape, DenseTraining } from "../../kernels/mod.ts";
import { layersModelFrom, openLayersTrainer, stackFromLayersModel, useEngine } from "./mod.ts";
import type { DenseStack, LayersModel, TensorFlow } from "./mod.ts";

const TRAINING: DenseTraining = {
  batchSize: 50,
  learningRate: 0.001,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  epsilonForm: "textbook",
  alpha: 0.01,
};

function stack(hidden: Activation, widths: number[], output: DenseShape["output"] = "softmax"): DenseStack {
  const shape: DenseShape = { inputs: 20, widths, hidden, output };
  const random = prng(11);
  const weights = Float32Array.from({ length: parameterCount(shape) }, () => 0.4 * (random.next() - 0.5));
  return { shape, weights };
}

function sample(rows: number): DenseData & { targets: Int32Array } {
  const random = prng(12);
  const targets = Int32Array.from({ length: rows }, () => random.int(5));
  const features = Float32Array.from(
    { length: rows * 20 },
    (_, at) => random.normal() + (at % 5 === targets[Math.floor(at / 20)] ? 1 : 0),
  );
  return { features, rows, targets };
}

function byKernel({ shape, weights }: DenseStack, data: DenseData, training: DenseTraining, epochs: number) {
  const trainer = openDenseTrainer(shape, weights, data, training);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      trainer.beginEpoch(Uint32Array.from({ length: data.rows }, (_, row) => row));
      trainer.advance(data.rows);
    }
    return { weights: trainer.weights(), loss: trainer.loss() };
  } finally {
    trainer.close();
  }
}

/** Training by LayersModel.fit: tfjs's own loop, losses, regularizers and optimizer. */
async function byFit(
  tf: TensorFlow,
  net: DenseStack,
  data: DenseData,
  training: DenseTraining,
  epochs: number,
) {
  const { batchSize, learningRate, beta1, beta2, epsilon, alpha } = training;
  const plain = layersModelFrom(net);
  const model = tf.sequential();
  plain.layers.forEach((layer, at) =>
    model.add(
      tf.layers.dense({
        units: net.shape.widths[at]!,
        activation: layer.getConfig()["activation"] as "relu",
        kernelRegularizer: tf.regularizers.l2({ l2: alpha / (2 * batchSize) }),
        inputShape: [at === 0 ? 20 : net.shape.widths[at - 1]!],
      }),
    ),
  );
  model.setWeights(plain.getWeights());
  plain.dispose();
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
  const softmax = net.shape.output === "softmax";
  model.compile({ optimizer, loss: softmax ? "categoricalCrossentropy" : "meanSquaredError" });
  const x = tf.tensor2d(data.features, [data.rows, 20]);
  const y = softmax ? tf.oneHot(tf.tensor1d(data.targets as Int32Array, "int32"), 5) : x.clone();
  const { history } = await model.fit(x, y, { epochs, batchSize, shuffle: false, verbose: 0 });
  const weights = Float32Array.from(model.getWeights().flatMap((tensor) => Array.from(tensor.dataSync())));
  tf.dispose([x, y]);
  model.dispose();
  optimizer.dispose();
  return { weights, loss: history["loss"]!.at(-1) as number };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}

test.each<[string, Activation, number[], DenseShape["output"]]>([
  ["relu 64-32", "relu", [64, 32, 5], "softmax"],
  ["tanh 16-8-8", "tanh", [16, 8, 8, 5], "softmax"],
  ["logistic 12", "logistic", [12, 5], "softmax"],
  ["no hidden layer", "relu", [5], "softmax"],
  ["an autoencoder", "relu", [16, 4, 16, 20], "identity"],
])(
  "the fused kernel's weights equal those of LayersModel.fit to 1e-4: %s",
  async (_, hidden, widths, output) => {
    const { tf } = await useEngine({ engine: "wasm" });
    const net = stack(hidden, widths, output);
    const data: DenseData = sample(500);
    const shown = output === "softmax" ? data : { ...data, targets: data.features };
    const fused = byKernel(net, shown, TRAINING, 10);
    const fitted = await byFit(tf, net, shown, TRAINING, 10);
    expect(largestDifference(fused.weights, fitted.weights)).toBeLessThan(1e-4);
    expect(largestDifference(fused.weights, net.weights)).toBeGreaterThan(0.01);
    expect(Math.abs(fused.loss - fitted.loss)).toBeLessThan(1e-4);
  },
);

test.each<[string, DenseShape["output"], boolean]>([
  ["cross-entropy", "softmax", false],
  ["cross-entropy with class weights", "softmax", true],
  ["squared differences", "identity", false],
])(
  "training by tfjs takes the kernel's steps, the short last batch included: %s",
  async (_, output, weighted) => {
    await useEngine({ engine: "wasm" });
    const net = stack("relu", [12, output === "softmax" ? 5 : 20], output);
    const plain: DenseData = sample(130);
    const data =
      output === "identity"
        ? { ...plain, targets: plain.features }
        : { ...plain, classWeights: weighted ? new Float32Array([1, 2, 3, 0.5, 9]) : undefined };
    const trainer = openLayersTrainer(net, data, TRAINING);
    let loss = 0;
    for (let from = 0; from < 130; from += 50) {
      const rows = Uint32Array.from({ length: Math.min(50, 130 - from) }, (_, row) => from + row);
      loss += (trainer.step(rows) * rows.length) / 130;
    }
    const weights = trainer.weights();
    trainer.close();
    const fused = byKernel(net, data, TRAINING, 1);
    expect(largestDifference(fused.weights, weights)).toBeLessThan(1e-5);
    expect(Math.abs(fused.loss - loss)).toBeLessThan(1e-5);
  },
);

test("a stack becomes a LayersModel and comes back with the same numbers", async () => {
  const { tf } = await useEngine();
  const net = stack("tanh", [7, 3, 5]);
  const { features } = sample(40);
  const model = layersModelFrom(net);
  const probabilities = tf.tidy(() =>
    (model.predict(tf.tensor2d(features, [40, 20])) as { dataSync(): Float32Array }).dataSync(),
  );
  const sums = denseOutputs(net.shape, net.weights, features, 40);
  for (let from = 0; from < sums.length; from += 5) {
    const powers = Array.from(sums.subarray(from, from + 5), Math.exp);
    const total = powers.reduce((sum, power) => sum + power, 0);
    expect(
      largestDifference(
        powers.map((power) => power / total),
        probabilities.subarray(from, from + 5),
      ),
    ).toBeLessThan(1e-6);
  }
  expect(stackFromLayersModel(model)).toEqual(net);
  model.dispose();
});

describe("taking over a LayersModel", () => {
  let tf: TensorFlow;
  beforeAll(async () => void ({ tf } = await useEngine()));

  const taken = (model: LayersModel): DenseStack => {
    try {
      return stackFromLayersModel(model);
    } finally {
      model.dispose();
    }
  };
  const dense = (
    units: number,
    activation: "relu" | "softmax" | "sigmoid" | "elu" | "linear" | "tanh",
    more = {},
  ) => tf.layers.dense({ units, activation, ...more });

  test("activations may be layers of their own, dropout and missing biases are nothing", () => {
    const { shape, weights } = taken(
      tf.sequential({
        layers: [
          dense(6, "linear", { inputShape: [3], useBias: false, kernelInitializer: "ones" }),
          tf.layers.reLU(),
          tf.layers.dropout({ rate: 0.5 }),
          dense(4, "linear"),
          tf.layers.activation({ activation: "relu" }),
          dense(2, "linear"),
          tf.layers.softmax(),
        ],
      }),
    );
    expect(shape).toEqual({ inputs: 3, widths: [6, 4, 2], hidden: "relu", output: "softmax" });
    expect(Array.from(weights.subarray(0, 24))).toEqual([
      ...new Array<number>(18).fill(1),
      ...new Array<number>(6).fill(0),
    ]);
  });

  test("a functional model and a model within a model are chains too", () => {
    const input = tf.input({ shape: [3] });
    const inner = tf.model({ inputs: input, outputs: dense(4, "softmax").apply(input) as never });
    expect(taken(inner).shape).toEqual({
      inputs: 3,
      widths: [4],
      hidden: "relu",
      output: "softmax",
    } as never);
  });

  test("a single sigmoid output becomes two softmax outputs with the same probabilities", () => {
    const model = tf.sequential({ layers: [dense(4, "tanh", { inputShape: [3] }), dense(1, "sigmoid")] });
    const features = new Float32Array([1, -2, 0.5, 0, 3, -1]);
    const expected = tf.tidy(() =>
      Array.from((model.predict(tf.tensor2d(features, [2, 3])) as { dataSync(): Float32Array }).dataSync()),
    );
    const { shape, weights } = taken(model);
    expect(shape.widths).toEqual([4, 2]);
    const sums = denseOutputs(shape, weights, features, 2);
    expected.forEach((probability, row) => {
      expect(1 / (1 + Math.exp(sums[row * 2]! - sums[row * 2 + 1]!))).toBeCloseTo(probability, 6);
    });
  });

  test.each<[string, () => LayersModel, string]>([
    [
      "a convolution",
      () => tf.sequential({ layers: [tf.layers.conv1d({ filters: 2, kernelSize: 2, inputShape: [5, 1] })] }),
      'got "Conv1D"',
    ],
    [
      "two activations",
      () =>
        tf.sequential({
          layers: [dense(3, "relu", { inputShape: [2] }), dense(3, "tanh"), dense(2, "softmax")],
        }),
      'must have one activation, got "relu", "tanh"',
    ],
    [
      "an unknown activation",
      () => tf.sequential({ layers: [dense(3, "elu", { inputShape: [2] }), dense(2, "softmax")] }),
      'must be linear, relu, tanh or sigmoid, got "elu"',
    ],
    [
      "an output of another kind",
      () => tf.sequential({ layers: [dense(3, "relu", { inputShape: [2] }), dense(2, "tanh")] }),
      'its output must be softmax, sigmoid or linear, got "tanh"',
    ],
    [
      "two sigmoid outputs",
      () => tf.sequential({ layers: [dense(2, "sigmoid", { inputShape: [2] })] }),
      "a sigmoid output must be the only one, got 2",
    ],
    [
      "a branch",
      () => {
        const input = tf.input({ shape: [2] });
        const sides = [dense(2, "relu").apply(input), dense(2, "relu").apply(input)] as never[];
        return tf.model({ inputs: input, outputs: tf.layers.add().apply(sides) as never });
      },
      "its layers must be a chain, got 2 inputs",
    ],
    ["no model", () => ({ dispose: () => ({}) }) as never, "it must have one input and one output"],
  ])("refuses %s, saying what is in the way", (_, make, message) => {
    expect(() => taken(make())).toThrow(
      expect.objectContaining({
        name: "TypeError",
        code: "BAD_INPUT",
        message: expect.stringMatching(
          new RegExp(`^Cannot take over a tf.LayersModel: .*${message.replace(/[()]/g, "\\$&")}`),
        ) as string,
      }),
    );
  });
});

test("leaves no tensor behind: models made and taken over, and training", async () => {
  const { tf } = await useEngine();
  const net = stack("relu", [8, 5]);
  const data = sample(60);
  const before = tf.memory().numTensors;
  for (let round = 0; round < 20; round++) {
    const model = layersModelFrom(net);
    stackFromLayersModel(model);
    model.dispose();
    const trainer = openLayersTrainer(net, data, TRAINING);
    trainer.step(new Uint32Array([1, 2, 3]));
    trainer.close();
    expect(tf.memory().numTensors).toBe(before);
  }
});
