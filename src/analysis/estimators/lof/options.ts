import { checkInteger, checkOptions } from "../../core/mod.ts";
import { checkContamination } from "../detector/mod.ts";

/** Options of LocalOutlierFactor; names and defaults are scikit-learn's. */
export interface LocalOutlierFactorOptions {
  /** How many neighbours make the density around a row; all other rows where there are fewer. Default 20. */
  nNeighbors?: number | undefined;
  /** Share of outliers among the fitted rows, above 0 and at most 0.5; "auto" (default) sets the threshold to 1.5. */
  contamination?: number | "auto" | undefined;
}

/** Options with their defaults. */
export type LOFSettings = {
  [Name in keyof LocalOutlierFactorOptions]-?: NonNullable<LocalOutlierFactorOptions[Name]>;
};

/** More neighbours than this are a mistake in units, and their lists would not fit into memory. */
const MOST_NEIGHBORS = 10_000;

/** @throws {TypeError | RangeError} code BAD_INPUT. */
export function lofSettings(options: LocalOutlierFactorOptions = {}): LOFSettings {
  const action = "make LocalOutlierFactor";
  checkOptions(action, options, ["nNeighbors", "contamination"]);
  const { nNeighbors = 20, contamination = "auto" } = options;
  checkInteger(action, "nNeighbors", nNeighbors, 1, MOST_NEIGHBORS);
  if (contamination !== "auto") checkContamination(action, contamination);
  return { nNeighbors, contamination };
}
