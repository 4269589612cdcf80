/** MLPClassifier where there is no TensorFlow.js. */
import type * as pageModule from "../../host/page.ts";
import { groups } from "../testing/data.ts";
import { MLPClassifier } from "./mod.ts";

type PageModule = typeof pageModule;

jest.mock("../../host/mod.ts", () => ({
  currentHost: () => jest.requireActual<PageModule>("../../host/page.ts").pageHost(),
}));

const { X, y } = groups();

test("learns and predicts in the page", async () => {
  const model = await new MLPClassifier({ maxEpochs: 60, batchSize: 40 }).fit(X, y, { workers: 0 });
  expect(model.predict(X).filter((name, row) => name === y[row]).length / y.length).toBeGreaterThan(0.95);
});

test("model.tf and the engine tfjs are refused there, saying why", async () => {
  const refusal = { name: "TypeError", message: expect.stringMatching(/tfjs-node" in the page/) as string };
  const model = await new MLPClassifier({ maxEpochs: 1 }).fit(X, y, { workers: 0 });
  expect(() => model.tf).toThrow(expect.objectContaining(refusal));
  await expect(new MLPClassifier({ engine: "tfjs" }).fit(X, y)).rejects.toMatchObject(refusal);
});
