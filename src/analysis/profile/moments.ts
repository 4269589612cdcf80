import { log2, pow } from "../../kernels/mod.ts";
import type { Job } from "../core/mod.ts";
import type { Gathered } from "./gather.ts";
import { inSlices } from "./slices.ts";

export interface Moments {
  mean: number | null;
  /** Sample standard deviation (ddof 1). */
  std: number | null;
  /** Adjusted Fisher-Pearson coefficient. */
  skew: number | null;
}

/**
 * Mean, standard deviation and skew in two passes over the values, scaled by a power of two so that neither 1e308 nor 1e-308 leaves
 * the range of doubles half way.
 *
 * `std` is null for fewer than two values, `skew` for fewer than three and for equal values, where it is not defined; both, and the
 * mean, are null when the result itself is beyond the largest double.
 */
export async function moments(gathered: Gathered, job: Job): Promise<Moments> {
  const { values, min, max } = gathered;
  const n = values.length;
  if (n === 0) return { mean: null, std: null, skew: null };
  if (min === max) return { mean: min + 0, std: n > 1 ? 0 : null, skew: null };

  const scale = scaleFor(Math.max(Math.abs(min), Math.abs(max)));
  const center = (await scaledSum(gathered, scale, job)) / n;
  const sums = await centralSums(values, scale, center, job);
  // What rounding of the center left over, as in the corrected two-pass algorithm (T. Chan et al., 1983).
  const rest = sums.first / n;
  const second = sums.second - sums.first * rest;
  const third = sums.third - 3 * rest * sums.second + 2 * n * rest * rest * rest;
  const variance = second / n;
  const skew =
    n < 3 || !(second > 0)
      ? NaN
      : (Math.sqrt(n * (n - 1)) / (n - 2)) * (third / n / (variance * Math.sqrt(variance)));
  return {
    mean: finite((center + rest) / scale),
    std: finite(Math.sqrt(Math.max(0, second) / (n - 1)) / scale),
    skew: finite(skew),
  };
}

/** A power of two that brings values up to `size` near 1. */
export function scaleFor(size: number): number {
  if (size === 0) return 1;
  return pow(2, Math.min(1000, -Math.floor(log2(size))));
}

async function scaledSum({ values, sum }: Gathered, scale: number, job: Job): Promise<number> {
  const scaled = sum * scale;
  if (Math.abs(sum) < Infinity) return scaled;
  let total = 0;
  await inSlices(values.length, job, (from, to) => {
    let part = 0;
    for (let i = from; i < to; i++) part += values[i]! * scale;
    total += part;
  });
  return total;
}

async function centralSums(
  values: Float64Array,
  scale: number,
  center: number,
  job: Job,
): Promise<{ first: number; second: number; third: number }> {
  let first = 0;
  let second = 0;
  let third = 0;
  await inSlices(values.length, job, (from, to) => {
    // Sums of slices first, so that the rounding errors of a long sum stay small.
    let one = 0;
    let two = 0;
    let three = 0;
    for (let i = from; i < to; i++) {
      const d = values[i]! * scale - center;
      const square = d * d;
      one += d;
      two += square;
      three += square * d;
    }
    first += one;
    second += two;
    third += three;
  });
  return { first, second, third };
}

function finite(value: number): number | null {
  return value - value === 0 ? value : null;
}
