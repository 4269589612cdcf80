import { useEngine } from "../../adapters/mod.ts";
import { cloudWithOddRows } from "../testing/data.ts";
import { AutoencoderDetector } from "./mod.ts";
import type { AutoencoderDetectorOptions } from "./mod.ts";

const { X } = cloudWithOddRows();
const QUICK: AutoencoderDetectorOptions = { hiddenLayerSizes: [8, 2, 8], maxEpochs: 10, learningRate: 0.01 };

test("model.tf gives rows back as the scores say, and dispose() releases its tensors", async () => {
  const { tf } = await useEngine();
  const before = tf.memory().numTensors;
  const model = await new AutoencoderDetector(QUICK).fit(X);
  const { units, centers, deviations } = model.parts().arrays as Record<string, Float64Array>;
  const standard = Array.from(X.data, (value, at) => {
    const z = (value / units![at % 4]! - centers![at % 4]!) / deviations![at % 4]!;
    return Math.max(-10, Math.min(10, z));
  });
  const given = tf.tidy(() => {
    const back = model.tf.predict(tf.tensor2d(standard, [X.rows, 4])) as { dataSync(): Float32Array };
    return Array.from(back.dataSync());
  });
  const scores = model.scoreSamples(X);
  for (let row = 0; row < X.rows; row++) {
    const error = [0, 1, 2, 3].reduce(
      (sum, c) => sum + (given[row * 4 + c]! - standard[row * 4 + c]!) ** 2 / 4,
      0,
    );
    expect(scores[row]).toBeCloseTo(error, 4);
  }
  expect(model.tf).toBe(model.tf);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("the parts of a model are what tf.loadLayersModel reads", async () => {
  const { tf } = await useEngine();
  const model = await new AutoencoderDetector(QUICK).fit(X);
  const { meta, arrays } = model.parts();
  const loaded = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: meta["modelTopology"] as object,
      weightSpecs: meta["weightSpecs"] as never,
      weightData: (arrays["weights"] as Float32Array).slice().buffer,
    }),
  );
  const row = new Float32Array([0.5, -1, 2, 0]);
  const [ours, theirs] = tf.tidy(() =>
    [model.tf, loaded].map((one) =>
      Array.from((one.predict(tf.tensor2d(row, [1, 4])) as { dataSync(): Float32Array }).dataSync()),
    ),
  );
  expect(theirs).toEqual(ours);
  loaded.dispose();
  model.dispose();
});

test("engine tfjs takes the steps of the fused kernel", async () => {
  const fused = await new AutoencoderDetector({ ...QUICK, engine: "fused" }).fit(X, undefined, {
    workers: 0,
  });
  const layers = await new AutoencoderDetector({ ...QUICK, engine: "tfjs" }).fit(X);
  const [a, b] = [fused, layers].map((model) => model.parts().arrays["weights"] as Float32Array);
  a!.forEach((weight, at) => expect(Math.abs(weight - b![at]!)).toBeLessThan(1e-4));
});
