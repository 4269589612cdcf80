import { describeEstimator } from "../testing/contract.ts";
import { prng } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { KMeans, restoreKMeans } from "./mod.ts";
import type { KMeansOptions } from "./mod.ts";

describeEstimator({
  name: "KMeans",
  kind: "clusterer",
  make: (options) => new KMeans({ nClusters: 3, ...options }),
  restore: restoreKMeans,
  minScore: 0.9,
  degenerate: {
    oneRow: /nClusters must be at most the number of rows, got 3 for 1 row/,
    hugeValues: /within 1e\+140/,
  },
});

/** Rows around `groups` places on a circle, in turn. */
function onCircle(rows: number, groups: number, seed: number): Matrix {
  const random = prng(seed);
  const data = new Float64Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    // Places on the axes and diagonals, without trigonometry.
    const place = row % groups;
    data[row * 2] = 20 * ((place % 3) - 1) + random.normal();
    data[row * 2 + 1] = 20 * (Math.floor(place / 3) - 1) + random.normal();
  }
  return { data, rows, columns: 2 };
}

describe("KMeans", () => {
  const X = onCircle(900, 9, 1);

  test("finds nine groups, and its labels are what it predicts", async () => {
    const model = await new KMeans({ nClusters: 9 }).fit(X);
    expect([...model.predict(X)]).toEqual([...model.labels]);
    expect(new Set(model.labels.slice(0, 9)).size).toBe(9);
    expect(model.labels.every((label, row) => label === model.labels[row % 9])).toBe(true);
    // Two columns of variance 1.
    expect(model.inertia / 900).toBeGreaterThan(1.8);
    expect(model.inertia / 900).toBeLessThan(2.2);
  });

  test("has one iteration's worth of distances in transform, whose least is the label", async () => {
    const model = await new KMeans({ nClusters: 9 }).fit(X);
    const { data, rows, columns } = model.transform(X);
    expect([rows, columns]).toEqual([900, 9]);
    let inertia = 0;
    for (let row = 0; row < rows; row++) {
      const distances = [...data.subarray(row * 9, row * 9 + 9)];
      const least = Math.min(...distances);
      expect(distances.indexOf(least)).toBe(model.labels[row]);
      inertia += least * least;
    }
    expect(Math.abs(inertia / model.inertia - 1)).toBeLessThan(1e-12);
  });

  test("gives scaled centers for scaled rows, with the same labels", async () => {
    const model = await new KMeans({ nClusters: 5 }).fit(X);
    const large = { ...X, data: X.data.map((value) => value * 1024) };
    const scaled = await new KMeans({ nClusters: 5 }).fit(large);
    expect([...scaled.labels]).toEqual([...model.labels]);
    expect([...scaled.centers.data]).toEqual(Array.from(model.centers.data, (value) => value * 1024));
  });

  test("gives the pinned result for the default seed", async () => {
    const model = await new KMeans({ nClusters: 4 }).fit(onCircle(200, 9, 5));
    expect(model.inertia).toMatchInlineSnapshot(`24955.61195121453`);
    expect(Array.from(model.labels.slice(0, 9))).toMatchInlineSnapshot(`
      [
        3,
        2,
        2,
        3,
        2,
        0,
        1,
        1,
        0,
      ]
    `);
  });

  test("tries starts on a sample of a large table, with the inertia of starts on all rows", async () => {
    const large = onCircle(70_000, 9, 3);
    const fast = await new KMeans({ nClusters: 9 }).fit(large);
    expect([...fast.predict(large)]).toEqual([...fast.labels]);
    const thorough = await new KMeans({ nClusters: 9, nInit: 3, subsample: false }).fit(large);
    expect(fast.inertia).toBeLessThan(thorough.inertia * 1.001);
    const few = await new KMeans({ nClusters: 9, subsample: 500 }).fit(X);
    expect(few.inertia / 900).toBeLessThan(2.2);
  }, 30_000);

  test("with subsample false a fit with more starts is never worse", async () => {
    const noise = { data: Float64Array.from({ length: 1200 }, () => 0), rows: 300, columns: 4 };
    const random = prng(9);
    noise.data.forEach((_, at) => (noise.data[at] = random.normal()));
    let before = Infinity;
    for (const nInit of [1, 3, 9]) {
      const { inertia } = await new KMeans({ nClusters: 6, nInit, subsample: false }).fit(noise);
      expect(inertia).toBeLessThanOrEqual(before);
      before = inertia;
    }
  });

  test("takes as many clusters as rows, and more than there are distinct rows", async () => {
    const few = { data: Float64Array.of(1, 5, 9, 12), rows: 4, columns: 1 };
    expect((await new KMeans({ nClusters: 4 }).fit(few)).inertia).toBe(0);
    const equal = { data: new Float64Array(60).fill(3), rows: 30, columns: 2 };
    const model = await new KMeans({ nClusters: 7 }).fit(equal);
    expect([model.inertia, ...new Set(model.labels)]).toEqual([0, 0]);
  });

  test("stops soon after it is cancelled in the middle", async () => {
    const large = onCircle(200_000, 9, 4);
    const control = new AbortController();
    let cancelledAt = NaN;
    const onProgress = (): void => {
      if (control.signal.aborted) return;
      cancelledAt = performance.now();
      control.abort();
    };
    const fit = new KMeans({ nClusters: 9, subsample: false }).fit(large, undefined, {
      workers: 0,
      signal: control.signal,
      onProgress,
    });
    await expect(fit).rejects.toMatchObject({ code: "CANCELLED" });
    expect(performance.now() - cancelledAt).toBeLessThan(10_000);
  });

  test.each([
    [{ nClusters: 0 }, "nClusters must be a whole number from 1"],
    [{ nInit: 1.5 }, "nInit must be a whole number from 1"],
    [{ maxIter: 0 }, "maxIter must be a whole number from 1"],
    [{ tol: -1 }, "tol must be finite and at least 0"],
    [{ subsample: true }, "subsample"],
    [{ subsample: 0 }, "subsample"],
  ])("refuses the options %j", (options, message) => {
    expect(() => new KMeans(options as KMeansOptions)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", message: expect.stringContaining(message) as string }),
    );
  });
});
