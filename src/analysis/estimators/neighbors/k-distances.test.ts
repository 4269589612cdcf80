import { prng } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { DBSCAN } from "../dbscan/mod.ts";
import { distancesToKnown, epsOfDistances, kDistances, suggestEps } from "./mod.ts";

function line(...values: number[]): Matrix {
  return { data: Float64Array.from(values), rows: values.length, columns: 1 };
}

/** Three groups of 200 rows, 10 apart, of this spread, and 12 rows far around. */
function groups(spread: number): Matrix {
  const random = prng(2);
  const data: number[] = [];
  for (let row = 0; row < 600; row++) {
    const centre = (row % 3) * 10;
    data.push(random.normal(centre, spread), random.normal(-centre, spread));
  }
  for (let row = 0; row < 12; row++) data.push(random.normal(0, 60), random.normal(0, 60));
  return { data: Float64Array.from(data), rows: 612, columns: 2 };
}

test("kDistances() gives the distance to the k-th nearest other row, in the order of the rows", async () => {
  const X = line(0, 10, 1, 3, 3);
  expect([...(await kDistances(X, 1))]).toEqual([1, 7, 1, 0, 0]);
  expect([...(await kDistances(X, 2))]).toEqual([3, 7, 2, 2, 2]);
  expect([...(await kDistances(X, 4))]).toEqual([10, 10, 9, 7, 7]);
});

test("a row is a core row of DBSCAN from its distance to the (minSamples - 1)-th other row on", async () => {
  const X = groups(1);
  const distances = await kDistances(X, 4);
  const eps = distances[77]!;
  // One step up: eps is squared, and the root of the square may have been rounded down.
  const model = await new DBSCAN({ eps: eps * (1 + 2e-16), minSamples: 5 }).fit(X);
  const core = new Set(model.coreSampleIndices);
  distances.forEach((distance, row) => expect(core.has(row)).toBe(distance <= eps));
});

test.each([0.01, 0.5, 1])("suggestEps() gives an eps that parts groups of spread %p", async (spread) => {
  const X = groups(spread);
  const eps = await suggestEps(X, { minSamples: 5 });
  const model = await new DBSCAN({ eps, minSamples: 5 }).fit(X);
  expect(model.nClusters).toBe(3);
  const noise = model.labels.filter((label) => label < 0).length;
  expect(noise).toBeGreaterThanOrEqual(6);
  expect(noise).toBeLessThan(80);
});

test("suggestEps() leaves rows with many duplicates out, and refuses where there are no others", async () => {
  const many = Array.from({ length: 50 }, () => [7, 9]).flat();
  const eps = await suggestEps(line(...many, 0, 0.5, 1, 1.5, 2, 2.5, 3), { minSamples: 3 });
  expect(eps).toBeGreaterThanOrEqual(0.5);
  expect(eps).toBeLessThanOrEqual(1);
  await expect(suggestEps(line(...many))).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: expect.stringMatching(/4 exact duplicates; give eps/) as string,
  });
});

test("the curve of equal distances, and of one row beside duplicates, has that distance as its knee", async () => {
  expect(await suggestEps(line(0, 2, 4, 6, 8), { minSamples: 2 })).toBe(2);
  expect(await suggestEps(line(1, 1, 1, 4), { minSamples: 2 })).toBe(3);
  // The row itself is one of minSamples: of pairs, 2.
  expect(await suggestEps(line(0, 1, 10, 11, 20, 21), { minSamples: 2 })).toBe(1);
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  ["k beyond the other rows", () => kDistances(line(1, 2), 2), /k must be a whole number from 1 to 1/],
  ["one row", () => kDistances(line(1), 1), /at least 2 rows/],
  ["an unknown option", () => suggestEps(line(1, 2), { k: 1 } as object), /unknown option/],
  ["a minSamples of 0", () => suggestEps(line(1, 2), { minSamples: 0 }), /minSamples must be a whole/],
  ["distances that overflow", () => suggestEps(line(1e300, -1e300, 0)), /distances overflow; scale/],
])("refuses %s", async (_, ask, message) => {
  await expect(ask()).rejects.toMatchObject({
    code: "BAD_INPUT",
    message: expect.stringMatching(message) as string,
  });
});

test("distances to known rows are those by brute force, equal rows counted", async () => {
  const random = prng(4);
  const matrix = (rows: number): Matrix => ({
    data: Float64Array.from({ length: rows * 3 }, () => Math.floor(8 * random.next())),
    rows,
    columns: 3,
  });
  const [known, X] = [matrix(300), matrix(120)];
  for (const k of [1, 5, 300]) {
    const found = await distancesToKnown(X, known, k);
    for (let row = 0; row < X.rows; row++) {
      const squares = Array.from({ length: known.rows }, (_, other) =>
        [0, 1, 2].reduce((sum, at) => sum + (X.data[row * 3 + at]! - known.data[other * 3 + at]!) ** 2, 0),
      ).sort((a, b) => a - b);
      expect(found[row]).toBe(Math.sqrt(squares[k - 1]!));
    }
  }
  expect(await distancesToKnown({ data: new Float64Array(0), rows: 0, columns: 3 }, known, 1)).toHaveLength(
    0,
  );
  await expect(distancesToKnown(X, known, 301)).rejects.toThrow(
    /k must be a whole number from 1 to 300, got 301/,
  );
  await expect(distancesToKnown({ ...X, rows: 180, columns: 2 }, known, 1)).rejects.toMatchObject({
    code: "BAD_INPUT",
  });
});

test("eps of distances is what suggestEps gives; null where all are 0, Infinity where they overflow", async () => {
  const random = prng(9);
  const X = { data: Float64Array.from({ length: 400 }, () => random.normal()), rows: 200, columns: 2 };
  expect(epsOfDistances(await kDistances(X, 4))).toBe(await suggestEps(X, { minSamples: 5 }));
  expect(epsOfDistances(new Float64Array(5))).toBeNull();
  expect(epsOfDistances(Float64Array.of(1, Infinity, Infinity))).toBe(Infinity);
});
