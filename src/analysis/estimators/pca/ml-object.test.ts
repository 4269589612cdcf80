import { loadModel, modelFromBytes, modelToBytes } from "../../persist/mod.ts";
import { PCAModel } from "./model.ts";
import { checkedOptions } from "./options.ts";

test("a model gives itself as an object of ml-pca once that is loaded, as loadModel does", async () => {
  const model = new PCAModel({
    options: checkedOptions({}),
    featureNames: ["a", "b"],
    rows: 3,
    means: Float64Array.of(1, 1),
    components: Float64Array.of(0.6, 0.8, 0.8, -0.6),
    explainedVariance: Float64Array.of(2, 1),
    totalVariance: 3,
  });
  const bytes = modelToBytes(model);
  const early = modelFromBytes(bytes) as PCAModel;
  expect(() => early.toMlPca()).toThrow(
    expect.objectContaining({
      code: "E_UNSUPPORTED",
      message: expect.stringContaining("await loadModel(bytes)") as string,
    }),
  );
  const loaded = await loadModel<PCAModel>(bytes);
  for (const each of [loaded, early]) {
    const [row] = each
      .toMlPca()
      .predict([[2, 1]])
      .to2DArray();
    expect(row![0]).toBeCloseTo(0.6, 12);
  }
});
