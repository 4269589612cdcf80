import { describeEstimator } from "./contract.ts";
import { NearestCentre, restoreNearestCentre } from "./nearest-centre.ts";
import { adjustedRand, macroF1, pairAuc } from "./scores.ts";

describeEstimator({
  name: "NearestCentre",
  kind: "classifier",
  make: (options) => new NearestCentre(options),
  restore: restoreNearestCentre,
  minScore: 0.98,
});

test("the suite's own measures give the values worked out by hand", () => {
  expect(macroF1(["a", "a", "b", "b"], ["a", "b", "b", "b"])).toBeCloseTo((2 / 3 + 4 / 5) / 2, 15);
  expect(pairAuc([true, false, false], [2, 1, 2])).toBe(0.75);
  expect(adjustedRand(["a", "a", "b", "b"], [5, 5, 3, 3])).toBe(1);
  expect(adjustedRand(["a", "a", "b", "b"], [0, 1, 0, 1])).toBeCloseTo(-0.5, 15);
});
