import type { DenseShape } from "../../../kernels/mod.ts";
import { runJob } from "../../core/mod.ts";
import type { FitOptions, JSONValue, Job, Matrix } from "../../core/mod.ts";
import { checkNetworkSize, DenseNetwork, initialWeights, trainNetwork, trainingOf } from "../dense/mod.ts";
import { thresholdOf } from "../detector/mod.ts";
import { checkMatrix, featureNamesOf, runOf } from "../shared/mod.ts";
import type { UnusedLabels } from "../shared/mod.ts";
import { AutoencoderDetectorModel, reconstructionErrors } from "./model.ts";
import type { FittedAutoencoder } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { AutoencoderDetectorOptions, AutoencoderSettings } from "./options.ts";
import { inStandardUnits, standardUnits } from "./standard-units.ts";

const NAME = "AutoencoderDetector";
const ACTION = `fit ${NAME}`;
/** Rows that are scored between two pauses. */
const SCORED_ROWS = 4096;

/**
 * An autoencoder as anomaly detector: a network learns to give back rows through a narrow layer; rows that it gives back badly are unlike
 * the ones it has learnt from.
 *
 * It standardises the features itself (mean 0, standard deviation 1) and computes in single precision. What is common among the rows it
 * learns from is normal to it: fit it on traffic that is mostly benign. Wrong where anomalies are many and alike (floods, scans), for
 * it learns them too, and where they differ from normal rows in their combination only slightly. The same seed gives the same model in
 * every runtime, for any number of workers.
 *
 * @example
 * ```ts
 * import { AutoencoderDetector } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const model = await new AutoencoderDetector({ contamination: 0.02 }).fit(X);
 * const scores = model.scoreSamples(X); // higher = more anomalous
 * ```
 */
export class AutoencoderDetector {
  readonly name = NAME;
  readonly #settings: AutoencoderSettings;

  /** @throws {TypeError} or {RangeError}, code BAD_INPUT, for an option that is unknown or out of bounds. */
  constructor(options: AutoencoderDetectorOptions = {}) {
    this.#settings = settingsOf(`make ${NAME}`, options);
  }

  /**
   * Trains the network.
   *
   * @param X Features, shape (nRows, nFeatures), at least one row; finite.
   * @param y Not read: labels as other estimators take them, or the run control, which may also stand third.
   * @throws {RangeError} code BAD_INPUT; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<AutoencoderDetectorModel> {
    const run = runOf("fit AutoencoderDetector", y, options);
    return runJob(`fitting ${NAME}`, run, async (job) => {
      checkMatrix(ACTION, X, { minRows: 1 });
      const { hiddenLayerSizes, activation, contamination, seed, engine } = this.#settings;
      const shape: DenseShape = {
        inputs: X.columns,
        widths: [...hiddenLayerSizes, X.columns],
        hidden: activation,
        output: "identity",
      };
      checkNetworkSize(ACTION, shape);
      const standard = await standardUnits(job, X);
      const { seen } = inStandardUnits(standard, X, 0, X.rows);
      const none = { features: new Float32Array(0), rows: 0, targets: new Float32Array(0) };
      const { weights, lossCurve } = await trainNetwork(
        job,
        ACTION,
        { features: seen, rows: X.rows, targets: seen, validation: none },
        {
          ...this.#settings,
          shape,
          weights: initialWeights(shape, seed),
          training: trainingOf(this.#settings, X.rows),
        },
        { engine, workers: run.workers },
      );
      const fitted = { network: new DenseNetwork(shape, weights), standard, lossCurve };
      const trainingScores = await scoreInSlices(job, fitted, X);
      return new AutoencoderDetectorModel(
        {
          options: { ...this.#settings, hiddenLayerSizes: [...hiddenLayerSizes] } satisfies JSONValue,
          featureNames: featureNamesOf(X),
          seed,
          threshold: thresholdOf(trainingScores, contamination),
          trainingScores,
        },
        fitted,
      );
    });
  }
}

async function scoreInSlices(job: Job, fitted: FittedAutoencoder, X: Matrix): Promise<Float64Array> {
  const scores = new Float64Array(X.rows);
  for (let from = 0; from < X.rows; from += SCORED_ROWS) {
    await job.pause();
    scores.set(reconstructionErrors(fitted, X, from, Math.min(X.rows, from + SCORED_ROWS)), from);
  }
  return scores;
}
