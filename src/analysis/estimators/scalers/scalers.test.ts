import { prng } from "../../../kernels/mod.ts";
import type { Matrix } from "../../core/mod.ts";
import { describeEstimator } from "../testing/contract.ts";
import {
  MinMaxScaler,
  QuantileTransformer,
  restoreMinMaxScaler,
  restoreQuantileTransformer,
  restoreRobustScaler,
  restoreStandardScaler,
  RobustScaler,
  StandardScaler,
} from "./mod.ts";

describeEstimator({
  name: "StandardScaler",
  kind: "transformer",
  make: (options) => new StandardScaler(options),
  restore: restoreStandardScaler,
  seedless: true,
  degenerate: { hugeValues: /within 1e\+140/ },
});

describeEstimator({
  name: "RobustScaler",
  kind: "transformer",
  make: (options) => new RobustScaler(options),
  restore: restoreRobustScaler,
  seedless: true,
});

describeEstimator({
  name: "MinMaxScaler",
  kind: "transformer",
  make: (options) => new MinMaxScaler(options),
  restore: restoreMinMaxScaler,
  seedless: true,
});

describeEstimator({
  name: "QuantileTransformer",
  kind: "transformer",
  make: (options) => new QuantileTransformer({ nQuantiles: 50, subsample: 100, ...options }),
  restore: restoreQuantileTransformer,
});

describe("scalers", () => {
  const random = prng(1);
  const data = Float64Array.from({ length: 3000 }, (_, at) =>
    at % 3 === 2 ? random.int(4) : (at % 3) * 100 + random.normal(),
  );
  const X = { data, rows: 1000, columns: 3 };
  const column = ({ data: all, columns }: Matrix, at: number): number[] =>
    Array.from(all.filter((_, place) => place % columns === at));

  test("StandardScaler gives mean 0 and variance 1", async () => {
    const scaled = (await new StandardScaler().fit(X)).transform(X);
    for (let at = 0; at < 3; at++) {
      const values = column(scaled, at);
      const mean = values.reduce((sum, value) => sum + value, 0) / 1000;
      expect(mean).toBeCloseTo(0, 12);
      expect(values.reduce((sum, value) => sum + value * value, 0) / 1000).toBeCloseTo(1, 12);
    }
    const kept = (await new StandardScaler({ withMean: false, withStd: false }).fit(X)).transform(X);
    expect([...kept.data]).toEqual([...data]);
  });

  test("RobustScaler is not moved by far values", async () => {
    const before = await new RobustScaler().fit(X);
    const far = { ...X, data: data.map((value, at) => (at < 30 ? 1e9 : value)) };
    const after = await new RobustScaler().fit(far);
    expect(Math.abs(after.center[0]! - before.center[0]!)).toBeLessThan(0.05);
    expect(Math.abs(after.scale[0]! / before.scale[0]! - 1)).toBeLessThan(0.05);
    expect((await new StandardScaler().fit(far)).center[0]).toBeGreaterThan(1e6);
  });

  test("MinMaxScaler maps the fitted range on the range asked for", async () => {
    const scaled = (await new MinMaxScaler({ featureRange: [-1, 2] }).fit(X)).transform(X);
    for (let at = 0; at < 3; at++) {
      expect(Math.min(...column(scaled, at))).toBeCloseTo(-1, 12);
      expect(Math.max(...column(scaled, at))).toBeCloseTo(2, 12);
    }
  });

  test("QuantileTransformer keeps the order and makes ranks of values, whatever rises with them", async () => {
    const model = await new QuantileTransformer({ nQuantiles: 1000, subsample: null }).fit(X);
    const ranks = column(model.transform(X), 0);
    const sorted = [...ranks].sort((a, b) => a - b);
    sorted.forEach((value, at) => expect(value).toBeCloseTo(at / 999, 12));
    const cubed = { ...X, data: data.map((value) => value * value * value) };
    const other = await new QuantileTransformer({ nQuantiles: 1000, subsample: null }).fit(cubed);
    column(other.transform(cubed), 0).forEach((value, at) => expect(value).toBeCloseTo(ranks[at]!, 12));
    // Four values tie: each gets the middle of its shares.
    expect(new Set(column(model.transform(X), 2)).size).toBe(4);
  });

  test("QuantileTransformer tells numbers apart that are next to 0", async () => {
    const least = 5e-324;
    const data = Float64Array.from([0, 4 * least, 8 * least]);
    const model = await new QuantileTransformer({ nQuantiles: 3 }).fit({ data, rows: 3, columns: 1 });
    const between = Float64Array.from([0, least, 2 * least, 6 * least, 8 * least]);
    const shares = model.transform({ data: between, rows: 5, columns: 1 }).data;
    expect([...shares]).toEqual([0, 0.125, 0.25, 0.75, 1]);
  });

  test("QuantileTransformer draws other rows for another seed, the same for the same", async () => {
    const fit = async (seed: number): Promise<number[]> => {
      const options = { nQuantiles: 20, subsample: 100, seed };
      return [...(await new QuantileTransformer(options).fit(X)).quantiles];
    };
    expect(await fit(1)).toEqual(await fit(1));
    expect(await fit(1)).not.toEqual(await fit(2));
  });

  test.each([
    ["StandardScaler", new StandardScaler()],
    ["RobustScaler", new RobustScaler({ quantileRange: [5, 90] })],
    ["MinMaxScaler", new MinMaxScaler()],
    ["QuantileTransformer", new QuantileTransformer({ outputDistribution: "normal", subsample: null })],
  ])("%s gives the rows back", async (_, scaler) => {
    const model = await scaler.fit(X);
    model.inverseTransform(model.transform(X)).data.forEach((value, at) => {
      expect(value).toBeCloseTo(data[at]!, 8);
    });
  });

  test.each<[string, () => unknown, string]>([
    [
      "no boolean",
      () => new StandardScaler({ withMean: 1 as never }),
      "withMean must be true or false, got 1",
    ],
    ["a falling range", () => new RobustScaler({ quantileRange: [75, 25] }), "must rise, got [75, 25]"],
    ["three bounds", () => new RobustScaler({ quantileRange: [1, 2, 3] as never }), "two numbers, got 3"],
    ["a percentage over 100", () => new RobustScaler({ quantileRange: [1, 101] }), "at most 100, got 101"],
    [
      "infinite units",
      () => new RobustScaler({ quantileRange: [0, 50], unitVariance: true }),
      "inside 0 and 100",
    ],
    ["a range of nothing", () => new MinMaxScaler({ featureRange: [1, 1] }), "must rise, got [1, 1]"],
    ["one quantile", () => new QuantileTransformer({ nQuantiles: 1 }), "from 2 to"],
    [
      "more quantiles than rows drawn",
      () => new QuantileTransformer({ subsample: 10 }),
      "at most subsample (10)",
    ],
    [
      "another shape",
      () => new QuantileTransformer({ outputDistribution: "flat" as never }),
      "must be one of",
    ],
  ])("refuse %s", (_, make, message) => {
    expect(make).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", message: expect.stringContaining(message) as string }),
    );
  });

  test("RobustScaler and MinMaxScaler refuse a range that overflows", async () => {
    const wide = { data: Float64Array.of(-1.7e308, 1.7e308, -1.7e308, 1.7e308), rows: 4, columns: 1 };
    for (const scaler of [new RobustScaler(), new MinMaxScaler()])
      await expect(scaler.fit(wide)).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringContaining("range") as string,
      });
  });
});
