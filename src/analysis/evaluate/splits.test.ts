import { readFileSync } from "node:fs";
import { join } from "node:path";
import { prng } from "../../kernels/mod.ts";
import { groupKFold, groupSplit, stratifiedKFold, timeKFold, timeSplit, trainTestSplit } from "./mod.ts";
import type { Split } from "./mod.ts";

interface Fixture {
  stratified: { y: string; testSize: number; train: Record<string, number>; test: Record<string, number> }[];
  plain: { rows: number; testSize: number; train: number; test: number }[];
  folds: { y: string; folds: number; test: number[][]; shuffledCounts: Record<string, number>[] }[];
  groups: { groups: string; folds: number; test: number[][] }[];
  times: { rows: number; folds: number; splits: { train: number[]; test: number[] }[] }[];
}

const FIXTURE = JSON.parse(
  readFileSync(join("tests", "fixtures", "evaluate", "splits.json"), "utf8"),
) as Fixture;

function countsOf(y: readonly string[], rows: Uint32Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[y[row]!] = (counts[y[row]!] ?? 0) + 1;
  return counts;
}

/** No row on both sides, all rows somewhere, both rising. */
function expectParts({ train, test }: Split, rows: number): void {
  const all = [...train, ...test];
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBe(rows);
  for (const part of [train, test])
    expect([...part].every((row, i) => row < rows && (i === 0 || row > part[i - 1]!))).toBe(true);
}

function refused(call: () => unknown, message: RegExp): void {
  expect(call).toThrow(
    expect.objectContaining({ code: "BAD_INPUT", message: expect.stringMatching(message) as string }),
  );
}

describe("trainTestSplit()", () => {
  test("has scikit-learn's sizes", () => {
    for (const { rows, testSize, train, test } of FIXTURE.plain) {
      const split = trainTestSplit(rows, { testSize });
      expectParts(split, rows);
      expect([split.train.length, split.test.length]).toEqual([train, test]);
    }
  });

  test("stratified, has scikit-learn's shares of each class", () => {
    for (const { y, testSize, train, test } of FIXTURE.stratified) {
      const labels = [...y];
      const split = trainTestSplit(labels.length, { testSize, stratify: labels });
      expectParts(split, labels.length);
      expect([countsOf(labels, split.train), countsOf(labels, split.test)]).toEqual([train, test]);
    }
  });

  test("is the same for the same seed and another for another", () => {
    const stratify = Array.from({ length: 100 }, (_, row) => (row % 3 === 0 ? "a" : "b"));
    for (const options of [{}, { stratify }]) {
      const first = trainTestSplit(100, { ...options, seed: 1 });
      expect(trainTestSplit(100, { ...options, seed: 1 })).toEqual(first);
      expect(trainTestSplit(100, { ...options, seed: 2 })).not.toEqual(first);
    }
    expect([...trainTestSplit(12, { seed: 42 }).test]).toEqual([0, 2, 4, 11]);
  });

  test("draws each row about as often as any other", () => {
    const stratify = Array.from({ length: 20 }, (_, row) => (row < 8 ? "a" : "b"));
    for (const options of [{}, { stratify }]) {
      const drawn = new Float64Array(20);
      for (let seed = 0; seed < 2000; seed++)
        for (const row of trainTestSplit(20, { ...options, testSize: 0.25, seed }).test) drawn[row]!++;
      // 500 expected, standard deviation about 19.
      expect(Math.min(...drawn)).toBeGreaterThan(500 - 90);
      expect(Math.max(...drawn)).toBeLessThan(500 + 90);
    }
  });

  test("refuses what leaves a part empty or a class on one side", () => {
    for (const rows of [0, 1, 2.5, NaN, "9"]) refused(() => trainTestSplit(rows as number), /rows must be/);
    for (const testSize of [0, -0.1, 1.5, NaN, Infinity, "0.3"])
      refused(() => trainTestSplit(10, { testSize: testSize as number }), /testSize must be a share/);
    refused(() => trainTestSplit(10, { testSize: 10 }), /must leave rows to train on/);
    refused(() => trainTestSplit(2, { testSize: 0.99 }), /must leave rows to train on/);
    refused(
      () => trainTestSplit(4, { stratify: ["a", "a", "a", "rare"] }),
      /got 1 of "rare"; leave it out or do not stratify/,
    );
    refused(
      () => trainTestSplit(6, { stratify: [..."aabbcc"], testSize: 2 }),
      /a row for each of the 3 classes, got 2/,
    );
    refused(() => trainTestSplit(3, { stratify: ["a", "a"] }), /a label for each/);
    refused(() => trainTestSplit(10, { seed: 0.5 }), /seed must be a whole number/);
    refused(() => trainTestSplit(10, { size: 3 } as object), /unknown option "size"/);
  });
});

