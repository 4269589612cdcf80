import { log } from "../math.ts";
import { prng } from "../prng.ts";
import { SortSpace } from "../radix-sort.ts";
import { orderStatistics } from "./order-statistics.ts";
import { signOfSkew, skewWith } from "./skew.ts";
import {
  addBinScores,
  addTailsAlone,
  addTailsTogether,
  binScores,
  cellScore,
  countInBins,
  equalEdges,
  fitTails,
  isAscending,
  meanSpread,
  medianAndQuantiles,
  medianInto,
  medianSpread,
  momentsOfCounted,
  optimalBins,
  quantileInto,
  selectInto,
  tailTable,
  zOf,
} from "./mod.ts";
import type { TailColumn, TailRule } from "./mod.ts";

function drain<T>(steps: Generator<number, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function numbers(n: number, draw: (random: ReturnType<typeof prng>, i: number) => number): Float64Array {
  const random = prng(5);
  return Float64Array.from({ length: n }, (_, i) => draw(random, i));
}

/** Columns that sorting by parts finds hard, and ordinary ones. */
const COLUMNS: [string, Float64Array][] = [
  ["one number", Float64Array.of(3)],
  ["equal numbers", new Float64Array(500).fill(-2)],
  ["ascending numbers", numbers(1001, (_, i) => i)],
  ["descending numbers", numbers(1000, (_, i) => -i)],
  ["organ pipes", numbers(990, (_, i) => Math.min(i, 999 - i))],
  ["a saw", numbers(1024, (_, i) => i % 7)],
  ["mostly zeros", numbers(800, (random) => (random.next() < 0.9 ? 0 : random.normal()))],
  ["normal numbers", numbers(777, (random) => random.normal())],
  ["many numbers", numbers(9001, (random) => random.normal())],
  ["many numbers in a sixteenth of a power of two", numbers(9000, (random) => 1 + random.next() / 17)],
  [
    "many numbers of few values, with both zeros",
    numbers(9000, (random) => random.int(5) * 3 - 6 || (random.next() < 0.5 ? 0 : -0)),
  ],
  ["many numbers, half of them the same", numbers(9000, (random, i) => (i % 2 ? 0.5 : random.normal()))],
  ["many tiny and huge numbers", numbers(9000, (random, i) => random.normal() * (i % 2 ? 1e300 : 5e-324))],
  ["huge and tiny numbers", numbers(300, (random, i) => random.normal() * (i % 2 ? 1e300 : 1e-300))],
];

describe.each(COLUMNS)("of %s", (_, column) => {
  const sorted = column.slice().sort();
  const n = column.length;

  test("selectInto() gives what sorting gives", () => {
    for (const k of new Set([0, 1, n >> 2, n >> 1, n - 2, n - 1].filter((place) => place >= 0 && place < n)))
      expect(selectInto(column.slice(), k) + 0).toBe(sorted[k]! + 0); // which of two zeros is chance
  });

  test("medianInto() and quantileInto() are the R-7 quantiles", () => {
    const middle = n % 2 ? sorted[n >> 1]! : sorted[(n >> 1) - 1]! / 2 + sorted[n >> 1]! / 2;
    expect(medianInto(column.slice())).toBeCloseTo(middle, 12);
    for (const share of [0, 0.1, 0.5, 0.977, 1]) {
      const place = share * (n - 1);
      const low = sorted[Math.floor(place)]!;
      const high = sorted[Math.ceil(place)]!;
      const expected = low + (high - low) * (place - Math.floor(place));
      const found = quantileInto(column.slice(), share);
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1e-300, Math.abs(high - low)));
    }
  });

  test("medianAndQuantiles() gives the same as one by one", () => {
    const shares = [0.25, 0.1, 0.75, 1];
    const { median, quantiles } = medianAndQuantiles(column.slice(), shares);
    expect(median + 0).toBe(medianInto(column.slice()) + 0);
    expect(quantiles.map((value) => value + 0)).toEqual(
      shares.map((share) => quantileInto(column.slice(), share) + 0),
    );
  });

  test("orderStatistics() gives what sorting gives, and leaves the numbers as they are", () => {
    const before = column.slice();
    const ranks = [0, 0, n >> 3, n >> 1, Math.min(n - 1, (n >> 1) + 1), n - 1];
    expect(orderStatistics(column, ranks)).toEqual(ranks.map((rank) => sorted[rank]! + 0));
    expect(column).toEqual(before);
  });

  test("fitTails() scores each number by how many are as far out as it", () => {
    const sums = new Float64Array(n);
    const table = drain(tailTable(n));
    const fitted = drain(fitTails(column, "ecod", table, new SortSpace(n), false, sums));
    expect(Array.from(fitted.values)).toEqual([...new Set(sorted)]);
    const skew = signOfSkew(column, false);
    for (let row = 0; row < n; row += 37) {
      const upTo = sorted.filter((value) => value <= column[row]!).length;
      const from = sorted.filter((value) => value >= column[row]!).length;
      expect(sums[row]).toBe(cellScore("ecod", table[upTo]!, table[from]!, skew));
      expect(fitted.counts[fitted.values.indexOf(column[row]!)]).toBe(upTo);
    }
  });

  test("new numbers are judged as by brute force, together and alone", () => {
    const fitted = fitColumn(column);
    const asked = Float64Array.of(column[0]!, column[0]!, 0.5, -1e9, 1e9, column[n - 1]!);
    for (const rule of ["ecod", "copod"] as const) {
      const together = new Float64Array(asked.length);
      const all = [...column, ...asked];
      addTailsTogether(
        fitted,
        asked,
        rule,
        drain(tailTable(all.length)),
        new SortSpace(asked.length),
        together,
      );
      const skew = signOfSkew(Float64Array.from(all), false);
      asked.forEach((value, at) => expect(together[at]).toBe(bruteScore(rule, all, value, skew)));
      const alone = new Float64Array(asked.length);
      const moments = momentsOfCounted(fitted.values, fitted.counts);
      addTailsAlone(fitted, moments, asked, rule, alone);
      asked.forEach((value, at) => {
        const sign = signOfSkew(Float64Array.of(...column, value), false);
        expect(skewWith(moments, value)).toBe(sign);
        expect(alone[at]).toBe(bruteScore(rule, [...column, value], value, sign));
      });
    }
  });

  test("countInBins() counts what lies between edges, the last bin closed", () => {
    for (const bins of [1, 2, 10, 33]) {
      const edges = equalEdges(sorted[0]!, sorted[n - 1]!, bins);
      const expected = Array.from({ length: bins }, (__, bin) => {
        const last = bin === bins - 1;
        return sorted.filter(
          (value) => value >= edges[bin]! && (last ? value <= edges[bins]! : value < edges[bin + 1]!),
        ).length;
      });
      expect(Array.from(countInBins(column, edges))).toEqual(expected);
    }
  });
});

