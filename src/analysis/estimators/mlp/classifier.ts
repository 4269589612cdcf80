import type { DenseShape } from "../../../kernels/mod.ts";
import { codedError, runJob } from "../../core/mod.ts";
import type { Estimator, FitOptions, Labels, Matrix } from "../../core/mod.ts";
import {
  checkNetworkSize,
  DenseNetwork,
  initialWeights,
  inSinglePrecision,
  trainNetwork,
  trainingOf,
} from "../dense/mod.ts";
import type { TrainingRows } from "../dense/mod.ts";
import {
  checkMatrix,
  checkRun,
  encodeLabels,
  featureNamesOf,
  namedClassWeights,
  weightsFor,
} from "../shared/mod.ts";
import type { EncodedLabels } from "../shared/mod.ts";
import { holdOut } from "./hold-out.ts";
import { MLPClassifierModel } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { MLPClassifierOptions, MLPSettings } from "./options.ts";

const NAME = "MLPClassifier";
const ACTION = `fit ${NAME}`;

/**
 * A neural network of dense layers for classification, trained by Adam on cross-entropy.
 *
 * It learns as scikit-learn's MLPClassifier does: same initial distribution, batches, penalty, steps and stopping rule; two classes have
 * two softmax outputs instead of one logistic output. It computes in single precision. The inputs are taken as they are: without
 * StandardScaler or QuantileTransformer before it, features on different scales (bytes beside ratios) make it slow to learn and poor.
 * With one class it learns to answer that class. The same seed gives the same model in every runtime, for any number of workers.
 *
 * @example
 * ```ts
 * import { MLPClassifier } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const y = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? "normal" : "scan"));
 * const model = await new MLPClassifier({ earlyStopping: true, seed: 7 }).fit(X, y);
 * const classes = model.predict(X);
 * ```
 */
export class MLPClassifier implements Estimator {
  readonly name = NAME;
  readonly #settings: MLPSettings;

  /** @throws {TypeError} or {RangeError}, code BAD_INPUT, for an option that is unknown or out of bounds. */
  constructor(options: MLPClassifierOptions = {}) {
    this.#settings = settingsOf(`make ${NAME}`, options);
  }

  /**
   * Trains the network.
   *
   * @param X Features, scaled, shape (nRows, nFeatures); finite.
   * @param y One class a row.
   * @throws {RangeError} code BAD_INPUT, for X or y that do not fit, too many classes, or numbers that leave single precision.
   */
  async fit(X: Matrix, y: Labels, run: FitOptions = {}): Promise<MLPClassifierModel> {
    checkRun(ACTION, run);
    return runJob(`fitting ${NAME}`, run, async (job) => {
      checkMatrix(ACTION, X, { minRows: 1 });
      const labels = encodeLabels(ACTION, y, X.rows);
      const settings = this.#settings;
      const shape: DenseShape = {
        inputs: X.columns,
        widths: [...settings.hiddenLayerSizes, labels.classes.length],
        hidden: settings.activation,
        output: "softmax",
      };
      checkNetworkSize(ACTION, shape);
      const data = this.#rowsOf(inSinglePrecision(ACTION, X), X, labels);
      const trained = await trainNetwork(
        job,
        ACTION,
        data,
        {
          ...settings,
          shape,
          weights: initialWeights(shape, settings.seed),
          training: trainingOf(settings, data.rows),
        },
        { engine: settings.engine, workers: run.workers },
      );
      return new MLPClassifierModel({
        network: new DenseNetwork(shape, trained.weights),
        classes: labels.classes,
        featureNames: featureNamesOf(X),
        settings,
        lossCurve: trained.lossCurve,
        validationScores: trained.validationScores,
      });
    });
  }

  #rowsOf(
    features: Float32Array,
    { rows, columns }: Matrix,
    { classes, codes }: EncodedLabels,
  ): TrainingRows {
    const { earlyStopping, validationFraction, classWeight, seed } = this.#settings;
    const named = namedClassWeights(ACTION, classWeight, classes);
    const classWeights =
      classWeight === null ? undefined : Float32Array.from(weightsFor(named, codes, classes.length));
    if (!earlyStopping) {
      const none = { features: new Float32Array(0), rows: 0, targets: new Int32Array(0) };
      return { features, rows, targets: codes, classWeights, validation: none };
    }
    const { train, validation } = holdOut(codes, classes.length, validationFraction, seed);
    if (validation.length < 2) {
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot ${ACTION}: earlyStopping must hold out at least 2 rows, got ${validation.length}; give more rows or a larger validationFraction`,
      );
    }
    const taken = (which: Uint32Array): Pick<TrainingRows, "features" | "rows" | "targets"> => {
      const some = new Float32Array(which.length * columns);
      which.forEach((row, i) => some.set(features.subarray(row * columns, (row + 1) * columns), i * columns));
      return { features: some, rows: which.length, targets: Int32Array.from(which, (row) => codes[row]!) };
    };
    return { ...taken(train), classWeights, validation: taken(validation) };
  }
}
