import { medianAndQuantiles, moments, normalQuantile } from "../../../kernels/mod.ts";
import { codedError, runJob, runSteps } from "../../core/mod.ts";
import type { FitOptions, Job, Matrix } from "../../core/mod.ts";
import {
  checkMagnitude,
  checkMatrix,
  COLUMNS_AT_ONCE,
  columnsInto,
  featureNamesOf,
  runOf,
} from "../shared/mod.ts";
import type { Complete, UnusedLabels } from "../shared/mod.ts";
import { checkedMinMax, checkedRobust, checkedStandard } from "./options.ts";
import type { MinMaxScalerOptions, RobustScalerOptions, StandardScalerOptions } from "./options.ts";
import { ScalerModel } from "./scaler-model.ts";

/** Only sums of squares from here on may come from values whose squares overflow. */
const SUSPECT = 1e270;

/**
 * Takes the mean of each column away and divides by its standard deviation (ddof 0), as scikit-learn.
 *
 * A column that does not vary beyond rounding is divided by 1. One far value moves both numbers; see RobustScaler.
 */
export class StandardScaler {
  readonly name = "StandardScaler";
  readonly options: Complete<StandardScalerOptions>;

  /** @throws {TypeError|RangeError} code BAD_INPUT. */
  constructor(options: StandardScalerOptions = {}) {
    this.options = checkedStandard(options);
  }

  /**
   * @param X Finite, shape (rows, columns), row-major; at least 1 row, no value beyond 1e140.
   * @throws {RangeError} code BAD_INPUT, when X does not fit; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<ScalerModel> {
    const run = runOf("fit StandardScaler", y, options);
    checkMatrix("fit StandardScaler", X, { minRows: 1, finite: false });
    const { data, rows, columns } = X;
    return runJob("fitting StandardScaler", run, async (job) => {
      let done = 0;
      const steps = moments(data, { rows, columns, onlySquares: true });
      const { means, products } = await runSteps(job, steps, (more) => {
        done += more;
        job.progress({ phase: "summing squares", done, total: rows, unit: "rows" });
      });
      if (!products.every((squares) => squares < SUSPECT)) {
        checkMatrix("fit StandardScaler", X); // a number that is missing or infinite leaves the same mark
        checkMagnitude("fit StandardScaler", X);
      }
      const variance = products.map((squares) => Math.max(0, squares) / rows);
      const { withMean, withStd } = this.options;
      const scale = variance.map((value, column) =>
        !withStd || isConstant(value, means[column]!, rows) ? 1 : Math.sqrt(value),
      );
      const center = withMean ? means.slice() : new Float64Array(columns);
      return new ScalerModel(this.name, this.options, featureNamesOf(X), center, scale, {
        mean: means,
        variance,
      });
    });
  }
}

/** Whether rounding explains a variance; the bound that scikit-learn takes. */
function isConstant(variance: number, mean: number, rows: number): boolean {
  const error = rows * mean * Number.EPSILON;
  return variance <= rows * Number.EPSILON * variance + error * error;
}

/**
 * Takes the median of each column away and divides by the distance between two of its percentiles, as scikit-learn; far values,
 * which traffic always has, do not move these numbers.
 */
export class RobustScaler {
  readonly name = "RobustScaler";
  readonly options: Complete<RobustScalerOptions>;

  /** @throws {TypeError|RangeError} code BAD_INPUT. */
  constructor(options: RobustScalerOptions = {}) {
    this.options = checkedRobust(options);
  }

