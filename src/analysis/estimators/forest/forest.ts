import { binColumns, planBins } from "../../../kernels/mod.ts";
import type { BinPlan, ForestPlan, Trees } from "../../../kernels/mod.ts";
import { codedError, runJob, runSteps } from "../../core/mod.ts";
import type { FitOptions, Job, Labels, Matrix } from "../../core/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import {
  checkMatrix,
  checkRun,
  encodeLabels,
  featureNamesOf,
  namedClassWeights,
  weightsFor,
} from "../shared/mod.ts";
import { RandomForestClassifierModel } from "./model.ts";
import { outOfBagScore } from "./oob.ts";
import { checkedOptions, featuresTried, optionsJSON } from "./options.ts";
import type { CheckedOptions, RandomForestClassifierOptions } from "./options.ts";
import { growForestTask } from "./tasks.ts";

const ACTION = "fit RandomForestClassifier";
/** A feature and a class are stored in 16 bits each. */
const MOST_COLUMNS = 65_535;
const MOST_CLASSES = 65_535;
/** Numbers that an out-of-bag score may hold: rows times classes. */
const MOST_OOB = 134_217_728;
/** No limit, for the kernel. */
const NO_LIMIT = 4_294_967_295;
/** Parts that a forest is grown in, and the most trees of one; not dependent on the number of workers. */
const PARTS = 16;
const MOST_TREES_PER_PART = 10;
/** Time to look at one feature of one row on one level, ms. */
const LOOK_MS = 3e-6;

/**
 * Random forest: many trees, each grown on rows drawn with replacement and on few features at each split, vote by the shares of the
 * classes in their leaves.
 *
 * As scikit-learn's `RandomForestClassifier` (L. Breiman, "Random forests", Machine Learning 45, 2001), but on at most 256 bins a column:
 * a column of no more distinct values is split at the exact midpoints, any other at quantiles (a value that is frequent keeps a bin of its
 * own). Wrong where a class differs from the others only within one 256th of a column's rows. Tree i depends on the seed and i only, so
 * the model does not depend on the number of workers.
 *
 * @example
 * ```ts
 * import { RandomForestClassifier } from "trafficlab";
 *
 * const X = { data: Float64Array.from({ length: 80 }, (_, at) => (at * 37) % 11), rows: 40, columns: 2 };
 * const y = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? "normal" : "scan"));
 * const model = await new RandomForestClassifier({ classWeight: "balanced" }).fit(X, y);
 * const classes = model.predict(X); // one class a row
 * ```
 */
export class RandomForestClassifier {
  readonly name = "RandomForestClassifier";
  readonly #options: CheckedOptions;

  /** @throws {TypeError|RangeError} code BAD_INPUT, for an unknown option or one out of bounds. */
  constructor(options: RandomForestClassifierOptions = {}) {
    this.#options = checkedOptions(options);
  }

