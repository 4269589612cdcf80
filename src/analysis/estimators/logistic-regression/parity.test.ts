/** LogisticRegression against scikit-learn's (tools/fixtures/logistic-regression). */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import type { Matrix } from "../../core/mod.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { rowsOf } from "../testing/data.ts";
import { LogisticRegression } from "./mod.ts";
import type { LogisticRegressionOptions } from "./mod.ts";

interface Run {
  options: LogisticRegressionOptions;
  coefficients: number[];
  intercepts: number[];
  /** Of the first 20 rows. */
  probabilities: number[];
}

interface Made {
  columns: number;
  X: number[];
  y: number[];
  runs: Run[];
}

interface Real {
  file: string;
  sha256: string;
  columns: string[];
  rows: number[];
  attacks: number[];
  runs: Run[];
}

for (const fixture of ["made", "edges", "wide"]) {
  const { X, y, columns, runs } = readFixture<Made>(`logistic-regression/${fixture}.json`);
  test.each(runs.map((run) => [JSON.stringify(run.options), run] as const))(
    `${fixture}: has scikit-learn's coefficients with %s`,
    async (_, run) => expectRun(matrixOfList(X, columns), y, run),
  );
}

const real = readFixture<Real>("logistic-regression/unsw-nb15.json");

testWithCaptures("has scikit-learn's coefficients on captured flows", [real.file], async () => {
  const X = standard(capturedRows(real, real.rows));
  const attacks = new Set(real.attacks);
  const y = real.rows.map((_, at) => (attacks.has(at) ? 1 : 0));
  for (const run of real.runs) await expectRun(X, y, run);
});

async function expectRun(X: Matrix, y: readonly number[], run: Run): Promise<void> {
  const model = await new LogisticRegression({ ...run.options, tol: 1e-8 }).fit(X, Int32Array.from(y));
  expect(model.converged).toBe(true);
  expect(largestDifference(model.coefficients, run.coefficients)).toBeLessThan(1e-4);
  expect(largestDifference(model.intercepts, run.intercepts)).toBeLessThan(1e-4);
  const first = rowsOf(
    X,
    Array.from({ length: 20 }, (_, row) => row),
  );
  expect(largestDifference(model.predictProba(first), run.probabilities)).toBeLessThan(1e-5);
}

/** Logarithms, then mean 0 and deviation 1. */
function standard(X: Matrix): Matrix {
  const data = Float64Array.from(X.data, (value) => Math.log1p(value));
  for (let column = 0; column < X.columns; column++) {
    const of = Array.from({ length: X.rows }, (_, row) => data[row * X.columns + column]!);
    const mean = of.reduce((sum, value) => sum + value, 0) / X.rows;
    const deviation = Math.sqrt(of.reduce((sum, value) => sum + (value - mean) ** 2, 0) / X.rows);
    for (let at = column; at < data.length; at += X.columns) data[at] = (data[at]! - mean) / deviation;
  }
  return { ...X, data };
}