  /**
   * @param X Finite, shape (rows, columns), row-major; at least 1 row.
   * @throws {RangeError} code BAD_INPUT, when X does not fit; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<ScalerModel> {
    const run = runOf("fit RobustScaler", y, options);
    checkMatrix("fit RobustScaler", X, { minRows: 1 });
    const { withCentering, withScaling, quantileRange, unitVariance } = this.options;
    const [low, high] = [quantileRange[0] / 100, quantileRange[1] / 100];
    const unit = unitVariance ? normalQuantile(high) - normalQuantile(low) : 1;
    return runJob("fitting RobustScaler", run, async (job) => {
      const median = new Float64Array(X.columns);
      const range = new Float64Array(X.columns);
      await eachColumn(job, X, (values, column) => {
        const found = medianAndQuantiles(values, [low, high]);
        median[column] = found.median;
        range[column] = found.quantiles[1]! - found.quantiles[0]!;
      });
      checkRanges("fit RobustScaler", X, range);
      const scale = range.map((value) => (withScaling ? orOne(value) / unit : 1));
      const center = withCentering ? median.slice() : new Float64Array(X.columns);
      const options = { ...this.options, quantileRange: [...quantileRange] };
      return new ScalerModel(this.name, options, featureNamesOf(X), center, scale, { median, range });
    });
  }
}

/** Moves and scales each column so that its least fitted value becomes 0 and its greatest 1, or what `featureRange` says. */
export class MinMaxScaler {
  readonly name = "MinMaxScaler";
  readonly options: Complete<MinMaxScalerOptions>;

  /** @throws {TypeError|RangeError} code BAD_INPUT. */
  constructor(options: MinMaxScalerOptions = {}) {
    this.options = checkedMinMax(options);
  }

  /**
   * @param X Finite, shape (rows, columns), row-major; at least 1 row.
   * @throws {RangeError} code BAD_INPUT, when X does not fit; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<ScalerModel> {
    const run = runOf("fit MinMaxScaler", y, options);
    checkMatrix("fit MinMaxScaler", X, { minRows: 1 });
    const [low, high] = this.options.featureRange;
    return runJob("fitting MinMaxScaler", run, async (job) => {
      const min = new Float64Array(X.columns);
      const max = new Float64Array(X.columns);
      await eachColumn(job, X, (values, column) => {
        let [least, most] = [values[0]!, values[0]!];
        for (let row = 1; row < values.length; row++) {
          const value = values[row]!;
          if (value < least) least = value;
          if (value > most) most = value;
        }
        min[column] = least;
        max[column] = most;
      });
      checkRanges(
        "fit MinMaxScaler",
        X,
        max.map((value, column) => value - min[column]!),
      );
      const scale = max.map((value, column) => orOne(value - min[column]!) / (high - low));
      const center = min.map((value, column) => value - low * scale[column]!);
      const options = { featureRange: [low, high] };
      return new ScalerModel(this.name, options, featureNamesOf(X), center, scale, { min, max });
    });
  }
}

/** A range as divisor; ranges that are 0 but for rounding give 1, as in scikit-learn. */
function orOne(range: number): number {
  return range < 10 * Number.EPSILON ? 1 : range;
}

/** Runs over the columns, each copied to an array that may be reordered. */
async function eachColumn(
  job: Job,
  X: Matrix,
  work: (values: Float64Array, column: number) => void,
): Promise<void> {
  const { rows, columns } = X;
  const gathered = new Float64Array(rows * Math.min(columns, COLUMNS_AT_ONCE));
  for (let from = 0; from < columns; from += COLUMNS_AT_ONCE) {
    await job.pause();
    const to = Math.min(columns, from + COLUMNS_AT_ONCE);
    columnsInto(X, from, to, gathered);
    for (let column = from; column < to; column++) {
      await job.pause();
      work(gathered.subarray((column - from) * rows, (column - from + 1) * rows), column);
      job.progress({ phase: "reading columns", done: column + 1, total: columns, unit: "steps" });
    }
  }
}

function checkRanges(action: string, X: Matrix, range: Float64Array): void {
  const column = range.findIndex((value) => !Number.isFinite(value));
  if (column < 0) return;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot ${action}: the range of each column must be finite, got ${range[column]} for column "${featureNamesOf(X)[column]}"; scale it first`,
  );
}
