import { runJob, runSteps } from "../core/mod.ts";
import type { FitOptions, Matrix } from "../core/mod.ts";
import { StandardScaler } from "../estimators/mod.ts";
import type { FittedScaler, Scaler } from "../evaluate/mod.ts";
import { median } from "../features/mod.ts";
import type { FeatureSet } from "../features/mod.ts";

/** As features() with the scaler "standard": values further out are cut. */
export const CLIP = 8;

/** A column of a feature set: what it holds and of which feature. */
interface ColumnKind {
  readonly kind: "number" | "missing" | "category";
  readonly feature: string;
}

/** What the training part of a fold says. */
interface Learnt {
  /** Of each number that misses some: the median of those that are there. */
  readonly fills: Float64Array;
  /** 0 for each column that `features()` would not make. */
  readonly isKept: Uint8Array;
}

/**
 * The features of a fold, as if `features()` had been fitted on its training part alone, made from those of the whole training part:
 * missing values become the fold's own median; a category, or a mark of missing values, that the fold never saw is 0 everywhere; with
 * standard units, numbers are centred, scaled and cut by the fold's own mean and deviation. Only which categories of a text have a column
 * is the whole training part's choice.
 */
export class FoldFeatures implements Scaler {
  readonly #isNumber: Uint8Array;
  /** Of each number: the column that says where it is missing; -1 for none. */
  readonly #markOf: Int32Array;
  readonly #hasUnits: boolean;

  /** @param set The features of the whole training part, not scaled. */
  constructor(set: FeatureSet, units: "as they are" | "standard") {
    const { columns } = set.toJSON() as unknown as { columns: readonly ColumnKind[] };
    this.#isNumber = Uint8Array.from(columns, ({ kind }) => (kind === "number" ? 1 : 0));
    this.#markOf = Int32Array.from(columns, ({ kind, feature }) =>
      kind === "number"
        ? columns.findIndex((other) => other.kind === "missing" && other.feature === feature)
        : -1,
    );
    this.#hasUnits = units === "standard";
  }

  async fit(X: Matrix, _y?: undefined, run: FitOptions = {}): Promise<FittedScaler> {
    const learnt = await this.#learn(X, run);
    if (!this.#hasUnits) return { transform: (matrix) => this.#filled(matrix, learnt) };
    const { center, scale } = await new StandardScaler().fit(this.#filled(X, learnt), run);
    return {
      transform: (matrix) => {
        const filled = this.#filled(matrix, learnt);
        this.#toUnits(filled, center, scale);
        return filled;
      },
    };
  }

  #learn({ data, rows, columns }: Matrix, run: FitOptions): Promise<Learnt> {
    const [isNumber, markOf] = [this.#isNumber, this.#markOf];
    const present = new Float64Array(rows);
    const steps = function* (): Generator<void, Learnt, void> {
      const fills = new Float64Array(columns);
      const isKept = isNumber.slice();
      for (let row = 0, at = 0; row < rows; row++)
        for (let column = 0; column < columns; column++, at++) if (data[at] !== 0) isKept[column] = 1;
      for (let column = 0; column < columns; column++) {
        yield;
        const mark = markOf[column]!;
        if (mark < 0) continue;
        let count = 0;
        for (let row = 0; row < rows; row++)
          if (data[row * columns + mark] === 0) present[count++] = data[row * columns + column]!;
        if (count > 0) fills[column] = yield* median(present.subarray(0, count));
        else isKept[column] = isKept[mark] = 0;
      }
      return { fills, isKept };
    };
    const { signal } = run;
    return runJob("fitting features", signal ? { signal } : {}, (job) => runSteps(job, steps()));
  }

  #filled({ data, rows, columns, names }: Matrix, { fills, isKept }: Learnt): Matrix {
    const filled = new Float64Array(data.length);
    for (let row = 0, at = 0; row < rows; row++) {
      const from = row * columns;
      for (let column = 0; column < columns; column++, at++) {
        if (isKept[column] === 0) continue;
        const mark = this.#markOf[column]!;
        filled[at] = mark >= 0 && data[from + mark] === 1 ? fills[column]! : data[at]!;
      }
    }
    return { data: filled, rows, columns, ...(names ? { names } : {}) };
  }

  #toUnits({ data, columns }: Matrix, center: Float64Array, scale: Float64Array): void {
    for (let at = 0; at < data.length;) {
      for (let column = 0; column < columns; column++, at++) {
        if (this.#isNumber[column] === 0) continue;
        const units = (data[at]! - center[column]!) / scale[column]!;
        data[at] = units > CLIP ? CLIP : units < -CLIP ? -CLIP : units;
      }
    }
  }
}
