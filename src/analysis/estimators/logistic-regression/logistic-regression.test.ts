import { describeEstimator } from "../testing/contract.ts";
import { groups, matrixOf } from "../testing/data.ts";
import { LogisticRegression, restoreLogisticRegression } from "./mod.ts";

describeEstimator({
  name: "LogisticRegression",
  kind: "classifier",
  make: (options) => new LogisticRegression(options),
  restore: restoreLogisticRegression,
  minScore: 0.97,
  seedless: true,
  degenerate: {
    oneRow: /at least 2 classes, got 1; add rows of another class, or use DummyClassifier/,
    oneClass: /at least 2 classes, got 1; add rows of another class, or use DummyClassifier/,
    millionClasses: /at most 1000 classes, got 1000000/,
    hugeValues: /within 1e\+100 for a linear model, got -?\d\S*e\+\d+ in row 0, column "duration"/,
  },
});

test("has a gradient of 0 at the optimum, whatever the scales of the features", async () => {
  const { X, y: clean } = groups(60);
  // Every seventh label is wrong, so that the classes cannot be separated.
  const y = clean.map((name, row) => (row % 7 === 0 ? "beta" : name));
  const scale = [1e9, 1, 1e-6, 1000];
  const data = X.data.map((value, at) => value * scale[at % 4]!);
  const model = await new LogisticRegression({ tol: 1e-8 }).fit({ ...X, data }, y);
  expect(model.converged).toBe(true);
  const shares = model.predictProba({ ...X, data });
  for (let output = 0; output < 3; output++) {
    for (let column = 0; column < 4; column++) {
      let gradient = model.coefficients[output * 4 + column]!;
      let curvature = 1;
      for (let row = 0; row < X.rows; row++) {
        const cell = data[row * 4 + column]!;
        const share = shares[row * 3 + output]!;
        gradient += cell * (share - (model.classes.indexOf(y[row]!) === output ? 1 : 0));
        curvature += cell * cell * share * (1 - share);
      }
      // What a step in this direction could still gain.
      expect((gradient * gradient) / curvature).toBeLessThan(1e-12);
    }
  }
});

test("gives a class more weight as told", async () => {
  const X = matrixOf(Array.from({ length: 40 }, (_, row) => [row % 10]));
  const y = Array.from({ length: 40 }, (_, row) => (row % 10 < 4 || row > 30 ? "a" : "b"));
  const plain = await new LogisticRegression().fit(X, y);
  const heavy = await new LogisticRegression({ classWeight: { b: 10 } }).fit(X, y);
  expect(heavy.predictProba(X)[9]!).toBeGreaterThan(plain.predictProba(X)[9]!);
  await expect(new LogisticRegression({ classWeight: { c: 1 } }).fit(X, y)).rejects.toThrow(
    'Cannot fit LogisticRegression: classWeight must name classes of y, got "c"',
  );
});

test.each([
  [{ C: 0 }, "C must be finite and above 0"],
  [{ tol: -1 }, "tol must be finite"],
  [{ maxIter: 0 }, "maxIter must be a whole number from 1"],
  [
    { classWeight: "even" as never },
    'classWeight must be "balanced" or an object of weights by class, got "even"',
  ],
  [{ penalty: "l1" } as never, 'unknown option "penalty"'],
])("refuses options %#", (options, message) => {
  expect(() => new LogisticRegression(options)).toThrow(`Cannot make LogisticRegression: ${message}`);
});

test("says when the steps ran out", async () => {
  const { X, y } = groups();
  const model = await new LogisticRegression({ maxIter: 1, tol: 1e-9 }).fit(X, y);
  expect([model.converged, model.nIterations]).toEqual([false, 1]);
});

test.each([
  [{ arrays: { weights: new Float64Array(14) } }, 'array "weights" must have 15 numbers, got 14'],
  [
    { arrays: { weights: new Float64Array(15).fill(NaN) } },
    'array "weights" must be finite, got NaN at place 0',
  ],
  [
    { arrays: { weights: new Float64Array(15).fill(-1e308, 3, 5) } },
    'array "weights" must be within 1e+150, got -1e+308 at place 3',
  ],
  [{ seed: 3 }, "seed must be 0, got 3"],
  [
    { meta: { classes: ["a"], nIterations: 1, converged: true } },
    "classes must be a list of at least 2 texts, got an array of 1",
  ],
  [
    { meta: { classes: ["a", "b", "c"], nIterations: 1, converged: 1 } },
    'meta "converged" must be true or false, got 1',
  ],
  [{ options: { C: -1 } }, "Cannot load LogisticRegression: C must be finite and above 0"],
])("refuses tampered parts %#", async (change, message) => {
  const { X, y } = groups();
  const model = await new LogisticRegression().fit(X, y);
  expect(() => restoreLogisticRegression({ ...model.parts(), ...change })).toThrow(message);
});

test.each([
  [1, 2001, 2, "X must have at most 2000 columns for a linear model, got 2001; choose features or use PCA"],
  [300, 1000, 300, "classes times squared columns must be at most 100000000, got 300000000"],
  [50_000, 1, 1000, "rows times classes must be at most 40000000, got 50000000"],
])("refuses %p rows (or more) of %p columns and %p classes", async (least, columns, classes, message) => {
  const rows = Math.max(least, classes);
  const X = { data: new Float64Array(rows * columns), rows, columns };
  const y = Int32Array.from({ length: rows }, (_, row) => row % classes);
  await expect(new LogisticRegression().fit(X, y)).rejects.toThrow(
    `Cannot fit LogisticRegression: ${message}`,
  );
});
