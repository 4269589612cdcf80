import { prng } from "../../kernels/mod.ts";
import type { Matrix } from "../core/mod.ts";
import { RandomForestClassifier } from "../estimators/forest/mod.ts";
import { NearestCentre } from "../estimators/testing/nearest-centre.ts";
import { permutationImportance } from "./permutation-importance.ts";

/** The class follows from the first column, a little from the second, not at all from the third. */
function table(rows: number, seed: number): { X: Matrix; y: string[] } {
  const random = prng(seed);
  const data = new Float64Array(rows * 3).map(() => random.normal());
  const y = Array.from({ length: rows }, (_, row) =>
    data[row * 3]! + 0.3 * data[row * 3 + 1]! > 0 ? "b" : "a",
  );
  return { X: { data, rows, columns: 3, names: ["all", "some", "none"] }, y };
}

test("permutationImportance() ranks columns by what the model loses without them", async () => {
  const train = table(400, 1);
  const asked = table(400, 2);
  const model = await new RandomForestClassifier({ nEstimators: 30 }).fit(train.X, train.y);
  const before = asked.X.data.slice();
  for (const metric of ["accuracy", "roc_auc", "log_loss"] as const) {
    const found = await permutationImportance(model, asked.X, asked.y, { metric, nRepeats: 4 });
    expect(found.baseline > 0 && found.importances.length === 12).toBe(true);
    expect(found.mean[0]).toBeGreaterThan(found.mean[1]!);
    expect(found.mean[0]).toBeGreaterThan(0.1);
    expect(Math.abs(found.mean[2]!)).toBeLessThan(0.03);
    expect(found.featureNames).toEqual(["all", "some", "none"]);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found.toJSON());
  }
  expect(asked.X.data).toEqual(before);
});

test("permutationImportance() works for any model, and depends on the seed only", async () => {
  const { X, y } = table(120, 3);
  const model = await new NearestCentre().fit(X, y);
  const first = await permutationImportance(model, X, y, { seed: 1 });
  expect((await permutationImportance(model, X, y, { seed: 1 })).importances).toEqual(first.importances);
  expect((await permutationImportance(model, X, y, { seed: 2 })).importances).not.toEqual(first.importances);
  const { mean, std, importances } = first;
  expect(mean[0]).toBeCloseTo(meanOf(importances.subarray(0, 5)), 12);
  expect(std[0]).toBeGreaterThan(0);
});

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

test("permutationImportance() is exactly 0 for a column that never changes", async () => {
  const { X, y } = table(60, 4);
  const data = X.data.map((value, at) => (at % 3 === 2 ? 5 : value));
  const model = await new RandomForestClassifier({ nEstimators: 5 }).fit({ ...X, data }, y);
  const { mean, std } = await permutationImportance(model, { ...X, data }, y);
  expect([mean[2], std[2]]).toEqual([0, 0]);
});

test("permutationImportance() refuses what does not fit the model, and can be cancelled", async () => {
  const { X, y } = table(50, 5);
  const model = await new NearestCentre().fit(X, y);
  const refused = { code: "BAD_INPUT", message: expect.stringMatching(/^Cannot /) as string };
  const narrow = { data: new Float64Array(100), rows: 50, columns: 2 };
  await expect(permutationImportance(model, narrow, y)).rejects.toMatchObject(refused);
  await expect(permutationImportance(model, X, y.slice(1))).rejects.toMatchObject(refused);
  for (const options of [{ nRepeats: 0 }, { metric: "speed" }, { seed: 0.5 }, { repeats: 3 }])
    await expect(permutationImportance(model, X, y, options as never)).rejects.toMatchObject(refused);
  const cancel = new AbortController();
  const running = permutationImportance(
    model,
    X,
    y,
    {},
    { signal: cancel.signal, onProgress: () => cancel.abort() },
  );
  await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
});
