import { codedError, runJob } from "../../core/mod.ts";
import type { Estimator, FitOptions, Labels, Matrix } from "../../core/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import { checkClassCount, checkSize } from "../linear/mod.ts";
import {
  checkMatrix,
  checkRun,
  encodeLabels,
  featureNamesOf,
  namedClassWeights,
  rowMajor64,
  weightsFor,
} from "../shared/mod.ts";
import { LogisticRegressionModel } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { LogisticRegressionOptions, LogisticSettings } from "./options.ts";
import { fitLogisticTask } from "./tasks.ts";

const NAME = "LogisticRegression";
const ACTION = `fit ${NAME}`;
export const MOST_CLASSES = 1000;
/** Work arrays have one number a row and class: this many are 1.6 GB in all. */
const MOST_SHARES = 4e7;

/** Second derivatives of each class, for each pair of columns: 800 MB. */
const MOST_DERIVATIVES = 1e8;

/**
 * Logistic regression with the classes together (softmax) and a penalty on half the squared weights, not on the constants: the optimum of
 * scikit-learn's `LogisticRegression`, by Newton's method, so that it is met within a few digits of the last whatever the scales of the
 * features. Still, the penalty weighs the features alike only when they are scaled (StandardScaler).
 *
 * @example
 * ```ts
 * import { LogisticRegression } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const y = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? "normal" : "scan"));
 * const model = await new LogisticRegression({ classWeight: "balanced" }).fit(X, y);
 * const probabilities = model.predictProba(X);
 * ```
 */
export class LogisticRegression implements Estimator {
  readonly name = NAME;
  readonly #settings: LogisticSettings;

  /** @throws {TypeError} or {RangeError}, code BAD_INPUT, for an option that is unknown or out of bounds. */
  constructor(options: LogisticRegressionOptions = {}) {
    this.#settings = settingsOf(`make ${NAME}`, options);
  }

  /**
   * Fits the weights.
   *
   * @param X Features, shape (nRows, nFeatures); finite.
   * @param y One class a row, 2 to 1,000 classes.
   * @throws {RangeError} code BAD_INPUT, for X or y that do not fit, or a single class.
   */
  async fit(X: Matrix, y: Labels, run: FitOptions = {}): Promise<LogisticRegressionModel> {
    checkRun(ACTION, run);
    return runJob(`fitting ${NAME}`, run, async (job) => {
      checkMatrix(ACTION, X, { minRows: 1 });
      await job.pause();
      const { classes, codes } = encodeLabels(ACTION, y, X.rows);
      checkClassCount(ACTION, classes.length, MOST_CLASSES, "all classes are fitted together");
      await job.pause();
      checkSize(ACTION, X);
      if (X.rows * classes.length > MOST_SHARES) {
        throw codedError(
          RangeError,
          "BAD_INPUT",
          `Cannot ${ACTION}: rows times classes must be at most ${MOST_SHARES}, got ${X.rows * classes.length}; fit a sample of the rows`,
        );
      }
      const derivatives = X.columns * X.columns * classes.length;
      if (derivatives > MOST_DERIVATIVES) {
        throw codedError(
          RangeError,
          "BAD_INPUT",
          `Cannot ${ACTION}: classes times squared columns must be at most ${MOST_DERIVATIVES}, got ${derivatives}; group rare classes or choose features`,
        );
      }
      const settings = this.#settings;
      const named = namedClassWeights(ACTION, settings.classWeight, classes);
      const outputs = classes.length === 2 ? 1 : classes.length;
      await job.pause();
      const [solution] = await runTasks(job, {
        task: fitLogisticTask,
        shared: {
          data: rowMajor64(X),
          rows: X.rows,
          columns: X.columns,
          codes,
          weights: weightsFor(named, codes, classes.length),
          C: settings.C,
          tol: settings.tol,
          maxIter: settings.maxIter,
        },
        inputs: [0],
        workMs: 2e-4 * X.rows * outputs * (1 + X.columns / 10),
        workers: run.workers,
        phase: `fitting ${NAME}`,
        unit: "steps",
      });
      return new LogisticRegressionModel({
        weights: solution!.weights,
        classes,
        featureNames: featureNamesOf(X),
        settings,
        nIterations: solution!.iterations,
        converged: solution!.converged,
      });
    });
  }
}
