import { joinTrees, treeShares, treeWinners } from "../../../kernels/mod.ts";
import type { BinPlan, Trees } from "../../../kernels/mod.ts";
import { finishSteps, runJob } from "../../core/mod.ts";
import type { FitOptions, JSONValue, Matrix, MimeBundle, Model, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { defaultWorkers, inSharedMemory, runTasks } from "../../workers/mod.ts";
import type { Task } from "../../workers/mod.ts";
import { checkWidth } from "../shared/mod.ts";
import { forestWinnersTask, walkForestTask } from "./tasks.ts";
import type { WalkShared } from "./tasks.ts";

const ACTION = "predict with RandomForestClassifier";
/** Most rows of one task: each brings all trees into its kernel. A row's result does not depend on how the rows are cut. */
const ROWS_PER_TASK = 16_384;
/** Time of one row's walk through a tree, ms. */
const WALK_MS = 3e-5;
/** Work that is worth a worker, ms: the trees are in shared memory, where there is one. */
const WORTH_A_WORKER_MS = 30;
const MOST_WORKERS = 64;
/** Longer lists are left out of the summary. */
const MOST_LISTED = 1000;

/** What `RandomForestClassifier.fit` found. */
export interface ForestFacts {
  readonly options: { readonly [key: string]: JSONValue };
  readonly seed: number;
  readonly featureNames: string[];
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
  readonly featureNames: string[];
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
    checkWidth(ACTION, this, X);
    return this.#named(finishSteps(treeWinners(this.#packs, this.#cuts, X, this.classes.length)));
  }

  /**
   * Mean over the trees of the share of each class in the leaf that a row comes to, as scikit-learn's.
   *
   * @returns Row-major, shape (rows, classes).
   * @throws {TypeError|RangeError} code BAD_INPUT, when X is no matrix of the fitted width.
   */
  predictProba(X: Matrix): Float64Array {
    checkWidth(ACTION, this, X);
    return this.#means(finishSteps(treeShares(this.#packs, this.#cuts, X, this.classes.length)));
  }

  /**
   * As `predict`, for large tables: in workers where they are worth it, with progress and cancellation; the same bits.
   *
   * @throws {CancelledError} when cancelled.
   */
  async predictAsync(X: Matrix, run: FitOptions = {}): Promise<string[]> {
    const parts = await this.#walk(X, run, forestWinnersTask);
    const winners = new Uint16Array(X.rows);
    let row = 0;
    for (const part of parts) {
      winners.set(part, row);
      row += part.length;
    }
    return this.#named(winners);
  }

  /** As `predictProba`, in the way of `predictAsync`. */
  async predictProbaAsync(X: Matrix, run: FitOptions = {}): Promise<Float64Array> {
    const parts = await this.#walk(X, run, walkForestTask);
    const shares = new Float64Array(X.rows * this.classes.length);
    let at = 0;
    for (const part of parts) {
      shares.set(part, at);
      at += part.length;
    }
    return this.#means(shares);
  }

  /** Walks the rows in parts. @returns What is found of each, in their order. */
  #walk<T>(X: Matrix, run: FitOptions, task: Task<WalkShared, Matrix["data"], T>): Promise<T[]> {
    return runJob("predicting with RandomForestClassifier", run, async (job) => {
      checkWidth(ACTION, this, X);
      const workMs = X.rows * this.nEstimators * WALK_MS;
      const workers = run.workers ?? (workMs < WORTH_A_WORKER_MS ? 0 : defaultWorkers());
      // Shared once, not at each call.
      if (workers > 0) this.#packs = inSharedMemory(this.#packs) as readonly Trees[];
      return runTasks(job, {
        task,
        shared: { packs: this.#packs, cuts: this.#cuts, columns: X.columns, classes: this.classes.length },
        inputs: stripesOf(X, workers),
        workMs,
        workers,
        phase: "predicting",
        unit: "rows",
        total: X.rows,
      });
    });
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed, classes, oobScore } = this;
    const { nodes, nodeOffsets, mixedOffsets, leafStarts, leafClasses, leafValues } = this.#joined();
    return {
      estimator,
      options,
      nFeatures,
      featureNames,
      seed,
      meta: { classes, oobScore },
      arrays: {
        nodes: unshared(nodes),
        nodeOffsets: unshared(nodeOffsets),
        mixedOffsets: unshared(mixedOffsets),
        leafStarts: unshared(leafStarts),
        leafClasses: unshared(leafClasses),
        leafValues: unshared(leafValues),
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

  #named(winners: Uint16Array): string[] {
    const names = new Array<string>(winners.length);
    for (let row = 0; row < winners.length; row++) names[row] = this.classes[winners[row]!]!;
    return names;
  }
}

/** Files and hashes are not made of shared memory everywhere. */
function unshared<T extends Uint32Array | Uint16Array | Float64Array>(values: T): T {
  return values.buffer[Symbol.toStringTag] === "SharedArrayBuffer" ? (values.slice() as T) : values;
}

/** The rows in equal parts, as many for each worker. */
function stripesOf({ data, rows, columns }: Matrix, workers: number): Matrix["data"][] {
  const atOnce = Math.max(1, Math.min(MOST_WORKERS, workers));
  const turns = Math.ceil(rows / ROWS_PER_TASK / atOnce);
  const size = Math.max(1, Math.ceil(rows / (turns * atOnce)));
  const stripes = [];
  for (let from = 0; from < rows; from += size)
    stripes.push(data.slice(from * columns, (from + size) * columns));
  return stripes;
}
