import {
  checkInteger,
  checkList,
  checkNumber,
  checkOneOf,
  checkOptions,
  codedError,
  describe,
} from "../../core/mod.ts";
import type { Complete } from "../shared/mod.ts";

/** Options of `StandardScaler`; all have defaults. */
export interface StandardScalerOptions {
  /** Takes the mean away; true. */
  withMean?: boolean | undefined;
  /** Divides by the standard deviation; true. */
  withStd?: boolean | undefined;
}

/** Options of `RobustScaler`; all have defaults. */
export interface RobustScalerOptions {
  /** Takes the median away; true. */
  withCentering?: boolean | undefined;
  /** Divides by the distance between two percentiles; true. */
  withScaling?: boolean | undefined;
  /** Which two, from 0 to 100; [25, 75]. */
  quantileRange?: readonly [number, number] | undefined;
  /** Divides such that normal values get variance 1; false. */
  unitVariance?: boolean | undefined;
}

/** Options of `MinMaxScaler`; all have defaults. */
export interface MinMaxScalerOptions {
  /** What the least and the greatest fitted value become; [0, 1]. */
  featureRange?: readonly [number, number] | undefined;
}

/** Options of `QuantileTransformer`; all have defaults. */
export interface QuantileTransformerOptions {
  /** Number of quantiles kept for each column; 1,000, and never more than rows. At least 2 where there are 2 rows. */
  nQuantiles?: number | undefined;
  /** What the columns become: "uniform" from 0 to 1 (default), or "normal" with variance 1, cut at about 5.2. */
  outputDistribution?: "uniform" | "normal" | undefined;
  /** Quantiles are those of this many rows, drawn without replacement where there are more; null = of all rows. Default 10,000. */
  subsample?: number | null | undefined;
  /** 42. */
  seed?: number | undefined;
}

/** More than one table holds. */
const MOST_ROWS = 2_147_483_647;

export function checkedStandard(options: StandardScalerOptions): Complete<StandardScalerOptions> {
  const action = "make StandardScaler";
  checkOptions(action, options, ["withMean", "withStd"]);
  const { withMean = true, withStd = true } = options;
  checkBooleans(action, { withMean, withStd });
  return { withMean, withStd };
}

export function checkedRobust(options: RobustScalerOptions): Complete<RobustScalerOptions> {
  const action = "make RobustScaler";
  checkOptions(action, options, ["withCentering", "withScaling", "quantileRange", "unitVariance"]);
  const {
    withCentering = true,
    withScaling = true,
    quantileRange = [25, 75],
    unitVariance = false,
  } = options;
  checkBooleans(action, { withCentering, withScaling, unitVariance });
  const [low, high] = checkRange(action, "quantileRange", quantileRange, 0, 100);
  if (unitVariance && (low === 0 || high === 100))
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: quantileRange must lie inside 0 and 100 with unitVariance, got [${low}, ${high}]`,
    );
  return { withCentering, withScaling, quantileRange: [low, high], unitVariance };
}

export function checkedMinMax(options: MinMaxScalerOptions): Complete<MinMaxScalerOptions> {
  const action = "make MinMaxScaler";
  checkOptions(action, options, ["featureRange"]);
  const { featureRange = [0, 1] } = options;
  return { featureRange: checkRange(action, "featureRange", featureRange, -1e100, 1e100) };
}

export function checkedQuantile(options: QuantileTransformerOptions): Complete<QuantileTransformerOptions> {
  const action = "make QuantileTransformer";
  checkOptions(action, options, ["nQuantiles", "outputDistribution", "subsample", "seed"]);
  const { nQuantiles = 1000, outputDistribution = "uniform", subsample = 10_000, seed = 42 } = options;
  checkInteger(action, "nQuantiles", nQuantiles, 2, 1_000_000);
  checkOneOf(action, "outputDistribution", outputDistribution, ["uniform", "normal"]);
  if (subsample !== null) checkInteger(action, "subsample", subsample, 1, MOST_ROWS);
  if (subsample !== null && nQuantiles > subsample)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: nQuantiles must be at most subsample (${subsample}), got ${nQuantiles}`,
    );
  checkInteger(action, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return { nQuantiles, outputDistribution, subsample, seed };
}

function checkBooleans(action: string, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "boolean") continue;
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: ${name} must be true or false, got ${describe(value)}`,
    );
  }
}

function checkRange(
  action: string,
  name: string,
  value: readonly [number, number],
  min: number,
  max: number,
): [number, number] {
  checkList(action, name, value);
  if (value.length !== 2)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: ${name} must be two numbers, got ${value.length as number}`,
    );
  const low = checkNumber(action, `${name}[0]`, value[0], { min, max });
  const high = checkNumber(action, `${name}[1]`, value[1], { min, max });
  if (low >= high)
    throw codedError(RangeError, "BAD_INPUT", `Cannot ${action}: ${name} must rise, got [${low}, ${high}]`);
  return [low, high];
}
