import { checkInteger, checkNumber, checkOneOf, checkOptions, codedError, describe } from "../../core/mod.ts";
import type { JSONValue } from "../../core/mod.ts";
import { checkClassWeight, classWeightJSON } from "../shared/mod.ts";
import type { ClassWeight } from "../shared/mod.ts";

/** Options of SVC; names and defaults are scikit-learn's unless said otherwise. */
export interface SVCOptions {
  /** "rbf" (default): exp(-gamma |a - b|^2). "linear": no kernel, see SVC. */
  kernel?: "rbf" | "linear" | undefined;
  /** Cost of an error; the smaller, the smoother. Default 1. */
  C?: number | undefined;
  /** Of the rbf kernel. "scale" (default): 1 / (nFeatures * variance of all cells); "auto": 1 / nFeatures. */
  gamma?: "scale" | "auto" | number | undefined;
  /** Factor of C for each class, 1 where it is not named; "balanced" gives all classes the same sum. Default: none. */
  classWeight?: "balanced" | Readonly<Record<string, number>> | null | undefined;
  /** Largest violation of the conditions of the optimum; for "linear" and the approximation, see `minimise`. Default 0.001. */
  tol?: number | undefined;
  /** Learn probabilities by 5-fold cross-validation, which takes about five times as long. Default true. */
  probability?: boolean | undefined;
  /** What `decisionFunction` gives for three or more classes: a score a class (default), or one a pair of classes. */
  decisionFunctionShape?: "ovr" | "ovo" | undefined;
  /** Memory for kernel rows, per worker. Default 400. */
  cacheMB?: number | undefined;
  /** "auto" (default): Nyström features above 20,000 rows. "none" forces the exact machine, "nystroem" the features. */
  approximation?: "auto" | "none" | "nystroem" | undefined;
  /** Nyström features. Default 300. */
  components?: number | undefined;
  /** Of the points that the features are made from. Default 42. */
  seed?: number | undefined;
}

/** Options with their defaults. */
export type SVCSettings = {
  readonly [K in Exclude<keyof SVCOptions, "classWeight">]-?: Exclude<SVCOptions[K], undefined>;
} & { readonly classWeight: ClassWeight };

const OPTION_NAMES = [
  "kernel",
  "C",
  "gamma",
  "classWeight",
  "tol",
  "probability",
  "decisionFunctionShape",
  "cacheMB",
  "approximation",
  "components",
  "seed",
];

/** A WebAssembly memory ends at 4 GB. */
const MOST_CACHE_MB = 3000;
const MOST_COMPONENTS = 2000;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {TypeError} or {RangeError}, code BAD_INPUT.
 */
export function settingsOf(action: string, options: SVCOptions): SVCSettings {
  checkOptions(action, options, OPTION_NAMES);
  const { kernel = "rbf", C = 1, gamma = "scale", tol = 1e-3, probability = true } = options;
  const { decisionFunctionShape = "ovr", cacheMB = 400, approximation = "auto" } = options;
  const { components = 300, seed = 42 } = options;
  if (typeof probability !== "boolean") {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: probability must be true or false, got ${describe(probability)}`,
    );
  }
  return {
    kernel: checkOneOf(action, "kernel", kernel, ["rbf", "linear"]),
    C: checkNumber(action, "C", C, { above: 0, max: 1e12 }),
    gamma: checkGamma(action, gamma),
    classWeight: checkClassWeight(action, options.classWeight),
    tol: checkNumber(action, "tol", tol, { min: 1e-12 }),
    probability,
    decisionFunctionShape: checkOneOf(action, "decisionFunctionShape", decisionFunctionShape, ["ovr", "ovo"]),
    cacheMB: checkNumber(action, "cacheMB", cacheMB, { above: 0, max: MOST_CACHE_MB }),
    approximation: checkOneOf(action, "approximation", approximation, ["auto", "none", "nystroem"]),
    components: checkInteger(action, "components", components, 1, MOST_COMPONENTS),
    seed: checkInteger(action, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  };
}

function checkGamma(action: string, gamma: unknown): SVCSettings["gamma"] {
  if (gamma === "scale" || gamma === "auto") return gamma;
  if (typeof gamma === "number") return checkNumber(action, "gamma", gamma, { above: 0, max: 1e100 });
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${action}: gamma must be "scale", "auto" or a number, got ${describe(gamma)}`,
  );
}

/** The settings as plain data. */
export function settingsJSON(settings: SVCSettings): { [key: string]: JSONValue } {
  return { ...settings, classWeight: classWeightJSON(settings.classWeight) };
}
