import { columnForm, heightLimit, layoutDepth, quantileInto } from "../../../kernels/mod.ts";
import type { ColumnForm, IsolationTrees } from "../../../kernels/mod.ts";
import { codedError, runJob, runSteps } from "../../core/mod.ts";
import type { FitOptions, Job, Matrix } from "../../core/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import { checkMatrix, featureNamesOf, MOST_COLUMNS, runOf } from "../shared/mod.ts";
import type { UnusedLabels } from "../shared/mod.ts";
import { IsolationForestModel, scoreInTasks } from "./model.ts";
import { checkedOptions, samplesOf, sizeRefusal } from "./options.ts";
import type { CheckedOptions, IsolationForestOptions } from "./options.ts";
import { growIsolationTask } from "./tasks.ts";

/** Trees that one task grows; not dependent on the number of workers. */
const TREES_PER_TASK = 8;
/** Time to draw a row and take it down one level, ms. */
const GROW_STEP_MS = 2e-5;

/**
 * Isolation Forest: rows that few random splits set apart are anomalies.
 *
 * As scikit-learn's `IsolationForest` (F. T. Liu, K. M. Ting, Z.-H. Zhou, "Isolation Forest", ICDM 2008), but scores are those of the
 * paper: in (0, 1], higher is more anomalous. Columns are compared in float32, after a shift and a scaling by a power of 2 that keep times
 * and other large numbers apart. The same seed gives the same forest, whatever the number of workers.
 *
 * Wrong where anomalies are the dense part of the data (floods, scans): those are hard to isolate and score low. `maxSamples: "deep"`
 * tells rows between several groups of ordinary rows apart better, but rows that are odd together worse.
 *
 * @example
 * ```ts
 * import { IsolationForest } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const model = await new IsolationForest({ contamination: 0.01 }).fit(X);
 * const scores = model.scoreSamples(X); // per row, higher = more anomalous
 * const verdicts = model.predict(X); // -1 outlier, 1 inlier
 * ```
 */
export class IsolationForest {
  readonly name = "IsolationForest";
  readonly #options: CheckedOptions;

  /** @throws {TypeError|RangeError} code BAD_INPUT, for an unknown option or one out of bounds. */
  constructor(options: IsolationForestOptions = {}) {
    this.#options = checkedOptions(options);
  }

  /**
   * Fits a forest.
   *
   * @param X Row-major, shape (rows, columns), at least one row; finite.
   * @param y Not read: labels as other estimators take them, or the run control, which may also stand third.
   * @throws {RangeError} code BAD_INPUT; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<IsolationForestModel> {
    const run = runOf("fit IsolationForest", y, options);
    return runJob("fitting IsolationForest", run, async (job) => {
      const { nEstimators, contamination, seed } = this.#options;
      checkMatrix("fit IsolationForest", X, { minRows: 1 });
      const samples = samplesOf(this.#options, X.rows);
      const depth = layoutDepth(heightLimit(samples));
      const tooMany =
        X.columns > MOST_COLUMNS
          ? `X must have at most ${MOST_COLUMNS} columns, got ${X.columns}`
          : undefined;
      const refusal = tooMany ?? sizeRefusal(nEstimators, depth);
      if (refusal !== undefined)
        throw codedError(RangeError, "BAD_INPUT", `Cannot fit IsolationForest: ${refusal}`);

      const form = await formOf(job, X);
      const trees = await this.#grow(job, X, form, samples, run.workers);
      const forest = { trees, form, samples };
      const trainingScores =
        contamination === "auto" ? undefined : await scoreInTasks(job, forest, X, run.workers);
      const threshold =
        trainingScores && contamination !== "auto" ? thresholdAt(trainingScores, contamination) : 0.5;
      const facts = {
        options: { ...this.#options },
        featureNames: featureNamesOf(X),
        seed,
        threshold,
        trainingScores,
      };
      return new IsolationForestModel(facts, forest);
    });
  }

  async #grow(
    job: Job,
    { data, rows, columns }: Matrix,
    form: ColumnForm,
    samples: number,
    workers: number | undefined,
  ): Promise<IsolationTrees> {
    const { nEstimators, seed } = this.#options;
    const depth = layoutDepth(heightLimit(samples));
    const inputs = [];
    for (let from = 0; from < nEstimators; from += TREES_PER_TASK)
      inputs.push({ from, to: Math.min(nEstimators, from + TREES_PER_TASK) });
    const parts = await runTasks(job, {
      task: growIsolationTask,
      shared: { table: { data, rows, columns }, form, samples, seed },
      inputs,
      workMs: nEstimators * samples * depth * GROW_STEP_MS,
      workers,
      phase: "growing trees",
      unit: "trees",
      total: nEstimators,
    });
    const slots = nEstimators * (1 << depth);
    const features = new Uint16Array(slots);
    const thresholds = new Float32Array(slots);
    const paths = new Float32Array(slots);
    let at = 0;
    for (const part of parts) {
      features.set(part.features, at);
      thresholds.set(part.thresholds, at);
      paths.set(part.paths, at);
      at += part.features.length;
    }
    return { trees: nEstimators, depth, features, thresholds, paths };
  }
}

function formOf(job: Job, X: Matrix): Promise<ColumnForm> {
  return runSteps(job, columnForm(X));
}

/** scikit-learn's offset: the percentile `contamination` of the scores with its sign, which is ours turned round. */
function thresholdAt(scores: Float64Array, contamination: number): number {
  return -quantileInto(
    scores.map((score) => -score),
    (100 * contamination) / 100,
  );
}
