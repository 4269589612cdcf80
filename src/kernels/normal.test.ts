import { normalCdf, normalQuantile } from "./normal.ts";

/** By scipy.stats.norm.cdf (SciPy 1.16). */
const CDF = [
  [-37.5, 4.605353009581954e-308],
  [-10, 7.61985302416047e-24],
  [-5, 2.866515718791933e-7],
  [-3, 0.0013498980316300933],
  [-2.9, 0.0018658133003840378],
  [-1, 0.15865525393145705],
  [-0.01, 0.4960106436853684],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [1.96, 0.97500210485177957],
  [3.5, 0.99976737092096447],
] as const;

test.each(CDF)("the share below %d is %d", (x, share) => {
  expect(Math.abs(normalCdf(x) / share - 1)).toBeLessThan(x < -30 ? 1e-12 : 4e-14);
});

test.each(CDF.filter(([x]) => x > -30 && x < 3))("the quantile takes %d back", (x, share) => {
  expect(Math.abs(normalQuantile(share) - x)).toBeLessThan(1e-14 * Math.max(1, Math.abs(x)));
});

test("quantiles are symmetric, and infinite at the ends", () => {
  for (const p of [0.01, 0.07, 0.2, 0.4]) expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 12);
  expect([0, 0.5, 1, -0.1, 1.1, NaN].map(normalQuantile)).toEqual([-Infinity, 0, Infinity, NaN, NaN, NaN]);
});

test("the share below is 0 and 1 far out, and NaN for NaN", () => {
  expect([-50, 50, -Infinity, Infinity, NaN].map(normalCdf)).toEqual([0, 1, 0, 1, NaN]);
});
