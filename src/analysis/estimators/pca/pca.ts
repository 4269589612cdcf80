import { moments } from "../../../kernels/mod.ts";
import type { Moments } from "../../../kernels/mod.ts";
import { loadMlPca } from "../../adapters/mod.ts";
import type { PrincipalAxes } from "../../adapters/mod.ts";
import { codedError, countOf, runJob, runSteps } from "../../core/mod.ts";
import type { FitOptions, Job, Matrix } from "../../core/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import { checkMagnitude, checkMatrix, featureNamesOf, runOf } from "../shared/mod.ts";
import type { UnusedLabels } from "../shared/mod.ts";
import { PCAModel } from "./model.ts";
import { checkedOptions } from "./options.ts";
import type { CheckedPCAOptions, PCAOptions } from "./options.ts";
import { findAxesTask } from "./tasks.ts";

const ACTION = "fit PCA";
/** The time of the solver grows with the cube of the columns: 1 s for 500, 10 s for this many. */
const MOST_COLUMNS = 1024;
/** Its time over that cube, ms. */
const AXES_MS = 7.5e-6;
const LONG_MS = 150;
/** Only products from here on may come from values whose squares overflow in a sum. */
const SUSPECT = 1e270;

/**
 * Principal component analysis: the directions in which the rows vary most, by the eigenvectors of the covariance matrix.
 *
 * A kernel sums means and covariance in one pass, ml-pca finds the axes. Axes whose variances are equal, or 0, are not determined by
 * the data; variances below about 1e-15 of the largest are rounding. Scale the columns first unless they share a unit.
 *
 * @example
 * ```ts
 * import { PCA } from "trafficlab";
 *
 * const model = await new PCA({ nComponents: 1 }).fit({ data: Float64Array.of(0, 0, 1, 1, 2, 2), rows: 3, columns: 2 });
 * model.explainedVarianceRatio[0]; // 1
 * ```
 */
export class PCA {
  readonly name = "PCA";
  readonly options: CheckedPCAOptions;

  /** @throws {TypeError|RangeError} code BAD_INPUT, for an unknown option or a value out of bounds. */
  constructor(options: PCAOptions = {}) {
    this.options = checkedOptions(options);
  }

  /**
   * @param X Finite, shape (rows, columns), row-major; at least 2 rows, at most 1,024 columns, no value beyond 1e140.
   * @throws {RangeError} code BAD_INPUT, when X does not fit, or has fewer rows or columns than components asked for.
   * @throws {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, control?: FitOptions): Promise<PCAModel> {
    const run = runOf("fit PCA", y, control);
    const { options } = this;
    checkMatrix(ACTION, X, { minRows: 2, finite: false });
    checkCounts(X, options);
    return runJob("fitting PCA", run, async (job) => {
      const { data, rows, columns } = X;
      let done = 0;
      const sums = await runSteps(job, moments(data, { rows, columns }), (more) => {
        done += more;
        job.progress({ phase: "summing products", done, total: rows, unit: "rows" });
      });
      if (!sums.products.every((product) => Math.abs(product) < SUSPECT)) {
        checkMatrix(ACTION, X); // a number that is missing or infinite leaves the same mark
        checkMagnitude(ACTION, X);
      }
      await loadMlPca();
      await job.pause();
      const { axes, scale } = await axesOf(job, sums, run.workers);
      return modelOf(sums, scaledBack(axes, scale, rows - 1), featureNamesOf(X), options);
    });
  }
}

function checkCounts({ rows, columns }: Matrix, { nComponents }: CheckedPCAOptions): void {
  if (columns > MOST_COLUMNS)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: X must have at most ${MOST_COLUMNS} columns, got ${columns}; select the features first`,
    );
  if (nComponents !== null && nComponents > Math.min(rows, columns))
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: nComponents must be at most the smaller of rows and columns, got ${nComponents} for ${countOf(rows, "row")} and ${countOf(columns, "column")}`,
    );
}

/** The axes of the products relative to the largest, so that neither tiny nor huge ones leave the range of doubles in the solver. */
async function axesOf(
  job: Job,
  { means, products }: Moments,
  workers: number | undefined,
): Promise<{ axes: PrincipalAxes; scale: number }> {
  const columns = means.length;
  let largest = 0;
  for (let column = 0; column < columns; column++)
    largest = Math.max(largest, products[column * columns + column]!);
  const scale = largest > 0 ? largest : 1;
  const workMs = columns * columns * columns * AXES_MS;
  const [axes] = await runTasks(job, {
    task: findAxesTask,
    shared: { covariance: products.map((product) => product / scale), columns },
    inputs: [null],
    workMs,
    // Cancelling ends a worker, but cannot interrupt the solver here.
    workers: workMs < LONG_MS ? 0 : workers,
    phase: "finding axes",
    unit: "steps",
  });
  return { axes: axes!, scale };
}

function scaledBack({ variances, axes }: PrincipalAxes, scale: number, degrees: number): PrincipalAxes {
  return { axes, variances: variances.map((variance) => (variance * scale) / degrees) };
}

function modelOf(
  { rows, means }: Moments,
  { variances, axes }: PrincipalAxes,
  featureNames: string[],
  options: CheckedPCAOptions,
): PCAModel {
  const columns = means.length;
  let total = 0;
  for (const variance of variances) total += variance;
  const count = componentCount(options, variances, total, Math.min(rows, columns));
  const components = axes.slice(0, count * columns);
  for (let axis = 0; axis < count; axis++) fixSign(components.subarray(axis * columns, (axis + 1) * columns));
  return new PCAModel({
    options,
    featureNames,
    rows,
    means,
    components,
    explainedVariance: variances.slice(0, count),
    totalVariance: total,
  });
}

/** As scikit-learn: the fewest components that explain more than the share asked for. */
function componentCount(
  { nComponents }: CheckedPCAOptions,
  explained: Float64Array,
  total: number,
  most: number,
): number {
  if (nComponents === null) return most;
  if (nComponents >= 1) return nComponents;
  let share = 0;
  for (let count = 1; count < most; count++) {
    share += total > 0 ? explained[count - 1]! / total : 1;
    if (share > nComponents) return count;
  }
  return most;
}

/** Turns an axis so that its largest loading, the first of equals, is positive. */
function fixSign(axis: Float64Array): void {
  let largest = 0;
  for (let column = 1; column < axis.length; column++) {
    if (Math.abs(axis[column]!) > Math.abs(axis[largest]!)) largest = column;
  }
  if (axis[largest]! >= 0) return;
  for (let column = 0; column < axis.length; column++) axis[column] = 0 - axis[column]!;
}
