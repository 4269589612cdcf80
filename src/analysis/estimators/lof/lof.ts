import { codedError, runJob } from "../../core/mod.ts";
import type { FitOptions, Job, Matrix } from "../../core/mod.ts";
import { thresholdOf } from "../detector/mod.ts";
import { findNearestTask, indexRows, searchAll } from "../neighbors/mod.ts";
import type { IndexedRows } from "../neighbors/mod.ts";
import { checkMatrix, featureNamesOf, runOf } from "../shared/mod.ts";
import type { UnusedLabels } from "../shared/mod.ts";
import { densityAt, factorAt } from "./densities.ts";
import type { Densities, Lists } from "./densities.ts";
import { LocalOutlierFactorModel } from "./model.ts";
import { lofSettings } from "./options.ts";
import type { LOFSettings, LocalOutlierFactorOptions } from "./options.ts";

/** Above this a row is an outlier when no share of outliers is given; scikit-learn's number. */
const AUTO_THRESHOLD = 1.5;
/** Points between two pauses. */
const STEP_POINTS = 8192;

/**
 * Local outlier factors: how much thinner the rows lie around a row than around its neighbours; about 1 inside a cluster, higher for
 * outliers. Euclidean; exact neighbours.
 *
 * The scores are those of scikit-learn's LocalOutlierFactor with the opposite sign, for rows in double precision: `trainingScores` are
 * -negative_outlier_factor_, `scoreSamples` is -score_samples with novelty=True, so that a row given again counts among its own neighbours.
 * A row has exactly `nNeighbors` neighbours; of several at the same distance those that come first in the data are taken, all rows equal to
 * each other at the place of the first (scikit-learn's choice among equals follows from the shape of its tree). When it is wrong: more than
 * `nNeighbors` exact duplicates make a density without bound, beside which other rows look like outliers, and attacks in dense groups
 * larger than `nNeighbors` look normal.
 *
 * Source: M. Breunig et al., "LOF: identifying density-based local outliers", SIGMOD 2000.
 *
 * @example
 * ```ts
 * import { LocalOutlierFactor } from "trafficlab";
 *
 * const X = { data: Float64Array.from([1, 1.1, 1.2, 1.3, 9]), rows: 5, columns: 1 };
 * const labels = await new LocalOutlierFactor({ nNeighbors: 2 }).fitPredict(X);
 * if (labels.join() !== "1,1,1,1,-1") throw new Error(labels.join());
 * ```
 */
export class LocalOutlierFactor {
  readonly name = "LocalOutlierFactor";
  readonly options: Readonly<LOFSettings>;

  /** @throws {TypeError | RangeError} code BAD_INPUT, for an unknown option or a value out of bounds. */
  constructor(options: LocalOutlierFactorOptions = {}) {
    this.options = lofSettings(options);
  }

  /**
   * @param X Row-major, shape (rows, columns); finite, at least two rows and one column. Scale the columns first.
   * @param y Not read: labels as other estimators take them, or the run control, which may also stand third.
   * @throws {TypeError | RangeError} code BAD_INPUT, when X is no such matrix or its distances overflow.
   * @throws {CancelledError} code CANCELLED.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<LocalOutlierFactorModel> {
    const run = runOf("fit LocalOutlierFactor", y, options);
    return runJob("fitting LocalOutlierFactor", run, async (job) => {
      checkMatrix("fit LocalOutlierFactor", X, { minRows: 2 });
      const k = Math.min(this.options.nNeighbors, X.rows - 1);
      const indexed = await indexRows(job, X);
      const { index, rows } = indexed;
      const phase = "finding neighbours";
      const parts = await searchAll(job, findNearestTask, { index, k }, { workers: run.workers, phase });
      const lists = parts.map((part) => ({ lists: part, k, pointOfSlot: index.pointOfSlot }));
      const densities = await densitiesOf(job, indexed, lists);
      const factors = new Float64Array(index.points);
      await eachPoint(job, indexed, lists, (list, at, point) => {
        factors[point] = factorAt(list, at, point, densities.densities[point]!, densities);
      });
      const trainingScores = Float64Array.from(rows.pointOfRow, (point) => factors[point]!);
      const { contamination } = this.options;
      const threshold =
        contamination === "auto" ? AUTO_THRESHOLD : thresholdOf(trainingScores, contamination);
      const facts = {
        options: { ...this.options },
        featureNames: featureNamesOf(X),
        seed: 0,
        threshold,
        trainingScores,
      };
      return new LocalOutlierFactorModel(facts, rows.points.slice(), densities, k);
    });
  }

  /** @returns -1 for outliers among the fitted rows, 1 for the others, shape (rows,). */
  async fitPredict(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<Int32Array> {
    const { trainingScores, threshold } = await this.fit(X, y, options);
    return Int32Array.from(trainingScores!, (score) => (score > threshold ? -1 : 1));
  }
}

async function densitiesOf(job: Job, indexed: IndexedRows, lists: readonly Lists[]): Promise<Densities> {
  const { points } = indexed.index;
  const { weights } = indexed.rows;
  const kDistances = new Float64Array(points);
  await eachPoint(job, indexed, lists, ({ lists: { counts, squares }, k }, at, point) => {
    kDistances[point] = Math.sqrt(squares[at * k + counts[at]! - 1]!);
  });
  if (kDistances.some((distance) => distance === Infinity)) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      "Cannot fit LocalOutlierFactor: distances between rows must not overflow; scale the columns first",
    );
  }
  const densities = new Float64Array(points);
  await eachPoint(job, indexed, lists, (list, at, point) => {
    densities[point] = densityAt(list, at, point, { weights, kDistances });
  });
  return { weights, kDistances, densities };
}

async function eachPoint(
  job: Job,
  { index }: IndexedRows,
  parts: readonly Lists[],
  visit: (list: Lists, at: number, point: number) => void,
): Promise<void> {
  let slot = 0;
  for (const part of parts) {
    for (let at = 0; at < part.lists.counts.length && slot < index.points; at++, slot++) {
      visit(part, at, index.pointOfSlot[slot]!);
      if (slot % STEP_POINTS === 0) await job.pause();
    }
  }
}
