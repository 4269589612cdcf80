import {
  addTailsAlone,
  addTailsTogether,
  momentsOfCounted,
  SortSpace,
  tailTable,
} from "../../../kernels/mod.ts";
import type { ColumnMoments, TailColumn, TailRule } from "../../../kernels/mod.ts";
import { finishSteps } from "../../core/mod.ts";
import type { JSONValue, Matrix, ModelArray } from "../../core/mod.ts";
import { columnInto, DetectorModel } from "../detector/mod.ts";
import type { DetectorFacts } from "../detector/mod.ts";
import { checkWidth } from "../shared/mod.ts";
import type { CheckedOptions } from "./options.ts";

/** What `ECOD` and `COPOD` models share; immutable. */
export abstract class TailModel extends DetectorModel {
  /** How many rows it was fitted on. */
  readonly fittedRows: number;
  protected abstract readonly rule: TailRule;
  readonly #columns: readonly TailColumn[];
  /** Of each column, where rows are judged alone. */
  readonly #moments: readonly ColumnMoments[] | undefined;

  constructor(facts: DetectorFacts, columns: readonly TailColumn[], newRows: CheckedOptions["newRows"]) {
    super(facts);
    this.#columns = columns;
    this.#moments =
      newRows === "alone" ? columns.map(({ values, counts }) => momentsOfCounted(values, counts)) : undefined;
    this.fittedRows = columns[0]!.counts.at(-1)!;
  }

  /**
   * What each column adds to the score of each row: which of them make a row an outlier.
   *
   * @returns Row-major, shape (rows, nFeatures); a row's numbers sum to its score.
   * @throws {RangeError} code BAD_INPUT, as scoreSamples.
   */
  featureScores(X: Matrix): Float64Array {
    checkWidth(`score with ${this.estimator}`, this, X);
    const scores = new Float64Array(X.rows * X.columns);
    this.#eachColumn(X, (column, own) => {
      for (let row = 0; row < own.length; row++) scores[row * X.columns + column] = own[row]!;
    });
    return scores;
  }

  protected scoresOf(X: Matrix): Float64Array {
    const scores = new Float64Array(X.rows);
    this.#eachColumn(X, (_, own) => {
      for (let row = 0; row < own.length; row++) scores[row]! += own[row]!;
    });
    return scores;
  }

  #eachColumn(X: Matrix, take: (column: number, scores: Float64Array) => void): void {
    if (X.rows === 0) return;
    const moments = this.#moments;
    const table = moments ? undefined : finishSteps(tailTable(this.fittedRows + X.rows));
    const space = new SortSpace(moments ? 0 : X.rows);
    const numbers = new Float64Array(X.rows);
    const own = new Float64Array(X.rows);
    this.#columns.forEach((fitted, column) => {
      columnInto(X, column, numbers);
      own.fill(0);
      if (table) addTailsTogether(fitted, numbers, this.rule, table, space, own);
      else addTailsAlone(fitted, moments![column]!, numbers, this.rule, own);
      take(column, own);
    });
  }

  protected arrays(): Record<string, ModelArray> {
    const columns = this.#columns;
    const total = columns.reduce((sum, { values }) => sum + values.length, 0);
    const values = new Float64Array(total);
    const counts = new Uint32Array(total);
    let at = 0;
    for (const column of columns) {
      values.set(column.values, at);
      counts.set(column.counts, at);
      at += column.values.length;
    }
    const sizes = Uint32Array.from(columns, (column) => column.values.length);
    return { values, counts, sizes };
  }

  /** The rule, too: the arrays of both detectors look alike, and give other scores under the other's name. */
  protected override moreMeta(): Record<string, JSONValue> {
    return { fittedRows: this.fittedRows, rule: this.rule };
  }
}

/** A fitted ECOD; immutable. */
export class ECODModel extends TailModel {
  readonly estimator = "ECOD";
  protected readonly rule = "ecod";
}

/** A fitted COPOD; immutable. */
export class COPODModel extends TailModel {
  readonly estimator = "COPOD";
  protected readonly rule = "copod";
}
