import { quantileInto } from "../../../kernels/mod.ts";
import { checkNumber } from "../../core/mod.ts";

/** Checks a share of outliers: above 0, at most 0.5. */
export function checkContamination(action: string, value: unknown): number {
  return checkNumber(action, "contamination", value, { above: 0, max: 0.5 });
}

/** PyOD's threshold: the percentile of the training scores above which the share `contamination` of them lies. */
export function thresholdOf(scores: Float64Array, contamination: number): number {
  return quantileInto(scores.slice(), (100 * (1 - contamination)) / 100);
}
