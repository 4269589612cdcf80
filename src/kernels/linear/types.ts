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
  /** Releases the memory. Twice is safe. */
  close(): void;
}

/** What is minimised: half the penalised squares of the weights and the sum of a loss of the products of rows and weights. */
export interface LinearLoss {
  readonly outputs: number;
  /** Penalty of each column's weights. */
  readonly penalty: Float64Array;
  /** @param margins Products, [output][row]. @param slope Receives the derivatives. @returns The sum of the losses. */
  evaluate(margins: Float64Array, slope: Float64Array): number;
  /** Notes what the second derivatives need; the margins are those that were evaluated last. */
  prepareCurvature(margins: Float64Array): void;
  /** out = second derivatives times direction, both [output][row]. */
  curvatureTimes(direction: Float64Array, out: Float64Array): void;
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
