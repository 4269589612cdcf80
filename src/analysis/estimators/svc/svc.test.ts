import { createHash } from "node:crypto";
import type { Progress } from "../../core/mod.ts";
import { describeEstimator } from "../testing/contract.ts";
import { groups, matrixOf, rowsOf } from "../testing/data.ts";
import { restoreSVC, SVC } from "./mod.ts";
import type { SVCOptions } from "./mod.ts";

const ONE_CLASS = /at least 2 classes, got 1; add rows of another class, or use DummyClassifier/;

describe.each<[string, SVCOptions, RegExp | "accepts"]>([
  ["rbf", {}, /variance of X within the range of doubles, got Infinity/],
  ["linear", { kernel: "linear" }, /within 1e\+100 for a linear model/],
  ["nystroem", { approximation: "nystroem", components: 40 }, /variance of X within the range of doubles/],
])("%s", (_, own, hugeValues) => {
  describeEstimator({
    name: "SVC",
    kind: "classifier",
    make: (options) => new SVC({ ...own, ...options }),
    restore: restoreSVC,
    minScore: 0.97,
    predictsByDecision: true,
    degenerate: {
      oneRow: ONE_CLASS,
      oneClass: ONE_CLASS,
      millionClasses: /at most 100 classes, got 1000000/,
      hugeValues,
    },
  });
});

test("takes numbers near the end of the range of doubles, when gamma is given", async () => {
  const { X, y } = groups(20);
  const data = X.data.map((value, at) => (at % 4 === 0 ? value * 1e300 : value));
  const model = await new SVC({ gamma: 0.5 }).fit({ ...X, data }, y);
  expect(model.predictProba({ ...X, data }).every(Number.isFinite)).toBe(true);
});

test.each<[SVCOptions, string]>([
  [{ C: 0 }, "C must be finite and above 0"],
  [{ kernel: "poly" as never }, 'kernel must be one of "rbf", "linear", got "poly"'],
  [{ gamma: "big" as never }, 'gamma must be "scale", "auto" or a number, got "big"'],
  [{ gamma: -1 }, "gamma must be finite and above 0"],
  [{ probability: 1 as never }, "probability must be true or false, got 1"],
  [{ components: 5000 }, "components must be a whole number from 1 to 2000, got 5000"],
  [{ cacheMB: 9999 }, "cacheMB must be finite and above 0 and at most 3000"],
  [{ approximation: "rff" as never }, 'approximation must be one of "auto", "none", "nystroem", got "rff"'],
])("refuses options %#", (options, message) => {
  expect(() => new SVC(options)).toThrow(`Cannot make SVC: ${message}`);
});

test("says which model it made", async () => {
  const { X, y } = groups(20);
  const exact = await new SVC({ probability: false }).fit(X, y);
  expect(exact.approximation).toBeNull();
  expect(exact.nSupport.reduce((sum, count) => sum + count, 0)).toBe(exact.support.length);
  const features = await new SVC({ probability: false, approximation: "nystroem", components: 25 }).fit(X, y);
  expect(features.approximation).toEqual({ kind: "nystroem", components: 25, rows: 60 });
  expect(features.toJSON()).toMatchObject({ kind: "nystroem", approximation: { components: 25 } });
});

test("is fitted on features above 20,000 rows, unless told otherwise", async () => {
  const data = Float64Array.from({ length: 20_001 }, (_, row) => row % 7);
  const X = { data, rows: 20_001, columns: 1 };
  const y = Int32Array.from(data, (value) => (value > 3 ? 1 : 0));
  const options = { probability: false, components: 50 };
  const model = await new SVC(options).fit(X, y);
  // Seven different rows: no more points are of use.
  expect(model.approximation).toEqual({ kind: "nystroem", components: 7, rows: 20_001 });
  expect(model.predict(X)).toEqual(Array.from(y, String));
  expect((await new SVC({ ...options, approximation: "none" }).fit(X, y)).approximation).toBeNull();
});

test("reaches the exact machine's decisions when all rows are points of the features", async () => {
  const { X, y } = groups(30);
  const exact = await new SVC({ probability: false }).fit(X, y);
  const features = await new SVC({ probability: false, approximation: "nystroem" }).fit(X, y);
  expect(features.predict(X)).toEqual(exact.predict(X));
});

