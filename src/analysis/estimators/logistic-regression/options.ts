import { checkInteger, checkNumber, checkOptions } from "../../core/mod.ts";
import type { JSONValue } from "../../core/mod.ts";
import { checkClassWeight, classWeightJSON } from "../shared/mod.ts";
import type { ClassWeight } from "../shared/mod.ts";

/** Options of LogisticRegression; names and defaults are scikit-learn's unless said otherwise. */
export interface LogisticRegressionOptions {
  /** Cost of an error beside the penalty of half the squared weights; the smaller, the smoother. Default 1. */
  C?: number | undefined;
  /** Factor of C for each class, 1 where it is not named; "balanced" gives all classes the same sum. Default: none. */
  classWeight?: "balanced" | Readonly<Record<string, number>> | null | undefined;
  /** Ends when a step promises to lower the objective by less than its square, relatively. Default 0.0001. */
  tol?: number | undefined;
  /** Newton steps. Default 100. */
  maxIter?: number | undefined;
}

/** Options with their defaults. */
export interface LogisticSettings {
  readonly C: number;
  readonly classWeight: ClassWeight;
  readonly tol: number;
  readonly maxIter: number;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {TypeError} or {RangeError}, code BAD_INPUT.
 */
export function settingsOf(action: string, options: LogisticRegressionOptions): LogisticSettings {
  checkOptions(action, options, ["C", "classWeight", "tol", "maxIter"]);
  const { C = 1, tol = 1e-4, maxIter = 100 } = options;
  return {
    C: checkNumber(action, "C", C, { above: 0, max: 1e12 }),
    classWeight: checkClassWeight(action, options.classWeight),
    tol: checkNumber(action, "tol", tol, { min: 1e-12 }),
    maxIter: checkInteger(action, "maxIter", maxIter, 1, 1_000_000),
  };
}

/** The settings as plain data. */
export function settingsJSON(settings: LogisticSettings): { [key: string]: JSONValue } {
  return { ...settings, classWeight: classWeightJSON(settings.classWeight) };
}
