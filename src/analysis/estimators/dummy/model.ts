import { prng } from "../../../kernels/mod.ts";
import { codedError } from "../../core/mod.ts";
import type { JSONValue, Matrix, MimeBundle, Model, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { checkWidth } from "../shared/mod.ts";
import type { DummySettings } from "./options.ts";

const NAME = "DummyClassifier";
const MOST_LISTED = 1000;
/** Numbers that a table of probabilities may hold: 1 GB. */
const MOST_CELLS = 134_217_728;

/** What makes up a model; checked already. */
export interface DummyFacts {
  /** Rows of each class; not 0. */
  readonly counts: Float64Array;
  readonly classes: readonly string[];
  readonly featureNames: string[];
  readonly settings: DummySettings;
}

/** A fitted DummyClassifier. */
export class DummyClassifierModel implements Model {
  readonly estimator = NAME;
  readonly classes: string[];
  readonly featureNames: string[];
  readonly nFeatures: number;
  readonly options: JSONValue;
  readonly seed: number;
  /** Share of each class among the rows of the fit. */
  readonly classPriors: Float64Array;
  readonly #facts: DummyFacts;
  /** The most frequent class, the first of equals. */
  readonly #commonest: number;

  constructor(facts: DummyFacts) {
    const { counts, settings } = facts;
    this.#facts = facts;
    this.classes = [...facts.classes];
    this.featureNames = [...facts.featureNames];
    this.nFeatures = facts.featureNames.length;
    this.options = { ...settings };
    this.seed = settings.seed;
    let rows = 0;
    let commonest = 0;
    for (let code = 0; code < counts.length; code++) {
      rows += counts[code]!;
      if (counts[code]! > counts[commonest]!) commonest = code;
    }
    this.classPriors = counts.map((count) => count / rows);
    this.#commonest = commonest;
  }

  /** The random strategies draw row by row from the seed: the same rows asked again get the same answer. */
  predict(X: Matrix): string[] {
    checkWidth("predict", this, X);
    return Array.from(this.#draw(X.rows), (code) => this.classes[code]!);
  }

  predictProba(X: Matrix): Float64Array {
    checkWidth("predict probabilities", this, X);
    const classes = this.classes.length;
    if (X.rows * classes > MOST_CELLS) {
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot predict probabilities: rows times classes must be at most ${MOST_CELLS}, got ${X.rows * classes}; ask for fewer rows at a time`,
      );
    }
    const { strategy } = this.#facts.settings;
    const probabilities = new Float64Array(X.rows * classes);
    if (strategy === "uniform") return probabilities.fill(1 / classes);
    if (strategy === "prior") {
      for (let row = 0; row < X.rows; row++) probabilities.set(this.classPriors, row * classes);
      return probabilities;
    }
    this.#draw(X.rows).forEach((code, row) => (probabilities[row * classes + code] = 1));
    return probabilities;
  }

  /** The class of each row. */
  #draw(rows: number): Int32Array {
    const { settings, counts } = this.#facts;
    const codes = new Int32Array(rows);
    if (settings.strategy === "prior" || settings.strategy === "most_frequent")
      return codes.fill(this.#commonest);
    const random = prng(settings.seed);
    if (settings.strategy === "uniform") return codes.map(() => random.int(counts.length));
    const ends = counts.slice();
    for (let code = 1; code < ends.length; code++) ends[code]! += ends[code - 1]!;
    const all = ends.at(-1)!;
    return codes.map(() => firstAbove(ends, random.int(all)));
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed, classes } = this;
    const arrays = { counts: this.#facts.counts };
    return {
      estimator,
      options,
      nFeatures,
      featureNames,
      seed,
      meta: { classes, columns: nFeatures },
      arrays,
    };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, featureNames, seed, classes } = this;
    const json: { [key: string]: JSONValue } = {
      estimator,
      options,
      nFeatures,
      featureNames: [...featureNames],
      seed,
      nClasses: classes.length,
    };
    if (classes.length <= MOST_LISTED) {
      json["classes"] = classes;
      json["classPriors"] = [...this.classPriors];
    }
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

/** The first place whose value is above `value`, among values that ascend. */
function firstAbove(values: Float64Array, value: number): number {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]! > value) to = middle;
    else from = middle + 1;
  }
  return from;
}
