import type { FittedModel, JSONValue, Matrix, MimeBundle, ModelArray, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { checkWidth } from "../shared/mod.ts";

/** What every fitted detector knows beside its own arrays. */
export interface DetectorFacts {
  readonly options: JSONValue;
  readonly featureNames: string[];
  readonly seed: number;
  /** Scores above it are outliers. */
  readonly threshold: number;
  /** Scores of the rows it was fitted on; not there in a loaded model, nor where the fit had no need of them. */
  readonly trainingScores?: Float64Array | undefined;
}

/** A fitted anomaly detector: a score a row, higher = more anomalous, and a threshold. */
export interface OutlierModel extends FittedModel {
  /** Scores above it are outliers. */
  readonly threshold: number;
  /** scikit-learn's `offset_`: its scores have the opposite sign, so this is -threshold. */
  readonly offset: number;
  /** Scores of the rows it was fitted on, in their order; undefined in a loaded model, and where the fit had no need of them. */
  readonly trainingScores: Float64Array | undefined;
  /** @returns Anomaly score per row, shape (rows,); higher is more anomalous. */
  scoreSamples(X: Matrix): Float64Array;
  /** @returns threshold - score per row, as scikit-learn: negative for outliers. */
  decisionFunction(X: Matrix): Float64Array;
  /** @returns -1 for outliers (score above the threshold), 1 for all others. */
  predict(X: Matrix): Int32Array;
}

/** What the models of all detectors here have in common. */
export abstract class DetectorModel implements OutlierModel {
  abstract readonly estimator: string;
  readonly options: JSONValue;
  readonly nFeatures: number;
  readonly featureNames: string[];
  readonly seed: number;
  readonly threshold: number;
  readonly trainingScores: Float64Array | undefined;

  constructor({ options, featureNames, seed, threshold, trainingScores }: DetectorFacts) {
    this.options = options;
    this.featureNames = [...featureNames];
    this.nFeatures = featureNames.length;
    this.seed = seed;
    this.threshold = threshold;
    this.trainingScores = trainingScores;
  }

  get offset(): number {
    return -this.threshold;
  }

  /** @throws {RangeError} code BAD_INPUT, for another width than the fitted one or a number that is not finite. */
  scoreSamples(X: Matrix): Float64Array {
    checkWidth(`score with ${this.estimator}`, this, X);
    return X.rows === 0 ? new Float64Array(0) : this.scoresOf(X);
  }

  decisionFunction(X: Matrix): Float64Array {
    return this.scoreSamples(X).map((score) => this.threshold - score);
  }

  predict(X: Matrix): Int32Array {
    return Int32Array.from(this.scoreSamples(X), (score) => (score > this.threshold ? -1 : 1));
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed } = this;
    const meta = { threshold: this.threshold, ...this.moreMeta() };
    return { estimator, options, nFeatures, featureNames, seed, meta, arrays: this.arrays() };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, seed, threshold } = this;
    const featureNames = this.featureNames.slice(0, 1000);
    return { estimator, options, nFeatures, featureNames, seed, threshold, ...this.moreMeta() };
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  dispose(): void {
    // All of it is within the garbage collector's reach.
  }

  /** Scores of rows that are checked already, one at least. */
  protected abstract scoresOf(X: Matrix): Float64Array;
  /** The arrays of a model file. */
  protected abstract arrays(): Record<string, ModelArray>;
  /** What a model file needs beside the arrays and the threshold; small. */
  protected moreMeta(): Record<string, JSONValue> {
    return {};
  }
}
