import { joinTrees, treeShares } from "../../../kernels/mod.ts";
import type { BinPlan, Trees } from "../../../kernels/mod.ts";
import { runJob } from "../../core/mod.ts";
import type { FitOptions, JSONValue, Matrix, MimeBundle, Model, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import { checkWidth } from "../shared/mod.ts";
import { mostLikely } from "./oob.ts";
import { walkForestTask } from "./tasks.ts";

const ACTION = "predict with RandomForestClassifier";
/** Rows that one task takes; not dependent on the number of workers. */
const ROWS_PER_TASK = 16_384;
/** Time of one row's walk through a tree, ms. */
const WALK_MS = 5e-5;
/** Longer lists are left out of the summary. */
const MOST_LISTED = 1000;

/** What `RandomForestClassifier.fit` found. */
export interface ForestFacts {
  readonly options: { readonly [key: string]: JSONValue };
  readonly seed: number;
  readonly featureNames: readonly string[];
  readonly classes: readonly string[];
  readonly importances: Float64Array;
  readonly oobScore: number | null;
  readonly cuts: Pick<BinPlan, "cuts" | "cutOffsets">;
  readonly packs: readonly Trees[];
}

/** A fitted random forest; immutable. */
export class RandomForestClassifierModel implements Model {
  readonly estimator = "RandomForestClassifier";
  readonly options: JSONValue;
  readonly seed: number;
  readonly featureNames: readonly string[];
  readonly nFeatures: number;
  readonly classes: string[];
  readonly nEstimators: number;
  /**
   * Mean decrease in impurity by feature, shape (nFeatures,); sums to 1. Inflated for features of many values: `permutationImportance`
   * is not.
   */
  readonly featureImportances: Float64Array;
  /** Accuracy on the rows that each tree did not draw; null without the option, or when every tree drew all rows. */
  readonly oobScore: number | null;
  readonly #cuts: ForestFacts["cuts"];
  #packs: readonly Trees[];

  constructor(facts: ForestFacts) {
    this.options = { ...facts.options };
    this.seed = facts.seed;
    this.featureNames = [...facts.featureNames];
    this.nFeatures = facts.featureNames.length;
    this.classes = [...facts.classes];
    this.featureImportances = facts.importances;
    this.oobScore = facts.oobScore;
    this.#cuts = facts.cuts;
    this.#packs = facts.packs;
    this.nEstimators = facts.packs.reduce((count, { nodeOffsets }) => count + nodeOffsets.length - 1, 0);
  }

  /**
   * The most likely class of each row; the first of them in a tie.
   *
   * @throws {TypeError|RangeError} code BAD_INPUT, when X is no matrix of the fitted width.
   */
  predict(X: Matrix): string[] {
    return this.#classesOf(this.predictProba(X), X.rows);
  }

  /**
   * Mean over the trees of the share of each class in the leaf that a row comes to, as scikit-learn's.
   *
   * @returns Row-major, shape (rows, classes).
   * @throws {TypeError|RangeError} code BAD_INPUT, when X is no matrix of the fitted width.
   */
  predictProba(X: Matrix): Float64Array {
    checkWidth(ACTION, this, X);
    const steps = treeShares(this.#packs, this.#cuts, X, this.classes.length);
    for (;;) {
      const step = steps.next();
      if (step.done) return this.#means(step.value);
    }
  }

  /**
   * As `predict`, for large tables: in workers where they are worth it, with progress and cancellation; the same bits.
   *
   * @throws {CancelledError} when cancelled.
   */
  async predictAsync(X: Matrix, run: FitOptions = {}): Promise<string[]> {
    return this.#classesOf(await this.predictProbaAsync(X, run), X.rows);
  }

  /** As `predictProba`, in the way of `predictAsync`. */
  async predictProbaAsync(X: Matrix, run: FitOptions = {}): Promise<Float64Array> {
    return runJob("predicting with RandomForestClassifier", run, async (job) => {
      checkWidth(ACTION, this, X);
      const inputs = [];
      for (let from = 0; from < X.rows; from += ROWS_PER_TASK) {
        const to = Math.min(X.rows, from + ROWS_PER_TASK);
        inputs.push(X.data.slice(from * X.columns, to * X.columns));
      }
      const classes = this.classes.length;
      const parts = await runTasks(job, {
        task: walkForestTask,
        shared: { packs: this.#packs, cuts: this.#cuts, columns: X.columns, classes },
        inputs,
        workMs: X.rows * this.nEstimators * WALK_MS,
        workers: run.workers,
        phase: "predicting",
        unit: "rows",
        total: X.rows,
      });
      const shares = new Float64Array(X.rows * classes);
      parts.forEach((part, at) => shares.set(part, at * ROWS_PER_TASK * classes));
      return this.#means(shares);
    });
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed, classes, oobScore } = this;
    const trees = this.#joined();
    const { nodes, nodeOffsets, mixedOffsets, leafStarts, leafClasses, leafValues } = trees;
    return {
      estimator,
      options,
      nFeatures,
      featureNames,
      seed,
      meta: { classes, oobScore },
      arrays: {
        ...{ nodes, nodeOffsets, mixedOffsets, leafStarts, leafClasses, leafValues },
        cuts: this.#cuts.cuts,
        cutOffsets: this.#cuts.cutOffsets,
        importances: this.featureImportances,
      },
    };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, featureNames, seed, nEstimators, oobScore } = this;
    const nodes = this.#packs.reduce((sum, pack) => sum + pack.nodes.length / 2, 0);
    return {
      ...{ estimator, options, nFeatures, seed, nEstimators, nodes, oobScore },
      nClasses: this.classes.length,
      ...(this.classes.length <= MOST_LISTED && { classes: [...this.classes] }),
      ...(nFeatures <= MOST_LISTED && {
        featureNames: [...featureNames],
        featureImportances: Array.from(this.featureImportances),
      }),
    };
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  dispose(): void {
    this.#packs = [];
  }

  #joined(): Trees {
    const trees = joinTrees(this.#packs);
    // Kept in this form from now on, so that a large forest is not held twice.
    this.#packs = [trees];
    return trees;
  }

  #means(shares: Float64Array): Float64Array {
    for (let at = 0; at < shares.length; at++) shares[at]! /= this.nEstimators;
    return shares;
  }

  #classesOf(shares: Float64Array, rows: number): string[] {
    const { classes } = this;
    const names = new Array<string>(rows);
    for (let row = 0; row < rows; row++)
      names[row] = classes[mostLikely(shares, row * classes.length, classes.length)]!;
    return names;
  }
}
