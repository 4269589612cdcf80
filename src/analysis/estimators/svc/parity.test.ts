/** SVC against scikit-learn's SVC, LinearSVC and CalibratedClassifierCV(ensemble=False) (tools/fixtures/svc). */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import type { Matrix } from "../../core/mod.ts";
import { capturedRows, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { rowsOf } from "../testing/data.ts";
import { SVC } from "./mod.ts";
import type { SVCOptions } from "./mod.ts";

interface Run {
  options: SVCOptions;
  nSupport: number[];
  decisions: number[];
  predicted: number[];
  probabilities: number[] | null;
}

interface Made {
  train: number;
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
  train: number;
  attacks: number[];
  runs: Run[];
}

/** As the makers fitted. */
const TOL = 1e-6;
const DECISIONS = 1e-3;
const PROBABILITIES = 1e-3;

for (const fixture of ["made", "edges", "wide"]) {
  const { X, y, columns, train, runs } = readFixture<Made>(`svc/${fixture}.json`);
  test.each(runs.map((run) => [JSON.stringify(run.options), run] as const))(
    `${fixture}: decides as scikit-learn with %s`,
    async (_, run) => expectRun(matrixOfList(X, columns), y, train, run),
  );
}

const real = readFixture<Real>("svc/unsw-nb15.json");

testWithCaptures("decides on captured flows as scikit-learn", [real.file], async () => {
  const X = standard(capturedRows(real, real.rows), real.train);
  const attacks = new Set(real.attacks);
  const y = real.rows.map((_, at) => (attacks.has(at) ? 1 : 0));
  for (const run of real.runs) await expectRun(X, y, real.train, run);
});

testWithCaptures("keeps its accuracy on captured flows with the features", [real.file], async () => {
  const X = standard(capturedRows(real, real.rows), real.train);
  const attacks = new Set(real.attacks);
  const y = Int32Array.from(real.rows, (_, at) => (attacks.has(at) ? 1 : 0));
  const [shown, asked] = parts(X, real.train);
  const model = await new SVC({ approximation: "nystroem", probability: false }).fit(
    shown,
    y.slice(0, real.train),
  );
  const truth = [...y.slice(real.train)].map(String);
  const right = (predicted: readonly (string | number)[]): number =>
    predicted.filter((name, row) => String(name) === truth[row]).length / truth.length;
  expect(right(model.predict(asked))).toBeGreaterThanOrEqual(right(real.runs[0]!.predicted) - 0.01);
});

async function expectRun(X: Matrix, y: readonly number[], train: number, run: Run): Promise<void> {
  const [shown, asked] = parts(X, train);
  const probability = run.probabilities !== null;
  const model = await new SVC({ ...run.options, tol: TOL, probability }).fit(
    shown,
    Int32Array.from(y.slice(0, train)),
  );
  expect(model.converged).toBe(true);
  expect(furthest(model.decisionFunction(asked), run.decisions)).toBeLessThan(DECISIONS);
  expect(model.predict(asked).map(Number)).toEqual(run.predicted);
  if (run.nSupport.length > 0) {
    const expected = run.nSupport.reduce((sum, count) => sum + count, 0);
    expect(Math.abs(model.support.length - expected)).toBeLessThanOrEqual(0.005 * expected);
  }
  if (run.probabilities)
    expect(furthest(model.predictProba(asked), run.probabilities)).toBeLessThan(PROBABILITIES);
}

function parts(X: Matrix, train: number): [Matrix, Matrix] {
  const rows = Array.from({ length: X.rows }, (_, row) => row);
  return [rowsOf(X, rows.slice(0, train)), rowsOf(X, rows.slice(train))];
}

function furthest(found: Float64Array, expected: readonly number[]): number {
  if (found.length !== expected.length) return Infinity;
  return found.reduce((worst, value, at) => Math.max(worst, Math.abs(value - expected[at]!)), 0);
}

/** Logarithms, then mean 0 and deviation 1 of the first rows. */
function standard(X: Matrix, train: number): Matrix {
  const data = Float64Array.from(X.data, (value) => Math.log1p(value));
  for (let column = 0; column < X.columns; column++) {
    const of = Array.from({ length: train }, (_, row) => data[row * X.columns + column]!);
    const mean = of.reduce((sum, value) => sum + value, 0) / train;
    const deviation = Math.sqrt(of.reduce((sum, value) => sum + (value - mean) ** 2, 0) / train) || 1;
    for (let at = column; at < data.length; at += X.columns) data[at] = (data[at]! - mean) / deviation;
  }
  return { ...X, data };
}
