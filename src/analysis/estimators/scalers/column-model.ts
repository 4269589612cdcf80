import type { FittedModel, JSONValue, Matrix, MimeBundle, ModelArray, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { checkMatrix, checkWidth } from "../shared/mod.ts";

const MOST_IN_SUMMARY = 1000;

/** A fitted transformation of each column on its own; immutable. */
export abstract class ColumnModel implements FittedModel {
  readonly estimator: string;
  readonly options: JSONValue;
  readonly nFeatures: number;
  readonly featureNames: string[];
  readonly seed: number;
  /** Numbers of the fit by name, as the model is saved. */
  protected readonly fitted: Readonly<Record<string, Float64Array>>;

  constructor(
    estimator: string,
    options: { readonly [name: string]: JSONValue },
    featureNames: string[],
    fitted: Readonly<Record<string, Float64Array>>,
    seed: number = 0,
  ) {
    this.estimator = estimator;
    this.options = { ...options };
    this.nFeatures = featureNames.length;
    this.featureNames = featureNames;
    this.fitted = fitted;
    this.seed = seed;
  }

  /** @returns The rows with each column transformed, under the names of the fitted columns. */
  transform(X: Matrix): Matrix {
    const action = `transform with ${this.estimator}`;
    checkWidth(action, this, X, { finite: false });
    return this.#mapped(X, (out) => {
      if (!this.forward(X.data, out)) checkMatrix(action, X); // says where it is not finite
    });
  }

  /** @returns The rows that `transform` turns into these. */
  inverseTransform(X: Matrix): Matrix {
    checkWidth(`transform back with ${this.estimator}`, this, X);
    return this.#mapped(X, (out) => this.backward(X.data, out));
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed } = this;
    const arrays: Record<string, ModelArray> = { ...this.fitted };
    return { estimator, options, nFeatures, featureNames, seed, meta: this.meta(), arrays };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, featureNames } = this;
    const arrays = Object.entries(this.fitted)
      .filter(([, values]) => values.length <= MOST_IN_SUMMARY)
      .map(([name, values]): [string, JSONValue] => [name, [...values]]);
    return {
      estimator,
      options,
      nFeatures,
      featureNames: [...featureNames],
      ...this.meta(),
      ...Object.fromEntries(arrays),
    };
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  /** Nothing to release: the model's numbers are plain arrays. */
  dispose(): void {}

  /**
   * Transforms rows of the fitted width into `out`; whole rows at a time, because a call per value costs more than its arithmetic.
   *
   * @returns Whether all of the data was finite.
   */
  protected abstract forward(data: Matrix["data"], out: Float64Array): boolean;
  protected abstract backward(data: Matrix["data"], out: Float64Array): void;

  protected meta(): { [name: string]: JSONValue } {
    return {};
  }

  #mapped({ rows, columns }: Matrix, fill: (out: Float64Array) => void): Matrix {
    const data = new Float64Array(rows * columns);
    fill(data);
    return { data, rows, columns, names: this.featureNames };
  }
}
