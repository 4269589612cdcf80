/** PCA against scikit-learn (tools/fixtures/pca), and against ml-pca's own model. */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import type { Matrix } from "../../core/mod.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { PCA } from "./mod.ts";
import type { PCAModel } from "./mod.ts";

interface Run {
  nComponents: number | null;
  whiten: boolean;
  count: number;
  /** How many of the axes the data determine. */
  determined: number;
  components: number[];
  explainedVariance: number[];
  explainedVarianceRatio: number[];
  singularValues: number[];
  means: number[];
  transformed: number[];
}

interface WholeSets {
  sets: { name: string; columns: number; data: number[]; some: number[]; runs: Run[] }[];
}

interface Real {
  file: string;
  sha256: string;
  columns: Record<string, number>;
  total: number;
  rows: number[];
  run: Run;
}

const RUNS = ["made", "edges"].flatMap((file) =>
  readFixture<WholeSets>(`pca/${file}.json`).sets.flatMap(({ name, columns, data, some, runs }) =>
    runs.map((run) => ({ run, asked: run.nComponents, name, X: matrixOfList(data, columns), some })),
  ),
);

test.each(RUNS)("finds scikit-learn's axes: $name, nComponents $asked", async ({ X, some, run }) => {
  const model = await new PCA({ nComponents: run.nComponents, whiten: run.whiten }).fit(X);
  expectEqual(model, run, rowsOf(X, some));
});

describe.each(["unsw-nb15", "cic-2017-tuesday"])("flows of %s", (name) => {
  const fixture = readFixture<Real>(`pca/${name}.json`);

  testWithCaptures("have scikit-learn's axes", [fixture.file], async () => {
    const columns = Object.keys(fixture.columns);
    const divisors = Object.values(fixture.columns);
    const every = Array.from({ length: fixture.total }, (_, row) => row);
    const flows = capturedRows({ ...fixture, columns }, every);
    const X = { ...flows, data: flows.data.map((value, at) => value / divisors[at % divisors.length]!) };
    expectEqual(await new PCA().fit(X), fixture.run, rowsOf(X, fixture.rows));
  });
});

test("is the same map as ml-pca's own model, forwards and backwards", async () => {
  const { X } = RUNS[0]!;
  const model = await new PCA({ nComponents: 3 }).fit(X);
  const ml = model.toMlPca();
  const lists = Array.from({ length: X.rows }, (_, row) => [
    ...X.data.subarray(row * X.columns, (row + 1) * X.columns),
  ]);
  const there = model.transform(X);
  expect(largestDifference(there.data, ml.predict(lists).to1DArray())).toBeLessThan(1e-12);
  const back = model.inverseTransform(there);
  expect(largestDifference(back.data, ml.invert(ml.predict(lists)).to1DArray())).toBeLessThan(1e-12);
});

function expectEqual(model: PCAModel, run: Run, some: Matrix): void {
  const { determined } = run;
  const columns = model.nFeatures;
  const scale = run.explainedVariance[0]!;
  expect(model.nComponents).toBe(run.count);
  expect(largestDifference(model.means, run.means)).toBeLessThan(1e-12);
  expect(
    largestDifference(model.components.data.slice(0, determined * columns), run.components),
  ).toBeLessThan(1e-6);
  const variances = Array.from(model.explainedVariance, (value) => value / scale);
  expect(
    largestDifference(
      variances,
      run.explainedVariance.map((value) => value / scale),
    ),
  ).toBeLessThan(1e-12);
  expect(largestDifference(model.explainedVarianceRatio, run.explainedVarianceRatio)).toBeLessThan(1e-12);
  expect(
    largestDifference(model.singularValues.slice(0, determined), run.singularValues.slice(0, determined)),
  ).toBeLessThan(1e-6);
  const transformed = model.transform(some);
  const found = Array.from({ length: some.rows }, (_, row) => [
    ...transformed.data.subarray(row * run.count, row * run.count + determined),
  ]).flat();
  expect(largestDifference(found, run.transformed)).toBeLessThan(1e-6);
}

function rowsOf({ data, columns }: Matrix, rows: readonly number[]): Matrix {
  const picked = rows.flatMap((row) => [...data.subarray(row * columns, (row + 1) * columns)]);
  return { data: Float64Array.from(picked), rows: rows.length, columns };
}
