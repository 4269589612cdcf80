import { finishSteps } from "../core/mod.ts";
import type { Matrix } from "../core/mod.ts";
import { StandardScaler } from "../estimators/mod.ts";
import { bootstrapInterval, bootstrapValues, intervalAround, rocAuc, scorer } from "../evaluate/mod.ts";
import { features } from "../features/mod.ts";
import { floatColumn, textColumnFromStrings } from "../table/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { tableOf } from "../table/testing/tables.ts";
import { baseRateOf, wilson } from "./base-rate.ts";
import { ALL_ATTACKS, curvesOf } from "./curves.ts";
import { FoldFeatures } from "./fold-features.ts";
import { predictTable, trainClassifiers } from "./mod.ts";
import { oneRuleScores } from "./one-rule.ts";
import { rowGroups } from "./row-groups.ts";
import { labelledFlows } from "./testing/flows.ts";

function matrix(rows: number[][]): Matrix {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0]!.length };
}

describe("wilson()", () => {
  test("is Wilson's interval", () => {
    // Wilson 1927; 8 of 10 as in Brown, Cai and DasGupta 2001.
    const { value, low, high } = wilson(8, 10);
    expect(value).toBe(0.8);
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
  });

  test("never says that none of few is none of many", () => {
    expect(wilson(0, 1000)).toMatchObject({ value: 0, low: 0 });
    expect(wilson(0, 1000).high).toBeCloseTo(0.003827, 6);
    expect(wilson(5, 5)).toMatchObject({ value: 1, high: 1 });
  });
});

