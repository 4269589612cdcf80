import { toMlPca } from "../../adapters/mod.ts";
import type { MlPca } from "../../adapters/mod.ts";
import { codedError } from "../../core/mod.ts";
import type { FittedModel, JSONValue, Matrix, MimeBundle, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { checkMatrix, checkWidth } from "../shared/mod.ts";
import type { CheckedPCAOptions } from "./options.ts";

export interface PCAFacts {
  readonly options: CheckedPCAOptions;
  readonly featureNames: string[];
  /** Rows that were fitted. */
  readonly rows: number;
  readonly means: Float64Array;
  /** One axis a row. */
  readonly components: Float64Array;
  readonly explainedVariance: Float64Array;
  /** Sum of the variances of all columns. */
  readonly totalVariance: number;
}

const MOST_IN_SUMMARY = 1000;
/** Smallest standard deviation that whitening divides by, as in scikit-learn. */
const LEAST_SCALE = Number.EPSILON;

/** Fitted principal axes; immutable. */
export class PCAModel implements FittedModel {
  readonly estimator = "PCA";
  readonly options: JSONValue;
  readonly nFeatures: number;
  readonly featureNames: string[];
  /** Nothing is random here. */
  readonly seed = 0;
  readonly nComponents: number;
  /** One axis a row, of length 1, its largest loading positive; shape (nComponents, nFeatures). */
  readonly components: Matrix;
  readonly means: Float64Array;
  /** Variance (ddof 1) along each axis, largest first. */
  readonly explainedVariance: Float64Array;
  /** The same as shares of the variance of all columns; 0 where nothing varies. */
  readonly explainedVarianceRatio: Float64Array;
  /** Lengths of the centered rows along each axis: the square root of variance times (rows - 1). */
  readonly singularValues: Float64Array;
  readonly #facts: PCAFacts;
  readonly #scales: Float64Array;

  constructor(facts: PCAFacts) {
    const { options, featureNames, rows, means, components, explainedVariance, totalVariance } = facts;
    this.#facts = facts;
    this.options = { ...options };
    this.nFeatures = featureNames.length;
    this.featureNames = featureNames;
    this.nComponents = explainedVariance.length;
    this.components = {
      data: components,
      rows: this.nComponents,
      columns: featureNames.length,
      names: featureNames,
    };
    this.means = means;
    this.explainedVariance = explainedVariance;
    this.explainedVarianceRatio = explainedVariance.map((value) =>
      totalVariance > 0 ? value / totalVariance : 0,
    );
    this.singularValues = explainedVariance.map((value) => Math.sqrt(value * (rows - 1)));
    this.#scales = explainedVariance.map((value) =>
      options.whiten ? Math.max(Math.sqrt(value), LEAST_SCALE) : 1,
    );
  }

  /** @returns The rows along the axes, shape (rows, nComponents), columns pca0, pca1, ... */
  transform(X: Matrix): Matrix {
    checkWidth("transform with PCA", this, X);
    const { means, nComponents, nFeatures } = this;
    const axes = this.#facts.components;
    const scales = this.#scales;
    const data = new Float64Array(X.rows * nComponents);
    const centered = new Float64Array(nFeatures);
    for (let row = 0, to = 0; row < X.rows; row++) {
      const from = row * nFeatures;
      for (let column = 0; column < nFeatures; column++)
        centered[column] = X.data[from + column]! - means[column]!;
      for (let axis = 0; axis < nComponents; axis++) {
        const at = axis * nFeatures;
        let sum = 0;
        for (let column = 0; column < nFeatures; column++) sum += centered[column]! * axes[at + column]!;
        data[to++] = sum / scales[axis]!;
      }
    }
    const names = Array.from({ length: nComponents }, (_, axis) => `pca${axis}`);
    return { data, rows: X.rows, columns: nComponents, names };
  }

  /** @returns The rows that these would be in the space of the features, shape (rows, nFeatures); what other axes held is lost. */
  inverseTransform(X: Matrix): Matrix {
    const action = "transform back with PCA";
    checkMatrix(action, X);
    const { means, nComponents, nFeatures } = this;
    if (X.columns !== nComponents)
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot ${action}: X must have ${nComponents} columns, one a component, got ${X.columns}`,
      );
    const axes = this.#facts.components;
    const data = new Float64Array(X.rows * nFeatures);
    for (let row = 0; row < X.rows; row++) {
      const to = row * nFeatures;
      for (let axis = 0; axis < nComponents; axis++) {
        const length = X.data[row * nComponents + axis]! * this.#scales[axis]!;
        const at = axis * nFeatures;
        for (let column = 0; column < nFeatures; column++)
          data[to + column] = data[to + column]! + length * axes[at + column]!;
      }
      for (let column = 0; column < nFeatures; column++)
        data[to + column] = data[to + column]! + means[column]!;
    }
    return { data, rows: X.rows, columns: nFeatures, names: this.featureNames };
  }

  /**
   * The same axes as an object of ml-pca, with its `predict` and `invert` (without whitening).
   *
   * @throws {Error} code E_UNSUPPORTED, when the package is not loaded: by PCA's `fit` or by `loadModel`.
   */
  toMlPca(): MlPca {
    const { means, components, explainedVariance } = this.#facts;
    return toMlPca({ means, axes: components, variances: explainedVariance });
  }

  parts(): ModelParts {
    const { rows, means, components, explainedVariance, totalVariance } = this.#facts;
    return {
      estimator: this.estimator,
      options: this.options,
      nFeatures: this.nFeatures,
      featureNames: this.featureNames,
      seed: this.seed,
      meta: { nComponents: this.nComponents, rows, totalVariance },
      arrays: { means, components, explainedVariance },
    };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, featureNames, nComponents } = this;
    const { explainedVariance, explainedVarianceRatio, components } = this;
    const summary = {
      estimator,
      options,
      nFeatures,
      featureNames: [...featureNames],
      nComponents,
      explainedVariance: [...explainedVariance],
      explainedVarianceRatio: [...explainedVarianceRatio],
    };
    return components.data.length > MOST_IN_SUMMARY
      ? summary
      : { ...summary, components: [...components.data] };
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  /** Nothing to release: the model's numbers are plain arrays. */
  dispose(): void {}
}
