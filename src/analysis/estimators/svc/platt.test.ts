import { prng } from "../../../kernels/mod.ts";
import { stratifiedFolds } from "./folds.ts";
import { fitSigmoid, sigmoidOf } from "./platt.ts";
import type { Sigmoid } from "./platt.ts";

function sigmoidFor(decisions: Float64Array, isPositive: (row: number) => boolean): Sigmoid {
  const steps = fitSigmoid(decisions, isPositive);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

describe("fitSigmoid()", () => {
  test("finds the sigmoid that the labels were drawn from", () => {
    const random = prng(2);
    const decisions = Float64Array.from({ length: 20_000 }, () => random.normal(0.5, 2));
    const truth = decisions.map((value) => (random.next() < 1 / (1 + Math.exp(-1.5 * value + 0.7)) ? 1 : 0));
    const { slope, offset } = sigmoidFor(decisions, (row) => truth[row] === 1);
    expect(Math.abs(slope + 1.5)).toBeLessThan(0.1);
    expect(Math.abs(offset - 0.7)).toBeLessThan(0.1);
  });

  test("does not depend on the unit of the decisions", () => {
    const decisions = Float64Array.of(-2, -1, -0.5, 0.1, 1, 3, -0.2, 0.4);
    const positive = (row: number): boolean => row > 2 && row !== 6;
    const small = sigmoidFor(decisions, positive);
    const large = sigmoidFor(
      decisions.map((value) => value * 1e9),
      positive,
    );
    expect(large.slope * 1e9).toBeCloseTo(small.slope, 9);
    expect(large.offset).toBeCloseTo(small.offset, 9);
  });

  test("stays finite for separated, equal and one-sided decisions, with targets short of 0 and 1", () => {
    const separated = sigmoidFor(Float64Array.of(-1, -2, 1, 2), (row) => row > 1);
    // Targets are 3/4 and 1/4; by symmetry the offset is 0, and the slope makes 1 p(1) + 2 p(2) = 3 * 3/4.
    expect(separated.offset).toBeCloseTo(0, 9);
    expect(sigmoidOf(separated, 1) + 2 * sigmoidOf(separated, 2)).toBeCloseTo(2.25, 7);
    const equal = sigmoidFor(new Float64Array(10), (row) => row < 4);
    expect(sigmoidOf(equal, 0)).toBeCloseTo((4 * (5 / 6) + 6 * (1 / 8)) / 10, 6);
    const none = sigmoidFor(Float64Array.of(1, 2, 3), () => false);
    expect(sigmoidOf(none, 2)).toBeCloseTo(0.2, 6);
    expect(sigmoidOf({ slope: -1e300, offset: 0 }, 1e300)).toBe(1);
    expect(sigmoidOf({ slope: -1e300, offset: 0 }, -1e300)).toBe(0);
  });
});

describe("stratifiedFolds()", () => {
  test("deals as scikit-learn's StratifiedKFold(5), classes in the order of their first row", () => {
    // StratifiedKFold(5) of scikit-learn 1.9.1 on this y.
    const y = Int32Array.of(2, 0, 0, 1, 2, 2, 0, 1, 0, 0, 2, 1, 0, 2, 0, 1, 0, 2);
    expect([...stratifiedFolds(y, 3)]).toEqual([0, 0, 1, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
  });

  test("puts rows of a rare class into some folds only", () => {
    expect([...stratifiedFolds(Int32Array.of(0, 0, 0, 0, 0, 1), 2)]).toEqual([0, 1, 2, 3, 4, 0]);
  });
});
