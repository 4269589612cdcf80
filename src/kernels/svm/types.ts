/** What goes into the solver of radial-kernel machines and comes out of it. */

/** Rows with their classes. */
export interface RadialRows {
  /** Row-major, length rows * columns; finite. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** Per row a class from 0 to classes - 1; every class has a row. */
  readonly codes: Int32Array;
  readonly classes: number;
  /** The kernel is exp(-gamma |a - b|^2). */
  readonly gamma: number;
  /** The largest cost that a pair will have: above 100, kernel values are worked out with more care. */
  readonly largestCost: number;
  /** The smallest tolerance that a pair will have: below 1e-5, kernel values are worked out with more care, too. */
  readonly tolerance: number;
}

/** Two classes and their costs; the first counts as +1. */
export interface RadialPair {
  readonly a: number;
  readonly b: number;
  readonly aCost: number;
  readonly bCost: number;
  readonly tolerance: number;
  readonly maxSteps: number;
}

/** A solved pair: decision = bias + the sum of coefficient times kernel, above 0 for class a. */
export interface PairSolution {
  /** One a row of class a, in the order of the rows, then one a row of class b; 0 for rows that are no support vectors. */
  readonly coefficients: Float64Array;
  readonly bias: number;
  readonly steps: number;
  /** False when the steps ran out. */
  readonly converged: boolean;
}

/** Solves pairs of classes one after another, a piece at a time. Kernel rows are shared by all pairs. */
export interface RadialSolver {
  start(pair: RadialPair): void;
  /** Works for about `nanoseconds`. @returns Whether the pair is solved. */
  run(nanoseconds: number): boolean;
  solution(): PairSolution;
  /** Releases the memory. Twice is safe. */
  close(): void;
}

/**
 * Sums of kernels: sum[t] = bias[t] + the sum over points of coefficient times kernel.
 *
 * Points come in groups: group g runs from groups[g] to groups[g + 1] and takes part in `shares` sums. Its coefficients for share s
 * stand at coefficients[s * points + point], and go to the sum targets[g * shares + s].
 */
export interface RadialSums {
  /** Row-major, points * columns. */
  readonly points: Float64Array;
  readonly columns: number;
  readonly gamma: number;
  readonly groups: Int32Array;
  readonly shares: number;
  readonly coefficients: Float64Array;
  readonly targets: Int32Array;
  readonly bias: Float64Array;
}

/** Which code does the work: WebAssembly where it runs, by default. */
export type Engine = "wasm" | "reference";
