/** LocalOutlierFactor against scikit-learn (tools/fixtures/lof). */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { LocalOutlierFactor } from "./mod.ts";

interface WholeSets {
  sets: {
    name: string;
    columns: number;
    data: number[];
    new: number[];
    runs: {
      nNeighbors: number;
      contamination: number | "auto";
      negativeOutlierFactor: number[];
      offset: number;
      scoreSamples: number[];
      predict: number[];
    }[];
  }[];
}

interface Real {
  file: string;
  sha256: string;
  columns: Record<string, number>;
  nNeighbors: number;
  every: number;
  /** Of the rows taken, those that are compared. */
  positions: number[];
  negativeOutlierFactor: number[];
}

const TOLERANCE = 1e-9;
const UNSW_ROWS = 49_399;

jest.setTimeout(60_000);

const RUNS = ["made", "duplicates"].flatMap((file) =>
  readFixture<WholeSets>(`lof/${file}.json`).sets.flatMap(({ runs, ...set }) =>
    runs.map((run) => ({
      ...run,
      name: set.name,
      X: matrixOfList(set.data, set.columns),
      asked: matrixOfList(set.new, set.columns),
    })),
  ),
);

test.each(RUNS)("scores $name as scikit-learn does, nNeighbors $nNeighbors", async (run) => {
  const { X, asked, nNeighbors, contamination } = run;
  const model = await new LocalOutlierFactor({ nNeighbors, contamination }).fit(X);
  const differences = {
    factors: largestDifference(model.negativeOutlierFactor!, run.negativeOutlierFactor),
    offset: largestDifference([model.offset], [run.offset]),
    scores: largestDifference(
      model.scoreSamples(asked),
      run.scoreSamples.map((score) => -score),
    ),
  };
  for (const [name, difference] of Object.entries(differences))
    expect([name, difference, difference <= TOLERANCE]).toEqual([name, difference, true]);
  expect([...model.predict(asked)]).toEqual(run.predict);
});

const real = readFixture<Real>("lof/unsw-nb15.json");

testWithCaptures("scores flows of UNSW-NB15 as scikit-learn does", [real.file], async () => {
  const { columns, every, nNeighbors, positions, negativeOutlierFactor } = real;
  const rows = Array.from({ length: Math.ceil(UNSW_ROWS / every) }, (_, at) => at * every);
  const X = capturedRows({ ...real, columns: Object.keys(columns) }, rows);
  const divisors = Object.values(columns);
  const data = X.data.map((value, at) => value / divisors[at % divisors.length]!);
  const model = await new LocalOutlierFactor({ nNeighbors }).fit({ ...X, data });
  const found = positions.map((at) => model.negativeOutlierFactor![at]!);
  expect(largestDifference(found, negativeOutlierFactor)).toBeLessThanOrEqual(TOLERANCE);
});
