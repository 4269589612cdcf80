import { openKMeans, putCenters, putRows } from "../../../kernels/mod.ts";
import type { KMeansResult, KMeansSpace } from "../../../kernels/mod.ts";
import type { FittedModel, JSONValue, Matrix, MimeBundle, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { checkWidth } from "../shared/mod.ts";
import type { CheckedKMeansOptions } from "./options.ts";

export interface KMeansFacts extends KMeansResult {
  readonly options: CheckedKMeansOptions;
  readonly featureNames: string[];
}

/** Rows that are worked on at once. */
const CHUNK_ROWS = 8192;
const MOST_IN_SUMMARY = 1000;

/** Fitted centers; immutable. */
export class KMeansModel implements FittedModel {
  readonly estimator = "KMeans";
  readonly options: JSONValue;
  readonly nFeatures: number;
  readonly featureNames: string[];
  readonly seed: number;
  /** One center a row. */
  readonly centers: Matrix;
  /** Cluster of each fitted row, as `predict` would say; empty in a model that was loaded. */
  readonly labels: Int32Array;
  /** Sum of squared distances of the fitted rows to their nearest center. */
  readonly inertia: number;
  /** Iterations of the last refinement. */
  readonly nIterations: number;

  constructor({ options, featureNames, centers, labels, inertia, iterations }: KMeansFacts) {
    this.options = { ...options };
    this.nFeatures = featureNames.length;
    this.featureNames = featureNames;
    this.seed = options.seed;
    this.centers = {
      data: centers,
      rows: options.nClusters,
      columns: featureNames.length,
      names: featureNames,
    };
    this.labels = labels;
    this.inertia = inertia;
    this.nIterations = iterations;
  }

  /** @returns The nearest center of each row, the first of equals, shape (rows,). */
  predict(X: Matrix): Int32Array {
    checkWidth("predict with KMeans", this, X);
    const labels = new Int32Array(X.rows);
    this.#inChunks(X, (space, from, count) => {
      space.label(0, count);
      labels.set(space.labels.subarray(0, count), from);
    });
    return labels;
  }

  /** @returns The distance of each row to each center, shape (rows, nClusters). */
  transform(X: Matrix): Matrix {
    checkWidth("transform with KMeans", this, X);
    const clusters = this.centers.rows;
    const data = new Float64Array(X.rows * clusters);
    this.#inChunks(X, (space, from, count) => {
      space.distancesToCenters(0, count, data.subarray(from * clusters, (from + count) * clusters));
    });
    return {
      data,
      rows: X.rows,
      columns: clusters,
      names: Array.from({ length: clusters }, (_, at) => `kmeans${at}`),
    };
  }

  parts(): ModelParts {
    return {
      estimator: this.estimator,
      options: this.options,
      nFeatures: this.nFeatures,
      featureNames: this.featureNames,
      seed: this.seed,
      meta: { inertia: this.inertia, nIterations: this.nIterations },
      arrays: { centers: this.centers.data },
    };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, featureNames, inertia, nIterations } = this;
    const summary = { estimator, options, nFeatures, featureNames: [...featureNames], inertia, nIterations };
    return this.centers.data.length > MOST_IN_SUMMARY
      ? summary
      : { ...summary, centers: Array.from(this.centers.data) };
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  /** Nothing to release: the model's numbers are plain arrays. */
  dispose(): void {}

  #inChunks(
    { data, rows, columns }: Matrix,
    work: (space: KMeansSpace, from: number, count: number) => void,
  ): void {
    if (rows === 0) return;
    const space = openKMeans({ rows: Math.min(rows, CHUNK_ROWS), columns, clusters: this.centers.rows });
    try {
      putCenters(space, this.centers.data);
      for (let from = 0; from < rows; from += CHUNK_ROWS) {
        const count = Math.min(CHUNK_ROWS, rows - from);
        putRows(space, 0, data.subarray(from * columns, (from + count) * columns));
        work(space, from, count);
      }
    } finally {
      space.close();
    }
  }
}
