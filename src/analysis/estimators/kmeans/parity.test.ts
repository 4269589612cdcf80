/** K-means against scikit-learn (tools/fixtures/kmeans): the same iteration from the same start, and no worse optimum. */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import { lloyd, openKMeans, putRows, spread } from "../../../kernels/mod.ts";
import type { KMeansResult } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { KMeans } from "./mod.ts";

interface WholeSets {
  sets: {
    name: string;
    columns: number;
    clusters: number;
    data: number[];
    runs: { start: number[]; labels: number[]; centers: number[]; inertia: number; iterations: number }[];
    inertias: number[];
  }[];
}

interface Real {
  file: string;
  sha256: string;
  columns: Record<string, number>;
  total: number;
  clusters: number;
  start: number[];
  centers: number[];
  inertia: number;
  iterations: number;
  rows: number[];
  labels: number[];
  inertias: number[];
}

jest.setTimeout(60_000);

const SETS = ["made", "lattice"].flatMap((file) => readFixture<WholeSets>(`kmeans/${file}.json`).sets);
const RUNS = SETS.flatMap(({ name, columns, clusters, data, runs }) =>
  runs.map((run, at) => ({ ...run, name, at, clusters, X: matrixOfList(data, columns) })),
);

test.each(RUNS)(
  "goes from start $at to the centers of scikit-learn: $name",
  ({ X, clusters, start, labels, centers, inertia, iterations }) => {
    const found = fromStart(X, clusters, start);
    expect([...found.labels]).toEqual(labels);
    expect(largestDifference(found.centers, centers)).toBeLessThan(1e-12);
    expect(largestDifference([found.inertia], [inertia])).toBeLessThan(1e-12);
    expect(found.iterations).toBe(iterations);
  },
);

test.each(SETS)("finds no worse optimum than ten starts of scikit-learn: $name", async (set) => {
  const ours = await inertiasOf(matrixOfList(set.data, set.columns), set.clusters);
  expect(mean(ours)).toBeLessThanOrEqual(mean(set.inertias) * 1.001);
});

describe.each(["unsw-nb15", "cic-2017-tuesday"])("flows of %s", (name) => {
  const fixture = readFixture<Real>(`kmeans/${name}.json`);
  const { columns, clusters, total } = fixture;

  testWithCaptures("go from one start to the centers of scikit-learn", [fixture.file], async () => {
    const X = scaledFlows(fixture);
    const start = fixture.start.flatMap((row) => [
      ...X.data.subarray(row * X.columns, (row + 1) * X.columns),
    ]);
    const found = fromStart(X, clusters, start);
    expect(largestDifference(found.centers, fixture.centers)).toBeLessThan(1e-9);
    expect(largestDifference([found.inertia / total], [fixture.inertia / total])).toBeLessThan(1e-9);
    expect(found.iterations).toBe(fixture.iterations);
    expect(fixture.rows.map((row) => found.labels[row])).toEqual(fixture.labels);
  });

  testWithCaptures(`get an inertia within 0.1 % over 5 seeds`, [fixture.file], async () => {
    expect(Object.keys(columns).length).toBeGreaterThan(1);
    const X = scaledFlows(fixture);
    expect(mean(await inertiasOf(X, clusters))).toBeLessThanOrEqual(mean(fixture.inertias) * 1.001);
  });
});

function scaledFlows(fixture: Real): Matrix {
  const columns = Object.keys(fixture.columns);
  const divisors = Object.values(fixture.columns);
  const every = Array.from({ length: fixture.total }, (_, row) => row);
  const X = capturedRows({ ...fixture, columns }, every);
  return { ...X, data: X.data.map((value, at) => value / divisors[at % divisors.length]!) };
}

function fromStart(X: Matrix, clusters: number, start: ArrayLike<number>): KMeansResult {
  const space = openKMeans({ rows: X.rows, columns: X.columns, clusters });
  try {
    putRows(space, 0, X.data);
    const variance = drained(spread(space));
    return drained(lloyd(space, { maxIterations: 300, tolerance: 1e-4 * variance }, start));
  } finally {
    space.close();
  }
}

async function inertiasOf(X: Matrix, nClusters: number): Promise<number[]> {
  const inertias: number[] = [];
  for (const seed of [0, 1, 2, 3, 4]) inertias.push((await new KMeans({ nClusters, seed }).fit(X)).inertia);
  return inertias;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function drained<T>(steps: Generator<number, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
