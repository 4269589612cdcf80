import { exp, prng, Xoshiro128 } from "./mod.ts";

// A machine may do other work beside.
jest.setTimeout(60_000);

const draws = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);

test("xoshiro128** gives the published sequence for the state 1, 2, 3, 4", () => {
  const random = new Xoshiro128(1, 2, 3, 4);
  expect(draws(10, () => random.nextUint32())).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

// From a transcription of seeding and generator to Python.
test("the first draws of a seed are pinned", () => {
  const random = prng(42);
  expect(draws(6, () => random.nextUint32())).toEqual(FIRST_OF_42);
  const stream = prng(42, 1);
  expect(draws(3, () => stream.nextUint32())).toEqual(FIRST_OF_42_STREAM_1);
  const negative = prng(-9007199254740991, 9007199254740991);
  expect(draws(3, () => negative.nextUint32())).toEqual(FIRST_OF_LARGEST);
  const real = prng(7);
  expect(draws(4, () => real.next())).toEqual(FIRST_REALS);
  expect(draws(3, () => real.normal())).toEqual(FIRST_NORMALS);
});

const FIRST_OF_42 = [2982180426, 1523872788, 1294068183, 167440080, 3346238363, 4109920076];
const FIRST_OF_42_STREAM_1 = [3946170473, 3000219560, 2784365953];
const FIRST_OF_LARGEST = [2777240861, 2904356426, 427856717];
const FIRST_REALS = [0.9579827355719256, 0.39766005039948316, 0.6000139997928994, 0.15446497534909065];
const FIRST_NORMALS = [-0.28226735196958286, 0.776266452447961, 1.1390170328859845];

test("seeds and streams that are close start far apart", () => {
  const firsts = new Set<number>();
  for (let seed = -500; seed < 500; seed++) {
    for (let stream = 0; stream < 5; stream++) firsts.add(prng(seed, stream).nextUint32());
  }
  // Of 5,000 draws of 32 bits, more than one repeated value would be no chance.
  expect(firsts.size).toBeGreaterThanOrEqual(4999);
  const a = prng(1);
  const b = prng(2);
  let equalBits = 0;
  for (let i = 0; i < 2000; i++) {
    let same = ~(a.nextUint32() ^ b.nextUint32());
    for (; same !== 0; same &= same - 1) equalBits++;
  }
  expect(Math.abs(equalBits / 64_000 - 0.5)).toBeLessThan(0.01);
});

test("a seed that is no safe integer is refused", () => {
  expect(() => prng(0.5)).toThrow(
    new RangeError("Cannot make random numbers: seed must be a safe integer, got 0.5"),
  );
  expect(() => prng(1, NaN)).toThrow(
    new RangeError("Cannot make random numbers: stream must be a safe integer, got NaN"),
  );
});

/** Chi-squared of counts against equal shares, over its degrees of freedom; near 1 for a good generator. */
function chiSquared(counts: number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) / (counts.length - 1);
}

test("next() is uniform on [0, 1) and uses 53 bits", () => {
  const random = prng(3);
  const counts = new Array<number>(1000).fill(0);
  let odd = 0;
  let outside = 0;
  for (let i = 0; i < 500_000; i++) {
    const x = random.next();
    outside += x >= 0 && x < 1 ? 0 : 1;
    counts[Math.floor(x * 1000)]!++;
    odd += (x * 9007199254740992) % 2;
  }
  expect(outside).toBe(0);
  expect(chiSquared(counts)).toBeGreaterThan(0.85);
  expect(chiSquared(counts)).toBeLessThan(1.15);
  expect(Math.abs(odd / 500_000 - 0.5)).toBeLessThan(0.005);
});

test("int() favours no remainder, for small and for large ranges", () => {
  const random = prng(4);
  for (const n of [1, 2, 6, 7, 1000]) {
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < 200_000; i++) counts[random.int(n)]!++;
    if (n > 1) expect(chiSquared(counts)).toBeLessThan(n < 10 ? 5 : 1.2);
  }
  // Plain remainders of 32 bits would give the lower half of this range two thirds of the draws.
  const n = 3 * 2 ** 30;
  let low = 0;
  for (let i = 0; i < 50_000; i++) if (random.int(n) < n / 2) low++;
  expect(Math.abs(low / 50_000 - 0.5)).toBeLessThan(0.01);
  const large = draws(2000, () => random.int(2 ** 53));
  expect(Math.max(...large)).toBeGreaterThan(2 ** 52);
  expect(large.every(Number.isSafeInteger)).toBe(true);
});

/** Largest distance between the distribution of a sample and the one it should have (Kolmogorov-Smirnov), times sqrt(n). */
function distance(sample: number[], distribution: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let worst = 0;
  sorted.forEach((x, i) => {
    worst = Math.max(
      worst,
      Math.abs(distribution(x) - i / sorted.length),
      Math.abs(distribution(x) - (i + 1) / sorted.length),
    );
  });
  return worst * Math.sqrt(sorted.length);
}

/** Standard normal distribution by a series of its density; good to 1e-12 within 8 deviations. */
function normalDistribution(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

test("normal() and exponential() have their distributions", () => {
  const random = prng(5);
  // 1.63 is passed by one good generator in a hundred; the seed is fixed.
  expect(
    distance(
      draws(50_000, () => random.normal()),
      normalDistribution,
    ),
  ).toBeLessThan(1.63);
  expect(
    distance(
      draws(50_000, () => random.exponential(3)),
      (x) => 1 - exp(-x / 3),
    ),
  ).toBeLessThan(1.63);
  const shifted = draws(20_000, () => random.normal(10, 2));
  expect(shifted.reduce((sum, x) => sum + x, 0) / 20_000).toBeCloseTo(10, 1);
});

test("shuffle() gives every order equally often and keeps the items", () => {
  const random = prng(6);
  const counts = new Map<string, number>();
  for (let i = 0; i < 48_000; i++) {
    const order = random.shuffle(["a", "b", "c", "d"]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  expect(chiSquared([...counts.values()])).toBeLessThan(2);
  const items = Uint32Array.from({ length: 100 }, (_, i) => i);
  expect([...random.shuffle(items)].sort((a, b) => a - b)).toEqual(draws(100, () => 0).map((_, i) => i));
  expect(random.shuffle([])).toEqual([]);
});
