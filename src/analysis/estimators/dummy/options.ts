import { checkInteger, checkOneOf, checkOptions } from "../../core/mod.ts";

/** What a DummyClassifier answers. */
export type DummyStrategy = "prior" | "most_frequent" | "stratified" | "uniform";

/** Options of DummyClassifier; names and defaults are scikit-learn's. */
export interface DummyClassifierOptions {
  /**
   * "prior" (default): always the most frequent class, with the classes' shares as probabilities. "most_frequent": the same class, with
   * certainty. "stratified": a class at random by the shares. "uniform": any class at random.
   */
  strategy?: DummyStrategy | undefined;
  /** Of the random strategies. Default 42. */
  seed?: number | undefined;
}

/** Options with their defaults. */
export type DummySettings = { readonly strategy: DummyStrategy; readonly seed: number };

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {TypeError} or {RangeError}, code BAD_INPUT.
 */
export function settingsOf(action: string, options: DummyClassifierOptions): DummySettings {
  checkOptions(action, options, ["strategy", "seed"]);
  const { strategy = "prior", seed = 42 } = options;
  return {
    strategy: checkOneOf(action, "strategy", strategy, ["prior", "most_frequent", "stratified", "uniform"]),
    seed: checkInteger(action, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  };
}