test("gives a score a class, or one a pair, and votes by the pairs", async () => {
  const { X, y } = groups(20);
  const ovr = await new SVC({ probability: false }).fit(X, y);
  const ovo = await new SVC({ probability: false, decisionFunctionShape: "ovo" }).fit(X, y);
  const [scores, pairs] = [ovr.decisionFunction(X), ovo.decisionFunction(X)];
  expect([scores.length, pairs.length]).toEqual([180, 180]);
  for (let row = 0; row < X.rows; row++) {
    const [ab, ac, bc] = pairs.subarray(row * 3, row * 3 + 3) as unknown as [number, number, number];
    const votes = (ab > 0 ? 1 : 0) + (ac > 0 ? 1 : 0);
    const sum = ab + ac;
    expect(scores[row * 3]).toBeCloseTo(votes + sum / (3 * (Math.abs(sum) + 1)), 12);
    const winner = votes === 2 ? "alpha" : bc > 0 ? "beta" : "gamma";
    expect(ovo.predict(rowsOf(X, [row]))).toEqual([winner]);
  }
});

test("takes classes with fewer rows than folds", async () => {
  const { X, y } = groups(30);
  const labels = y.map((name, row) => (row === 4 ? "rare" : row < 3 ? "scarce" : name));
  for (const kernel of ["rbf", "linear"] as const) {
    const model = await new SVC({ kernel }).fit(X, labels);
    const shares = model.predictProba(X);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  }
});

test("refuses probabilities that were not asked for", async () => {
  const { X, y } = groups(20);
  const model = await new SVC({ probability: false }).fit(X, y);
  expect(() => model.predictProba(X)).toThrow(
    "Cannot predict probabilities: this SVC was fitted with probability: false; fit it with probability: true",
  );
});

test("makes the heavier class win more rows", async () => {
  const { X, y } = groups(40, 3);
  const noisy = { ...X, data: X.data.map((value, at) => value * 0.1 + ((at * 7919) % 13) / 4) };
  const count = async (options: SVCOptions): Promise<number> => {
    const model = await new SVC({ probability: false, ...options }).fit(noisy, y);
    return model.predict(noisy).filter((name) => name === "beta").length;
  };
  for (const kernel of ["rbf", "linear"] as const)
    expect(await count({ kernel, classWeight: { beta: 20 } })).toBeGreaterThan(await count({ kernel }));
});

