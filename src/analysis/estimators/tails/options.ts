import { checkOneOf, checkOptions } from "../../core/mod.ts";
import { checkContamination } from "../detector/mod.ts";
import type { Complete } from "../shared/mod.ts";

/** Options of `ECOD` and `COPOD`; all have defaults. */
export interface TailOptions {
  /** Share of outliers among the fitted rows, above 0 and at most 0.5, which sets the threshold; 0.1. */
  contamination?: number | undefined;
  /**
   * How rows that were not fitted are judged. "together" (default, as PyOD): fitted and new rows make up one distribution, so a score
   * depends on which rows are asked about together. "alone": each row as if it alone had come to the fitted rows, so that a row's score
   * is the same in any company; for a stream of flows.
   */
  newRows?: "together" | "alone" | undefined;
}

export type CheckedOptions = Complete<TailOptions>;

/** @throws {TypeError|RangeError} code BAD_INPUT. */
export function checkedOptions(name: string, options: TailOptions): CheckedOptions {
  const action = `make ${name}`;
  checkOptions(action, options, ["contamination", "newRows"]);
  const { contamination = 0.1, newRows = "together" } = options;
  checkContamination(action, contamination);
  checkOneOf(action, "newRows", newRows, ["together", "alone"]);
  return { contamination, newRows };
}
