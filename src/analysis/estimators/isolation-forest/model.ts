import { isolationScores } from "../../../kernels/mod.ts";
import type { ColumnForm, IsolationTrees } from "../../../kernels/mod.ts";
import { finishSteps, runJob } from "../../core/mod.ts";
import type { FitOptions, JSONValue, Matrix, ModelArray } from "../../core/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import type { Job } from "../../core/mod.ts";
import { DetectorModel } from "../detector/mod.ts";
import type { DetectorFacts } from "../detector/mod.ts";
import { checkWidth } from "../shared/mod.ts";
import { packTrees } from "./packed.ts";
import { scoreIsolationTask } from "./tasks.ts";

/** What `IsolationForest.fit` found. */
export interface FittedForest {
  readonly trees: IsolationTrees;
  readonly form: ColumnForm;
  /** Rows that each tree was grown on. */
  readonly samples: number;
}

/** Rows that one task scores; not dependent on the number of workers. */
const ROWS_PER_TASK = 16_384;
/** Time of one step down a tree on a slow machine, ms. */
const STEP_MS = 2e-6;

/** A fitted isolation forest; immutable. */
export class IsolationForestModel extends DetectorModel {
  readonly estimator = "IsolationForest";
  readonly nEstimators: number;
  /** Rows that each tree was grown on. */
  readonly maxSamples: number;
  readonly #forest: FittedForest;

  constructor(facts: DetectorFacts, forest: FittedForest) {
    super(facts);
    this.#forest = forest;
    this.nEstimators = forest.trees.trees;
    this.maxSamples = forest.samples;
  }

  /**
   * As `scoreSamples`, for large tables: in workers where they are worth it, with progress and cancellation; the same bits.
   *
   * @throws {CancelledError} when cancelled.
   */
  async scoreSamplesAsync(X: Matrix, run: FitOptions = {}): Promise<Float64Array> {
    return runJob("scoring with IsolationForest", run, async (job) => {
      checkWidth("score with IsolationForest", this, X);
      return scoreInTasks(job, this.#forest, X, run.workers);
    });
  }

  protected scoresOf(X: Matrix): Float64Array {
    const { trees, form, samples } = this.#forest;
    return finishSteps(isolationScores(trees, form, samples, X, 0, X.rows));
  }

  protected arrays(): Record<string, ModelArray> {
    const { trees, form } = this.#forest;
    return { ...packTrees(trees), centers: form.centers, scales: form.scales };
  }

  protected override moreMeta(): Record<string, JSONValue> {
    return { nEstimators: this.nEstimators, maxSamples: this.maxSamples };
  }
}

/** Scores all rows of a table, in workers where that is worth it. */
export async function scoreInTasks(
  job: Job,
  { trees, form, samples }: FittedForest,
  { data, rows, columns }: Matrix,
  workers: number | undefined,
): Promise<Float64Array> {
  const inputs = [];
  for (let from = 0; from < rows; from += ROWS_PER_TASK)
    inputs.push({ from, to: Math.min(rows, from + ROWS_PER_TASK) });
  const parts = await runTasks(job, {
    task: scoreIsolationTask,
    shared: { table: { data, rows, columns }, form, trees, samples },
    inputs,
    workMs: rows * trees.trees * trees.depth * STEP_MS,
    workers,
    phase: "scoring rows",
    unit: "rows",
    total: rows,
  });
  const scores = new Float64Array(rows);
  parts.forEach((part, at) => scores.set(part, at * ROWS_PER_TASK));
  return scores;
}
