import type { JSONValue, RunOptions } from "./shared.ts";

/** Numbers in rows and columns: row `r`, column `c` is `data[r * columns + c]`. */
export interface Matrix {
  /** Row-major, length `rows * columns`. */
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** One name a column; x0, x1, ... where absent. */
  readonly names?: string[];
}

/** One class a row. An Int32Array stands for decimal texts. */
export type Labels = readonly string[] | Int32Array;

/** Run control of a fit. The result does not depend on `workers`. */
export interface FitOptions extends RunOptions {
  /** How many workers to use; 0 = the calling thread. Default: chosen by the estimated work and the machine's cores. */
  workers?: number | undefined;
}

/** The arrays that a model may hold. */
export type ModelArray =
  Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Int8Array | Uint8Array;

/** A fitted model as plain data: what a model file holds, and what the estimator's restore function takes. */
export interface ModelParts {
  /** Name of the estimator's class, as "RandomForestClassifier". */
  readonly estimator: string;
  readonly options: JSONValue;
  readonly nFeatures: number;
  readonly featureNames: string[];
  readonly seed: number;
  /** What else the model needs beside its arrays: classes, counts, names. */
  readonly meta: { readonly [key: string]: JSONValue };
  readonly arrays: { readonly [name: string]: ModelArray };
}

/** What every fitted model has; immutable. */
export interface FittedModel {
  readonly estimator: string;
  readonly options: JSONValue;
  readonly nFeatures: number;
  readonly featureNames: string[];
  readonly seed: number;
  /** The model as plain data, for a model file. The arrays are the model's own: not to be written into. */
  parts(): ModelParts;
  /** A summary for reading; arrays of more than 1,000 numbers are left out. */
  toJSON(): JSONValue;
  /** Releases what garbage collection does not know of. Twice is safe; afterwards the model must not be used. */
  dispose(): void;
}

/** A fitted classifier. */
export interface Model extends FittedModel {
  /** In the order of the columns of `predictProba`: numbers by value, other texts by code unit. */
  readonly classes: string[];
  readonly featureImportances?: Float64Array | undefined;
  /** @returns One class a row. */
  predict(X: Matrix): string[];
  /** @returns Probabilities, row-major, shape (rows, classes); each row sums to 1. */
  predictProba(X: Matrix): Float64Array;
}

/** A classifier that can be fitted. */
export interface Estimator {
  readonly name: string;
  fit(X: Matrix, y: Labels, run?: FitOptions): Promise<Model>;
}

/** A value with its 95 % interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}
