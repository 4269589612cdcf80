/** ECOD, COPOD, HBOS and z-scores against PyOD, pandas and scipy (tools/fixtures/tails). */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import type { Matrix } from "../../core/mod.ts";
import type { OutlierModel } from "../detector/mod.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { HBOS } from "../hbos/mod.ts";
import { robustZScore, zScore, ZScoreDetector } from "../z-score/mod.ts";
import { COPOD, ECOD } from "./mod.ts";

interface Expected {
  training: number[];
  threshold: number;
  outliers: number[];
  together: number[];
  alone: number[];
}

interface Case {
  ecod: Expected;
  copod: Expected;
  hbos: Expected;
  hbos25: Expected;
  hbosAuto: Expected;
  z: { sample: number[][]; population: number[][]; robust: number[][] };
  zRows: number;
}

interface Made extends Case {
  columns: number;
  X: number[];
  new: number[];
}

interface Real extends Case {
  file: string;
  sha256: string;
  columns: string[];
  rows: number[];
  newRows: number[];
}

const TOLERANCE = 1e-9;
const EXACT = 1e-12;

describe.each(["anomalies", "flows", "edges", "single"])("on the made rows %p", (name) => {
  const fixture = readFixture<Made>(`tails/${name}.json`);
  const X = matrixOfList(fixture.X, fixture.columns);
  const asked = matrixOfList(fixture.new, fixture.columns);
  testParity(fixture, () => ({ X, asked }));
});

describe("on captured flows", () => {
  const fixture = readFixture<Real>("tails/unsw-nb15.json");
  testWithCaptures("all of them equal PyOD, pandas and scipy", [fixture.file], async () => {
    const X = capturedRows(fixture, fixture.rows);
    const asked = capturedRows(fixture, fixture.newRows);
    for (const name of DETECTORS) await expectDetector(name, fixture, X, asked);
    expectZScores(fixture, X);
  });
});

const DETECTORS = ["ecod", "copod", "hbos", "hbos25", "hbosAuto"] as const;
type Detector = (typeof DETECTORS)[number];

function testParity(fixture: Case, rows: () => { X: Matrix; asked: Matrix }): void {
  test.each(["ecod", "copod", "hbos", "hbos25", "hbosAuto"] as const)(
    "%s scores fitted and new rows as PyOD does",
    async (name) => {
      const { X, asked } = rows();
      await expectDetector(name, fixture, X, asked);
    },
  );

  test("z-scores equal those of pandas, scipy and numpy's median", () => {
    expectZScores(fixture, rows().X);
  });

  test("the detector's score is the largest |z| of a row", async () => {
    const { X } = rows();
    const z = zScore(X);
    const model = await new ZScoreDetector().fit(X);
    const largest = Array.from({ length: X.rows }, (_, row) =>
      z.data
        .subarray(row * X.columns, (row + 1) * X.columns)
        .reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    );
    expect(Array.from(model.scoreSamples(X))).toEqual(largest);
    expect(Array.from(model.transform(X).data)).toEqual(Array.from(z.data));
  });
}

async function expectDetector(name: Detector, fixture: Case, X: Matrix, asked: Matrix): Promise<void> {
  const expected = fixture[name];
  const model = await fitted(name, X, "together");
  expect(largestDifference(model.trainingScores!, expected.training)).toBeLessThan(TOLERANCE);
  expect(Math.abs(model.threshold - expected.threshold)).toBeLessThan(TOLERANCE);
  expect(largestDifference(model.scoreSamples(asked), expected.together)).toBeLessThan(TOLERANCE);
  const alone = await fitted(name, X, "alone");
  expect(largestDifference(alone.scoreSamples(asked), expected.alone)).toBeLessThan(TOLERANCE);
  // Rows whose score is the threshold but for the last digit may lie on either side of it.
  const clear = expected.training.every((score) => {
    const gap = Math.abs(score - expected.threshold);
    return gap === 0 || gap > TOLERANCE;
  });
  if (!clear) return;
  const outliers = Array.from(model.trainingScores!, (score, row) =>
    score > model.threshold + TOLERANCE ? row : -1,
  );
  expect(outliers.filter((row) => row >= 0)).toEqual(expected.outliers);
}

function fitted(name: Detector, X: Matrix, newRows: "together" | "alone"): Promise<OutlierModel> {
  switch (name) {
    case "ecod":
      return new ECOD({ newRows }).fit(X);
    case "copod":
      return new COPOD({ newRows }).fit(X);
    case "hbos":
      return new HBOS().fit(X);
    case "hbos25":
      return new HBOS({ nBins: 25, alpha: 0.05, tolerance: 0.1, contamination: 0.02 }).fit(X);
    case "hbosAuto":
      return new HBOS({ nBins: "auto" }).fit(X);
  }
}

function expectZScores({ z, zRows }: Case, { data, columns }: Matrix): void {
  const X = { data: data.subarray(0, zRows * columns), rows: zRows, columns };
  const results = { sample: zScore(X), population: zScore(X, { ddof: 0 }), robust: robustZScore(X) };
  for (const name of ["sample", "population", "robust"] as const) {
    const { data: found } = results[name];
    z[name].forEach((expected, column) => {
      const own = expected.map((_, row) => found[row * columns + column]!);
      expect([name, column, largestDifference(own, expected)]).toEqual([name, column, expect.closeTo(0, 12)]);
      expect(largestDifference(own, expected)).toBeLessThan(EXACT);
    });
  }
}