  /**
   * Fits a forest.
   *
   * @param X Row-major, shape (rows, columns), at least one row and at most 65,535 columns; finite.
   * @param y One class a row, at most 65,535 different ones; a single one is accepted, and always predicted.
   * @throws {TypeError|RangeError} code BAD_INPUT; {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y: Labels, run: FitOptions = {}): Promise<RandomForestClassifierModel> {
    checkRun(ACTION, run);
    return runJob("fitting RandomForestClassifier", run, async (job) => {
      checkMatrix(ACTION, X, { minRows: 1 });
      const { classes, codes } = encodeLabels(ACTION, y, X.rows);
      this.#checkSizes(X, classes.length);
      const rowClasses = Uint16Array.from(codes);
      const bins = await binsOf(job, X);
      const plan = this.#plan(X, classes, rowClasses, bins);
      const packs = await this.#grow(job, plan, run.workers);
      const oobScore = this.#options.oobScore ? await outOfBagScore(job, plan, packs) : null;
      return new RandomForestClassifierModel({
        options: optionsJSON(this.#options),
        seed: this.#options.seed,
        featureNames: featureNamesOf(X),
        classes,
        importances: meanImportances(packs, X.columns),
        oobScore: Number.isNaN(oobScore) ? null : oobScore,
        cuts: bins.cuts,
        packs,
      });
    });
  }

  #checkSizes(X: Matrix, classes: number): void {
    if (X.columns > MOST_COLUMNS)
      throw refusal(`X must have at most ${MOST_COLUMNS} columns, got ${X.columns}`);
    if (classes > MOST_CLASSES) {
      throw refusal(
        `y must have at most ${MOST_CLASSES} classes, got ${classes}; a column of numbers is no column of classes`,
      );
    }
    if (this.#options.oobScore && X.rows * classes > MOST_OOB)
      throw refusal(`oobScore takes at most ${MOST_OOB} rows x classes, got ${X.rows} x ${classes}`);
  }

  /** One weight a class, for all trees; "balanced_subsample" starts from 1 and is balanced by each tree. */
  #classFactors(classes: readonly string[], rowClasses: Uint16Array): Float64Array {
    const { classWeight } = this.#options;
    const named = namedClassWeights(
      ACTION,
      classWeight === "balanced_subsample" ? null : classWeight,
      classes,
    );
    const factors = weightsFor(named, rowClasses, classes.length);
    if (factors.some((factor) => factor > 0)) return factors;
    throw refusal("classWeight must be above 0 for a class at least, got 0 for all");
  }

  #plan(
    X: Matrix,
    classes: readonly string[],
    rowClasses: Uint16Array,
    { bins, middles }: Binned,
  ): ForestPlan {
    const options = this.#options;
    return {
      rows: X.rows,
      columns: X.columns,
      classes: classes.length,
      bins,
      middles,
      rowClasses,
      factors: this.#classFactors(classes, rowClasses),
      balanceTrees: options.classWeight === "balanced_subsample",
      bootstrap: options.bootstrap,
      entropy: options.criterion === "entropy",
      maxFeatures: featuresTried(options, X.columns),
      maxDepth: options.maxDepth ?? NO_LIMIT,
      minSplit: options.minSamplesSplit,
      minLeaf: options.minSamplesLeaf,
      seed: options.seed,
    };
  }

  #grow(job: Job, plan: ForestPlan, workers: number | undefined): Promise<Trees[]> {
    const { nEstimators } = this.#options;
    const size = Math.min(MOST_TREES_PER_PART, Math.ceil(nEstimators / PARTS));
    const inputs = [];
    for (let from = 0; from < nEstimators; from += size)
      inputs.push({ from, to: Math.min(nEstimators, from + size) });
    const levels = 33 - Math.clz32(plan.rows);
    return runTasks(job, {
      task: growForestTask,
      shared: plan,
      inputs,
      workMs: nEstimators * plan.rows * levels * plan.maxFeatures * LOOK_MS,
      workers,
      phase: "growing trees",
      unit: "trees",
      total: nEstimators,
    });
  }
}

/** The bins of X, and how they were cut. */
interface Binned {
  readonly bins: Uint8Array;
  readonly middles: Float64Array;
  readonly cuts: Pick<BinPlan, "cuts" | "cutOffsets">;
}

async function binsOf(job: Job, X: Matrix): Promise<Binned> {
  const { cuts, cutOffsets, middles } = await runSteps(job, planBins(X));
  const bytes = X.rows * X.columns;
  // Where memory can be shared the workers read these very bytes.
  const bins = new Uint8Array(
    typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes),
  );
  await runSteps(job, binColumns(X, { cuts, cutOffsets, middles }, bins));
  return { bins, middles, cuts: { cuts, cutOffsets } };
}

/** Mean over the trees of each feature's share of the decrease in impurity; sums to 1, or to 0 when no tree has a split. */
function meanImportances(packs: readonly Trees[], columns: number): Float64Array {
  const mean = new Float64Array(columns);
  for (const { importances } of packs) {
    for (let first = 0; first < importances.length; first += columns) {
      const tree = importances.subarray(first, first + columns);
      const sum = sumOf(tree);
      if (sum > 0) for (let feature = 0; feature < columns; feature++) mean[feature]! += tree[feature]! / sum;
    }
  }
  const sum = sumOf(mean);
  return sum > 0 ? mean.map((value) => Math.max(0, value / sum)) : mean;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum;
}

function refusal(rule: string): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot ${ACTION}: ${rule}`);
}
