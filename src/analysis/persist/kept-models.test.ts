/** Files that earlier builds wrote, kept as they were: what users have on their disks must go on loading, and say what it said. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  IsolationForest,
  MLPClassifier,
  QuantileTransformer,
  RandomForestClassifier,
  SVC,
} from "../estimators/mod.ts";
import { groups } from "../estimators/testing/data.ts";
import { modelFromBytes } from "./mod.ts";

const { X, y } = groups(20);
const kept = (name: string): unknown =>
  modelFromBytes(readFileSync(join("tests", "fixtures", "models", `${name}.v1.trafficlab`)));

/** Values that a change of a kernel's rounding leaves as they are. */
function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let at = 0; at < found.length; at++) expect(found[at]).toBeCloseTo(expected[at]!, 4);
}

describe.each([
  ["forest", new RandomForestClassifier({ nEstimators: 5, seed: 7 })],
  ["svc", new SVC()],
  ["mlp", new MLPClassifier({ hiddenLayerSizes: [8], maxEpochs: 40, learningRate: 0.01, seed: 7 })],
])("the kept classifier %s", (name, estimator) => {
  test("loads, knows its classes and says what one fitted today says", async () => {
    const model = kept(name) as Awaited<ReturnType<typeof estimator.fit>>;
    const today = await estimator.fit(X, y, { workers: 0 });
    expect([model.estimator, model.classes, model.featureNames]).toEqual([
      estimator.name,
      ["alpha", "beta", "gamma"],
      X.names,
    ]);
    expect(model.predict(X)).toEqual(today.predict(X));
    if (name !== "svc") expectNear(model.predictProba(X), today.predictProba(X));
  });
});

test("the kept isolation forest scores as one fitted today", async () => {
  const model = kept("isolation-forest") as Awaited<ReturnType<IsolationForest["fit"]>>;
  const today = await new IsolationForest({ nEstimators: 5, seed: 7 }).fit(X, { workers: 0 });
  expectNear(model.scoreSamples(X), today.scoreSamples(X));
  expect(model.threshold).toBeCloseTo(today.threshold, 6);
});

test("the kept quantile transformer transforms as one fitted today, and back", async () => {
  const model = kept("quantile-transformer") as Awaited<ReturnType<QuantileTransformer["fit"]>>;
  const today = await new QuantileTransformer({ nQuantiles: 10 }).fit(X, { workers: 0 });
  const there = model.transform(X);
  expectNear(there.data, today.transform(X).data);
  expectNear(model.inverseTransform(there).data, X.data);
});
