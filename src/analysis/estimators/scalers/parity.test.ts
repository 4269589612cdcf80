/** The scalers against scikit-learn (tools/fixtures/scalers). */
import { testWithCaptures } from "../../../../tests/support/captures.ts";
import type { Matrix } from "../../core/mod.ts";
import { capturedRows, largestDifference, matrixOfList, readFixture } from "../detector/testing/fixtures.ts";
import { MinMaxScaler, QuantileTransformer, RobustScaler, StandardScaler } from "./mod.ts";

interface ScalerRun {
  scaler: "StandardScaler" | "RobustScaler" | "MinMaxScaler";
  options: object;
  center: number[];
  scale: number[];
  transformed: number[];
  inverse?: number[];
}

interface QuantileRun {
  nQuantiles: number;
  outputDistribution: "uniform" | "normal";
  quantiles?: number[];
  transformed: number[];
  inverse?: number[];
}

interface Runs {
  scalers: ScalerRun[];
  quantiles: QuantileRun[];
}

interface WholeSets {
  sets: (Runs & { name: string; columns: number; data: number[]; probe: number[] })[];
}

type Real = Runs & { file: string; sha256: string; columns: string[]; total: number; rows: number[] };

const SCALERS = { StandardScaler, RobustScaler, MinMaxScaler };
const EXACT = 1e-12;

const SETS = ["made", "edges"].flatMap((file) => readFixture<WholeSets>(`scalers/${file}.json`).sets);

test.each(SETS)(
  "fit and transform as scikit-learn does: $name",
  async ({ columns, data, probe, ...runs }) => {
    await expectEqual(runs, matrixOfList(data, columns), matrixOfList(probe, columns));
  },
);

describe("flows of unsw-nb15", () => {
  const fixture = readFixture<Real>("scalers/unsw-nb15.json");
  testWithCaptures("are scaled as by scikit-learn", [fixture.file], async () => {
    const every = Array.from({ length: fixture.total }, (_, row) => row);
    await expectEqual(fixture, capturedRows(fixture, every), capturedRows(fixture, fixture.rows));
  });
});

async function expectEqual({ scalers, quantiles }: Runs, X: Matrix, probe: Matrix): Promise<void> {
  for (const { scaler, options, center, scale, transformed, inverse } of scalers) {
    const model = await new SCALERS[scaler](options).fit(X);
    expect([scaler, largestDifference(model.center, center) < EXACT]).toEqual([scaler, true]);
    expect([scaler, relativeDifference(model.scale, scale) < EXACT]).toEqual([scaler, true]);
    const there = model.transform(probe);
    there.data.forEach((value, at) => {
      // What the last digits of the value and of the center make of the result.
      const c = at % X.columns;
      const size = (Math.abs(probe.data[at]!) + Math.abs(center[c]!)) / scale[c]!;
      expect(Math.abs(value - transformed[at]!)).toBeLessThan(EXACT * (1 + size));
    });
    if (!inverse) continue;
    const back = model.inverseTransform(there);
    expect([scaler, largestDifference(back.data, inverse) < 10 * EXACT]).toEqual([scaler, true]);
  }
  for (const { nQuantiles, outputDistribution, quantiles: fitted, transformed, inverse } of quantiles) {
    const model = await new QuantileTransformer({ nQuantiles, outputDistribution, subsample: null }).fit(X);
    if (fitted) expect(largestDifference(model.quantiles, fitted)).toBeLessThan(EXACT);
    const there = model.transform(probe);
    // The percentage points of the normal distribution far out magnify the last digit of a share.
    const tolerance = outputDistribution === "normal" ? 1e-8 : EXACT;
    expect(largestDifference(there.data, transformed)).toBeLessThan(tolerance);
    if (!inverse) continue;
    const back = model.inverseTransform({ ...probe, data: Float64Array.from(transformed) });
    expect(largestDifference(back.data, inverse)).toBeLessThan(
      outputDistribution === "normal" ? 1e-9 : EXACT,
    );
  }
}

function relativeDifference(found: ArrayLike<number>, expected: readonly number[]): number {
  return largestDifference(
    Array.from(found, (value, at) => value / expected[at]!),
    expected.map(() => 1),
  );
}
