import { coreIndexClusters, neighborEngine } from "../../../kernels/mod.ts";
import type { CoreClusters, DistinctRows, NeighborIndex } from "../../../kernels/mod.ts";
import { finishSteps } from "../../core/mod.ts";
import type { FittedModel, JSONValue, Matrix, MimeBundle, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { indexRowsAtOnce } from "../neighbors/mod.ts";
import { checkWidth } from "../shared/mod.ts";
import type { DBSCANSettings } from "./options.ts";

/** What a model is made of. */
export interface DBSCANFacts {
  readonly options: Readonly<DBSCANSettings>;
  readonly featureNames: string[];
}

export interface DBSCANArrays {
  /** Cluster of each fitted row; -1 for noise. */
  readonly labels: Int32Array;
  /** Core rows, ascending. */
  readonly coreSampleIndices: Uint32Array;
  /** The distinct core rows, row-major, in the order of their first rows. */
  readonly corePoints: Float64Array;
  /** Cluster of each of them. */
  readonly corePointLabels: Int32Array;
}

/** The core points as a tree, with their clusters. */
interface CoreTree {
  readonly index: NeighborIndex;
  readonly core: Uint16Array;
  readonly clusters: CoreClusters;
}

/** Clusters of the rows that were fitted, and the core points, which say to what cluster a new row would belong. */
export class DBSCANModel implements FittedModel {
  readonly estimator = "DBSCAN";
  readonly options: JSONValue;
  readonly nFeatures: number;
  readonly featureNames: string[];
  /** Nothing in it is random. */
  readonly seed = 0;
  /** Cluster of each fitted row, shape (rows,), from 0 in the order of their first core rows; -1 for noise. */
  readonly labels: Int32Array;
  /** Core rows, ascending. */
  readonly coreSampleIndices: Uint32Array;
  readonly nClusters: number;
  readonly #eps: number;
  readonly #arrays: DBSCANArrays;
  /** Made when first asked. */
  #tree: CoreTree | undefined;

  constructor({ options, featureNames }: DBSCANFacts, arrays: DBSCANArrays, nClusters: number) {
    this.options = { ...options };
    this.featureNames = [...featureNames];
    this.nFeatures = featureNames.length;
    this.labels = arrays.labels;
    this.coreSampleIndices = arrays.coreSampleIndices;
    this.nClusters = nClusters;
    this.#eps = options.eps;
    this.#arrays = arrays;
  }

  /** @param found Cluster of each point, and 1 for core points. */
  static ofRows(
    facts: DBSCANFacts,
    { points, columns, pointOfRow }: DistinctRows,
    found: { readonly labels: Int32Array; readonly isCore: Uint8Array },
    nClusters: number,
  ): DBSCANModel {
    const labels = new Int32Array(pointOfRow.length);
    let coreRows = 0;
    for (let row = 0; row < labels.length; row++) {
      labels[row] = found.labels[pointOfRow[row]!]!;
      coreRows += found.isCore[pointOfRow[row]!]!;
    }
    const coreSampleIndices = new Uint32Array(coreRows);
    for (let row = 0, at = 0; row < labels.length; row++) {
      if (found.isCore[pointOfRow[row]!] === 1) coreSampleIndices[at++] = row;
    }
    let corePoints = 0;
    for (let point = 0; point < found.isCore.length; point++) corePoints += found.isCore[point]!;
    const coordinates = new Float64Array(corePoints * columns);
    const corePointLabels = new Int32Array(corePoints);
    for (let point = 0, at = 0; point < found.isCore.length; point++) {
      if (found.isCore[point] === 0) continue;
      corePointLabels[at] = found.labels[point]!;
      // A call per row costs more than its few numbers.
      for (let column = 0; column < columns; column++)
        coordinates[at * columns + column] = points[point * columns + column]!;
      at += 1;
    }
    return new DBSCANModel(
      facts,
      { labels, coreSampleIndices, corePoints: coordinates, corePointLabels },
      nClusters,
    );
  }

  /**
   * The cluster that each row would belong to without making new core rows: the lowest that has a core row within eps. For the rows that
   * were fitted these are their labels.
   *
   * @returns Shape (rows,); -1 where no core row is within eps.
   * @throws {RangeError} code BAD_INPUT, for another width than the fitted one or a number that is not finite.
   */
  predict(X: Matrix): Int32Array {
    checkWidth("predict with DBSCAN", this, X);
    const labels = new Int32Array(X.rows).fill(-1);
    if (X.rows === 0 || this.nClusters === 0) return labels;
    const { index, core, clusters } = (this.#tree ??= this.#plant());
    const asked = indexRowsAtOnce(X);
    const limit = this.#eps * this.#eps;
    const { leaves, points } = asked.index;
    const found = finishSteps(
      neighborEngine().findBorders(asked.index, index, core, clusters, limit, 0, leaves),
    );
    const byPoint = new Int32Array(points);
    for (let slot = 0; slot < points; slot++) byPoint[asked.index.pointOfSlot[slot]!] = found[slot]!;
    for (let row = 0; row < X.rows; row++) labels[row] = byPoint[asked.rows.pointOfRow[row]!]!;
    return labels;
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed } = this;
    const { labels, coreSampleIndices, corePoints, corePointLabels } = this.#arrays;
    return {
      estimator,
      options,
      nFeatures,
      featureNames,
      seed,
      meta: {
        rows: labels.length,
        nClusters: this.nClusters,
        coreRows: coreSampleIndices.length,
        corePoints: corePointLabels.length,
      },
      arrays: { labels, coreSampleIndices, corePoints, corePointLabels },
    };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, seed, nClusters, labels, coreSampleIndices } = this;
    let noise = 0;
    for (const label of labels) if (label < 0) noise += 1;
    const featureNames = this.featureNames.slice(0, 1000);
    const [rows, coreRows] = [labels.length, coreSampleIndices.length];
    return { estimator, options, nFeatures, featureNames, seed, nClusters, rows, coreRows, noise };
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  dispose(): void {
    this.#tree = undefined;
  }

  #plant(): CoreTree {
    const { corePoints, corePointLabels } = this.#arrays;
    const { index, rows } = indexRowsAtOnce({
      data: corePoints,
      rows: corePointLabels.length,
      columns: this.nFeatures,
    });
    const clusterOfPoint = new Int32Array(index.points);
    for (let at = corePointLabels.length - 1; at >= 0; at--)
      clusterOfPoint[rows.pointOfRow[at]!] = corePointLabels[at]!;
    return { index, ...coreIndexClusters(index, clusterOfPoint, this.nClusters) };
  }
}
