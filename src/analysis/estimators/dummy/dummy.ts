import { runJob } from "../../core/mod.ts";
import type { Estimator, FitOptions, Labels, Matrix } from "../../core/mod.ts";
import { checkMatrix, checkRun, encodeLabels, featureNamesOf } from "../shared/mod.ts";
import { DummyClassifierModel } from "./model.ts";
import { settingsOf } from "./options.ts";
import type { DummyClassifierOptions, DummySettings } from "./options.ts";

const NAME = "DummyClassifier";
const ACTION = `fit ${NAME}`;

/**
 * A classifier that does not look at the features: the score that any other one has to beat. It does what scikit-learn's DummyClassifier
 * does, except that the random strategies draw from this library's generator.
 *
 * @example
 * ```ts
 * import { DummyClassifier } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const y = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? "normal" : "scan"));
 * const baseline = await new DummyClassifier({ strategy: "stratified" }).fit(X, y);
 * ```
 */
export class DummyClassifier implements Estimator {
  readonly name = NAME;
  readonly #settings: DummySettings;

  /** @throws {TypeError} or {RangeError}, code BAD_INPUT, for an option that is unknown or out of bounds. */
  constructor(options: DummyClassifierOptions = {}) {
    this.#settings = settingsOf(`make ${NAME}`, options);
  }

  /**
   * Counts the classes.
   *
   * @param X Features; only their shape and names count, but they must be finite like any others.
   * @param y One class a row; a single class is taken.
   * @throws {RangeError} code BAD_INPUT, for X or y that do not fit.
   */
  async fit(X: Matrix, y: Labels, run: FitOptions = {}): Promise<DummyClassifierModel> {
    checkRun(ACTION, run);
    return runJob(`fitting ${NAME}`, run, async (job) => {
      checkMatrix(ACTION, X, { minRows: 1 });
      const { classes, codes } = encodeLabels(ACTION, y, X.rows);
      await job.pause();
      const counts = new Float64Array(classes.length);
      for (const code of codes) counts[code]!++;
      job.progress({ phase: `fitting ${NAME}`, done: X.rows, total: X.rows, unit: "rows" });
      return new DummyClassifierModel({
        counts,
        classes,
        featureNames: featureNamesOf(X),
        settings: this.#settings,
      });
    });
  }
}
