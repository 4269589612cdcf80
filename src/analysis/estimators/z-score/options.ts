import { checkInteger, checkNumber, checkOneOf, checkOptions } from "../../core/mod.ts";
import type { JSONValue } from "../../core/mod.ts";
import { checkContamination } from "../detector/mod.ts";

/** Options of `ZScoreDetector`; all have defaults. */
export interface ZScoreOptions {
  /** "classic": mean and standard deviation; "robust": median and median absolute deviation. Default "classic". */
  method?: "classic" | "robust" | undefined;
  /** Rows - ddof is the divisor of the classic variance; 1 (sample deviation) or 0. Default 1. */
  ddof?: number | undefined;
  /** How a row's z become its score: "max" = the largest |z|, "norm" = the root of their squares' sum. Default "max". */
  combine?: "max" | "norm" | undefined;
  /** Scores above it are outliers. Default 3, and 3.5 with method "robust". */
  threshold?: number | undefined;
  /** Share of outliers among the fitted rows, above 0 and at most 0.5; sets the threshold instead. */
  contamination?: number | undefined;
}

export interface CheckedOptions {
  readonly method: "classic" | "robust";
  readonly ddof: number;
  readonly combine: "max" | "norm";
  readonly threshold: number;
  readonly contamination?: number;
}

/** @throws {TypeError|RangeError} code BAD_INPUT. */
export function checkedOptions(options: ZScoreOptions): CheckedOptions {
  const action = "make ZScoreDetector";
  checkOptions(action, options, ["method", "ddof", "combine", "threshold", "contamination"]);
  const { method = "classic", ddof = 1, combine = "max", contamination } = options;
  checkOneOf(action, "method", method, ["classic", "robust"]);
  checkInteger(action, "ddof", ddof, 0, 1);
  checkOneOf(action, "combine", combine, ["max", "norm"]);
  const { threshold = method === "robust" ? 3.5 : 3 } = options;
  checkNumber(action, "threshold", threshold, { min: 0 });
  const checked = { method, ddof, combine, threshold };
  return contamination === undefined
    ? checked
    : { ...checked, contamination: checkContamination(action, contamination) };
}

/** The options as plain data. */
export function asJSON(options: CheckedOptions): JSONValue {
  return { ...options };
}
