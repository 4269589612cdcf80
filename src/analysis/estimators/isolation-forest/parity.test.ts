/** IsolationForest against scikit-learn (tools/fixtures/isolation). */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import type { Matrix, ModelParts } from "../../core/mod.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { pairAuc } from "../testing/scores.ts";
import { IsolationForest, restoreIsolationForest } from "./mod.ts";

/** A forest of scikit-learn's, and what it says of some rows. */
interface Trees {
  maxSamples: number;
  offset: number;
  nodes: number[];
  numbers: number[];
  scores: number[];
  decision: number[];
  predict: number[];
}

interface Auroc {
  auto: number[];
  deep: number[];
}

interface Made {
  columns: number;
  X: number[];
  anomalous: number[];
  auroc: Auroc;
  trees: Trees;
}

interface Ties {
  columns: number;
  X: number[];
  new: number[];
  trees: Trees;
  constant: Trees;
  oneRow: Trees;
}

interface Real {
  file: string;
  sha256: string;
  columns: string[];
  rows: number[];
  attacks: number[];
  auroc: Auroc;
  trees: Trees;
}

const TREES = 12;

jest.setTimeout(60_000);

test("scores rows by scikit-learn's trees as scikit-learn does", () => {
  const { X, columns, trees } = readFixture<Made>("isolation/anomalies.json");
  expectScores(trees, matrixOfList(X.slice(0, 80 * columns), columns));
});

test("scores ties, constant columns and a single fitted row as scikit-learn does", () => {
  const { X, columns, new: outside, trees, constant, oneRow } = readFixture<Ties>("isolation/ties.json");
  expectScores(trees, matrixOfList([...X, ...outside], columns));
  expectScores(constant, matrixOfList([...new Array<number>(2 * columns).fill(1), ...outside], columns));
  expectScores(oneRow, matrixOfList(outside, columns));
});

test("tells made anomalies apart as well as scikit-learn, and deep forests better", async () => {
  const { X, columns, anomalous, auroc } = readFixture<Made>("isolation/anomalies.json");
  await expectQuality(auroc, matrixOfList(X, columns), anomalous);
});

const real = readFixture<Real>("isolation/unsw-nb15.json");

testWithCaptures("scores captured flows by scikit-learn's trees as it does", [real.file], async () => {
  expectScores(real.trees, capturedRows(real, real.rows.slice(0, 60)));
  await Promise.resolve();
});

testWithCaptures("tells attacks apart in captured flows as well as scikit-learn", [real.file], async () => {
  await expectQuality(real.auroc, capturedRows(real, real.rows), real.attacks);
});

function expectScores({ maxSamples, offset, nodes, numbers, ...expected }: Trees, X: Matrix): void {
  const parts: ModelParts = {
    estimator: "IsolationForest",
    options: { nEstimators: TREES, maxSamples, contamination: "auto", seed: 1 },
    nFeatures: X.columns,
    featureNames: X.names ?? Array.from({ length: X.columns }, (_, column) => `x${column}`),
    seed: 1,
    meta: { threshold: -offset, nEstimators: TREES, maxSamples },
    arrays: {
      nodes: Uint16Array.from(nodes),
      numbers: Float32Array.from(numbers),
      centers: new Float64Array(X.columns),
      scales: new Float64Array(X.columns).fill(1),
    },
  };
  const model = restoreIsolationForest(parts);
  expect(largestDifference(model.scoreSamples(X), expected.scores)).toBeLessThan(1e-7);
  expect(largestDifference(model.decisionFunction(X), expected.decision)).toBeLessThan(1e-7);
  // Scores that the threshold was put on may lie on either side of it by their last digit.
  const clear = (_: number, row: number): boolean => Math.abs(expected.decision[row]!) > 1e-7;
  expect(Array.from(model.predict(X)).filter(clear)).toEqual(expected.predict.filter(clear));
  expect(model.offset).toBe(offset);
}

const SEEDS = 8;

/** Means over seeds; within 0.005, or three standard errors of the difference where that is more. */
async function expectQuality(auroc: Auroc, X: Matrix, anomalous: readonly number[]): Promise<void> {
  const isOdd = Array.from({ length: X.rows }, () => false);
  for (const row of anomalous) isOdd[row] = true;
  for (const kind of ["auto", "deep"] as const) {
    const own: number[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const model = await new IsolationForest({ maxSamples: kind, seed }).fit(X, undefined, { workers: 0 });
      own.push(pairAuc(isOdd, model.scoreSamples(X)));
    }
    const error = Math.sqrt(squaredError(own) + squaredError(auroc[kind]));
    expect(Math.abs(mean(own) - mean(auroc[kind]))).toBeLessThan(Math.max(0.005, 3 * error));
    if (kind === "deep") expect(mean(own)).toBeGreaterThan(mean(auroc.auto));
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Squared standard error of the mean. */
function squaredError(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2)) / (values.length - 1);
}
