import { prng } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { describeEstimator } from "../testing/contract.ts";
import { cloudWithOddRows, rowsOf } from "../testing/data.ts";
import { COPOD, ECOD, restoreCOPOD, restoreECOD } from "./mod.ts";

describeEstimator({
  name: "ECOD",
  kind: "detector",
  make: (options) => new ECOD({ newRows: "alone", ...options }),
  restore: restoreECOD,
  minScore: 0.98,
  seedless: true,
});

describeEstimator({
  name: "COPOD",
  kind: "detector",
  make: (options) => new COPOD({ newRows: "alone", ...options }),
  restore: restoreCOPOD,
  minScore: 0.98,
  seedless: true,
});

describe("with new rows together", () => {
  describeEstimator({
    name: "ECOD",
    kind: "detector",
    make: (options) => new ECOD(options),
    restore: restoreECOD,
    minScore: 0.98,
    transductive: true,
    seedless: true,
  });

  describeEstimator({
    name: "COPOD",
    kind: "detector",
    make: (options) => new COPOD(options),
    restore: restoreCOPOD,
    minScore: 0.98,
    transductive: true,
    seedless: true,
  });
});

function shuffled(X: Matrix): { X: Matrix; order: number[] } {
  const order = prng(9).shuffle(Array.from({ length: X.rows }, (_, row) => row));
  return { X: rowsOf(X, order), order };
}

function changed(X: Matrix, change: (value: number, column: number) => number): Matrix {
  return { ...X, data: Float64Array.from(X.data, (value, i) => change(value, i % X.columns)) };
}

const RULES = [
  ["ECOD", ECOD],
  ["COPOD", COPOD],
] as const;

describe.each(RULES)("%s", (_, Detector) => {
  const { X } = cloudWithOddRows();

  test("scores the same rows the same in any order", async () => {
    const expected = (await new Detector().fit(X)).trainingScores!;
    const { X: other, order } = shuffled(X);
    const scores = (await new Detector().fit(other)).trainingScores!;
    expect(Array.from(scores)).toEqual(order.map((row) => expected[row]));
  });

  test("looks at the order of numbers and the skewness only: units and offsets change nothing", async () => {
    const expected = Array.from((await new Detector().fit(X)).trainingScores!);
    const other = changed(X, (value, column) => value * [1, 1000, 0.125, 3][column]! + column);
    expect(Array.from((await new Detector().fit(other)).trainingScores!)).toEqual(expected);
  });

  test("turns sides with the sign of all numbers", async () => {
    const expected = Array.from((await new Detector().fit(X)).trainingScores!);
    const other = changed(X, (value) => -value);
    expect(Array.from((await new Detector().fit(other)).trainingScores!)).toEqual(expected);
  });

  test("asks the fitted rows again and gets their scores", async () => {
    const model = await new Detector().fit(X);
    const again = model.scoreSamples(X);
    model.trainingScores!.forEach((score, row) => expect(again[row]).toBeCloseTo(score, 12));
  });

  test("never scores a row lower for lying farther out", async () => {
    const single = { data: X.data.filter((__, i) => i % 4 === 0), rows: X.rows, columns: 1 };
    const model = await new Detector({ newRows: "alone" }).fit(single);
    const farther = { data: Float64Array.of(2, 3, 5, 9, 20, 1e6), rows: 6, columns: 1 };
    const scores = Array.from(model.scoreSamples(farther));
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(model.fittedRows).toBe(240);
  });

  test("explains a score column by column", async () => {
    for (const newRows of ["together", "alone"] as const) {
      const model = await new Detector({ newRows }).fit(X);
      const asked = rowsOf(X, [7, 0, 27]);
      const scores = model.scoreSamples(asked);
      const columns = model.featureScores(asked);
      scores.forEach((score, row) => {
        const sum = columns.subarray(row * 4, row * 4 + 4).reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(score, 12);
      });
      expect(model.featureScores({ data: new Float64Array(0), rows: 0, columns: 4 }).length).toBe(0);
    }
  });

  test("flags a tenth of the fitted rows unless told otherwise", async () => {
    for (const contamination of [undefined, 0.25]) {
      const model = await new Detector(contamination === undefined ? {} : { contamination }).fit(X);
      const above = model.trainingScores!.filter((score) => score > model.threshold).length;
      expect(above).toBe(Math.round(240 * (contamination ?? 0.1)));
    }
  });

  test.each<[Record<string, unknown>, RegExp]>([
    [{ contamination: 0 }, /contamination must be/],
    [{ contamination: NaN }, /contamination must be/],
    [{ newRows: "none" }, /newRows must be one of "together", "alone"/],
  ])("refuses the options %p", (options, message) => {
    expect(() => new Detector(options)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
    );
  });
});

test.each<
  [string, (arrays: { values: Float64Array; counts: Uint32Array; sizes: Uint32Array }) => void, RegExp]
>([
  ["values that do not ascend", ({ values }) => (values[1] = values[0]!), /values must ascend/],
  ["counts that do not ascend", ({ counts }) => (counts[1] = counts[0]!), /counts must ascend/],
  ["a count of no rows", ({ counts }) => (counts[0] = 0), /counts must go from 1/],
  [
    "a column without values",
    ({ sizes }) => ((sizes[0] = 0), (sizes[1] = 480)),
    /must have a value|must ascend/,
  ],
])("does not load %s", async (_, spoil, message) => {
  const parts = structuredClone((await new ECOD().fit(cloudWithOddRows().X)).parts());
  spoil(parts.arrays as Parameters<typeof spoil>[0]);
  expect(() => restoreECOD(parts)).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
  );
});

test("does not load columns of another number of rows than the model's", async () => {
  const parts = (await new ECOD().fit(cloudWithOddRows().X)).parts();
  for (const fittedRows of [239, 241, 0])
    expect(() => restoreECOD({ ...parts, meta: { ...parts.meta, fittedRows } })).toThrow(
      /^Cannot load ECOD: (counts must go from 1 or more to 2|meta "fittedRows" must be)/,
    );
});

test("a model of one detector is not loaded as the other", async () => {
  const parts = (await new ECOD().fit(cloudWithOddRows().X)).parts();
  expect(() => restoreCOPOD(parts)).toThrow(/^Cannot load COPOD: the model must be of COPOD, got "ECOD"/);
});

test("a model of one detector is not loaded as the other under the other's name", async () => {
  const { X } = cloudWithOddRows();
  const ecod = (await new ECOD().fit(X)).parts();
  expect(() => restoreCOPOD({ ...ecod, estimator: "COPOD" })).toThrow(
    /^Cannot load COPOD: the rule must be "copod", got "ecod"/,
  );
  const copod = (await new COPOD().fit(X)).parts();
  expect(() => restoreECOD({ ...copod, estimator: "ECOD" })).toThrow(
    /^Cannot load ECOD: the rule must be "ecod", got "copod"/,
  );
});