describe("stratifiedKFold()", () => {
  test("without shuffle gives scikit-learn's folds, with it its counts", () => {
    for (const { y, folds, test, shuffledCounts } of FIXTURE.folds) {
      const labels = [...y];
      const plain = stratifiedKFold(labels, { folds, shuffle: false });
      expect(plain.map((split) => [...split.test])).toEqual(test);
      const mixed = stratifiedKFold(labels, { folds });
      for (const split of [...plain, ...mixed]) expectParts(split, labels.length);
      expect(mixed.map((split) => countsOf(labels, split.test))).toEqual(shuffledCounts);
      expect(mixed).not.toEqual(plain);
      expect(stratifiedKFold(labels, { folds })).toEqual(mixed);
    }
  });

  test("lets each row test once", () => {
    const y = Int32Array.from({ length: 103 }, (_, row) => row % 7);
    const tested = stratifiedKFold(y).flatMap(({ test }) => [...test]);
    expect(tested.sort((a, b) => a - b)).toEqual(Array.from({ length: 103 }, (_, row) => row));
  });

  test("refuses more folds than rows or than rows of every class", () => {
    refused(() => stratifiedKFold(["a", "a", "b"], { folds: 5 }), /at least 5 rows for 5 folds, got 3/);
    refused(() => stratifiedKFold([..."aabbcc"], { folds: 3 }), /rows of the largest class, 2, got 3/);
    refused(() => stratifiedKFold([..."aabb"], { folds: 1 }), /folds must be a whole number from 2/);
    refused(() => stratifiedKFold(null as unknown as string[]), /at least 5 rows/);
  });
});

