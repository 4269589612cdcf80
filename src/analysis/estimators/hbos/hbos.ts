import { codedError, runJob } from "../../core/mod.ts";
import type { FitOptions, Matrix } from "../../core/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import { columnGroups, sumOf, thresholdOf } from "../detector/mod.ts";
import { checkMatrix, featureNamesOf, MOST_COLUMNS, runOf } from "../shared/mod.ts";
import type { UnusedLabels } from "../shared/mod.ts";
import { HBOSModel } from "./model.ts";
import { checkedOptions } from "./options.ts";
import type { CheckedOptions, HBOSOptions } from "./options.ts";
import { fitHistogramsTask } from "./tasks.ts";

/** Columns that one task takes; not dependent on the number of workers. */
const COLUMNS_PER_TASK = 4;
/** Time of a cell, ms: counted and scored; sorted too, for the number of bins. */
const CELL_MS = 2e-5;
const SORTED_CELL_MS = 2e-4;
const MOST_CELLS = 1 << 27;

/**
 * HBOS: a row is as odd as the bins of the columns that it lies in are thin.
 *
 * As PyOD's `HBOS` (M. Goldstein, A. Dengel, KI 2012). Bins are equal parts of a column's range, so one far number puts all others in one
 * bin: take logarithms or ranks of columns with long tails first. A column whose range cannot be cut into bins in double precision (one
 * value of 1e17 only, say) adds nothing. Wrong where what is odd is a combination of ordinary values.
 *
 * @example
 * ```ts
 * import { HBOS } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const model = await new HBOS({ nBins: "auto" }).fit(X);
 * const scores = model.scoreSamples(X); // per row, higher = more anomalous
 * ```
 */
export class HBOS {
  readonly name = "HBOS";
  readonly #options: CheckedOptions;

  /** @throws {TypeError|RangeError} code BAD_INPUT, for an unknown option or one out of bounds. */
  constructor(options: HBOSOptions = {}) {
    this.#options = checkedOptions(options);
  }

  /**
   * Fits the histograms of the columns.
   *
   * @param X Row-major, shape (rows, columns), at least one row; finite.
   * @param y Not read: labels as other estimators take them, or the run control, which may also stand third.
   * @throws {RangeError} code BAD_INPUT; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<HBOSModel> {
    const run = runOf("fit HBOS", y, options);
    return runJob("fitting HBOS", run, async (job) => {
      const options = this.#options;
      checkMatrix("fit HBOS", X, { minRows: 1 });
      const { data, rows, columns } = X;
      checkSize(columns, options.nBins);
      const parts = await runTasks(job, {
        task: fitHistogramsTask,
        shared: { data, rows, columns, options },
        inputs: columnGroups(columns, COLUMNS_PER_TASK),
        workMs: rows * columns * (options.nBins === "auto" ? SORTED_CELL_MS : CELL_MS),
        workers: run.workers,
        phase: "fitting columns",
        unit: "steps",
        total: rows * columns,
      });
      const trainingScores = sumOf(parts.map(({ sums }) => sums));
      const facts = {
        options: { ...options },
        featureNames: featureNamesOf(X),
        seed: 0,
        threshold: thresholdOf(trainingScores, options.contamination),
        trainingScores,
      };
      return new HBOSModel(
        facts,
        parts.flatMap((part) => part.columns),
        options.tolerance,
      );
    });
  }
}

function checkSize(columns: number, nBins: number | "auto"): void {
  const refuse = (rule: string): never => {
    throw codedError(RangeError, "BAD_INPUT", `Cannot fit HBOS: ${rule}`);
  };
  if (columns > MOST_COLUMNS) refuse(`X must have at most ${MOST_COLUMNS} columns, got ${columns}`);
  if (nBins !== "auto" && nBins * columns > MOST_CELLS)
    refuse(`nBins x columns must be at most ${MOST_CELLS}, got ${nBins * columns}; use fewer bins`);
}
