import { prng } from "../../../kernels/mod.ts";
import { codedError, runJob } from "../../core/mod.ts";
import type { FitOptions, Matrix } from "../../core/mod.ts";
import { checkMatrix, featureNamesOf, runOf } from "../shared/mod.ts";
import type { Complete, UnusedLabels } from "../shared/mod.ts";
import { checkedQuantile } from "./options.ts";
import type { QuantileTransformerOptions } from "./options.ts";
import { QuantileModel } from "./quantile-model.ts";

/**
 * Maps each column to the share of fitted values below it, or on to a normal distribution: only the order of values stays.
 *
 * As scikit-learn, quantiles are those of at most `subsample` rows, so beyond that many rows the map is approximate (the rows drawn differ
 * from scikit-learn's). A value that many rows share gets the middle of their shares; values outside the fitted range get its ends.
 */
export class QuantileTransformer {
  readonly name = "QuantileTransformer";
  readonly options: Complete<QuantileTransformerOptions>;

  /** @throws {TypeError|RangeError} code BAD_INPUT. */
  constructor(options: QuantileTransformerOptions = {}) {
    this.options = checkedQuantile(options);
  }

  /**
   * @param X Finite, shape (rows, columns), row-major; at least 1 row.
   * @throws {RangeError} code BAD_INPUT, when X does not fit; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<QuantileModel> {
    const run = runOf("fit QuantileTransformer", y, options);
    checkMatrix("fit QuantileTransformer", X, { minRows: 1 });
    const { nQuantiles, subsample, seed } = this.options;
    const { data, rows, columns } = X;
    return runJob("fitting QuantileTransformer", run, async (job) => {
      const drawn = drawRows(rows, subsample ?? rows, seed);
      const count = Math.min(nQuantiles, rows);
      const quantiles = new Float64Array(columns * count);
      const values = new Float64Array(drawn.length);
      for (let column = 0; column < columns; column++) {
        await job.pause();
        for (let at = 0; at < drawn.length; at++) values[at] = data[drawn[at]! * columns + column]!;
        values.sort();
        writeQuantiles(values, quantiles.subarray(column * count, (column + 1) * count));
        job.progress({ phase: "sorting columns", done: column + 1, total: columns, unit: "steps" });
      }
      if (quantiles.some((value) => !Number.isFinite(value)))
        throw codedError(
          RangeError,
          "BAD_INPUT",
          "Cannot fit QuantileTransformer: the range of each column must be finite, got an overflow; scale it first",
        );
      return new QuantileModel(this.options, featureNamesOf(X), quantiles);
    });
  }
}

/** Row numbers, each at most once; all of them where that is no more than asked for. */
function drawRows(rows: number, wanted: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  if (wanted >= rows) return order;
  const random = prng(seed);
  for (let at = 0; at < wanted; at++) {
    const other = at + random.int(rows - at);
    const row = order[at]!;
    order[at] = order[other]!;
    order[other] = row;
  }
  return order.subarray(0, wanted);
}

/** R-7 quantiles at even shares of sorted values, never falling. */
function writeQuantiles(sorted: Float64Array, out: Float64Array): void {
  let most = -Infinity;
  for (let at = 0; at < out.length; at++) {
    const place = out.length === 1 ? 0 : (at / (out.length - 1)) * (sorted.length - 1);
    const k = Math.min(sorted.length - 1, Math.floor(place));
    const lower = sorted[k]!;
    const part = place - k;
    const step = part === 0 ? 0 : sorted[k + 1]! - lower;
    const value = part >= 0.5 ? sorted[k + 1]! - step * (1 - part) : lower + step * part;
    most = Math.max(most, value);
    out[at] = most;
  }
}