describe("groupSplit() and groupKFold()", () => {
  const random = prng(3);
  const groups = Array.from({ length: 400 }, () => `host ${Math.floor(random.next() * random.next() * 30)}`);

  test("keep each group on one side", () => {
    for (const split of [
      groupSplit(groups),
      groupSplit(groups, { seed: 9, testSize: 50 }),
      ...groupKFold(groups),
    ]) {
      expectParts(split, 400);
      const [train, test] = [split.train, split.test].map(
        (part) => new Set([...part].map((row) => groups[row]!)),
      );
      expect([...test!].filter((name) => train!.has(name))).toEqual([]);
      expect([train!.size > 0, test!.size > 0]).toEqual([true, true]);
    }
  });

  test("come near to the size that was asked for: within half of the largest group", () => {
    const largest = Math.max(...Object.values(countsOf(groups, Uint32Array.from(groups.keys()))));
    for (let seed = 0; seed < 50; seed++) {
      const { test } = groupSplit(groups, { seed, testSize: 0.3 });
      expect(Math.abs(test.length - 120)).toBeLessThanOrEqual(largest / 2);
    }
    const sizes = groupKFold(groups).map(({ test }) => test.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(12);
  });

  test("folds have scikit-learn's groups where no two groups have one size", () => {
    for (const { groups: names, folds, test } of FIXTURE.groups) {
      const splits = groupKFold([...names], { folds });
      expect(splits.map((split) => [...split.test])).toEqual(test);
    }
  });

  test("work with two groups, one of them huge, and refuse one", () => {
    const lopsided = Array.from({ length: 100 }, (_, row) => (row === 50 ? "small" : "big"));
    expect([...groupSplit(lopsided).test]).toEqual([50]);
    expectParts(groupSplit(["a", "b"], { testSize: 0.5 }), 2);
    refused(() => groupSplit(["a", "a"]), /at least 2 groups, or a side would be empty, got 1/);
    refused(() => groupKFold(["a", "a", "b"], { folds: 3 }), /at least 3 groups for 3 folds, got 2/);
  });
});

describe("what groupSplit() says of its result", () => {
  test("how much tests, and that one group alone has almost all rows", () => {
    const host = Array.from({ length: 1000 }, (_, row) => (row < 5 ? "b" : "a"));
    const split = groupSplit(host, { testSize: 0.3 });
    expect([split.test.length, split.testShare]).toEqual([5, 0.005]);
    expect(split.warnings).toEqual([
      'The test part has 5 rows (0.5 %), where 300 rows (30.0 %) were asked for: groups are not cut, and the largest, "a", has 995 rows (99.5 %)',
    ]);
  });

  test("nothing, where it came near and each side has each class", () => {
    const host = Array.from({ length: 100 }, (_, row) => `h${row % 20}`);
    const labels = Array.from({ length: 100 }, (_, row) => (row % 3 === 0 ? "scan" : "benign"));
    const { testShare, warnings } = groupSplit(host, { testSize: 0.3, labels });
    expect([testShare, warnings]).toEqual([0.3, []]);
  });

  test("which classes a side lacks, and they do not change the split", () => {
    const host = ["a", "a", "b", "b"];
    const labels = host.map((name) => (name === "a" ? "benign" : "scan"));
    const split = groupSplit(host, { testSize: 2, labels, seed: 1 });
    const tests = labels[split.test[0]!]!;
    const trains = tests === "scan" ? "benign" : "scan";
    expect(split.warnings).toEqual([
      `The training part has no row of 1 of 2 classes: "${tests}"`,
      `The test part has no row of 1 of 2 classes: "${trains}"`,
    ]);
    const { train, test } = groupSplit(host, { testSize: 2, seed: 1 });
    expect([train, test]).toEqual([split.train, split.test]);
    refused(() => groupSplit(host, { labels: ["x"] }), /4/);
  });

  test("neither side is ever empty", () => {
    for (let seed = 0; seed < 40; seed++)
      for (const testSize of [0.01, 0.5, 0.89, 1, 9]) {
        const split = groupSplit([..."aaabbbbbcc"], { testSize, seed });
        expectParts(split, 10);
        expect(Math.min(split.train.length, split.test.length)).toBeGreaterThan(0);
      }
  });
});

describe("timeSplit() and timeKFold()", () => {
  test("train on the earlier and test on the later, in whatever order rows stand", () => {
    const times = [50, 10, 40, 20, 30, 60, 80, 70, 100, 90];
    const split = timeSplit(times, { testSize: 0.3 });
    expect([[...split.train], [...split.test], split.cut]).toEqual([[0, 1, 2, 3, 4, 5, 7], [6, 8, 9], 80]);
  });

  test("keep rows of one time on one side", () => {
    expect([...timeSplit([1, 2, 2, 2, 3, 3], { testSize: 0.5 }).train]).toEqual([0, 1, 2, 3]);
    expect([...timeSplit([1, 2, 2, 2, 2, 3], { testSize: 5 }).train]).toEqual([0]);
    expect([...timeSplit([1, 1, 1, 1, 2], { testSize: 0.5 }).train]).toEqual([0, 1, 2, 3]);
    expect([...timeSplit([1, 2, 2, 2, 2], { testSize: 0.3 }).train]).toEqual([0]);
    const random = prng(5);
    for (let round = 0; round < 200; round++) {
      const times = Array.from({ length: 30 }, () => random.int(6));
      const { train, test, cut } = timeSplit(times);
      expect(Math.max(...[...train].map((row) => times[row]!))).toBeLessThan(cut);
      expect(Math.min(...[...test].map((row) => times[row]!))).toBe(cut);
    }
  });

  test("refuse rows without a time, or set them apart", () => {
    const times = Float64Array.of(1, NaN, 3, Infinity, 2, 4);
    refused(
      () => timeSplit(times),
      /every row must have a time, got 2 without, the first in row 1; .*"apart"/,
    );
    const split = timeSplit(times, { untimed: "apart" });
    expect([[...split.train], [...split.test], [...split.untimed]]).toEqual([
      [0, 4],
      [2, 5],
      [1, 3],
    ]);
    const { splits, untimed } = timeKFold(times, { folds: 2, untimed: "apart" });
    expect([splits.length, [...untimed]]).toEqual([2, [1, 3]]);
  });

  test("refuse one time in all rows, and too few times", () => {
    refused(() => timeSplit([7, 7, 7]), /got one time in all of them/);
    refused(() => timeSplit([7]), /at least 2 rows must have a time, got 1/);
    refused(() => timeKFold([1, 1, 1, 2, 2, 2], { folds: 3 }), /enough different times for 3 folds/);
    refused(() => timeSplit("now" as unknown as number[]), /times must be a list of numbers/);
    refused(() => timeSplit([1, 2], { untimed: "drop" as "apart" }), /untimed must be one of/);
  });

  test("expanding windows are scikit-learn's TimeSeriesSplit", () => {
    for (const { rows, folds, splits } of FIXTURE.times) {
      const times = Array.from({ length: rows }, (_, row) => row * 1000);
      const made = timeKFold(times, { folds }).splits;
      expect(made.map(({ train, test }) => ({ train: [...train], test: [...test] }))).toEqual(splits);
    }
  });
});
