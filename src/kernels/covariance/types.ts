/** Sums over the rows taken in so far. */
export interface MomentSums {
  readonly columns: number;
  /** Columns rounded up to a multiple of 4. */
  readonly stride: number;
  readonly means: Float64Array;
  /** Sums of products of deviations, shape (stride, stride), upper triangle; or one row of squares. */
  readonly products: Float64Array;
  readonly onlySquares: boolean;
}
