import { runJob, runSteps } from "../../core/mod.ts";
import type { Estimator, FitOptions, Job, Labels, Matrix } from "../../core/mod.ts";
import { checkClassCount, checkSize } from "../linear/mod.ts";
import {
  checkMatrix,
  checkRun,
  encodeLabels,
  featureNamesOf,
  namedClassWeights,
  rowMajor64,
} from "../shared/mod.ts";
import { fitHinges, fitNystroem, fitPairs } from "./fit.ts";
import type { Fitted } from "./fit.ts";
import { stratifiedFolds } from "./folds.ts";
import { SVCModel } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { SVCOptions, SVCSettings } from "./options.ts";
import { fitSigmoid } from "./platt.ts";
import type { Sigmoid } from "./platt.ts";
import type { SVCProblem } from "./tasks.ts";
import { scoreCount } from "./votes.ts";

const NAME = "SVC";
const ACTION = `fit ${NAME}`;
/** 100 classes are 4,950 pairs. */
export const MOST_CLASSES = 100;
/** Above it the exact machine, whose work grows with the square of the rows, gives way to Nyström features. */
export const MOST_EXACT_ROWS = 20_000;

/**
 * A support vector machine for classification.
 *
 * - `kernel: "rbf"`: one machine a pair of classes, hinge loss with a free constant, by sequential minimal optimisation (Fan, Chen and Lin
 *   2005) with shrinking; the same optimum as scikit-learn's `SVC`. Above 20,000 rows it is fitted on Nyström features of the kernel
 *   instead (`model.approximation` says so): one machine a class against the others, squared hinge; above 100,000 rows on that many,
 *   drawn by the seed.
 * - `kernel: "linear"`: one machine a class against the others, squared hinge, the constant penalised like a weight: the optimum of
 *   scikit-learn's `LinearSVC(dual=False)` (three or more classes: a class's weight counts where it stands against the others), not that of `SVC(kernel="linear")`, whose time grows with the square of the rows.
 *
 * Probabilities are Platt's (1999), from decisions in 5-fold stratified cross-validation, as in scikit-learn's
 * `CalibratedClassifierCV(estimator, ensemble=False)`; a class with fewer than five rows is taken, its probabilities are then weak.
 * The inputs are taken as they are: scale them (StandardScaler), or the features with large numbers decide alone.
 *
 * @example
 * ```ts
 * import { SVC } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const y = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? "normal" : "scan"));
 * const model = await new SVC({ C: 10, probability: false }).fit(X, y);
 * const classes = model.predict(X);
 * ```
 */
export class SVC implements Estimator {
  readonly name = NAME;
  readonly #settings: SVCSettings;

  /** @throws {TypeError} or {RangeError}, code BAD_INPUT, for an option that is unknown or out of bounds. */
  constructor(options: SVCOptions = {}) {
    this.#settings = settingsOf(`make ${NAME}`, options);
  }

  /**
   * Fits the machine.
   *
   * @param X Features, scaled, shape (nRows, nFeatures); finite.
   * @param y One class a row, 2 to 100 classes.
   * @throws {RangeError} code BAD_INPUT, for X or y that do not fit, or a single class.
   */
  async fit(X: Matrix, y: Labels, run: FitOptions = {}): Promise<SVCModel> {
    checkRun(ACTION, run);
    return runJob(`fitting ${NAME}`, run, async (job) => {
      checkMatrix(ACTION, X, { minRows: 1 });
      await job.pause();
      const { classes, codes } = encodeLabels(ACTION, y, X.rows);
      checkClassCount(ACTION, classes.length, MOST_CLASSES, "each pair of classes needs a machine");
      await job.pause();
      const settings = this.#settings;
      if (settings.kernel === "linear") checkSize(ACTION, X);
      await job.pause();
      const problem: SVCProblem = {
        data: rowMajor64(X),
        rows: X.rows,
        columns: X.columns,
        codes,
        classes: classes.length,
        folds: settings.probability ? stratifiedFolds(codes, classes.length) : new Int32Array(0),
        weights: namedClassWeights(ACTION, settings.classWeight, classes),
        settings,
      };
      await job.pause();
      const fitted = await fitMachine(job, problem, settings, run);
      return new SVCModel({
        machine: fitted.machine,
        classes,
        featureNames: featureNamesOf(X),
        settings,
        gamma: fitted.gamma,
        converged: fitted.converged,
        sigmoids: await runSteps(job, sigmoidsOf(fitted, classes.length)),
      });
    });
  }
}

function fitMachine(job: Job, problem: SVCProblem, settings: SVCSettings, run: FitOptions): Promise<Fitted> {
  if (settings.kernel === "linear") return fitHinges(job, problem, run);
  const { approximation } = settings;
  const exact = approximation === "auto" ? problem.rows <= MOST_EXACT_ROWS : approximation === "none";
  return exact ? fitPairs(job, problem, run) : fitNystroem(job, problem, settings, run);
}

/** One sigmoid a score, from the scores of rows that the machines had not seen. */
function* sigmoidsOf({ scores, codes }: Fitted, classes: number): Generator<number, Sigmoid[], void> {
  if (scores.length === 0) return [];
  const width = scoreCount(classes);
  const sigmoids: Sigmoid[] = [];
  for (let score = 0; score < width; score++) {
    const own = new Float64Array(codes.length);
    for (let row = 0; row < own.length; row++) own[row] = scores[row * width + score]!;
    yield 0;
    const positive = width === 1 ? 1 : score;
    sigmoids.push(yield* fitSigmoid(own, (row) => codes[row] === positive));
  }
  return sigmoids;
}
