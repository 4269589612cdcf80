import { scaleRows } from "../../../kernels/mod.ts";
import type { JSONValue, Matrix } from "../../core/mod.ts";
import { ColumnModel } from "./column-model.ts";

/** Moves and scales each column: (x - center) / scale. Immutable. */
export class ScalerModel extends ColumnModel {
  /** What is taken away from each column. */
  readonly center: Float64Array;
  /** What each column is then divided by; 1 where the fitted column hardly varied. */
  readonly scale: Float64Array;
  /** What was found in each column: mean and variance; median and range; or min and max. */
  readonly statistics: Readonly<Record<string, Float64Array>>;

  constructor(
    estimator: string,
    options: { readonly [name: string]: JSONValue },
    featureNames: string[],
    center: Float64Array,
    scale: Float64Array,
    statistics: Readonly<Record<string, Float64Array>>,
  ) {
    super(estimator, options, featureNames, { center, scale, ...statistics });
    this.center = center;
    this.scale = scale;
    this.statistics = statistics;
  }

  protected forward(data: Matrix["data"], out: Float64Array): boolean {
    return scaleRows(data, this.center, this.scale, out);
  }

  protected backward(data: Matrix["data"], out: Float64Array): void {
    const { center, scale, nFeatures } = this;
    for (let at = 0; at < out.length;) {
      for (let column = 0; column < nFeatures; column++, at++)
        out[at] = data[at]! * scale[column]! + center[column]!;
    }
  }
}
