import { prng } from "../../kernels/mod.ts";
import { numbersAt } from "./order-statistics.ts";

function drained(values: Float64Array, places: readonly number[]): number[] {
  const steps = numbersAt(values, places);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const ROWS = 50_000;
const random = prng(7);

test.each<[string, (i: number) => number]>([
  ["numbers of both signs", () => random.normal()],
  ["numbers of all sizes", () => (random.next() - 0.5) * 10 ** (600 * random.next() - 300)],
  ["few different numbers", () => random.int(3) - 1],
  ["one number", () => -2.5],
  ["numbers that differ in the last bits", (i) => -1 - (i % 9000) * Number.EPSILON],
  ["zeros of both signs", (i) => (i % 2 === 0 ? -0 : 0)],
  ["the smallest and the largest", (i) => [5e-324, -5e-324, 1.7e308, -1.7e308][i % 4]!],
])("numbersAt() finds what stands where in the sorted numbers: %s", (_, make) => {
  const values = Float64Array.from({ length: ROWS }, (__, i) => make(i));
  const before = values.slice();
  const sorted = values.slice().sort();
  const places = [0, 0, 1, 12_499, 12_500, 24_999, 25_000, 37_499, ROWS - 2, ROWS - 1];
  expect(drained(values, places)).toEqual(places.map((place) => sorted[place]));
  expect(values).toEqual(before);
  expect(drained(values.subarray(3, 3000), [1498])).toEqual([values.slice(3, 3000).sort()[1498]]);
});