describe("baseRateOf()", () => {
  const isAttack = [true, false, null];
  const truth = Int32Array.from([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2]);
  const said = Int32Array.from([0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);

  test("is the closed form, and classes that nobody judged do not count", () => {
    const row = baseRateOf("m", truth, said, isAttack, { attackRate: 0.01, flowsPerDay: 1000 })!;
    expect(row.truePositiveRate.value).toBe(0.75);
    expect(row.falsePositiveRate.value).toBe(0.1);
    expect(row.alertsPerDay.value).toBeCloseTo(1000 * (0.01 * 0.75 + 0.99 * 0.1), 9);
    expect(row.precision.value).toBeCloseTo(0.0075 / 0.1065, 12);
    expect(row.precision.low).toBeLessThan(row.precision.value);
    expect(row.precision.high).toBeGreaterThan(row.precision.value);
  });

  test("leaves the rates as they are when the prior changes", () => {
    const rates = [0.5, 1e-6].map((attackRate) => {
      const { truePositiveRate, falsePositiveRate } = baseRateOf("m", truth, said, isAttack, {
        attackRate,
        flowsPerDay: 5,
      })!;
      return [truePositiveRate, falsePositiveRate];
    });
    expect(rates[0]).toEqual(rates[1]);
  });

  test("is null without attacks or without benign flows", () => {
    const priors = { attackRate: 0.01, flowsPerDay: 1000 };
    expect(baseRateOf("m", Int32Array.of(1, 1), Int32Array.of(0, 1), isAttack, priors)).toBeNull();
    expect(baseRateOf("m", Int32Array.of(0, 2), Int32Array.of(0, 1), isAttack, priors)).toBeNull();
  });
});

describe("curvesOf()", () => {
  test("has at most 200 points, first and last among them, and the exact area", () => {
    const rows = 5000;
    const truth = Int32Array.from({ length: rows }, (_, row) => ((row * 7919) % 10 < 3 ? 0 : 1));
    const scores = Float64Array.from(
      { length: rows },
      (_, row) => (((row * 104729) % rows) / rows + (truth[row] === 0 ? 0.2 : 0)) / 1.2,
    );
    const probabilities = Float64Array.from({ length: 2 * rows }, (_, at) =>
      at % 2 === 0 ? scores[at >> 1]! : 1 - scores[at >> 1]!,
    );
    const curves = finishSteps(
      curvesOf({ truth, probabilities, classes: ["bad", "good"], isAttack: [true, false] }),
    );
    const [roc] = curves.roc;
    expect(roc!.label).toBe("bad");
    expect(roc!.points.length).toBeLessThanOrEqual(200);
    expect(roc!.points.length).toBe(roc!.thresholds.length);
    expect([roc!.points[0], roc!.points.at(-1), roc!.thresholds[0]]).toEqual([[0, 0], [1, 1], null]);
    expect(roc!.area).toBe(
      rocAuc(
        truth.map((code) => 1 - code),
        scores,
      ),
    );
    expect(curves.pr[0]!.points.length).toBeLessThanOrEqual(200);
    expect(curves.calibration[0]!.bins.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
  });

  test("puts all attacks together where there are more classes, and skips what no test flow is", () => {
    const side = {
      truth: Int32Array.of(0, 1, 2, 2, 0),
      probabilities: Float64Array.of(
        0.6,
        0.3,
        0.1,
        0,
        0.2,
        0.7,
        0.1,
        0,
        0.1,
        0.2,
        0.7,
        0,
        0,
        0,
        1,
        0,
        0.25,
        0.75,
        0,
        0,
      ),
      classes: ["dos", "scan", "normal", "worm"],
      isAttack: [true, true, false, true],
    };
    const { roc } = finishSteps(curvesOf(side));
    expect(roc.map(({ label, positives, area }) => [label, positives, area])).toEqual([
      [ALL_ATTACKS, 3, 1],
      ["dos", 2, 1],
      ["scan", 1, 0.75],
      ["normal", 2, 1],
    ]);
  });
});

test("rowGroups() numbers equal rows alike over matrices, 0 as -0", () => {
  const { groupOf, groups } = finishSteps(
    rowGroups([
      matrix([
        [1, 0],
        [2, 3],
        [1, -0],
      ]),
      matrix([
        [2, 3],
        [3, 2],
        [1, 0],
      ]),
    ]),
  );
  expect([...groupOf]).toEqual([0, 1, 0, 1, 2, 0]);
  expect(groups).toBe(3);
});

test("oneRuleScores() is 1 for a column that gives the class away, also among many values", () => {
  const rows = Array.from({ length: 1000 }, (_, row) => [
    row % 2 === 0 ? row : 5000 + row,
    (row * 7919) % 1009,
    row % 2,
  ]);
  const labels = rows.map((_, row) => (row % 2 === 0 ? "a" : "b"));
  const all = Uint32Array.from(rows.keys());
  const X = matrix(rows);
  const scores = finishSteps(
    oneRuleScores({
      train: X,
      test: X,
      trainRows: all.filter((row) => row % 5 < 3),
      testRows: all.filter((row) => row % 5 >= 3),
      yTrain: labels,
      yTest: labels,
    }),
  );
  expect(scores[2]).toBe(1);
  expect(scores[0]).toBeGreaterThan(0.99);
  expect(scores[1]).toBeLessThan(0.7);
});

test("bootstrapValues() are the draws behind bootstrapInterval()", () => {
  const truth = Array.from({ length: 60 }, (_, row) => (row % 3 === 0 ? "a" : "b"));
  const predicted = truth.map((label, row) => (row % 5 === 0 ? "a" : label));
  const prepared = scorer("macro_f1").prepare(truth, { predicted });
  const [values] = finishSteps(bootstrapValues([prepared], 200, 7));
  const expected = bootstrapInterval("macro_f1", truth, { predicted }, { resamples: 200, seed: 7 });
  expect(intervalAround(prepared.value(null), values!)).toEqual(expected);
});

describe("FoldFeatures", () => {
  const rows = 400;
  const flows = (missing: (row: number) => boolean): FlowTable =>
    tableOf([
      floatColumn(
        "duration",
        Float64Array.from({ length: rows }, (_, row) => (row === 5 ? 1e9 : row % 10)),
      ),
      floatColumn(
        "bytes_sent",
        Float64Array.from({ length: rows }, (_, row) => (missing(row) ? NaN : row * (row % 7))),
      ),
      textColumnFromStrings(
        "protocol",
        Array.from({ length: rows }, (_, row) => (row >= 300 ? "icmp" : row % 4 === 0 ? "udp" : "tcp")),
      ),
    ]);

  test.each([
    ["as they are", "none"],
    ["standard", "standard"],
  ] as const)("%s: is what features() fitted on the fold alone would say", async (units, scaler) => {
    for (const missing of [
      (row: number) => row % 9 === 0,
      (row: number) => row >= 300 && row % 2 === 0,
      (row: number) => row < 300,
      () => false,
    ]) {
      const table = flows(missing);
      const whole = await features(table).fit(table);
      const [fold, rest] = [table.slice(0, 300), table.slice(300)];
      const alone = await features(fold, { scaler }).fit(fold);
      const own = await new FoldFeatures(whole, units).fit(whole.transform(fold));
      for (const part of [fold, rest]) {
        const made = own.transform(whole.transform(part));
        const expected = alone.transform(part);
        for (const [column, name] of whole.names.entries()) {
          const at = expected.names!.indexOf(name);
          for (let row = 0; row < part.rowCount; row++)
            expect(made.data[row * made.columns + column]).toBeCloseTo(
              at < 0 ? 0 : expected.data[row * expected.columns + at]!,
              9,
            );
        }
      }
    }
  });

  test("cuts what is further out than 8 deviations", async () => {
    const table = flows(() => false);
    const set = await features(table).fit(table);
    const X = set.transform(table);
    expect(Math.max(...(await new FoldFeatures(set, "standard").fit(X)).transform(X).data)).toBe(8);
    expect(Math.max(...(await new StandardScaler().fit(X)).transform(X).data)).toBeGreaterThan(13);
  });
});

describe("predictTable()", () => {
  test("counts what the model says and judges it by the labels that it knows", async () => {
    const { best } = await trainClassifiers(labelledFlows(), { models: ["forest"], workers: 0 });
    const other = labelledFlows({
      rows: 90,
      seed: 8,
      label: (row) => (row === 0 ? null : row === 1 ? "worm" : row % 3 === 0 ? "attack" : "normal"),
    });
    const phases: string[] = [];
    const found = await predictTable(best!, other, { onProgress: ({ phase }) => phases.push(phase) });
    expect(found.classes).toEqual(["attack", "normal"]);
    expect(found.counts.reduce((sum, count) => sum + count, 0)).toBe(90);
    expect(found.predicted).toEqual(best!.predict(other));
    expect([found.labelled, found.unknown]).toEqual([88, 1]);
    const hits = found.confusion![0]![0]! + found.confusion![1]![1]!;
    expect(found.accuracy).toBeCloseTo(hits / 88, 12);
    expect(found.macroF1).toBeGreaterThan(0.5);
    expect(phases).toEqual(["predicting"]);
  });

  test("judges nothing without labels, and refuses what it cannot read", async () => {
    const { best } = await trainClassifiers(labelledFlows(), { models: ["forest"], workers: 0 });
    const bare = labelledFlows({ rows: 12 }).select([
      "duration",
      "packet_count",
      "bytes_sent",
      "bytes_received",
    ]);
    expect(await predictTable(best!, bare)).toMatchObject({
      labelled: 0,
      accuracy: null,
      macroF1: null,
      confusion: null,
    });
    const unlike = bare.select(["duration"]);
    await expect(predictTable(best!, unlike)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining('lacks "packet_count"'),
    });
    await expect(predictTable({} as never, bare)).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(await predictTable(best!, bare.slice(0, 0))).toMatchObject({ counts: [0, 0], predicted: [] });
  });
});
