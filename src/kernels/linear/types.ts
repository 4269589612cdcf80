/** A tall matrix that is multiplied many times, and the work of one model on it. */

/**
 * The rows of X with a column of ones behind them. Its products are generators: they yield about every 20 ms of work.
 * Vectors over rows have `padded` entries; those behind the last row must be 0.
 */
export interface TallMatrix {
  readonly rows: number;
  /** Columns of X and the ones. */
  readonly columns: number;
  /** Rows, up to a multiple of 8. */
  readonly padded: number;
  /** out[output][row] = x[row] . weights[output]. */
  times(weights: Float64Array, outputs: number, out: Float64Array): Generator<number, void>;
  /** out[output][column] = the sum over rows of x[row][column] factors[output][row]. */
  transposedTimes(factors: Float64Array, outputs: number, out: Float64Array): Generator<number, void>;
  /** out[i][j] = the sum over every `every`th panel of 8 rows of factor x_i x_j; the whole square is filled. */
  gram(factors: Float64Array, every: number, out: Float64Array): Generator<number, void>;
  /** out[column] = the sum over rows of factor x². */
  squares(factors: Float64Array, out: Float64Array): Generator<number, void>;
  /**
   * For few rows: the sum over columns, without the ones, of scale x_i x_j, as a square of rows x rows. It is kept for the next call with
   * the same scales; not to be written into.
   */
  rowGram(scales: Float64Array): Generator<number, Float64Array>;
  /** Releases the memory. Twice is safe. */
  close(): void;
}

/** Rows from the first to before the second. */
export type RowRange = readonly [from: number, to: number];

/** What is minimised: half the penalised squares of the weights and the sum of a loss of the products of rows and weights. */
export interface LinearLoss {
  readonly outputs: number;
  /** Penalty of each column's weights. */
  readonly penalty: Float64Array;
  /**
   * Works out the loss of the rows in a range; all ranges together cover all rows, in ascending order.
   *
   * @param margins Products, [output][row].
   * @param slope Receives the derivatives.
   * @param range First row, and the one behind the last; behind the padded ones at most.
   * @param sum The sum of the losses of the rows before.
   * @returns The sum with these rows.
   */
  evaluate(margins: Float64Array, slope: Float64Array, range: RowRange, sum: number): number;
  /** Notes what the second derivatives need; the margins are those that were evaluated last. */
  prepareCurvature(margins: Float64Array): void;
  /** out = second derivatives times direction, both [output][row], for the rows in a range. */
  curvatureTimes(direction: Float64Array, out: Float64Array, range: RowRange): void;
  /** The second derivatives of one output with itself. */
  ownCurvature(output: number, out: Float64Array): void;
}

/** Weights of a fitted linear model, [output][column], the last column for the ones. */
export interface LinearSolution {
  readonly weights: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  readonly objective: number;
}
