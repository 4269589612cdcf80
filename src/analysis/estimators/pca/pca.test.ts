import { describeEstimator } from "../testing/contract.ts";
import { prng } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { PCA, restorePCA } from "./mod.ts";
import type { PCAOptions } from "./mod.ts";

describeEstimator({
  name: "PCA",
  kind: "transformer",
  make: (options) => new PCA({ nComponents: 2, ...options }),
  restore: restorePCA,
  seedless: true,
  degenerate: { oneRow: /at least 2 rows, got 1/, hugeValues: /within 1e\+140/ },
});

/** Rows of four columns whose variances are 16, 9, 4 and 1. */
function ellipsoid(rows: number, seed: number): Matrix {
  const random = prng(seed);
  const data = Float64Array.from({ length: rows * 4 }, (_, at) => (4 - (at % 4)) * random.normal() + 7);
  return { data, rows, columns: 4 };
}

describe("PCA", () => {
  const X = ellipsoid(2000, 1);

  test("finds the axis of a case worked by hand", async () => {
    const line = { data: Float64Array.of(0, 0, 1, 2, 2, 4), rows: 3, columns: 2 };
    const model = await new PCA().fit(line);
    expect(model.components.data[0]).toBeCloseTo(1 / Math.sqrt(5), 14);
    expect(model.components.data[1]).toBeCloseTo(2 / Math.sqrt(5), 14);
    expect([...model.explainedVariance]).toEqual([expect.closeTo(5, 12), expect.closeTo(0, 12)]);
  });

  test("turns with the rows: the same variances, and the axes turned", async () => {
    const model = await new PCA().fit(X);
    const turned = Float64Array.from(X.data);
    for (let row = 0; row < X.rows; row++) {
      const [a, b] = [X.data[row * 4]!, X.data[row * 4 + 3]!];
      turned[row * 4] = 0.6 * a - 0.8 * b;
      turned[row * 4 + 3] = 0.8 * a + 0.6 * b;
    }
    const other = await new PCA().fit({ ...X, data: turned });
    model.explainedVariance.forEach((value, axis) => {
      expect(Math.abs(other.explainedVariance[axis]! / value - 1)).toBeLessThan(1e-12);
    });
    const [x, , , w] = model.components.data;
    const [tx, , , tw] = other.components.data;
    const sign = Math.sign((0.6 * x! - 0.8 * w!) * tx!);
    expect(tx).toBeCloseTo(sign * (0.6 * x! - 0.8 * w!), 10);
    expect(tw).toBeCloseTo(sign * (0.8 * x! + 0.6 * w!), 10);
  });

  test("has the same axes for rows in another order and in another unit", async () => {
    const model = await new PCA().fit(X);
    const order = prng(3).shuffle(Uint32Array.from({ length: X.rows }, (_, row) => row));
    const data = new Float64Array(X.data.length);
    order.forEach((from, to) => data.set(X.data.subarray(from * 4, from * 4 + 4), to * 4));
    const shuffled = await new PCA().fit({ ...X, data });
    const scaled = await new PCA().fit({ ...X, data: X.data.map((value) => value * 256) });
    expect([...scaled.components.data]).toEqual([...model.components.data]);
    model.components.data.forEach((value, at) => expect(shuffled.components.data[at]).toBeCloseTo(value, 10));
  });

  test("has axes of length 1 at right angles, their largest loadings positive", async () => {
    const { components, nComponents } = await new PCA().fit(X);
    for (let a = 0; a < nComponents; a++) {
      const axis = Array.from(components.data.subarray(a * 4, a * 4 + 4));
      const largest = Math.max(...axis.map(Math.abs));
      expect(Math.max(...axis)).toBe(largest);
      for (let b = 0; b < nComponents; b++) {
        const dot = axis.reduce((sum, value, at) => sum + value * components.data[b * 4 + at]!, 0);
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 12);
      }
    }
  });

  test("gives all rows back with all components, and unit variances with whiten", async () => {
    const model = await new PCA({ whiten: true }).fit(X);
    const there = model.transform(X);
    const back = model.inverseTransform(there);
    back.data.forEach((value, at) => expect(value).toBeCloseTo(X.data[at]!, 10));
    const again = await new PCA().fit(there);
    again.explainedVariance.forEach((value) => expect(value).toBeCloseTo(1, 10));
  });

  test("takes as many components as explain more than the share asked for", async () => {
    const { explainedVarianceRatio: ratio } = await new PCA().fit(X);
    const share = ratio[0]! + ratio[1]!;
    expect((await new PCA({ nComponents: share - 1e-9 }).fit(X)).nComponents).toBe(2);
    expect((await new PCA({ nComponents: share + 1e-9 }).fit(X)).nComponents).toBe(3);
  });

  test("takes 300 columns of 40 rows", async () => {
    const random = prng(6);
    const data = Float64Array.from({ length: 12_000 }, () => random.normal());
    const model = await new PCA().fit({ data, rows: 40, columns: 300 });
    expect(model.nComponents).toBe(40);
    const back = model.inverseTransform(model.transform({ data, rows: 40, columns: 300 }));
    back.data.forEach((value, at) => expect(value).toBeCloseTo(data[at]!, 9));
  });

  test("finds many axes in a worker as in the calling thread", async () => {
    const random = prng(7);
    const wide = {
      data: Float64Array.from({ length: 310 * 300 }, () => random.normal()),
      rows: 310,
      columns: 300,
    };
    const [here, there] = [await new PCA().fit(wide, undefined, { workers: 0 }), await new PCA().fit(wide)];
    expect(there.components).toEqual(here.components);
    expect(there.explainedVariance).toEqual(here.explainedVariance);
  });

  test("ends at once when cancelled while it finds many axes", async () => {
    const random = prng(8);
    const wide = {
      data: Float64Array.from({ length: 900 * 900 }, () => random.normal()),
      rows: 900,
      columns: 900,
    };
    const controller = new AbortController();
    let summed = 0;
    const fit = new PCA().fit(wide, undefined, {
      signal: controller.signal,
      onProgress({ done, total }) {
        if (done !== total || summed !== 0) return;
        summed = performance.now();
        setTimeout(() => controller.abort(), 100);
      },
    });
    await expect(fit).rejects.toMatchObject({ code: "CANCELLED" });
    // All of it takes 5 s and more.
    expect(performance.now() - summed).toBeLessThan(10_000);
  });

  test("explains nothing where nothing varies", async () => {
    const model = await new PCA().fit({ data: new Float64Array(60).fill(0.1), rows: 20, columns: 3 });
    expect([...model.explainedVarianceRatio]).toEqual([0, 0, 0]);
    expect([...model.means]).toEqual([0.1, 0.1, 0.1]);
  });

  test.each([
    [{ nComponents: 5 }, "at most the smaller of rows and columns, got 5 for 2,000 rows and 4 columns"],
    [{ nComponents: 1.5 }, "a whole number from 1 or a share of variance below 1, got 1.5"],
    [{ nComponents: 0 }, "nComponents must be finite and above 0"],
    [{ whiten: 1 }, "whiten must be true or false"],
  ])("refuses the options %j", async (options, message) => {
    const fit = async (): Promise<unknown> => new PCA(options as PCAOptions).fit(X);
    await expect(fit()).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining(message) as string,
    });
  });

  test("refuses rows of another width on the way back", async () => {
    const model = await new PCA({ nComponents: 2 }).fit(X);
    expect(() => model.inverseTransform(X)).toThrow(/X must have 2 columns, one a component, got 4/);
  });
});
