import { describeEstimator } from "../testing/contract.ts";
import { cloudWithOddRows, matrixOf } from "../testing/data.ts";
import { robustZScore, restoreZScore, zScore, ZScoreDetector } from "./mod.ts";

describeEstimator({
  name: "ZScoreDetector",
  kind: "detector",
  make: (options) => new ZScoreDetector(options),
  restore: restoreZScore,
  minScore: 0.98,
  seedless: true,
});

describe("with medians", () => {
  describeEstimator({
    name: "ZScoreDetector",
    kind: "detector",
    make: (options) =>
      new ZScoreDetector({ method: "robust", combine: "norm", contamination: 0.05, ...options }),
    restore: restoreZScore,
    minScore: 0.98,
    seedless: true,
  });
});

test("zScore() of numbers worked by hand, with the sample deviation unless told otherwise", () => {
  const X = { ...matrixOf([[2], [4], [4], [4], [5], [5], [7], [9]]), names: ["bytes"] };
  const population = zScore(X, { ddof: 0 });
  expect(Array.from(population.data)).toEqual([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]);
  expect([population.rows, population.columns, population.names]).toEqual([8, 1, ["bytes"]]);
  expect(zScore(X).data[7]).toBeCloseTo(4 / Math.sqrt(32 / 7), 15);
});

test("robustZScore() of numbers worked by hand", () => {
  expect(Array.from(robustZScore(matrixOf([[1], [2], [3], [4], [100]])).data)).toEqual(
    [-2, -1, 0, 1, 97].map((x) => expect.closeTo(x * 0.6745, 12) as number),
  );
});

test("constant columns, one row and no rows give 0 or nothing", () => {
  for (const score of [zScore, robustZScore]) {
    expect(Array.from(score(matrixOf([[1, 2]])).data)).toEqual([0, 0]);
    expect(Array.from(score(matrixOf([[0.1], [0.1], [0.1]])).data)).toEqual([0, 0, 0]);
    expect(score({ data: new Float64Array(0), rows: 0, columns: 3 }).data.length).toBe(0);
  }
});

test("no |z| of n rows exceeds (n - 1) / sqrt(n), the limit of the classic score", () => {
  const X = matrixOf(Array.from({ length: 10 }, (_, row) => [row === 9 ? 1e9 : 0]));
  expect(zScore(X).data[9]).toBeCloseTo(9 / Math.sqrt(10), 12);
});

test("neither the unit nor the offset of a column changes a z", () => {
  const { X } = cloudWithOddRows();
  const other = { ...X, data: X.data.map((value) => value * 4096) };
  expect(Array.from(zScore(other).data)).toEqual(Array.from(zScore(X).data));
  expect(Array.from(robustZScore(other).data)).toEqual(Array.from(robustZScore(X).data));
  const moved = zScore({ ...X, data: X.data.map((value) => value + 1024) });
  moved.data.forEach((z, i) => expect(z).toBeCloseTo(zScore(X).data[i]!, 9));
});

test("a row is an outlier where any |z| is above the threshold", async () => {
  const { X, y } = cloudWithOddRows();
  const model = await new ZScoreDetector({ method: "robust" }).fit(X);
  const z = robustZScore(X).data;
  const expected = y.map((_, row) =>
    z.subarray(row * 4, row * 4 + 4).some((value) => Math.abs(value) > 3.5) ? -1 : 1,
  );
  expect(Array.from(model.predict(X))).toEqual(expected);
  expect([model.threshold, (await new ZScoreDetector().fit(X)).threshold]).toEqual([3.5, 3]);
  const norm = await new ZScoreDetector({ combine: "norm" }).fit(X);
  const classic = zScore(X).data.subarray(0, 4);
  expect(norm.scoreSamples(X)[0]).toBeCloseTo(Math.hypot(...classic), 12);
});

test.each<[Record<string, unknown>, RegExp]>([
  [{ method: "median" }, /method must be one of "classic", "robust"/],
  [{ ddof: 2 }, /ddof must be a whole number from 0 to 1/],
  [{ combine: "sum" }, /combine must be one of/],
  [{ threshold: -1 }, /threshold must be/],
  [{ threshold: Infinity }, /threshold must be finite/],
  [{ contamination: 1 }, /contamination must be/],
])("refuses the options %p", (options, message) => {
  expect(() => new ZScoreDetector(options)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
  );
});

test("the functions refuse what is no number, naming the place, and unknown options", () => {
  expect(() => zScore(matrixOf([[1, NaN]]))).toThrow(
    /^Cannot compute z-scores: X must be finite, got NaN in row 0, column "x1"/,
  );
  expect(() => robustZScore(matrixOf([[Infinity]]))).toThrow(
    /^Cannot compute robust z-scores: X must be finite/,
  );
  expect(() => zScore(matrixOf([[1]]), { ddof: 0.5 })).toThrow(/ddof must be/);
  expect(() => zScore(matrixOf([[1]]), { dof: 1 } as object)).toThrow(/unknown option "dof"/);
});

test("does not load negative spreads or scales of 0", async () => {
  const parts = (await new ZScoreDetector().fit(cloudWithOddRows().X)).parts();
  for (const [name, value] of [
    ["spreads", -1],
    ["scales", 0],
  ] as const) {
    const arrays = { ...parts.arrays, [name]: Float64Array.from(parts.arrays[name]!).fill(value, 0, 1) };
    expect(() => restoreZScore({ ...parts, arrays })).toThrow(/^Cannot load ZScoreDetector: /);
  }
});
