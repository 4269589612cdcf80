import { exp } from "../../../kernels/mod.ts";
import type { JSONValue, Matrix, MimeBundle, Model, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { checkSize, largestOf, linearProducts } from "../linear/mod.ts";
import { checkWidth, rowMajor64 } from "../shared/mod.ts";
import { settingsJSON } from "./options.ts";
import type { LogisticSettings } from "./options.ts";

const NAME = "LogisticRegression";
/** Nothing is random in it. */
const SEED = 0;
const MOST_LISTED = 1000;

/** What makes up a model; checked already. */
export interface LogisticFacts {
  /** [output][column], the last column for the constant. */
  readonly weights: Float64Array;
  readonly classes: readonly string[];
  readonly featureNames: string[];
  readonly settings: LogisticSettings;
  readonly nIterations: number;
  readonly converged: boolean;
}

/** A fitted LogisticRegression. */
export class LogisticRegressionModel implements Model {
  readonly estimator = NAME;
  readonly classes: string[];
  readonly featureNames: string[];
  readonly nFeatures: number;
  readonly options: JSONValue;
  readonly seed = SEED;
  /** Row-major, shape (outputs, nFeatures); one output for two classes, which speaks for the second, else one a class. */
  readonly coefficients: Float64Array;
  readonly intercepts: Float64Array;
  readonly nIterations: number;
  /** False where the steps ran out. */
  readonly converged: boolean;
  readonly #weights: Float64Array;

  constructor({ weights, classes, featureNames, settings, nIterations, converged }: LogisticFacts) {
    const width = featureNames.length + 1;
    this.classes = [...classes];
    this.featureNames = [...featureNames];
    this.nFeatures = featureNames.length;
    this.options = settingsJSON(settings);
    this.nIterations = nIterations;
    this.converged = converged;
    this.coefficients = weights.filter((_, at) => at % width !== width - 1);
    this.intercepts = weights.filter((_, at) => at % width === width - 1);
    this.#weights = weights;
  }

  predict(X: Matrix): string[] {
    const products = this.decisionFunction(X);
    const classes = this.classes.length;
    return Array.from({ length: X.rows }, (_, row) => {
      if (classes === 2) return this.classes[products[row]! > 0 ? 1 : 0]!;
      return this.classes[largestOf(products, row * classes, classes)]!;
    });
  }

  predictProba(X: Matrix): Float64Array {
    const products = this.decisionFunction(X);
    const classes = this.classes.length;
    if (classes > 2) {
      for (let from = 0; from < products.length; from += classes) softmax(products, from, classes);
      return products;
    }
    const probabilities = new Float64Array(2 * X.rows);
    for (let row = 0; row < X.rows; row++) {
      const small = exp(-Math.abs(products[row]!));
      const share = (products[row]! >= 0 ? 1 : small) / (1 + small);
      probabilities[2 * row] = 1 - share;
      probabilities[2 * row + 1] = share;
    }
    return probabilities;
  }

  /** @returns For two classes one number a row, above 0 for the second; else one a class, row-major. */
  decisionFunction(X: Matrix): Float64Array {
    checkWidth("predict", this, X);
    checkSize("predict", X);
    return linearProducts(rowMajor64(X), X.rows, X.columns, this.#weights);
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed, classes, nIterations, converged } = this;
    return {
      estimator,
      options,
      nFeatures,
      featureNames,
      seed,
      meta: { classes, nIterations, converged },
      arrays: { weights: this.#weights },
    };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, featureNames, seed, classes, nIterations, converged } = this;
    const json: { [key: string]: JSONValue } = {
      estimator,
      options,
      nFeatures,
      featureNames: [...featureNames],
      seed,
      classes,
      nIterations,
      converged,
    };
    if (this.#weights.length <= MOST_LISTED) {
      json["coefficients"] = [...this.coefficients];
      json["intercepts"] = [...this.intercepts];
    }
    return json;
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  dispose(): void {
    // All of it is memory that garbage collection knows of.
  }
}

/** Replaces products by shares that sum to 1. */
function softmax(values: Float64Array, from: number, width: number): void {
  const most = values[from + largestOf(values, from, width)]!;
  let sum = 0;
  for (let at = from; at < from + width; at++) sum += values[at] = exp(values[at]! - most);
  for (let at = from; at < from + width; at++) values[at]! /= sum;
}
