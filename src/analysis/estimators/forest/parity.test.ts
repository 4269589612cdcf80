/** The random forest against scikit-learn (tools/fixtures/forest). */
import { captureText, testWithCaptures } from "../../../../tests/support/captures.ts";
import type { Matrix } from "../../core/mod.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { macroF1 } from "../testing/scores.ts";
import { RandomForestClassifier } from "./mod.ts";
import type { RandomForestClassifierOptions } from "./mod.ts";

interface TreeCase {
  options: RandomForestClassifierOptions;
  columns: number;
  X: number[];
  y: number[];
  queries: number[];
  probabilities: number[];
  importances: number[];
}

interface Scores {
  accuracy: number[];
  macroF1: number[];
  oobScore: number[];
  importances: number[];
}

// Many forests, on machines that may be busy.
jest.setTimeout(60_000);

const lattice = readFixture<{ cases: TreeCase[] }>("forest/lattice.json");
const made = readFixture<{
  columns: number;
  train: number;
  X: number[];
  y: number[];
  cases: (Scores & { options: RandomForestClassifierOptions })[];
}>("forest/made.json");
const real = readFixture<
  Scores & { file: string; sha256: string; columns: string[]; label: string; train: number[]; test: number[] }
>("forest/unsw-nb15.json");

test.each(lattice.cases)("a tree of all rows and features is scikit-learn's: $options", async (given) => {
  const X = matrixOfList(given.X, given.columns);
  const queries = matrixOfList(given.queries, given.columns);
  const options = { ...given.options, nEstimators: 1, bootstrap: false, maxFeatures: "all" as const };
  const model = await new RandomForestClassifier(options).fit(X, Int32Array.from(given.y));
  expect(largestDifference(model.predictProba(queries), given.probabilities)).toBeLessThan(1e-12);
  expect(largestDifference(model.featureImportances, given.importances)).toBeLessThan(1e-9);
});

describe("on made flows", () => {
  const every = matrixOfList(made.X, made.columns);
  const part = (from: number, to: number): Matrix => ({
    data: every.data.slice(from * made.columns, to * made.columns),
    rows: to - from,
    columns: made.columns,
  });
  const total = made.y.length;
  test.each(made.cases)("is as good as scikit-learn's: $options", async ({ options, ...expected }) => {
    const [train, test_] = [part(0, made.train), part(made.train, total)];
    const y = Int32Array.from(made.y);
    await expectEquallyGood(
      options,
      expected,
      { X: train, y: y.slice(0, made.train) },
      { X: test_, y: made.y.slice(made.train).map(String) },
    );
  });
});

testWithCaptures("is as good as scikit-learn's on captured flows", [real.file], async () => {
  const [header, ...lines] = captureText(real.file).split(/\r?\n/);
  const place = header!.split(",").indexOf(real.label);
  const labels = (rows: readonly number[]): string[] => rows.map((row) => lines[row]!.split(",")[place]!);
  await expectEquallyGood(
    {},
    real,
    { X: capturedRows(real, real.train), y: labels(real.train) },
    { X: capturedRows(real, real.test), y: labels(real.test) },
  );
});

/** Means over seeds, within half a point or two standard errors of the difference below; importances and out-of-bag score alike. */
async function expectEquallyGood(
  options: RandomForestClassifierOptions,
  expected: Scores,
  train: { X: Matrix; y: string[] | Int32Array },
  asked: { X: Matrix; y: string[] },
): Promise<void> {
  const found: Record<"accuracy" | "macroF1" | "oobScore", number[]> = {
    accuracy: [],
    macroF1: [],
    oobScore: [],
  };
  const importances = new Float64Array(train.X.columns);
  const seeds = 8;
  for (let seed = 0; seed < seeds; seed++) {
    const estimator = new RandomForestClassifier({ ...options, oobScore: true, seed });
    const model = await estimator.fit(train.X, train.y, { workers: 0 });
    const predicted = model.predict(asked.X);
    found.accuracy.push(predicted.filter((name, row) => name === asked.y[row]).length / asked.y.length);
    found.macroF1.push(macroF1(asked.y, predicted));
    found.oobScore.push(model.oobScore!);
    model.featureImportances.forEach((value, at) => (importances[at]! += value / seeds));
  }
  for (const name of ["accuracy", "macroF1"] as const)
    expect(mean(found[name])).toBeGreaterThan(mean(expected[name]) - slack(found[name], expected[name]));
  expect(Math.abs(mean(found.oobScore) - mean(expected.oobScore))).toBeLessThan(0.01);
  importances.forEach((value, at) => expect(Math.abs(value - expected.importances[at]!)).toBeLessThan(0.02));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Half a point, or two standard errors of the difference of two means. */
function slack(a: readonly number[], b: readonly number[]): number {
  const squared = [a, b].map((values) => {
    const middle = mean(values);
    return (
      values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1) / values.length
    );
  });
  return Math.max(0.005, 2 * Math.sqrt(squared[0]! + squared[1]!));
}
