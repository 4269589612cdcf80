import { prng } from "../../kernels/mod.ts";
import { checkInteger, checkOptions, finishSteps } from "../core/mod.ts";
import type { Interval, Labels } from "../core/mod.ts";
import { scorer } from "./scorer.ts";
import type { MetricName, PreparedMetric, Predictions } from "./scorer.ts";
import { checkSeed } from "./splits.ts";

export interface BootstrapOptions {
  /** Draws of the rows. Default 1,000. */
  resamples?: number;
  seed?: number;
}

const TWO_POW_32 = 4294967296;

/**
 * A metric with its 95 % interval, by the percentile bootstrap over the rows: as many rows as there are, drawn with replacement, 1,000
 * times; the interval is between the 2.5 % and the 97.5 % quantile.
 *
 * Too narrow for very few rows, and for rows that come in bursts: they are drawn as if independent. Draws in which the metric is not
 * defined (a class without rows) are left out.
 *
 * @returns NaN in all three where the metric itself is not defined.
 */
export function bootstrapInterval(
  metric: MetricName,
  yTrue: Labels,
  said: Predictions,
  options: BootstrapOptions = {},
): Interval {
  const action = "make an interval";
  checkOptions(action, options, ["resamples", "seed"]);
  const { resamples = 1000 } = options;
  checkInteger(action, "resamples", resamples, 1, 1_000_000);
  return intervalOf(scorer(metric).prepare(yTrue, said), resamples, checkSeed(action, options.seed));
}

/** Draw `i` comes from stream `i` of the seed, so that the same rows are drawn for every model: intervals can be compared. */
function intervalOf(prepared: PreparedMetric, resamples: number, seed: number): Interval {
  const value = prepared.value(null);
  if (Number.isNaN(value)) return { value, low: NaN, high: NaN };
  return intervalAround(value, finishSteps(bootstrapValues([prepared], resamples, seed))[0]!);
}

/**
 * The values of metrics in the draws of `bootstrapInterval`: with the same seed and rows value `i` of every metric and of every model is of
 * the same draw, so that their differences are paired.
 *
 * @param prepared Metrics of the same rows.
 * @yields After each draw.
 * @returns One array a metric, NaN where the metric is not defined.
 */
export function* bootstrapValues(
  prepared: readonly PreparedMetric[],
  resamples: number,
  seed: number,
): Generator<void, Float64Array[], void> {
  const rows = prepared[0]?.rows ?? 0;
  const drawn = new Uint32Array(rows);
  const values = prepared.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    const random = prng(seed, resample);
    // A share of rows / 2^32 of the draws is not quite fair; far below what an interval shows.
    for (let i = 0; i < rows; i++) drawn[i] = (random.nextUint32() * rows) / TWO_POW_32;
    prepared.forEach((metric, at) => (values[at]![resample] = metric.value(drawn)));
    yield;
  }
  return values;
}

/** The interval between the 2.5 % and the 97.5 % quantile of the drawn values. */
export function intervalAround(value: number, drawnValues: Float64Array): Interval {
  const sorted = drawnValues.filter((drawn) => !Number.isNaN(drawn)).sort();
  return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

/** R-7; NaN of nothing. */
function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}
