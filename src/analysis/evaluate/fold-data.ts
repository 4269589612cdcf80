/** What the fits of one fold share: its rows, and each scaling of them, made once. */
import type { FitOptions, Labels, Matrix } from "../core/mod.ts";
import type { Split } from "./splits.ts";

/** A fitted scaler. */
export interface FittedScaler {
  transform(X: Matrix): Matrix;
}

/** What makes one, as StandardScaler: fitted in each fold, on its training part only. */
export interface Scaler {
  fit(X: Matrix, y?: undefined, run?: FitOptions): Promise<FittedScaler>;
}

/** Training and test part as an estimator gets them. */
export interface FoldPart {
  readonly train: Matrix;
  readonly test: Matrix;
}

/** The data of one fold, made at its first use and dropped with the fold. */
export class FoldData {
  readonly yTrain: Labels;
  readonly #plain: FoldPart;
  readonly #scaled = new Map<Scaler, Promise<FoldPart>>();

  constructor(X: Matrix, y: Labels, { train, test }: Split) {
    this.yTrain = takeLabels(y, train);
    this.#plain = { train: takeRows(X, train), test: takeRows(X, test) };
  }

  /** The fold's rows, scaled by what the training part says. */
  scaledBy(scaler: Scaler | null, run: FitOptions): Promise<FoldPart> {
    if (scaler === null) return Promise.resolve(this.#plain);
    let scaled = this.#scaled.get(scaler);
    if (!scaled) {
      scaled = this.#scale(scaler, run);
      this.#scaled.set(scaler, scaled);
    }
    return scaled;
  }

  async #scale(scaler: Scaler, run: FitOptions): Promise<FoldPart> {
    const fitted = await scaler.fit(this.#plain.train, undefined, run);
    return { train: fitted.transform(this.#plain.train), test: fitted.transform(this.#plain.test) };
  }
}

/** These rows of a matrix, in the same precision. */
export function takeRows({ data, columns, names }: Matrix, rows: Uint32Array): Matrix {
  const taken =
    data instanceof Float32Array
      ? new Float32Array(rows.length * columns)
      : new Float64Array(rows.length * columns);
  for (let i = 0, to = 0; i < rows.length; i++) {
    const from = rows[i]! * columns;
    for (let column = 0; column < columns; column++) taken[to++] = data[from + column]!;
  }
  return { data: taken, rows: rows.length, columns, ...(names ? { names } : {}) };
}

/** The labels of these rows. */
export function takeLabels(y: Labels, rows: Uint32Array): Labels {
  if (y instanceof Int32Array) return Int32Array.from(rows, (row) => y[row]!);
  return Array.from(rows, (row) => y[row]!);
}
