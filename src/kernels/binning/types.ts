/** The bins of a matrix. */
export interface BinPlan {
  /** The cuts of column c are from cutOffsets[c] to cutOffsets[c + 1]. */
  readonly cuts: Float64Array;
  readonly cutOffsets: Uint32Array;
  /** 256 for each column; see `ColumnBins`. */
  readonly middles: Float64Array;
}

/** Numbers in rows and columns, row-major; finite. */
export interface Cells {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}