test("reports what it does, and can be cancelled in the middle of a pair", async () => {
  const rows = 4000;
  const data = Float64Array.from({ length: rows * 4 }, (_, at) => ((at * 7919) % 1009) / 300);
  const X = { data, rows, columns: 4 };
  const y = Int32Array.from({ length: rows }, (_, row) => ((row * 31) % 7) % 2);
  const seen: Progress[] = [];
  const { X: small, y: labels } = groups(20);
  await new SVC().fit(small, labels, { onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toMatchObject({
    phase: "fitting pairs of classes",
    done: 18,
    total: 18,
    unit: "steps",
  });

  for (const workers of [0, 1]) {
    const controller = new AbortController();
    const fit = new SVC({ C: 1000, tol: 1e-9 }).fit(X, y, { signal: controller.signal, workers });
    let cancelledAt = 0;
    setTimeout(() => {
      cancelledAt = performance.now();
      controller.abort();
    }, 150);
    await expect(fit).rejects.toMatchObject({ code: "CANCELLED" });
    expect(performance.now() - cancelledAt).toBeLessThan(2000);
  }
});

test("refuses gamma scale where the variance is no number", async () => {
  const X = matrixOf([[1e200], [-1e200], [1e200], [-1e200]]);
  await expect(new SVC().fit(X, ["a", "b", "a", "b"])).rejects.toThrow(
    "scale the features with StandardScaler or give gamma",
  );
});

test.each<[string, SVCOptions]>([
  ["1c8d797ee0713bca", {}],
  ["2f72e8487cd47d75", { kernel: "linear" }],
  ["d4375fd0ead49cfb", { approximation: "nystroem", components: 30, seed: 7 }],
])("gives the same bits everywhere, pinned: %s %j", async (pinned, options) => {
  const { X, y } = groups(50);
  const model = await new SVC(options).fit(X, y, { workers: 0 });
  const hash = createHash("sha256");
  for (const values of [...Object.values(model.parts().arrays), model.predictProba(X)])
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  expect(hash.digest("hex").slice(0, 16)).toBe(pinned);
});

test("keeps no memory over 1,000 fits", async () => {
  const { X, y } = groups(10);
  const fit = async (times: number): Promise<number> => {
    for (let time = 0; time < times; time++) {
      for (const kernel of ["rbf", "linear"] as const) {
        const model = await new SVC({ kernel, probability: false }).fit(X, y, { workers: 0 });
        model.predict(X);
        model.dispose();
      }
    }
    const { external, arrayBuffers } = process.memoryUsage();
    return external + arrayBuffers;
  };
  const before = await fit(20);
  // Each fit's kernel memory is above 100 kB: kept, they would be 200 MB.
  expect((await fit(1000)) - before).toBeLessThan(64 << 20);
}, 60_000);

describe("restoreSVC", () => {
  const parts = async (options: SVCOptions = {}) => {
    const { X, y } = groups(20);
    return (await new SVC(options).fit(X, y)).parts();
  };

  test.each([
    ["groups", Int32Array.of(0, 5, 3, 9), 'array "groups" must ascend, got 3 after 5'],
    ["groups", Int32Array.of(1, 2, 3, 4), 'array "groups" must begin with 0, got 1'],
    ["groups", Int32Array.of(0, 1, 2, 2000000000), 'array "points" must have 8000000000 numbers'],
    ["points", new Float64Array(3), 'array "points" must have'],
    ["coefficients", new Float64Array(1), 'array "coefficients" must have'],
    ["bias", Float64Array.of(0, NaN, 0), 'array "bias" must be finite, got NaN at place 1'],
    ["support", new Int32Array(2), 'array "support" must have'],
    ["sigmoids", new Float64Array(2), 'array "sigmoids" must have 6 numbers, got 2'],
    ["points", new Float32Array(3), 'array "points" must be of Float64Array'],
  ])("refuses a tampered %s: %#", async (name, array, message) => {
    const good = await parts();
    expect(() => restoreSVC({ ...good, arrays: { ...good.arrays, [name]: array } })).toThrow(
      `Cannot load SVC: ${message}`,
    );
  });

  test.each([
    ["kind", "poly", 'meta "kind" must be "pairs", "linear" or "nystroem", got "poly"'],
    ["kind", "linear", 'meta "gamma" must be null'],
    ["gamma", -1, 'meta "gamma" must be above 0, got -1'],
    ["gamma", "1", 'meta "gamma" must be a finite number, got "1"'],
    ["converged", 1, 'meta "converged" must be true or false, got 1'],
    ["fittedRows", 5, 'meta "fittedRows" must be a whole number from 0 to 0, got 5'],
    ["classes", ["a", "a", "b"], "classes must differ from each other"],
    ["classes", ["a", 1, "b"], "classes must be texts, got 1"],
  ])("refuses a tampered meta %s: %#", async (name, value, message) => {
    const good = await parts();
    expect(() => restoreSVC({ ...good, meta: { ...good.meta, [name]: value } })).toThrow(
      `Cannot load SVC: ${message}`,
    );
  });

  test.each(["rbf", "linear"] as const)("refuses weights that are no numbers (%s)", async (kernel) => {
    const good = await parts({ kernel });
    for (const bad of [NaN, Infinity, -Infinity]) {
      const coefficients = (good.arrays["coefficients"] as Float64Array).slice();
      coefficients[coefficients.length - 1] = bad;
      expect(() => restoreSVC({ ...good, arrays: { ...good.arrays, coefficients } })).toThrow(
        `Cannot load SVC: array "coefficients" must be`,
      );
    }
  });

  test("refuses a machine of another kernel than the options say", async () => {
    const linear = await parts({ kernel: "linear" });
    const options = (await parts()).options;
    expect(() => restoreSVC({ ...linear, options })).toThrow(
      'Cannot load SVC: meta "kind" must go with kernel "rbf", got "linear"',
    );
  });
});
