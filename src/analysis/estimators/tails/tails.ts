import { tailTable } from "../../../kernels/mod.ts";
import type { TailColumn, TailRule } from "../../../kernels/mod.ts";
import { codedError, runJob, runSteps } from "../../core/mod.ts";
import type { FitOptions, Job, Matrix } from "../../core/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import { columnGroups, sumOf, thresholdOf } from "../detector/mod.ts";
import { checkMatrix, featureNamesOf, MOST_COLUMNS, runOf } from "../shared/mod.ts";
import type { DetectorFacts } from "../detector/mod.ts";
import type { UnusedLabels } from "../shared/mod.ts";
import { COPODModel, ECODModel } from "./model.ts";
import { checkedOptions } from "./options.ts";
import type { CheckedOptions, TailOptions } from "./options.ts";
import { fitTailsTask } from "./tasks.ts";

/** Columns that one task takes; not dependent on the number of workers. */
const COLUMNS_PER_TASK = 2;
/** Time to sort and score a cell, ms. */
const CELL_MS = 1.5e-4;

/**
 * ECOD: a row is as odd as the tails of the columns it lies in are rare.
 *
 * As PyOD's `ECOD` (Z. Li et al., IEEE TKDE 2022) to 1e-9, on fitted and on new rows. Nothing is random and nothing is to be tuned. A cell's
 * score is -log of the share of rows at least as far out on its side, the rarer side counting; a row's is the sum over the columns.
 * Wrong where what is odd is a combination of ordinary values, or lies in the middle of a column's range.
 *
 * @example
 * ```ts
 * import { ECOD } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const model = await new ECOD({ contamination: 0.05 }).fit(X);
 * const scores = model.trainingScores; // of the fitted rows
 * const columns = model.featureScores(X); // which columns make a row odd
 * ```
 */
export class ECOD {
  readonly name = "ECOD";
  readonly #options: CheckedOptions;

  /** @throws {TypeError|RangeError} code BAD_INPUT, for an unknown option or one out of bounds. */
  constructor(options: TailOptions = {}) {
    this.#options = checkedOptions("ECOD", options);
  }

  /**
   * Fits the distributions of the columns.
   *
   * @param X Row-major, shape (rows, columns), at least one row; finite.
   * @param y Not read: labels as other estimators take them, or the run control, which may also stand third.
   * @throws {RangeError} code BAD_INPUT; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<ECODModel> {
    const run = runOf("fit ECOD", y, options);
    return runJob("fitting ECOD", run, async (job) => {
      const { facts, columns } = await fitColumns(job, "ECOD", "ecod", X, this.#options, run.workers);
      return new ECODModel(facts, columns, this.#options.newRows);
    });
  }
}

/**
 * COPOD: as ECOD, with the side of a column's longer tail counting, but never less than the mean of both sides.
 *
 * As PyOD's `COPOD` (Z. Li et al., ICDM 2020) to 1e-9, on fitted and on new rows. Wrong where ECOD is.
 */
export class COPOD {
  readonly name = "COPOD";
  readonly #options: CheckedOptions;

  /** @throws {TypeError|RangeError} code BAD_INPUT, for an unknown option or one out of bounds. */
  constructor(options: TailOptions = {}) {
    this.#options = checkedOptions("COPOD", options);
  }

  /** As `ECOD.fit`. */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<COPODModel> {
    const run = runOf("fit COPOD", y, options);
    return runJob("fitting COPOD", run, async (job) => {
      const { facts, columns } = await fitColumns(job, "COPOD", "copod", X, this.#options, run.workers);
      return new COPODModel(facts, columns, this.#options.newRows);
    });
  }
}

async function fitColumns(
  job: Job,
  name: string,
  rule: TailRule,
  X: Matrix,
  options: CheckedOptions,
  workers: number | undefined,
): Promise<{ facts: DetectorFacts; columns: TailColumn[] }> {
  checkMatrix(`fit ${name}`, X, { minRows: 1 });
  const { data, rows, columns } = X;
  if (columns > MOST_COLUMNS)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot fit ${name}: X must have at most ${MOST_COLUMNS} columns, got ${columns}`,
    );
  const table = await tableFor(job, rows);
  const parts = await runTasks(job, {
    task: fitTailsTask,
    shared: { data, rows, columns, rule, table },
    inputs: columnGroups(columns, COLUMNS_PER_TASK),
    workMs: rows * columns * CELL_MS,
    workers,
    phase: "fitting columns",
    unit: "steps",
    total: rows * columns,
  });
  const trainingScores = sumOf(parts.map(({ sums }) => sums));
  const facts: DetectorFacts = {
    options: { ...options },
    featureNames: featureNamesOf(X),
    seed: 0,
    threshold: thresholdOf(trainingScores, options.contamination),
    trainingScores,
  };
  return { facts, columns: parts.flatMap((part) => part.columns) };
}

function tableFor(job: Job, rows: number): Promise<Float64Array> {
  return runSteps(job, tailTable(rows));
}
