import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { capture, captureText, testWithCaptures } from "../../../../tests/support/captures.ts";
import { readFixture } from "../detector/testing/fixtures.ts";
import { describeEstimator } from "../testing/contract.ts";
import { groups, matrixOf } from "../testing/data.ts";
import { DummyClassifier, restoreDummy } from "./mod.ts";
import type { DummyStrategy } from "./mod.ts";

for (const strategy of ["prior", "most_frequent"] as const) {
  describe(strategy, () => {
    describeEstimator({
      name: "DummyClassifier",
      kind: "classifier",
      make: (options) => new DummyClassifier({ strategy, ...options }),
      restore: restoreDummy,
    });
  });
}

const X = matrixOf(Array.from({ length: 10 }, (_, row) => [row]));
const y = ["b", "a", "b", "c", "b", "a", "b", "b", "c", "b"];

test("answers the first of the most frequent classes", async () => {
  const model = await new DummyClassifier().fit(matrixOf([[1], [1], [1], [1]]), ["z", "b", "b", "z"]);
  expect(model.predict(X)).toEqual(Array.from({ length: 10 }, () => "b"));
});

test("gives the shares of the classes, or certainty", async () => {
  const prior = await new DummyClassifier().fit(X, y);
  expect([...prior.classPriors]).toEqual([0.2, 0.6, 0.2]);
  expect([...prior.predictProba(matrixOf([[5], [6]]))]).toEqual([0.2, 0.6, 0.2, 0.2, 0.6, 0.2]);
  const sure = await new DummyClassifier({ strategy: "most_frequent" }).fit(X, y);
  expect([...sure.predictProba(matrixOf([[5]]))]).toEqual([0, 1, 0]);
  const uniform = await new DummyClassifier({ strategy: "uniform" }).fit(X, y);
  expect([...uniform.predictProba(matrixOf([[5]]))]).toEqual([1 / 3, 1 / 3, 1 / 3]);
});

test.each([
  ["stratified", [0.2, 0.6, 0.2]],
  ["uniform", [1 / 3, 1 / 3, 1 / 3]],
] as const)("draws classes as %s", async (strategy, shares) => {
  const model = await new DummyClassifier({ strategy, seed: 3 }).fit(X, y);
  const many = { data: new Float64Array(30_000), rows: 30_000, columns: 1 };
  const drawn = model.predict(many);
  for (const [code, name] of ["a", "b", "c"].entries()) {
    const share = drawn.filter((answer) => answer === name).length / 30_000;
    // Four standard errors.
    expect(Math.abs(share - shares[code]!)).toBeLessThan(0.012);
  }
});

test("draws the same for the same seed, pinned", async () => {
  const model = await new DummyClassifier({ strategy: "stratified", seed: 1 }).fit(X, y);
  expect(model.predict(X).join("")).toBe("bbbabbbbaa");
  const probabilities = model.predictProba(X);
  expect(model.predict(X)).toEqual(
    Array.from({ length: 10 }, (_, row) => model.classes[probabilities.indexOf(1, row * 3) - row * 3]),
  );
});

test("refuses probabilities that would fill the memory", async () => {
  const labels = Int32Array.from({ length: 20_000 }, (_, row) => row);
  const many = { data: new Float64Array(20_000), rows: 20_000, columns: 1 };
  const model = await new DummyClassifier().fit(many, labels);
  expect(() => model.predictProba(many)).toThrow(
    "Cannot predict probabilities: rows times classes must be at most 134217728, got 400000000",
  );
});

test("refuses an unknown strategy", () => {
  expect(() => new DummyClassifier({ strategy: "mean" as never })).toThrow(
    'Cannot make DummyClassifier: strategy must be one of "prior", "most_frequent", "stratified", "uniform", got "mean"',
  );
});

test.each([
  [{ counts: Float64Array.of(1, 1) }, 'array "counts" must have 3 numbers, got 2'],
  [{ counts: Float64Array.of(1, 0, 1) }, 'array "counts" must hold whole numbers from 1, got 0'],
  [{ counts: Float64Array.of(1, NaN, 1) }, 'array "counts" must be finite, got NaN at place 1'],
])("refuses tampered arrays %#", async (arrays, message) => {
  const { X: rows, y: labels } = groups();
  const model = await new DummyClassifier().fit(rows, labels);
  expect(() => restoreDummy({ ...model.parts(), arrays })).toThrow(`Cannot load DummyClassifier: ${message}`);
});

interface Fixture {
  runs: { strategy: DummyStrategy; predicted: string | null; probabilities: number[] }[];
}

async function expectRuns(labels: string[], { runs }: Fixture): Promise<void> {
  const rows = { data: new Float64Array(labels.length), rows: labels.length, columns: 1 };
  for (const { strategy, predicted, probabilities } of runs) {
    const model = await new DummyClassifier({ strategy }).fit(rows, labels);
    const one = matrixOf([[1]]);
    if (predicted !== null) expect(model.predict(one)).toEqual([predicted]);
    const found = [...model.predictProba(one)];
    expect(found.length).toBe(probabilities.length);
    for (const [code, share] of found.entries()) expect(share).toBeCloseTo(probabilities[code]!, 14);
  }
}

test.each(["made", "ties"])("answers as scikit-learn: %s", async (name) => {
  const fixture = readFixture<Fixture & { y: string[] }>(`dummy/${name}.json`);
  await expectRuns(fixture.y, fixture);
});

const real = readFixture<Fixture & { file: string; sha256: string; column: string; rows: number[] }>(
  "dummy/unsw-nb15.json",
);

testWithCaptures("answers as scikit-learn on captured flows", [real.file], async () => {
  expect(
    createHash("sha256")
      .update(readFileSync(capture(real.file)))
      .digest("hex"),
  ).toBe(real.sha256);
  const [header, ...lines] = captureText(real.file).split(/\r?\n/);
  const place = header!.split(",").indexOf(real.column);
  await expectRuns(
    real.rows.map((row) => lines[row]!.split(",")[place]!),
    real,
  );
});
