import { prng } from "../../kernels/mod.ts";
import { accuracy, bootstrapInterval, METRICS, scorer } from "./mod.ts";
import type { MetricName, Predictions } from "./mod.ts";

const CLASSES = ["a", "b", "c"];

/** Value and bounds for `sample(500, 2)` and 300 draws. */
const PINNED: [MetricName, [number, number, number]][] = [
  ["accuracy", [0.852, 0.82, 0.87905]],
  ["macro_f1", [0.8046553494703764, 0.7548619918102583, 0.8406708018385238]],
  ["roc_auc", [0.895392518286156, 0.8657919886153069, 0.921176548354762]],
  ["average_precision", [0.7103489900280321, 0.6539876196674841, 0.7577661960215932]],
  ["log_loss", [0.5846608099989142, 0.5429917716412934, 0.6339550513092231]],
];

/** Rows whose predictions are right about 8 times in 10. */
function sample(rows: number, seed: number): { y: string[]; said: Predictions } {
  const random = prng(seed);
  const y: string[] = [];
  const predicted: string[] = [];
  const probabilities = new Float64Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const real = random.int(10) < 7 ? 0 : 1 + random.int(2);
    const claimed = random.next() < 0.8 ? real : random.int(3);
    y.push(CLASSES[real]!);
    predicted.push(CLASSES[claimed]!);
    for (let c = 0; c < 3; c++) probabilities[row * 3 + c] = c === claimed ? 0.7 : 0.15;
  }
  return { y, said: { predicted, probabilities, classes: CLASSES } };
}

describe("bootstrapInterval()", () => {
  test("has the metric's own value, and its standard error by theory", () => {
    const { y, said } = sample(600, 1);
    const { value, low, high } = bootstrapInterval("accuracy", y, said);
    expect(value).toBe(accuracy(y, said.predicted!));
    // For a share the 95 % interval is 1.96 standard errors wide on either side.
    const half = 1.96 * Math.sqrt((value * (1 - value)) / 600);
    expect(Math.abs(low - (value - half))).toBeLessThan(0.15 * half);
    expect(Math.abs(high - (value + half))).toBeLessThan(0.15 * half);
  });

  test("holds the truth about 95 times in 100", () => {
    let held = 0;
    for (let seed = 0; seed < 80; seed++) {
      const { y, said } = sample(150, 100 + seed);
      const { low, high } = bootstrapInterval("accuracy", y, said, { resamples: 100, seed });
      // 0.8 plus a third of the 0.2 that are drawn at random.
      if (low <= 0.8 + 0.2 / 3 && 0.8 + 0.2 / 3 <= high) held++;
    }
    expect(held).toBeGreaterThan(68);
  });

  test.each<[MetricName, [number, number, number]]>(PINNED)("%s is pinned", (metric, expected) => {
    const { y, said } = sample(500, 2);
    const { value, low, high } = bootstrapInterval(metric, y, said, { resamples: 300 });
    expect([low < value, value < high]).toEqual([true, true]);
    [value, low, high].forEach((number, i) => expect(number).toBeCloseTo(expected[i]!, 12));
  });

  test("leaves classes out that a draw has neither in truth nor in predictions", () => {
    const y = ["a", "a", "b", "c"];
    const said = { predicted: ["a", "b", "b", "c"] };
    for (const metric of ["macro_f1", "weighted_f1", "balanced_accuracy", "accuracy", "matthews"] as const) {
      const prepared = scorer(metric).prepare(y, said);
      expect(prepared.value(Uint32Array.of(0, 0, 0, 1))).toBeCloseTo(
        scorer(metric).score(["a", "a", "a", "a"], { predicted: ["a", "a", "a", "b"] }),
        14,
      );
    }
  });

  test("is what drawing the rows and scoring them as they are gives", () => {
    const { y, said } = sample(120, 3);
    const random = prng(9);
    const drawn = Uint32Array.from({ length: 120 }, () => random.int(120));
    const take = <T>(values: ArrayLike<T>): T[] => Array.from(drawn, (row) => values[row]!);
    const again: Predictions = {
      predicted: take(said.predicted as string[]),
      probabilities: Array.from(drawn).flatMap((row) =>
        Array.from({ length: 3 }, (_, c) => said.probabilities![row * 3 + c]!),
      ),
      classes: CLASSES,
    };
    for (const metric of METRICS)
      expect(scorer(metric).prepare(y, said).value(drawn)).toBeCloseTo(
        scorer(metric).score(take(y), again),
        12,
      );
  });

  test("is the same for the same seed and another for another", () => {
    const { y, said } = sample(200, 4);
    const first = bootstrapInterval("macro_f1", y, said, { seed: 1 });
    expect(bootstrapInterval("macro_f1", y, said, { seed: 1 })).toEqual(first);
    expect(bootstrapInterval("macro_f1", y, said, { seed: 2 })).not.toEqual(first);
  });

  test("is a point for perfect predictions and NaN where the metric is not defined", () => {
    expect(bootstrapInterval("macro_f1", ["a", "b"], { predicted: ["a", "b"] })).toEqual({
      value: 1,
      low: 1,
      high: 1,
    });
    const one = { probabilities: [0.2, 0.8, 0.6, 0.4], classes: ["a", "b"] };
    expect(bootstrapInterval("roc_auc", ["a", "a"], one)).toEqual({ value: NaN, low: NaN, high: NaN });
    const rare = { probabilities: [0.2, 0.8, 0.6, 0.4, 0.7, 0.3], classes: ["a", "b"] };
    expect(bootstrapInterval("roc_auc", ["b", "a", "a"], rare)).toEqual({ value: 1, low: 1, high: 1 });
  });

  test("refuses options that it does not know and draws that are no whole number", () => {
    const said = { predicted: ["a"] };
    for (const options of [{ resamples: 0 }, { resamples: 1.5 }, { seed: NaN }, { draws: 3 }])
      expect(() => bootstrapInterval("accuracy", ["a"], said, options as object)).toThrow(
        expect.objectContaining({ code: "BAD_INPUT" }),
      );
  });
});
