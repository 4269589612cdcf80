import { addBinScores } from "../../../kernels/mod.ts";
import type { HistogramColumn } from "../../../kernels/mod.ts";
import type { Matrix, ModelArray } from "../../core/mod.ts";
import { DetectorModel } from "../detector/mod.ts";
import type { DetectorFacts } from "../detector/mod.ts";
import { COLUMNS_AT_ONCE, columnsInto } from "../shared/mod.ts";

/** Rows scored at a time, so that their columns stay in the processor's cache. */
const BLOCK_ROWS = 4096;

/** A fitted HBOS; immutable. */
export class HBOSModel extends DetectorModel {
  readonly estimator = "HBOS";
  readonly #columns: readonly HistogramColumn[];
  readonly #tolerance: number;

  constructor(facts: DetectorFacts, columns: readonly HistogramColumn[], tolerance: number) {
    super(facts);
    this.#columns = columns;
    this.#tolerance = tolerance;
  }

  /** Bins of each column; 0 where a column's range allowed none, so that it adds nothing. */
  get nBins(): number[] {
    return this.#columns.map(({ scores }) => scores.length);
  }

  protected scoresOf(X: Matrix): Float64Array {
    const sums = new Float64Array(X.rows);
    const numbers = new Float64Array(BLOCK_ROWS * COLUMNS_AT_ONCE);
    for (let row = 0; row < X.rows; row += BLOCK_ROWS)
      this.#addScores(rowsOf(X, row), numbers, sums.subarray(row));
    return sums;
  }

  #addScores(X: Matrix, numbers: Float64Array, sums: Float64Array): void {
    for (let from = 0; from < X.columns; from += COLUMNS_AT_ONCE) {
      const to = Math.min(X.columns, from + COLUMNS_AT_ONCE);
      columnsInto(X, from, to, numbers);
      for (let column = from; column < to; column++) {
        const histogram = this.#columns[column]!;
        if (histogram.scores.length === 0) continue;
        const at = (column - from) * X.rows;
        addBinScores(histogram, numbers.subarray(at, at + X.rows), this.#tolerance, sums);
      }
    }
  }

  protected arrays(): Record<string, ModelArray> {
    const bins = Uint32Array.from(this.nBins);
    const all = (take: (column: HistogramColumn) => Float64Array): Float64Array => {
      const out = new Float64Array(this.#columns.reduce((sum, column) => sum + take(column).length, 0));
      let at = 0;
      for (const column of this.#columns) {
        out.set(take(column), at);
        at += take(column).length;
      }
      return out;
    };
    return { bins, edges: all(({ edges }) => edges), scores: all(({ scores }) => scores) };
  }
}

/** The rows from `row` on, as many as are scored at a time. */
function rowsOf({ data, rows, columns }: Matrix, row: number): Matrix {
  const to = Math.min(rows, row + BLOCK_ROWS);
  return { data: data.subarray(row * columns, to * columns), rows: to - row, columns };
}
