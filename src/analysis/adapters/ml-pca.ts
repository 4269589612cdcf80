import { PCA } from "ml-pca";

/** The model object of ml-pca. */
export type MlPca = PCA;

export interface PrincipalAxes {
  /** Variance along each axis, largest first; tiny negative ones from rounding are 0. */
  readonly variances: Float64Array;
  /** One axis a row, length 1, shape (columns, columns). */
  readonly axes: Float64Array;
}

/**
 * Principal axes of a covariance matrix by ml-pca.
 *
 * Its solver (Householder reduction, then implicit QL) uses + - * / and square roots only, so it gives the same bits in every engine.
 * Time grows with the cube of the columns: about 1 s for 500.
 *
 * @param covariance Finite and symmetric, row-major, shape (columns, columns).
 */
export function principalAxes(covariance: Float64Array, columns: number): PrincipalAxes {
  const pca = new PCA(rowsOf(covariance, columns), { isCovarianceMatrix: true });
  const loadings = pca.getLoadings();
  const variances = Float64Array.from(pca.getEigenvalues(), (value) => Math.max(0, value));
  const axes = new Float64Array(columns * columns);
  for (let axis = 0; axis < columns; axis++) {
    for (let column = 0; column < columns; column++)
      axes[axis * columns + column] = loadings.get(axis, column);
  }
  return { variances, axes };
}

export interface MlPcaModel {
  readonly means: Float64Array;
  /** Shape (count, columns). */
  readonly axes: Float64Array;
  readonly variances: Float64Array;
}

/** The package's own model object of fitted axes; `predict` and `invert` on it work as on one that was fitted on rows. */
export function toMlPca({ means, axes, variances }: MlPcaModel): MlPca {
  const columns = means.length;
  const U = rowsOf(axes, columns);
  return PCA.load({
    name: "PCA",
    center: true,
    scale: false,
    means: Array.from(means),
    stdevs: [],
    // One axis a column.
    U: Array.from({ length: columns }, (_, column) => U.map((axis) => axis[column]!)) as never,
    S: Array.from(variances),
    excludedFeatures: [],
  });
}

function rowsOf(values: Float64Array, columns: number): number[][] {
  const rows: number[][] = [];
  for (let at = 0; at < values.length; at += columns)
    rows.push(Array.from(values.subarray(at, at + columns)));
  return rows;
}
