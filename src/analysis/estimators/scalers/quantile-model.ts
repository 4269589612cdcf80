import { normalCdf, normalQuantile } from "../../../kernels/mod.ts";
import type { JSONValue, Matrix } from "../../core/mod.ts";
import { allFinite } from "../shared/mod.ts";
import type { Complete } from "../shared/mod.ts";
import { ColumnModel } from "./column-model.ts";
import type { QuantileTransformerOptions } from "./options.ts";
import { shareBetween, shareTable } from "./quantile-shares.ts";
import type { ShareTable } from "./quantile-shares.ts";

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
  /** Made at the first use. */
  #table: ShareTable | undefined;

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

  protected forward(data: Matrix["data"], out: Float64Array): boolean {
    if (!allFinite(data)) return false;
    const table = (this.#table ??= shareTable(this.quantiles, this.nQuantiles));
    const { nFeatures, nQuantiles } = this;
    const near = this.#normal ? NEAR_END : 0;
    for (let at = 0; at < out.length;) {
      for (let start = 0; start < nFeatures * nQuantiles; start += nQuantiles, at++)
        out[at] = shareOf(table, data[at]!, start, near);
    }
    for (let at = 0; this.#normal && at < out.length; at++)
      out[at] = Math.min(NORMAL_HIGH, Math.max(NORMAL_LOW, normalQuantile(out[at]!)));
    return true;
  }

  protected backward(data: Matrix["data"], out: Float64Array): void {
    for (let at = 0; at < out.length;) {
      for (let column = 0; column < this.nFeatures; column++, at++)
        out[at] = this.#valueAt(data[at]!, column);
    }
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
}

/**
 * The share of fitted values below a value.
 *
 * @param start Where the column's quantiles begin.
 * @param near Values this near to the ends count as the ends.
 */
function shareOf(table: ShareTable, value: number, start: number, near: number): number {
  const { quantiles, count } = table;
  const low = quantiles[start]!;
  const high = quantiles[start + count - 1]!;
  // The lower end wins where both are the same.
  if (near > 0 ? value - near < low : value <= low) return 0;
  if (near > 0 ? value + near > high : value >= high) return near > 0 || count > 1 ? 1 : 0;
  return shareBetween(table, value, start);
}
