import type { FittedModel, JSONValue, Matrix, MimeBundle, ModelArray, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { checkWidth } from "../shared/mod.ts";

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
    checkWidth(`transform with ${this.estimator}`, this, X);
    return this.#mapped(X, (value, column) => this.forward(value, column));
  }

  /** @returns The rows that `transform` turns into these. */
  inverseTransform(X: Matrix): Matrix {
    checkWidth(`transform back with ${this.estimator}`, this, X);
    return this.#mapped(X, (value, column) => this.backward(value, column));
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

  protected abstract forward(value: number, column: number): number;
  protected abstract backward(value: number, column: number): number;

  protected meta(): { [name: string]: JSONValue } {
    return {};
  }

  #mapped({ data, rows, columns }: Matrix, map: (value: number, column: number) => number): Matrix {
    const out = new Float64Array(rows * columns);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) out[at] = map(data[at]!, column);
    }
    return { data: out, rows, columns, names: this.featureNames };
  }
}
