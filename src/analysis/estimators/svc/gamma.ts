import { codedError } from "../../core/mod.ts";
import type { SVCSettings } from "./options.ts";

/**
 * The number that an option gamma stands for on these rows. Equal cells everywhere have no variance; gamma is 1 then, as in scikit-learn.
 *
 * @throws {RangeError} code BAD_INPUT, when the variance leaves the range of doubles.
 */
export function gammaOf(gamma: SVCSettings["gamma"], data: Float64Array, columns: number): number {
  if (gamma === "auto") return 1 / columns;
  if (gamma !== "scale") return gamma;
  let mean = 0;
  for (const value of data) mean += value / data.length;
  let variance = 0;
  for (const value of data) variance += ((value - mean) * (value - mean)) / data.length;
  if (variance === 0) return 1;
  const scaled = 1 / (columns * variance);
  if (scaled > 0 && Number.isFinite(scaled)) return scaled;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot fit SVC: gamma "scale" needs a variance of X within the range of doubles, got ${variance}; scale the features with StandardScaler or give gamma`,
  );
}
