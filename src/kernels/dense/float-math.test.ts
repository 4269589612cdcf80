import { exp, tanh } from "../math.ts";
import { expFloat, logisticFloat, tanhFloat } from "./float-math.ts";

/** Largest relative error over floats from `from` to `to`. */
function worst(
  approximate: (x: number) => number,
  exact: (x: number) => number,
  from: number,
  to: number,
): number {
  let most = 0;
  for (let i = 0; i <= 40_000; i++) {
    const x = Math.fround(from + ((to - from) * i) / 40_000);
    const expected = exact(x);
    if (expected !== 0) most = Math.max(most, Math.abs(approximate(x) / expected - 1));
  }
  return most;
}

/** Twice the spacing of floats, relative. */
const TWO_ULP = 2 ** -22;

test("exponentials are right to 2 units in the last place of a float", () => {
  expect(worst(expFloat, exp, -87, 88)).toBeLessThan(TWO_ULP);
  expect(worst(expFloat, exp, -0.4, 0.4)).toBeLessThan(TWO_ULP);
  expect([expFloat(0), expFloat(NaN)]).toEqual([1, NaN]);
});

test("tanh keeps its digits near 0 and ends at 1", () => {
  expect(worst(tanhFloat, tanh, -10, 10)).toBeLessThan(TWO_ULP);
  expect(worst(tanhFloat, tanh, -1e-3, 1e-3)).toBeLessThan(TWO_ULP);
  expect([tanhFloat(0), tanhFloat(-0), tanhFloat(50), tanhFloat(-Infinity)]).toEqual([0, -0, 1, -1]);
  expect(tanhFloat(NaN)).toBeNaN();
});

test("the logistic function is right where it changes and constant beyond 40", () => {
  const exact = (x: number): number => 1 / (1 + exp(-x));
  expect(worst(logisticFloat, exact, -40, 40)).toBeLessThan(TWO_ULP);
  expect(logisticFloat(0)).toBe(0.5);
  expect(logisticFloat(-1000)).toBe(logisticFloat(-40));
  expect(logisticFloat(1000)).toBe(1);
  expect(logisticFloat(NaN)).toBeNaN();
});
