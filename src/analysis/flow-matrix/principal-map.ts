/** Rows of a matrix as points in the plane of their two main directions. */
import type { Job, Matrix } from "../core/mod.ts";
import { PCA } from "../estimators/mod.ts";

export interface PrincipalMap {
  /** Share of the variance along each axis. */
  readonly explained: number[];
  /** One row an axis, in the order of the fields. */
  readonly components: number[][];
  /** A row's place. */
  readonly place: (row: number) => { x: number; y: number };
}

/** @param X In standard units; at least 2 rows. */
export async function principalMap(job: Job, X: Matrix): Promise<PrincipalMap> {
  const axes = Math.min(2, X.columns);
  const model = await new PCA({ nComponents: axes }).fit(X, { signal: job.signal });
  const { data } = model.components;
  const { means } = model;
  const along = (row: number, axis: number): number => {
    if (axis >= axes) return 0;
    let sum = 0;
    for (let column = 0; column < X.columns; column++)
      sum += (X.data[row * X.columns + column]! - means[column]!) * data[axis * X.columns + column]!;
    return sum;
  };
  return {
    explained: Array.from(model.explainedVarianceRatio),
    components: Array.from({ length: axes }, (_, axis) =>
      Array.from(data.subarray(axis * X.columns, (axis + 1) * X.columns)),
    ),
    place: (row) => ({ x: along(row, 0), y: along(row, 1) }),
  };
}
