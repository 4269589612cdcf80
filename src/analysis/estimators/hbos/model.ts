import { addBinScores } from "../../../kernels/mod.ts";
import type { HistogramColumn } from "../../../kernels/mod.ts";
import type { Matrix, ModelArray } from "../../core/mod.ts";
import { columnInto, DetectorModel } from "../detector/mod.ts";
import type { DetectorFacts } from "../detector/mod.ts";

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
    const numbers = new Float64Array(X.rows);
    this.#columns.forEach((histogram, column) => {
      if (histogram.scores.length === 0) return;
      columnInto(X, column, numbers);
      addBinScores(histogram, numbers, this.#tolerance, sums);
    });
    return sums;
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
