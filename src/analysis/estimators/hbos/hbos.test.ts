import { describeEstimator } from "../testing/contract.ts";
import { cloudWithOddRows, matrixOf, rowsOf } from "../testing/data.ts";
import { HBOS, restoreHBOS } from "./mod.ts";

describeEstimator({
  name: "HBOS",
  kind: "detector",
  make: (options) => new HBOS(options),
  restore: restoreHBOS,
  minScore: 0.95,
  seedless: true,
});

describe("with its own number of bins", () => {
  describeEstimator({
    name: "HBOS",
    kind: "detector",
    make: (options) => new HBOS({ nBins: "auto", ...options }),
    restore: restoreHBOS,
    minScore: 0.95,
    seedless: true,
  });
});

test("scores the same rows the same in any order, and in any unit up to density", async () => {
  const { X } = cloudWithOddRows();
  const backwards = rowsOf(
    X,
    Array.from({ length: X.rows }, (_, row) => X.rows - 1 - row),
  );
  const expected = (await new HBOS().fit(X)).trainingScores!;
  const scores = (await new HBOS().fit(backwards)).trainingScores!;
  expect(Array.from(scores)).toEqual(Array.from(expected).reverse());
});

test("a column that cannot be cut into bins adds nothing", async () => {
  const good = [1, 2, 2, 3, 3, 3, 9];
  const alone = await new HBOS().fit(matrixOf(good.map((value) => [value])));
  const odd = [1e17, 1e17, 1e17, 1e17, 1e17, 1e17, 1e17];
  const far = [-1.7e308, 1.7e308, 0, 0, 0, 0, 0];
  for (const other of [odd, far]) {
    const X = matrixOf(good.map((value, row) => [value, other[row]!]));
    const model = await new HBOS().fit(X);
    expect(model.nBins).toEqual([10, 0]);
    expect(Array.from(model.scoreSamples(X))).toEqual(Array.from(alone.trainingScores!));
    expect(Array.from(restoreHBOS(model.parts()).scoreSamples(X))).toEqual(Array.from(alone.trainingScores!));
  }
});

test.each<[Record<string, unknown>, RegExp]>([
  [{ nBins: 1 }, /nBins must be a whole number from 2/],
  [{ nBins: "many" }, /nBins must be a number/],
  [{ alpha: 0 }, /alpha must be/],
  [{ tolerance: -0.1 }, /tolerance must be/],
  [{ tolerance: 1.1 }, /tolerance must be/],
  [{ contamination: 0.51 }, /contamination must be/],
])("refuses the options %p", (options, message) => {
  expect(() => new HBOS(options)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
  );
});

test("refuses more bins than memory should hold", async () => {
  const X = { data: new Float64Array(200), rows: 1, columns: 200 };
  await expect(new HBOS({ nBins: 1_000_000 }).fit(X)).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: expect.stringMatching(/^Cannot fit HBOS: nBins x columns must be at most/) as string,
  });
});

test("does not load edges out of order, nor bins that the options do not allow", async () => {
  const parts = (await new HBOS().fit(cloudWithOddRows().X)).parts();
  const spoilt = structuredClone(parts);
  (spoilt.arrays["edges"] as Float64Array)[3] = 1e9;
  expect(() => restoreHBOS(spoilt)).toThrow(/^Cannot load HBOS: edges must ascend/);
  expect(() => restoreHBOS({ ...parts, options: { ...Object(parts.options), nBins: 20 } })).toThrow(
    /^Cannot load HBOS: bins must be what the options say/,
  );
});
