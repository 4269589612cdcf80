import { groups } from "../estimators/testing/data.ts";
import { LogisticRegression, RandomForestClassifier, StandardScaler } from "../estimators/mod.ts";
import { workerPool } from "../workers/mod.ts";
import { crossValidate } from "./mod.ts";

const { X, y } = groups(60);
const candidates = [
  new RandomForestClassifier({ nEstimators: 12 }),
  { estimator: new LogisticRegression(), scaler: new StandardScaler() },
];

afterAll(() => workerPool().close());

test("crossValidate() gives the same for the library's estimators in the calling thread and in workers", async () => {
  const all = [];
  for (const workers of [0, 1, 2]) {
    const { results, best } = await crossValidate(candidates, X, y, { workers, metric: "log_loss" });
    expect(results.map(({ failed }) => failed)).toEqual([undefined, undefined]);
    all.push([
      best!.name,
      results.map(({ scores, predicted, probabilities }) => [[...scores], predicted, [...probabilities!]]),
    ]);
  }
  expect(all[1]).toEqual(all[0]);
  expect(all[2]).toEqual(all[0]);
}, 30_000);
