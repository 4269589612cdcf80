import { checkInteger, checkNumber, checkOptions } from "../../core/mod.ts";
import { checkContamination } from "../detector/mod.ts";
import type { Complete } from "../shared/mod.ts";

/** Options of `HBOS`; all have defaults. */
export interface HBOSOptions {
  /** Bins of each column, from 2, or "auto": as many as each column's likelihood asks for. Default 10. */
  nBins?: number | "auto" | undefined;
  /** Added to each bin's density, so that empty bins have a score; above 0, at most 1. Default 0.1. */
  alpha?: number | undefined;
  /** How far outside the range, in bin widths, a number counts as in the nearest bin; 0 to 1. Default 0.5. */
  tolerance?: number | undefined;
  /** Share of outliers among the fitted rows, above 0 and at most 0.5, which sets the threshold; 0.1. */
  contamination?: number | undefined;
}

export type CheckedOptions = Complete<HBOSOptions>;

/** Most bins of a column. */
export const MOST_BINS = 1_000_000;

/** @throws {TypeError|RangeError} code BAD_INPUT. */
export function checkedOptions(options: HBOSOptions): CheckedOptions {
  const action = "make HBOS";
  checkOptions(action, options, ["nBins", "alpha", "tolerance", "contamination"]);
  const { nBins = 10, alpha = 0.1, tolerance = 0.5, contamination = 0.1 } = options;
  if (nBins !== "auto") checkInteger(action, "nBins", nBins, 2, MOST_BINS);
  checkNumber(action, "alpha", alpha, { above: 0, max: 1 });
  checkNumber(action, "tolerance", tolerance, { min: 0, max: 1 });
  checkContamination(action, contamination);
  return { nBins, alpha, tolerance, contamination };
}