function fitColumn(column: Float64Array): TailColumn {
  const n = column.length;
  return drain(fitTails(column, "ecod", drain(tailTable(n)), new SortSpace(n), false, new Float64Array(n)));
}

function bruteScore(rule: TailRule, all: readonly number[], value: number, skew: number): number {
  const tail = (count: number): number => (count === all.length ? 0 : -log(count / all.length));
  const left = tail(all.filter((other) => other <= value).length);
  const right = tail(all.filter((other) => other >= value).length);
  return cellScore(rule, left, right, skew);
}

test("signOfSkew() is 0 for constants and exact symmetry, and overflow counts as 0", () => {
  expect(signOfSkew(new Float64Array(9).fill(0.1), false)).toBe(0);
  expect(signOfSkew(Float64Array.of(-1, 0, 1), true)).toBe(0);
  expect(signOfSkew(Float64Array.of(0, 0, 0, 9), false)).toBe(1);
  expect(signOfSkew(Float64Array.of(0, -9, 0, 0), true)).toBe(-1);
  expect(signOfSkew(Float64Array.of(1e308, 1e308, -1e308), false)).toBe(0);
});

test("cellScore() follows PyOD's rules", () => {
  expect([-1, 0, 1].map((skew) => cellScore("ecod", 3, 1, skew))).toEqual([3, 4, 3]);
  expect([-1, 0, 1].map((skew) => cellScore("copod", 3, 1, skew))).toEqual([3, 4, 2]);
});

