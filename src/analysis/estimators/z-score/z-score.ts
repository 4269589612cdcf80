import { meanSpread, medianSpread } from "../../../kernels/mod.ts";
import type { Spread } from "../../../kernels/mod.ts";
import { codedError, runJob } from "../../core/mod.ts";
import type { FitOptions, Matrix } from "../../core/mod.ts";
import { columnInto, thresholdOf } from "../detector/mod.ts";
import { checkMatrix, featureNamesOf, MOST_COLUMNS, runOf } from "../shared/mod.ts";
import type { UnusedLabels } from "../shared/mod.ts";
import { rowScores, ZScoreModel } from "./model.ts";
import { asJSON, checkedOptions } from "./options.ts";
import type { CheckedOptions, ZScoreOptions } from "./options.ts";

/**
 * The z-score as a detector: a row is as odd as its number farthest from the middle of its column, in deviations.
 *
 * Scores are those of `zScore` and `robustZScore` on the fitted rows; new rows are measured by the fitted columns. A column that was
 * constant adds nothing. Wrong where a column has several middles, where what is odd is a combination of ordinary values, and, with
 * method "classic", where there are many far numbers: they widen the deviation.
 *
 * @example
 * ```ts
 * import { ZScoreDetector } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const model = await new ZScoreDetector({ method: "robust" }).fit(X);
 * const verdicts = model.predict(X); // -1 where any |z| > 3.5
 * ```
 */
export class ZScoreDetector {
  readonly name = "ZScoreDetector";
  readonly #options: CheckedOptions;

  /** @throws {TypeError|RangeError} code BAD_INPUT, for an unknown option or one out of bounds. */
  constructor(options: ZScoreOptions = {}) {
    this.#options = checkedOptions(options);
  }

  /**
   * Fits middle and deviation of each column.
   *
   * @param X Row-major, shape (rows, columns), at least one row; finite.
   * @param y Not read: labels as other estimators take them, or the run control, which may also stand third.
   * @throws {RangeError} code BAD_INPUT; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<ZScoreModel> {
    const run = runOf("fit ZScoreDetector", y, options);
    return runJob("fitting ZScoreDetector", run, async (job) => {
      const { method, ddof, combine, threshold, contamination } = this.#options;
      checkMatrix("fit ZScoreDetector", X, { minRows: 1 });
      if (X.columns > MOST_COLUMNS)
        throw codedError(
          RangeError,
          "BAD_INPUT",
          `Cannot fit ZScoreDetector: X must have at most ${MOST_COLUMNS} columns, got ${X.columns}`,
        );
      const numbers = new Float64Array(X.rows);
      const spreads: Spread[] = [];
      for (let column = 0; column < X.columns; column++) {
        await job.pause();
        columnInto(X, column, numbers);
        spreads.push(method === "robust" ? medianSpread(numbers) : meanSpread(numbers, ddof));
        job.progress({ phase: "fitting columns", done: column + 1, total: X.columns, unit: "steps" });
      }
      const trainingScores = rowScores(X, spreads, combine);
      const facts = {
        options: asJSON(this.#options),
        featureNames: featureNamesOf(X),
        seed: 0,
        threshold: contamination === undefined ? threshold : thresholdOf(trainingScores, contamination),
        trainingScores,
      };
      return new ZScoreModel(facts, spreads, combine);
    });
  }
}
