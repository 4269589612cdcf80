import type { Activation } from "../../../kernels/mod.ts";
import { checkInteger, checkNumber, checkOneOf, checkOptions, codedError, describe } from "../../core/mod.ts";
import type { JSONValue } from "../../core/mod.ts";
import { ACTIVATIONS, checkLayerSizes, TRAINING_ENGINES } from "../dense/mod.ts";
import type { TrainingEngine } from "../dense/mod.ts";
import { checkClassWeight, classWeightJSON } from "../shared/mod.ts";
import type { ClassWeight } from "../shared/mod.ts";

/** Options of MLPClassifier; names and defaults are scikit-learn's unless said otherwise. */
export interface MLPClassifierOptions {
  /** Widths of the hidden layers; none makes a linear model. Default [64, 32] (scikit-learn: [100]). */
  hiddenLayerSizes?: readonly number[] | undefined;
  /** Of the hidden layers. Default "relu". */
  activation?: Activation | undefined;
  /** Strength of the L2 penalty on the weights. Default 0.0001. */
  alpha?: number | undefined;
  /** Rows of a step, at most all of them. Default "auto": 200. */
  batchSize?: number | "auto" | undefined;
  /** Step size of Adam. Default 0.001. */
  learningRate?: number | undefined;
  /** Default 200. */
  maxEpochs?: number | undefined;
  /** Hold rows out and stop by their accuracy, keeping the best weights. Default false: stop by the training loss. */
  earlyStopping?: boolean | undefined;
  /** Share of the rows that is held out by `earlyStopping`, of each class alike. Default 0.1. */
  validationFraction?: number | undefined;
  /** Epochs in a row that may pass without an improvement of `tol`. Default 10. */
  nIterNoChange?: number | undefined;
  /** Default 0.0001. */
  tol?: number | undefined;
  /** Weight of each class, 1 where it is not named; "balanced" gives all classes the same sum. Default: none. */
  classWeight?: "balanced" | Readonly<Record<string, number>> | undefined;
  /** Of the initial weights, the order of the rows and the rows held out. Default 42. */
  seed?: number | undefined;
  /** What trains: "auto" (default) is the fused kernel; "tfjs" is TensorFlow.js on the engine that `useEngine()` starts, not in the page. */
  engine?: TrainingEngine | undefined;
}

/** Options with their defaults. */
export type MLPSettings = {
  [K in Exclude<keyof MLPClassifierOptions, "classWeight">]-?: Exclude<MLPClassifierOptions[K], undefined>;
} & { classWeight: ClassWeight };

const OPTION_NAMES = [
  "hiddenLayerSizes",
  "activation",
  "alpha",
  "batchSize",
  "learningRate",
  "maxEpochs",
  "earlyStopping",
  "validationFraction",
  "nIterNoChange",
  "tol",
  "classWeight",
  "seed",
  "engine",
];

const MOST_EPOCHS = 1_000_000;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {TypeError} or {RangeError}, code BAD_INPUT.
 */
export function settingsOf(action: string, options: MLPClassifierOptions): MLPSettings {
  checkOptions(action, options, OPTION_NAMES);
  const { hiddenLayerSizes = [64, 32], activation = "relu", engine = "auto", batchSize = "auto" } = options;
  const { alpha = 1e-4, learningRate = 1e-3, validationFraction = 0.1, tol = 1e-4 } = options;
  const { maxEpochs = 200, nIterNoChange = 10, seed = 42, earlyStopping = false } = options;
  if (typeof earlyStopping !== "boolean") {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action}: earlyStopping must be true or false, got ${describe(earlyStopping)}`,
    );
  }
  return {
    hiddenLayerSizes: checkLayerSizes(action, hiddenLayerSizes),
    activation: checkOneOf(action, "activation", activation, ACTIVATIONS),
    alpha: checkNumber(action, "alpha", alpha, { min: 0 }),
    batchSize:
      batchSize === "auto"
        ? "auto"
        : checkInteger(action, "batchSize", batchSize, 1, Number.MAX_SAFE_INTEGER),
    learningRate: checkNumber(action, "learningRate", learningRate, { above: 0 }),
    maxEpochs: checkInteger(action, "maxEpochs", maxEpochs, 1, MOST_EPOCHS),
    earlyStopping,
    validationFraction: checkFraction(action, validationFraction),
    nIterNoChange: checkInteger(action, "nIterNoChange", nIterNoChange, 1, MOST_EPOCHS),
    tol: checkNumber(action, "tol", tol, { min: 0 }),
    classWeight: checkClassWeight(action, options.classWeight),
    seed: checkInteger(action, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    engine: checkOneOf(action, "engine", engine, TRAINING_ENGINES),
  };
}

/** The settings as plain data; what is absent there is the default. */
export function settingsJSON({ classWeight, ...settings }: MLPSettings): { [key: string]: JSONValue } {
  const plain: { [key: string]: JSONValue } = {
    ...settings,
    hiddenLayerSizes: [...settings.hiddenLayerSizes],
  };
  if (classWeight !== null) plain["classWeight"] = classWeightJSON(classWeight);
  return plain;
}

function checkFraction(action: string, value: unknown): number {
  const fraction = checkNumber(action, "validationFraction", value, { above: 0 });
  if (fraction < 1) return fraction;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot ${action}: validationFraction must be below 1, got ${fraction}`,
  );
}
