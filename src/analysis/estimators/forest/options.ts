import { checkInteger, checkOneOf, checkOptions, codedError, describe } from "../../core/mod.ts";
import type { JSONValue } from "../../core/mod.ts";
import { checkClassWeight, classWeightJSON } from "../shared/mod.ts";
import type { Complete } from "../shared/mod.ts";

/** Weights of the classes: "balanced" and "balanced_subsample" as in scikit-learn, or by class, 1 for those not named. */
export type ForestClassWeight = "balanced" | "balanced_subsample" | Readonly<Record<string, number>>;

/** Options of `RandomForestClassifier`; all have defaults. */
export interface RandomForestClassifierOptions {
  /** Number of trees; 100. */
  nEstimators?: number | undefined;
  /** What a split is judged by; "gini". */
  criterion?: "gini" | "entropy" | undefined;
  /** Most levels below the root; null = no limit, the default. */
  maxDepth?: number | null | undefined;
  /**
   * Features tried at a split: "sqrt" or "log2" of all, "all", a whole number from 1, or a share below 1. Never less than one that differs
   * between the rows of the node. Default "sqrt".
   */
  maxFeatures?: "sqrt" | "log2" | "all" | number | undefined;
  /** Least number of different rows in a leaf; 1. */
  minSamplesLeaf?: number | undefined;
  /** Least number of different rows in a node that is split; 2. */
  minSamplesSplit?: number | undefined;
  /** Draw the rows of each tree with replacement; true. */
  bootstrap?: boolean | undefined;
  /** Weights of the classes; null = all 1, the default. */
  classWeight?: ForestClassWeight | null | undefined;
  /** Judge the forest by the rows that each tree did not draw; false. Needs `bootstrap`. */
  oobScore?: boolean | undefined;
  /** 42. */
  seed?: number | undefined;
}

export type CheckedOptions = Complete<RandomForestClassifierOptions>;

const NAMES = [
  "nEstimators",
  "criterion",
  "maxDepth",
  "maxFeatures",
  "minSamplesLeaf",
  "minSamplesSplit",
  "bootstrap",
  "classWeight",
  "oobScore",
  "seed",
];
const CLASS_WEIGHT_RULES = ["balanced", "balanced_subsample"] as const;
const MOST_TREES = 100_000;
const MOST_ROWS = 2_147_483_647;

/** @throws {TypeError|RangeError} code BAD_INPUT. */
export function checkedOptions(options: RandomForestClassifierOptions): CheckedOptions {
  const action = "make RandomForestClassifier";
  checkOptions(action, options, NAMES);
  const { nEstimators = 100, criterion = "gini", maxDepth = null, maxFeatures = "sqrt" } = options;
  const { minSamplesLeaf = 1, minSamplesSplit = 2, bootstrap = true, classWeight = null } = options;
  const { oobScore = false, seed = 42 } = options;
  checkFlag(action, "bootstrap", bootstrap);
  checkFlag(action, "oobScore", oobScore);
  if (oobScore && !bootstrap)
    throw refusal(action, "oobScore needs bootstrap, because without it every tree has seen all rows");
  if (maxDepth !== null) checkInteger(action, "maxDepth", maxDepth, 1, MOST_ROWS);
  return {
    nEstimators: checkInteger(action, "nEstimators", nEstimators, 1, MOST_TREES),
    criterion: checkOneOf(action, "criterion", criterion, ["gini", "entropy"]),
    maxDepth,
    maxFeatures: checkMaxFeatures(action, maxFeatures),
    minSamplesLeaf: checkInteger(action, "minSamplesLeaf", minSamplesLeaf, 1, MOST_ROWS),
    minSamplesSplit: checkInteger(action, "minSamplesSplit", minSamplesSplit, 2, MOST_ROWS),
    bootstrap,
    classWeight: checkClassWeight(action, classWeight, CLASS_WEIGHT_RULES, true),
    oobScore,
    seed: checkInteger(action, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  };
}

/** The options as plain data. */
export function optionsJSON(options: CheckedOptions): { [key: string]: JSONValue } {
  const { classWeight, ...rest } = options;
  return { ...rest, classWeight: classWeightJSON(classWeight) };
}

/** How many features are tried at a split. */
export function featuresTried({ maxFeatures }: CheckedOptions, columns: number): number {
  if (maxFeatures === "all") return columns;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(columns)));
  if (maxFeatures === "log2") return Math.max(1, 31 - Math.clz32(columns));
  if (maxFeatures < 1) return Math.max(1, Math.floor(maxFeatures * columns));
  return Math.min(columns, maxFeatures);
}

function checkFlag(action: string, name: string, value: unknown): void {
  if (typeof value === "boolean") return;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot ${action}: ${name} must be true or false, got ${describe(value)}`,
  );
}

function checkMaxFeatures(action: string, value: unknown): CheckedOptions["maxFeatures"] {
  if (value === "sqrt" || value === "log2" || value === "all") return value;
  const rule = `maxFeatures must be "sqrt", "log2", "all", a whole number from 1 or a share below 1`;
  if (typeof value !== "number")
    throw codedError(TypeError, "BAD_INPUT", `Cannot ${action}: ${rule}, got ${describe(value)}`);
  if (value > 0 && (value < 1 || Number.isSafeInteger(value))) return value;
  throw refusal(action, `${rule}, got ${value}`);
}

function refusal(action: string, rule: string): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot ${action}: ${rule}`);
}
