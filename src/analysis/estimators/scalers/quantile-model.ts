import { normalCdf, normalQuantile } from "../../../kernels/mod.ts";
import type { JSONValue, Matrix } from "../../core/mod.ts";
import type { Complete } from "../shared/mod.ts";
import { ColumnModel } from "./column-model.ts";
import type { QuantileTransformerOptions } from "./options.ts";

/** Values this near to the ends of the fitted range count as the ends when the output is normal, as in scikit-learn. */
const NEAR_END = 1e-7;
const NORMAL_LOW = normalQuantile(NEAR_END - Number.EPSILON);
const NORMAL_HIGH = normalQuantile(1 - (NEAR_END - Number.EPSILON));

/** Maps each column by its fitted quantiles; immutable. */
export class QuantileModel extends ColumnModel {
  /** Quantiles kept for each column; fewer than asked for when there were fewer rows. */
  readonly nQuantiles: number;
  /** Column after column, rising, shape (nFeatures, nQuantiles). */
  readonly quantiles: Float64Array;
  readonly #normal: boolean;

  constructor(
    options: Complete<QuantileTransformerOptions>,
    featureNames: string[],
    quantiles: Float64Array,
  ) {
    super("QuantileTransformer", options, featureNames, { quantiles }, options.seed);
    this.quantiles = quantiles;
    this.nQuantiles = quantiles.length / featureNames.length;
    this.#normal = options.outputDistribution === "normal";
  }

  protected override meta(): { [name: string]: JSONValue } {
    return { nQuantiles: this.nQuantiles };
  }

  protected forward(data: Matrix["data"], out: Float64Array): void {
    for (let at = 0; at < out.length;) {
      for (let column = 0; column < this.nFeatures; column++, at++)
        out[at] = this.#shareOf(data[at]!, column);
    }
  }

  protected backward(data: Matrix["data"], out: Float64Array): void {
    for (let at = 0; at < out.length;) {
      for (let column = 0; column < this.nFeatures; column++, at++)
        out[at] = this.#valueAt(data[at]!, column);
    }
  }

  #shareOf(value: number, column: number): number {
    const start = column * this.nQuantiles;
    const end = start + this.nQuantiles - 1;
    const low = this.quantiles[start]!;
    const high = this.quantiles[end]!;
    const near = this.#normal ? NEAR_END : 0;
    let share: number;
    // The lower end wins where both are the same.
    if (near > 0 ? value - near < low : value <= low) share = 0;
    else if (near > 0 ? value + near > high : value >= high) share = near > 0 || end > start ? 1 : 0;
    else share = this.#shareBelow(value, start, end);
    if (!this.#normal) return share;
    return Math.min(NORMAL_HIGH, Math.max(NORMAL_LOW, normalQuantile(share)));
  }

  #valueAt(value: number, column: number): number {
    const start = column * this.nQuantiles;
    const last = this.nQuantiles - 1;
    const share = this.#normal ? normalCdf(value) : value;
    const near = this.#normal ? NEAR_END : 0;
    if (share - near < 0 || share === 0 || last === 0) return this.quantiles[start]!;
    if (share + near > 1 || share === 1) return this.quantiles[start + last]!;
    let at = Math.min(last - 1, Math.floor(share * last));
    if (at > 0 && at / last > share) at -= 1;
    else if (at + 1 < last && (at + 1) / last <= share) at += 1;
    const low = this.quantiles[start + at]!;
    const high = this.quantiles[start + at + 1]!;
    return low + ((high - low) / ((at + 1) / last - at / last)) * (share - at / last);
  }

  /** Between two quantiles linear; on a value that several quantiles have, the middle of their shares. */
  #shareBelow(value: number, start: number, end: number): number {
    const { quantiles } = this;
    const last = this.nQuantiles - 1;
    const reference = (place: number): number => (place - start) / last;
    let above = start; // first quantile above the value
    let size = end - start + 1;
    while (size > 0) {
      const half = size >> 1;
      if (quantiles[above + half]! <= value) {
        above += half + 1;
        size -= half + 1;
      } else {
        size = half;
      }
    }
    let below = above - 1; // last quantile not above it
    const from = quantiles[below]!;
    if (from === value) {
      const top = reference(below);
      let low = start;
      for (let length = below - start; length > 0;) {
        const half = length >> 1;
        if (quantiles[low + half]! < value) {
          low += half + 1;
          length -= half + 1;
        } else {
          length = half;
        }
      }
      below = low;
      return 0.5 * (top + reference(below));
    }
    const to = quantiles[above]!;
    const slope = (reference(above) - reference(below)) / (to - from);
    // Between numbers so near to 0 that the slope overflows only the ratio can be told.
    if (slope === Infinity)
      return reference(below) + (reference(above) - reference(below)) * ((value - from) / (to - from));
    const up = reference(below) + slope * (value - from);
    const down = reference(above) - slope * (to - value);
    return 0.5 * (up + down);
  }
}
