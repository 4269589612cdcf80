import { neighborEngine } from "../../../kernels/mod.ts";
import type { NeighborIndex } from "../../../kernels/mod.ts";
import { runJob, runSteps } from "../../core/mod.ts";
import type { FitOptions, Matrix } from "../../core/mod.ts";
import { findBordersTask, findCoreTask, indexRows, searchAll } from "../neighbors/mod.ts";
import type { IndexedRows } from "../neighbors/mod.ts";
import { checkMatrix, featureNamesOf, runOf } from "../shared/mod.ts";
import type { UnusedLabels } from "../shared/mod.ts";
import { DBSCANModel } from "./model.ts";
import { dbscanSettings } from "./options.ts";
import type { DBSCANOptions, DBSCANSettings } from "./options.ts";

/**
 * Clusters by density: rows that have `minSamples` rows within `eps`, themselves included, are core rows; core rows within `eps` of each
 * other are in one cluster; other rows within `eps` of a core row are on the border of its cluster; the rest is noise, -1.
 *
 * The labels are scikit-learn's, numbers included: clusters are numbered in the order of their first core rows, and a row on the border of
 * several clusters belongs to the one with the lowest number. "Within" compares squared distances, summed column by column, as
 * scikit-learn's kd-tree does (its choice up to 15 columns; above, its other way of summing may differ for distances that equal eps but
 * for rounding). When it is wrong: one eps cannot fit clusters of very different density, and with many columns all distances become
 * alike. Exact duplicates count as rows but cost nothing. Time n log n in the usual case, n² at worst; memory grows with n only.
 *
 * Source: M. Ester et al., "A density-based algorithm for discovering clusters", KDD 1996; the walk over pairs of tree nodes follows
 * R. Curtin et al., "Tree-independent dual-tree algorithms", ICML 2013.
 *
 * @example
 * ```ts
 * import { DBSCAN } from "trafficlab";
 *
 * const X = { data: Float64Array.from([1, 1.2, 1.1, 8, 8.1, 8.3, 50]), rows: 7, columns: 1 };
 * const labels = await new DBSCAN({ eps: 0.5, minSamples: 2 }).fitPredict(X);
 * if (labels.join() !== "0,0,0,1,1,1,-1") throw new Error(labels.join());
 * ```
 */
export class DBSCAN {
  readonly name = "DBSCAN";
  readonly options: Readonly<DBSCANSettings>;

  /** @throws {TypeError | RangeError} code BAD_INPUT, for an unknown option or a value out of bounds. */
  constructor(options: DBSCANOptions = {}) {
    this.options = dbscanSettings(options);
  }

  /**
   * @param X Row-major, shape (rows, columns); finite, at least one row and one column. Scale the columns first: eps is the same for all.
   * @param y Not read: labels as other estimators take them, or the run control, which may also stand third.
   * @throws {TypeError | RangeError} code BAD_INPUT, when X is no such matrix.
   * @throws {CancelledError} code CANCELLED.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<DBSCANModel> {
    const run = runOf("fit DBSCAN", y, options);
    return runJob("fitting DBSCAN", run, async (job) => {
      checkMatrix("fit DBSCAN", X, { minRows: 1 });
      const { eps, minSamples } = this.options;
      const limit = eps * eps;
      const { workers } = run;
      const { rows, index }: IndexedRows = await indexRows(job, X);
      job.progress({ phase: "building the tree", done: X.rows, total: X.rows, unit: "rows" });
      const masks = await searchAll(
        job,
        findCoreTask,
        { index, limit, minRows: minSamples },
        { workers, phase: "finding core rows" },
      );
      const core = joined(masks, index.leaves);
      const clusters = await runSteps(job, neighborEngine().linkCore(index, core, limit));
      const labels = await searchAll(
        job,
        findBordersTask,
        { index, core, clusters, limit },
        { workers, phase: "finding border rows" },
      );
      const byPoint = toPoints(index, core, labels);
      return DBSCANModel.ofRows(
        { options: this.options, featureNames: featureNamesOf(X) },
        rows,
        byPoint,
        clusters.clusters,
      );
    });
  }

  /** @returns Cluster of each row, shape (rows,), from 0; -1 for noise. */
  async fitPredict(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<Int32Array> {
    return (await this.fit(X, y, options)).labels;
  }
}

function joined(parts: readonly Uint16Array[], length: number): Uint16Array {
  const whole = new Uint16Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What was found by slot of the tree, by point. */
function toPoints(
  index: NeighborIndex,
  core: Uint16Array,
  labelParts: readonly Int32Array[],
): { labels: Int32Array; isCore: Uint8Array } {
  const labels = new Int32Array(index.points);
  const isCore = new Uint8Array(index.points);
  let slot = 0;
  for (const part of labelParts) {
    for (let at = 0; at < part.length && slot < index.points; at++, slot++) {
      const point = index.pointOfSlot[slot]!;
      labels[point] = part[at]!;
      isCore[point] = (core[slot >> 4]! >> (slot & 15)) & 1;
    }
  }
  return { labels, isCore };
}
