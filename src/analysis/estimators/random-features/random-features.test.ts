import { exp, prng, radialSums } from "../../../kernels/mod.ts";
import { drainTask } from "../../workers/mod.ts";
import { radialBasis as radialBasisSteps, radialFeaturesTask } from "./mod.ts";
import type { RadialBasis } from "./mod.ts";

const random = prng(5);
const DATA = Float64Array.from({ length: 120 * 3 }, () => random.normal());

function kernelOf(data: Float64Array, a: number, b: number, gamma: number): number {
  let squares = 0;
  for (let k = 0; k < 3; k++) squares += (data[a * 3 + k]! - data[b * 3 + k]!) ** 2;
  return exp(-gamma * squares);
}

function radialBasis(...args: Parameters<typeof radialBasisSteps>): RadialBasis {
  const steps = radialBasisSteps(...args);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The largest error of the products of features, over all pairs of rows. */
function worstError(components: number): number {
  const gamma = 0.2;
  const basis = radialBasis(DATA, 120, 3, gamma, components, 1);
  const features = radialSums(basis, DATA, 120);
  const width = basis.bias.length;
  let worst = 0;
  for (let a = 0; a < 120; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let at = 0; at < width; at++) product += features[a * width + at]! * features[b * width + at]!;
      worst = Math.max(worst, Math.abs(product - kernelOf(DATA, a, b, gamma)));
    }
  }
  return worst;
}

test("products of features are the kernel with all rows as points, and near it with some", () => {
  expect(worstError(120)).toBeLessThan(1e-6);
  expect(worstError(60)).toBeLessThan(0.4);
  expect(worstError(10)).toBeGreaterThan(worstError(60));
});

test("leaves out points that others stand for", () => {
  const data = Float64Array.from({ length: 50 * 3 }, (_, at) => Math.floor(at / 3) % 4);
  const basis = radialBasis(data, 50, 3, 1, 50, 1);
  expect(basis.bias.length).toBe(4);
  expect(basis.points.length).toBe(12);
});

test("draws its points from the seed, pinned", () => {
  const basis = radialBasis(DATA, 120, 3, 0.2, 4, 7);
  const rows = [0, 1, 2, 3].map((point) => DATA.indexOf(basis.points[point * 3]!) / 3);
  expect(rows).toEqual([30, 47, 49, 115]);
  const other = radialBasis(DATA, 120, 3, 0.2, 4, 8);
  expect([...other.points]).not.toEqual([...basis.points]);
});

test("takes every row alike", () => {
  const data = Float64Array.from({ length: 20 }, (_, row) => row * 100);
  const drawn = new Int32Array(20);
  for (let seed = 0; seed < 2000; seed++) {
    for (const point of radialBasis(data, 20, 1, 1, 5, seed).points) drawn[point / 100]!++;
  }
  // 500 each are expected; five standard deviations are 97.
  for (const count of drawn) expect(Math.abs(count - 500)).toBeLessThan(97);
});

test("works rows out in parts as it does at once, in single precision", () => {
  const basis = radialBasis(DATA, 120, 3, 0.2, 20, 1);
  const shared = { data: DATA, basis };
  const whole = drainTask(radialFeaturesTask, shared, { from: 0, to: 120 });
  const part = drainTask(radialFeaturesTask, shared, { from: 37, to: 61 });
  const width = basis.bias.length;
  expect(part).toEqual(whole.slice(37 * width, 61 * width));
  expect(whole).toEqual(Float32Array.from(radialSums(basis, DATA, 120)));
});