test("equalEdges() puts constant columns in a range of 1, and isAscending() tells when there is no room", () => {
  expect(Array.from(equalEdges(3, 3, 2))).toEqual([2.5, 3, 3.5]);
  expect(Array.from(equalEdges(0, 1, 4))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(isAscending(equalEdges(1e17, 1e17, 10))).toBe(false);
  expect(isAscending(equalEdges(0, 5e-324, 10))).toBe(false);
});

test("addBinScores() takes edges to the left, forgives what is just outside, and gives the most for what is far", () => {
  const edges = Float64Array.of(0, 1, 2);
  const scores = binScores(Float64Array.of(3, 1), edges, 0.1);
  expect(Array.from(scores)).toEqual(
    [-Math.log2(0.85), -Math.log2(0.35)].map((x) => expect.closeTo(x, 14) as number),
  );
  const asked = Float64Array.of(0, 1, 1.1, 2, -0.5, -0.6, 2.5, 2.6);
  const sums = new Float64Array(8);
  addBinScores({ edges, scores }, asked, 0.5, sums);
  const [thick, thin] = [scores[0]!, scores[1]!];
  expect(Array.from(sums)).toEqual([thick, thick, thin, thin, thick, thin, thin, thin]);
});

test("optimalBins() finds more bins for two heaps than for even numbers", () => {
  const even = numbers(400, (_, i) => i);
  const heaps = numbers(400, (random, i) => (i % 2) * 50 + random.normal());
  const space = new SortSpace(400);
  expect(drain(optimalBins(even, space))).toBe(1);
  expect(drain(optimalBins(heaps, space))).toBeGreaterThan(4);
  expect(drain(optimalBins(Float64Array.of(1), space))).toBe(1);
});

test("meanSpread() is exact where the mean dwarfs the deviation, and takes any size", () => {
  const far = Float64Array.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
  expect(meanSpread(far, 1)).toEqual({ scale: 1, center: 1e9 + 10, spread: Math.sqrt(30) });
  // The sum of these rounds, and so does the mean; their distances from it do not.
  const top = Number.MAX_SAFE_INTEGER + 1;
  expect(meanSpread(Float64Array.of(top - 2, top - 4, top - 12), 1)).toEqual({
    scale: 1,
    center: top - 6,
    spread: Math.sqrt(28),
  });
  expect(meanSpread(Float64Array.of(5), 1).spread).toBe(0);
  expect(meanSpread(new Float64Array(7).fill(0.1), 0).spread).toBe(0);
  for (const size of [1e300, 1e-300]) {
    const column = Float64Array.of(size, 2 * size, 3 * size);
    const spread = meanSpread(column, 1);
    expect(Array.from(column, (value) => zOf(value, spread))).toEqual(
      [-1, 0, 1].map((z) => expect.closeTo(z, 12) as number),
    );
  }
});

test("medianSpread() falls back to the mean deviation where most numbers are equal", () => {
  expect(medianSpread(Float64Array.of(1, 2, 3, 4, 100))).toEqual({ scale: 1, center: 3, spread: 1 / 0.6745 });
  const mostlyOne = Float64Array.of(1, 1, 1, 1, 6);
  expect(medianSpread(mostlyOne).spread).toBeCloseTo(Math.sqrt(Math.PI / 2), 14);
  expect(zOf(6, medianSpread(mostlyOne))).toBeCloseTo(5 / Math.sqrt(Math.PI / 2), 14);
  expect(zOf(4, medianSpread(new Float64Array(3).fill(4)))).toBe(0);
  expect(zOf(1e308, { scale: 1, center: -1e308, spread: 1e-3 })).toBe(Number.MAX_VALUE);
});
