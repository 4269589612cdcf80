/** DBSCAN against scikit-learn (tools/fixtures/dbscan): the same labels, number for number. */
import { createHash } from "node:crypto";
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import type { Matrix } from "../../core/mod.ts";
import { capturedRows, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { DBSCAN } from "./mod.ts";

interface WholeSets {
  sets: {
    name: string;
    columns: number;
    data: number[];
    runs: { eps: number; minSamples: number; labels: number[]; core: number[] }[];
  }[];
}

interface Real {
  file: string;
  sha256: string;
  /** What each column is divided by. */
  columns: Record<string, number>;
  total: number;
  rows: number[];
  runs: {
    eps: number;
    minSamples: number;
    clusters: number;
    noise: number;
    coreRows: number;
    labelsSha256: string;
    labels: number[];
  }[];
}

jest.setTimeout(60_000);

const RUNS = ["made", "lattice"].flatMap((file) =>
  readFixture<WholeSets>(`dbscan/${file}.json`).sets.flatMap((set) =>
    set.runs.map((run) => ({ ...run, name: set.name, X: matrixOfList(set.data, set.columns) })),
  ),
);

test.each(RUNS)(
  "labels $name as scikit-learn does, eps $eps, minSamples $minSamples",
  async ({ X, eps, minSamples, labels, core }) => {
    const model = await new DBSCAN({ eps, minSamples }).fit(X);
    expect([...model.labels]).toEqual(labels);
    expect([...model.coreSampleIndices]).toEqual(core);
    expect([...model.predict(X)]).toEqual(labels);
  },
);

describe.each(["unsw-nb15", "cic-2017-tuesday"])("flows of %s", (name) => {
  const fixture = readFixture<Real>(`dbscan/${name}.json`);

  testWithCaptures("get scikit-learn's labels, all of them", [fixture.file], async () => {
    const X = scaledFlows(fixture);
    for (const { eps, minSamples, clusters, noise, coreRows, labelsSha256, labels } of fixture.runs) {
      const model = await new DBSCAN({ eps, minSamples }).fit(X);
      expect(fixture.rows.map((row) => model.labels[row])).toEqual(labels);
      expect(model.nClusters).toBe(clusters);
      expect(model.labels.filter((label) => label < 0)).toHaveLength(noise);
      expect(model.coreSampleIndices).toHaveLength(coreRows);
      const { buffer, byteOffset, byteLength } = model.labels;
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(labelsSha256);
    }
  });
});

function scaledFlows({ columns, total, ...file }: Real): Matrix {
  const all = Array.from({ length: total }, (_, row) => row);
  const X = capturedRows({ ...file, columns: Object.keys(columns) }, all);
  const divisors = Object.values(columns);
  return { ...X, data: X.data.map((value, at) => value / divisors[at % divisors.length]!) };
}
