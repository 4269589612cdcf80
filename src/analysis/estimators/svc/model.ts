import { codedError } from "../../core/mod.ts";
import type { JSONValue, Matrix, MimeBundle, Model, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { checkSize } from "../linear/mod.ts";
import { checkWidth, rowMajor64 } from "../shared/mod.ts";
import { chosenClasses, decide, scoresOf } from "./machine.ts";
import type { Machine } from "./machine.ts";
import { settingsJSON } from "./options.ts";
import type { SVCSettings } from "./options.ts";
import { sigmoidOf } from "./platt.ts";
import type { Sigmoid } from "./platt.ts";
import { pairCount, scoreCount } from "./votes.ts";

const NAME = "SVC";
/** Rows that are scored at a time, so that decisions of many pairs need little memory. */
const BLOCK = 2048;
const MOST_LISTED = 1000;

/** What makes up a model; checked already. */
export interface SVCFacts {
  readonly machine: Machine;
  readonly classes: readonly string[];
  readonly featureNames: string[];
  readonly settings: SVCSettings;
  readonly gamma: number | null;
  readonly converged: boolean;
  /** One a score; empty without probabilities. */
  readonly sigmoids: readonly Sigmoid[];
}

/** A fitted SVC. */
export class SVCModel implements Model {
  readonly estimator = NAME;
  readonly classes: string[];
  readonly featureNames: string[];
  readonly nFeatures: number;
  readonly options: JSONValue;
  readonly seed: number;
  /** The number that gamma stands for; null without a kernel. */
  readonly gamma: number | null;
  /** What stands for the kernel where the fit had too many rows for it, with the rows it was fitted on; null for an exact machine. */
  readonly approximation: { kind: "nystroem"; components: number; rows: number } | null;
  /** Rows of the fit that are support vectors, class by class; empty where there are none (linear, approximated). */
  readonly support: Int32Array;
  /** Support vectors a class; empty where there are none. */
  readonly nSupport: Int32Array;
  /** False where the solver ran out of steps. */
  readonly converged: boolean;
  readonly #facts: SVCFacts;

  constructor(facts: SVCFacts) {
    const { machine, settings } = facts;
    this.#facts = facts;
    this.classes = [...facts.classes];
    this.featureNames = [...facts.featureNames];
    this.nFeatures = facts.featureNames.length;
    this.options = settingsJSON(settings);
    this.seed = settings.seed;
    this.gamma = facts.gamma;
    this.converged = facts.converged;
    this.approximation =
      machine.kind === "nystroem"
        ? { kind: "nystroem", components: machine.sums.groups[1]!, rows: machine.fittedRows }
        : null;
    this.support = machine.kind === "pairs" ? machine.support : new Int32Array(0);
    this.nSupport =
      machine.kind === "pairs"
        ? Int32Array.from({ length: facts.classes.length }, (_, code) => {
            const { groups } = machine.sums;
            return groups[code + 1]! - groups[code]!;
          })
        : new Int32Array(0);
  }

  /** The class by the votes of the pairs, or by the largest decision; it can differ from the most probable one, as in scikit-learn. */
  predict(X: Matrix): string[] {
    const { machine } = this.#facts;
    const predicted: string[] = [];
    this.#decideBlocks("predict", X, (decisions, rows) => {
      for (const code of chosenClasses(machine.kind, decisions, rows, this.classes.length))
        predicted.push(this.classes[code]!);
    });
    return predicted;
  }

  /**
   * @returns Probabilities, row-major, shape (rows, classes).
   * @throws {TypeError} code BAD_INPUT, when the model was fitted with `probability: false`.
   */
  predictProba(X: Matrix): Float64Array {
    const { machine, sigmoids } = this.#facts;
    const classes = this.classes.length;
    if (sigmoids.length === 0) {
      throw codedError(
        TypeError,
        "BAD_INPUT",
        "Cannot predict probabilities: this SVC was fitted with probability: false; fit it with probability: true",
      );
    }
    const probabilities = new Float64Array((X as Matrix | null)?.rows ? X.rows * classes : 0);
    let at = 0;
    this.#decideBlocks("predict probabilities", X, (decisions, rows) => {
      const scores = scoresOf(machine.kind, decisions, rows, classes);
      for (let row = 0; row < rows; row++, at += classes)
        probabilitiesInto(scores, row * sigmoids.length, sigmoids, probabilities, at, classes);
    });
    return probabilities;
  }

  /**
   * Distance-like scores: for two classes one a row, above 0 for the second; else one a class, row-major; with
   * `decisionFunctionShape: "ovo"` one a pair of classes, above 0 for the first of the pair.
   */
  decisionFunction(X: Matrix): Float64Array {
    const { machine, settings } = this.#facts;
    const classes = this.classes.length;
    const pairs = machine.kind === "pairs" && settings.decisionFunctionShape === "ovo" && classes > 2;
    const width = pairs ? pairCount(classes) : scoreCount(classes);
    const out = new Float64Array((X as Matrix | null)?.rows ? X.rows * width : 0);
    let at = 0;
    this.#decideBlocks("score rows", X, (decisions, rows) => {
      out.set(pairs ? decisions : scoresOf(machine.kind, decisions, rows, classes), at);
      at += rows * width;
    });
    return out;
  }

  #decideBlocks(action: string, X: Matrix, take: (decisions: Float64Array, rows: number) => void): void {
    checkWidth(action, this, X);
    const { machine } = this.#facts;
    if (machine.kind === "linear") checkSize(action, X);
    const data = rowMajor64(X);
    for (let from = 0; from < X.rows; from += BLOCK) {
      const rows = Math.min(BLOCK, X.rows - from);
      const block = data.subarray(from * X.columns, (from + rows) * X.columns);
      take(decide(machine, block, rows, X.columns), rows);
    }
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed, classes, gamma, converged } = this;
    const { machine, sigmoids } = this.#facts;
    const radial = machine.kind === "linear" ? undefined : machine.sums;
    return {
      estimator,
      options,
      nFeatures,
      featureNames,
      seed,
      meta: {
        classes,
        kind: machine.kind,
        gamma,
        converged,
        fittedRows: machine.kind === "nystroem" ? machine.fittedRows : 0,
      },
      arrays: {
        points: radial?.points ?? new Float64Array(0),
        groups: radial?.groups ?? new Int32Array(0),
        coefficients: machine.kind === "linear" ? machine.weights : machine.sums.coefficients,
        bias: radial?.bias ?? new Float64Array(0),
        support: this.support,
        sigmoids: Float64Array.from(sigmoids.flatMap(({ slope, offset }) => [slope, offset])),
      },
    };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, featureNames, seed, classes, gamma, converged } = this;
    const { machine, sigmoids } = this.#facts;
    const json: { [key: string]: JSONValue } = {
      estimator,
      options,
      nFeatures,
      featureNames: [...featureNames],
      seed,
      classes,
      kind: machine.kind,
      gamma,
      converged,
      approximation: this.approximation,
      nSupport: [...this.nSupport],
      sigmoids: sigmoids.map(({ slope, offset }) => ({ slope, offset })),
    };
    if (machine.kind === "linear" && machine.weights.length <= MOST_LISTED)
      json["coefficients"] = [...machine.weights];
    return json;
  }

  /** How a notebook shows a model that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  dispose(): void {
    // All of it is memory that garbage collection knows of.
  }
}

/** Each class's sigmoid, brought to a sum of 1; equal shares where all are 0. */
function probabilitiesInto(
  scores: Float64Array,
  from: number,
  sigmoids: readonly Sigmoid[],
  out: Float64Array,
  at: number,
  classes: number,
): void {
  if (classes === 2) {
    const second = sigmoidOf(sigmoids[0]!, scores[from]!);
    out[at] = 1 - second;
    out[at + 1] = second;
    return;
  }
  let sum = 0;
  for (let code = 0; code < classes; code++) {
    out[at + code] = sigmoidOf(sigmoids[code]!, scores[from + code]!);
    sum += out[at + code]!;
  }
  for (let code = 0; code < classes; code++) out[at + code] = sum > 0 ? out[at + code]! / sum : 1 / classes;
}
