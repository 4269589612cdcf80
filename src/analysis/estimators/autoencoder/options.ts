import type { Activation } from "../../../kernels/mod.ts";
import { checkInteger, checkNumber, checkOneOf, checkOptions } from "../../core/mod.ts";
import { ACTIVATIONS, checkLayerSizes, TRAINING_ENGINES } from "../dense/mod.ts";
import type { TrainingEngine } from "../dense/mod.ts";
import { checkContamination } from "../detector/mod.ts";

/** Options of AutoencoderDetector; all have defaults. */
export interface AutoencoderDetectorOptions {
  /** Widths of the hidden layers; the narrowest says how much of a row is remembered. Default [16, 4, 16]. */
  hiddenLayerSizes?: readonly number[] | undefined;
  /** Of the hidden layers. Default "tanh". */
  activation?: Activation | undefined;
  /** Strength of the L2 penalty on the weights. Default 0.0001. */
  alpha?: number | undefined;
  /** Rows of a step, at most all of them. Default "auto": 200. */
  batchSize?: number | "auto" | undefined;
  /** Step size of Adam. Default 0.001. */
  learningRate?: number | undefined;
  /** Default 100. */
  maxEpochs?: number | undefined;
  /** Epochs in a row that may pass without an improvement of `tol`. Default 10. */
  nIterNoChange?: number | undefined;
  /** Default 0.0001. */
  tol?: number | undefined;
  /** Share of outliers among the fitted rows, above 0 and at most 0.5, which sets the threshold. Default 0.1. */
  contamination?: number | undefined;
  /** Of the initial weights and the order of the rows. Default 42. */
  seed?: number | undefined;
  /** What trains: "auto" (default) is the fused kernel; "tfjs" is TensorFlow.js, not in the page. */
  engine?: TrainingEngine | undefined;
}

/** Options with their defaults. */
export type AutoencoderSettings = {
  [K in keyof AutoencoderDetectorOptions]-?: Exclude<AutoencoderDetectorOptions[K], undefined>;
};

const OPTION_NAMES = [
  "hiddenLayerSizes",
  "activation",
  "alpha",
  "batchSize",
  "learningRate",
  "maxEpochs",
  "nIterNoChange",
  "tol",
  "contamination",
  "seed",
  "engine",
];
const MOST_EPOCHS = 1_000_000;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {TypeError} or {RangeError}, code BAD_INPUT.
 */
export function settingsOf(action: string, options: AutoencoderDetectorOptions): AutoencoderSettings {
  checkOptions(action, options, OPTION_NAMES);
  const {
    hiddenLayerSizes = [16, 4, 16],
    activation = "tanh",
    engine = "auto",
    batchSize = "auto",
  } = options;
  const { alpha = 1e-4, learningRate = 1e-3, tol = 1e-4, contamination = 0.1 } = options;
  const { maxEpochs = 100, nIterNoChange = 10, seed = 42 } = options;
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
    nIterNoChange: checkInteger(action, "nIterNoChange", nIterNoChange, 1, MOST_EPOCHS),
    tol: checkNumber(action, "tol", tol, { min: 0 }),
    contamination: checkContamination(action, contamination),
    seed: checkInteger(action, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    engine: checkOneOf(action, "engine", engine, TRAINING_ENGINES),
  };
}
