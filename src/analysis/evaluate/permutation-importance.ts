import { prng } from "../../kernels/mod.ts";
import { checkInteger, checkOptions, runJob } from "../core/mod.ts";
import type { JSONValue, Labels, Matrix, Model, RunOptions } from "../core/mod.ts";
import { checkWidth, encodeLabels } from "../estimators/mod.ts";
import { scorer } from "./scorer.ts";
import type { MetricName, Scorer } from "./scorer.ts";

export interface PermutationOptions {
  /** Default "accuracy". */
  metric?: MetricName;
  /** How often each column is shuffled; 5. */
  nRepeats?: number;
  /** 42. */
  seed?: number;
}

/** How much worse a model does when a column tells it nothing. */
export interface PermutationImportance {
  readonly metric: MetricName;
  /** The score on the table as it is. */
  readonly baseline: number;
  readonly featureNames: readonly string[];
  /** Row-major, shape (features, repeats): the loss of score, in the metric's own unit, higher = more important. */
  readonly importances: Float64Array;
  /** By feature. */
  readonly mean: Float64Array;
  /** By feature, over the repeats; divided by their number. */
  readonly std: Float64Array;
  toJSON(): JSONValue;
}

const ACTION = "measure permutation importance";
const MOST_REPEATS = 10_000;

/**
 * Shuffles one column at a time and measures how much worse a fitted model scores, as scikit-learn's `permutation_importance`
 * (L. Breiman, "Random forests", Machine Learning 45, 2001, section 10).
 *
 * Unlike a forest's own importances it is not inflated for columns of many values, and holds for rows that the model was not fitted on: give
 * it held-out rows. Misleading where columns say the same: each then looks unimportant, because the other one stays.
 *
 * @param model Any fitted classifier.
 * @param X Row-major, shape (rows, features), at least one row.
 * @param y The true class of each row.
 * @throws {TypeError|RangeError} code BAD_INPUT; {CancelledError} when cancelled.
 */
export async function permutationImportance(
  model: Model,
  X: Matrix,
  y: Labels,
  options: PermutationOptions = {},
  run: RunOptions = {},
): Promise<PermutationImportance> {
  checkOptions(ACTION, options, ["metric", "nRepeats", "seed"]);
  const { metric = "accuracy", nRepeats = 5, seed = 42 } = options;
  checkInteger(ACTION, "nRepeats", nRepeats, 1, MOST_REPEATS);
  checkInteger(ACTION, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const judge = scorer(metric);
  return runJob("measuring permutation importance", run, async (job) => {
    checkWidth(ACTION, model, X);
    encodeLabels(ACTION, y, X.rows);
    const { rows, columns } = X;
    const sign = judge.greaterIsBetter ? 1 : -1;
    const baseline = scoreOf(judge, model, X, y);
    const data = X.data.slice();
    const importances = new Float64Array(columns * nRepeats);
    for (let column = 0; column < columns; column++) {
      for (let repeat = 0; repeat < nRepeats; repeat++) {
        await job.pause();
        const order = prng(seed, column * MOST_REPEATS + repeat).shuffle(
          Uint32Array.from({ length: rows }, (_, row) => row),
        );
        for (let row = 0; row < rows; row++)
          data[row * columns + column] = X.data[order[row]! * columns + column]!;
        importances[column * nRepeats + repeat] =
          sign * (baseline - scoreOf(judge, model, { ...X, data }, y));
        const done = column * nRepeats + repeat + 1;
        job.progress({ phase: "shuffling columns", done, total: columns * nRepeats, unit: "steps" });
      }
      for (let row = 0; row < rows; row++) data[row * columns + column] = X.data[row * columns + column]!;
    }
    return resultOf(metric, baseline, model.featureNames, importances);
  });
}

function scoreOf(judge: Scorer, model: Model, X: Matrix, y: Labels): number {
  if (judge.needs === "classes") return judge.score(y, { predicted: model.predict(X) });
  return judge.score(y, { probabilities: model.predictProba(X), classes: model.classes });
}

function resultOf(
  metric: MetricName,
  baseline: number,
  featureNames: readonly string[],
  importances: Float64Array,
): PermutationImportance {
  const features = featureNames.length;
  const repeats = importances.length / features;
  const mean = new Float64Array(features);
  const std = new Float64Array(features);
  for (let feature = 0; feature < features; feature++) {
    const values = importances.subarray(feature * repeats, (feature + 1) * repeats);
    mean[feature] = values.reduce((sum, value) => sum + value, 0) / repeats;
    std[feature] = Math.sqrt(
      values.reduce((sum, value) => sum + (value - mean[feature]!) * (value - mean[feature]!), 0) / repeats,
    );
  }
  return {
    ...{ metric, baseline, featureNames: [...featureNames], importances, mean, std },
    toJSON: () => ({
      ...{ metric, baseline, repeats },
      features: featureNames.map((feature, at) => ({ feature, mean: mean[at]!, std: std[at]! })),
    }),
  };
}
