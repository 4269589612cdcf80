import { exp, prng } from "../../kernels/mod.ts";
import type { ColumnType, Histogram } from "../core/mod.ts";
import { histogram } from "./histogram.ts";

function of(values: number[], type: ColumnType = "float"): Histogram {
  const sorted = Float64Array.from(values).sort();
  return histogram(sorted, type, values.every(Number.isInteger))!;
}

/** What every histogram must keep, whatever the data. */
function expectSound(values: number[], { edges, counts }: Histogram): void {
  expect(counts).toHaveLength(edges.length - 1);
  expect(counts.length).toBeLessThanOrEqual(33);
  expect(edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > edges[i - 1]!))).toBe(true);
  expect(edges[0]).toBeLessThanOrEqual(Math.min(...values));
  expect(edges.at(-1)).toBeGreaterThanOrEqual(Math.max(...values));
  // Counted anew, cell by cell: [a, b), the last bin closed.
  const again = counts.map((_, bin) => {
    const last = bin === counts.length - 1;
    return values.filter((x) => x >= edges[bin]! && (last ? x <= edges[bin + 1]! : x < edges[bin + 1]!))
      .length;
  });
  expect(counts).toEqual(again);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
}

const random = prng(1);
const sample = (draw: () => number): number[] => Array.from({ length: 500 }, draw);
const heavy = (): number => Math.round(exp(random.normal(6, 2.5)));

const SHAPES: [string, () => number[], ColumnType][] = [
  ["uniform reals", () => sample(() => random.next()), "float"],
  ["normal reals", () => sample(() => random.normal(-3, 0.01)), "float"],
  ["a tiny range far from 0", () => sample(() => 1e9 + random.next() * 1e-6), "float"],
  ["neighbouring doubles", () => [1, 1 + 2 ** -52, 1 + 2 ** -51], "float"],
  ["the largest doubles", () => [-1.7976931348623157e308, 0, 1.7976931348623157e308], "float"],
  ["the smallest doubles", () => [0, 5e-324, 1e-323], "float"],
  ["all powers of ten", () => Array.from({ length: 600 }, (_, k) => Number(`1e${k - 300}`)), "float"],
  ["heavy-tailed counts", () => sample(heavy), "float"],
  ["heavy-tailed counts with zeros", () => sample(() => (random.int(3) === 0 ? 0 : heavy())), "float"],
  ["few whole numbers", () => sample(() => random.int(12)), "int"],
  ["many whole numbers", () => sample(() => random.int(65536)), "int"],
  ["negative whole numbers", () => sample(() => random.int(1000) - 900), "int"],
  ["large whole numbers", () => sample(() => 2 ** 52 + random.int(10)), "float"],
  ["milliseconds", () => sample(() => 1.7e12 + random.int(40)), "time"],
  ["a fraction of a millisecond", () => sample(() => 1.7e12 + random.next()), "time"],
  ["an hour", () => sample(() => 1.7e12 + random.int(3.6e6)), "time"],
  ["a day", () => sample(() => 1.7e12 + random.int(8.64e7)), "time"],
  ["a month", () => sample(() => 1.7e12 + random.next() * 30 * 8.64e7), "time"],
  ["forty years", () => sample(() => random.next() * 40 * 365 * 8.64e7), "time"],
  ["times beyond dates", () => [-1e300, 0, 1e300], "time"],
];

test.each(SHAPES)("bins of %s ascend, hold every value once, and are not too many", (_, make, type) => {
  for (let round = 0; round < 20; round++) {
    const values = make();
    expectSound(values, of(values, type));
  }
});

test("no values have no histogram", () => {
  expect(histogram(new Float64Array(0), "float", true)).toBeNull();
});

test("a constant has one bin with the constant in its middle", () => {
  expect(of([7, 7, 7])).toEqual({ edges: [6.5, 7.5], counts: [3], scale: "linear" });
  expect(of([0])).toEqual({ edges: [-0.5, 0.5], counts: [1], scale: "linear" });
  expectSound([1.7976931348623157e308], of([1.7976931348623157e308]));
  expectSound([1.7e12], of([1.7e12], "time"));
});

test("few whole numbers have a bin each", () => {
  expect(of([1, 2, 2, 4])).toEqual({
    edges: [0.5, 1.5, 2.5, 3.5, 4.5],
    counts: [1, 2, 0, 1],
    scale: "linear",
  });
});

test("linear edges are round numbers", () => {
  const values = Array.from({ length: 101 }, (_, i) => i / 100);
  expect(of(values).edges.slice(0, 5)).toEqual([0, 0.05, 0.1, 0.15, 0.2]);
  const whole = of(Array.from({ length: 101 }, (_, i) => i));
  expect(whole.edges.every(Number.isInteger)).toBe(true);
  // No bin of whole numbers holds more of them than another: 100 does not share the bin of 95 to 99.
  expect(whole.counts.slice(0, -1).every((count) => count === whole.counts[0])).toBe(true);
  expect(whole.counts.at(-1)).toBe(1);
});

test("a heavy tail gets a log scale, with the zeros in a bin of their own in front", () => {
  const positive = sample(heavy).map((x) => x + 1);
  const without = of(positive);
  expect(without.scale).toBe("log");
  expect(without.edges[0]).toBeGreaterThan(0);
  const zeros = [...positive, ...new Array<number>(77).fill(0)];
  const { edges, counts, scale } = of(zeros);
  expect(scale).toBe("log");
  expect(edges[0]).toBe(0);
  expect(edges[1]).toBeLessThanOrEqual(Math.min(...positive));
  expect(counts[0]).toBe(77);
  expect(edges.slice(1)).toEqual(without.edges);
});

test("exponential waits, mixed signs and far but narrow values stay linear", () => {
  expect(of(sample(() => random.exponential(5))).scale).toBe("linear");
  expect(of(sample(() => (random.int(2) === 0 ? -1 : 1) * heavy())).scale).toBe("linear");
  expect(of([-1, ...sample(heavy)]).scale).toBe("linear");
  expect(of([...new Array<number>(400).fill(1e6), 1e6 + 1, 1e6 + 50]).scale).toBe("linear");
});

test("time bins begin at whole steps of the calendar in UTC", () => {
  const from = Date.UTC(2024, 2, 4, 9, 17, 33);
  const day = of(
    Array.from({ length: 49 }, (_, i) => from + i * 1_800_000),
    "time",
  );
  expect(day.edges.every((edge) => edge % 3_600_000 === 0)).toBe(true);
  const weeks = of([from, from + 150 * 86_400_000, from + 100 * 86_400_000], "time");
  expect(weeks.edges.every((edge) => new Date(edge).getUTCDay() === 1 && edge % 86_400_000 === 0)).toBe(true);
});
