/** Rows of a block: sums over rows are taken block by block, so that they do not depend on how a pass is cut. */
export const BLOCK = 1024;

/** A row is skipped only when its bounds are apart by more than rounding can explain. */
export const SLACK = 1.0000000001;

/** What k-means works on: the rows, and room for `clusters` centers. Plain arrays, the same in both engines. */
export interface KMeansArrays {
  readonly rows: number;
  readonly columns: number;
  /** Numbers a row takes: the columns, and one 0 more where their number is odd. */
  readonly stride: number;
  readonly clusters: number;
  /** The rows, shape (rows, stride); in a space that reads them from a source, room for some. */
  readonly x: Float64Array;
  /** One a row, or empty when every row counts once. Multiples of 2^-20, so that sums of them are exact. */
  readonly weights: Float64Array;
  /** Shape (clusters, stride), as `sums`, and `rests`: what rounding took from the sums. */
  readonly centers: Float64Array;
  readonly sums: Float64Array;
  readonly rests: Float64Array;
  /** Weight of each cluster. */
  readonly counts: Float64Array;
  /** Half the distance of each center to its nearest other one. */
  readonly half: Float64Array;
  /** How far each center moved last. */
  readonly shift: Float64Array;
  readonly labels: Int32Array;
  /** While seeding: squared distance of each row to its nearest center. In passes: upper bound of the distance to its own. */
  readonly closest: Float64Array;
  /** Lower bound of the distance to the second nearest center. */
  readonly lower: Float64Array;
  /** One sum a block. */
  readonly blocks: Float64Array;
  /** Centers on trial, shape (MOST_PROBES, stride), and what the sum over all blocks would be with each. */
  readonly probes: Float64Array;
  readonly potentials: Float64Array;
}

/** How the centers moved last: the largest shift, of center `mover`, and the second. */
export interface Moves {
  readonly most: number;
  readonly next: number;
  readonly mover: number;
}

/** Most centers on trial at once. */
export const MOST_PROBES = 32;

/** The passes over rows `from` to `to`; `from` is a multiple of BLOCK. */
export interface KMeansSpace extends KMeansArrays {
  /** Copies one row, `stride` numbers. */
  copyRow(row: number, to: Float64Array, at: number): void;
  /** Lowers `closest` to the squared distance to the first probe (or sets it, when `first`), and writes `blocks`. */
  relax(from: number, to: number, first: boolean): void;
  /** Adds to `potentials` the sum of `closest` as it would be after `relax` with each of the first `count` probes. */
  tryProbes(from: number, to: number, count: number): void;
  /** Nearest center, the first of equals, and bounds of each row; adds the rows to the sums. */
  assignAll(from: number, to: number): void;
  /**
   * Looks again at rows whose bounds leave a doubt; moves what changes between the sums.
   *
   * @returns How many rows changed.
   */
  assignAgain(from: number, to: number, moves: Moves): number;
  /** Nearest center of each row, and the sum of squared distances of each block. */
  label(from: number, to: number): void;
  /** The same after passes that left labels and bounds; looks only once at most rows. */
  labelAgain(from: number, to: number, moves: Moves): void;
  /** Writes to `closest` the squared distance of each row to its own center. */
  ownDistances(from: number, to: number): void;
  /** Distances of rows to all centers, written to `out`, shape (to - from, clusters). */
  distancesToCenters(from: number, to: number, out: Float64Array): void;
  halfGaps(): void;
  close(): void;
}

/** Copies whole rows in, from row `at` on. */
export function putRows(
  { x, columns, stride }: Pick<KMeansArrays, "x" | "columns" | "stride">,
  at: number,
  values: Float64Array | Float32Array,
): void {
  if (columns === stride) {
    x.set(values, at * stride);
    return;
  }
  let to = at * stride;
  for (let from = 0; from < values.length; from += columns) {
    for (let column = 0; column < columns; column++) x[to + column] = values[from + column]!;
    x[to + columns] = 0;
    to += stride;
  }
}

/** Copies rows of `columns` numbers out of rows of `stride`. */
export function withoutPadding(values: Float64Array, count: number, columns: number): Float64Array {
  const stride = strideOf(columns);
  if (stride === columns) return values.slice(0, count * columns);
  const out = new Float64Array(count * columns);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < columns; column++)
      out[row * columns + column] = values[row * stride + column]!;
  }
  return out;
}

/** Copies centers in, shape (clusters, columns). */
export function putCenters(space: KMeansArrays, centers: ArrayLike<number>): void {
  const { clusters, columns, stride } = space;
  for (let cluster = 0; cluster < clusters; cluster++) {
    for (let column = 0; column < columns; column++) {
      space.centers[cluster * stride + column] = centers[cluster * columns + column]!;
    }
    if (stride > columns) space.centers[cluster * stride + columns] = 0;
  }
}

export function strideOf(columns: number): number {
  return columns + (columns % 2);
}
