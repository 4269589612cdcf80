import { principalAxes } from "../../adapters/mod.ts";
import type { PrincipalAxes } from "../../adapters/mod.ts";
import { defineTask } from "../../workers/mod.ts";

/** A finite symmetric matrix, row-major, shape (columns, columns). */
export interface CovarianceData {
  readonly covariance: Float64Array;
  readonly columns: number;
}

/** Finds the principal axes, in one piece: ml-pca's solver has no steps. */
export const findAxesTask = defineTask(
  "pca.findAxes",
  function* ({ covariance, columns }: CovarianceData): Generator<number, PrincipalAxes, void> {
    return principalAxes(covariance, columns);
  },
);
