/** The smallest honest classifier: each row gets the class of the nearest centre. For the tests of what works with any estimator. */
import { exp } from "../../../kernels/mod.ts";
import { checkInteger, checkOptions, codedError, runJob } from "../../core/mod.ts";
import type { FitOptions, JSONValue, Labels, Matrix, MimeBundle, Model, ModelParts } from "../../core/mod.ts";
import { modelBundle } from "../../display/mod.ts";
import { checkMatrix, checkRun, checkWidth, encodeLabels, featureNamesOf } from "../shared/mod.ts";

export interface NearestCentreOptions {
  seed?: number;
  /** Fits fail with this message. */
  failWith?: string;
}

const OPTION_NAMES = ["seed", "failWith"];

export class NearestCentre {
  readonly name = "NearestCentre";
  readonly #options: NearestCentreOptions;

  constructor(options: NearestCentreOptions = {}) {
    checkOptions("make NearestCentre", options, OPTION_NAMES);
    const { seed = 42 } = options;
    checkInteger("make NearestCentre", "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    this.#options = { ...options, seed };
  }

  async fit(X: Matrix, y: Labels, run: FitOptions = {}): Promise<NearestCentreModel> {
    checkRun("fit NearestCentre", run);
    return runJob("fitting NearestCentre", run, async (job) => {
      if (this.#options.failWith) throw new Error(this.#options.failWith);
      checkMatrix("fit NearestCentre", X, { minRows: 1 });
      const { classes, codes } = encodeLabels("fit NearestCentre", y, X.rows);
      if (classes.length * X.columns > 1e6)
        throw refusal("fit", `classes x features must be at most 1000000, got ${classes.length}`);
      const centres = new Float64Array(classes.length * X.columns);
      const counts = new Float64Array(classes.length);
      for (let row = 0; row < X.rows; row++) {
        counts[codes[row]!]!++;
        for (let column = 0; column < X.columns; column++)
          centres[codes[row]! * X.columns + column]! += X.data[row * X.columns + column]!;
        if (row % 1000 === 0) await job.pause();
      }
      for (let i = 0; i < centres.length; i++) centres[i]! /= counts[Math.floor(i / X.columns)]!;
      job.progress({ phase: "averaging", done: X.rows, total: X.rows, unit: "rows" });
      return new NearestCentreModel(classes, featureNamesOf(X), this.#options, centres);
    });
  }
}

export class NearestCentreModel implements Model {
  readonly estimator = "NearestCentre";
  readonly classes: string[];
  readonly featureNames: string[];
  readonly nFeatures: number;
  readonly options: JSONValue;
  readonly seed: number;
  readonly #centres: Float64Array;

  constructor(
    classes: readonly string[],
    featureNames: readonly string[],
    options: NearestCentreOptions,
    centres: Float64Array,
  ) {
    this.classes = [...classes];
    this.featureNames = [...featureNames];
    this.nFeatures = featureNames.length;
    this.options = { ...options };
    this.seed = options.seed ?? 42;
    this.#centres = centres;
  }

  predict(X: Matrix): string[] {
    const probabilities = this.predictProba(X);
    const k = this.classes.length;
    return Array.from({ length: X.rows }, (_, row) => {
      let best = 0;
      for (let c = 1; c < k; c++) if (probabilities[row * k + c]! > probabilities[row * k + best]!) best = c;
      return this.classes[best]!;
    });
  }

  predictProba(X: Matrix): Float64Array {
    checkWidth("predict with NearestCentre", this, X);
    const k = this.classes.length;
    const out = new Float64Array(X.rows * k);
    for (let row = 0; row < X.rows; row++) {
      const distances = Array.from({ length: k }, (_, c) => this.#distance(X, row, c));
      const nearest = distances.reduce((least, d) => Math.min(least, d), Infinity);
      const shares = distances.map((d) => (d === nearest ? 1 : exp(nearest - d)));
      const sum = shares.reduce((total, share) => total + share, 0);
      shares.forEach((share, c) => (out[row * k + c] = share / sum));
    }
    return out;
  }

  parts(): ModelParts {
    const { estimator, options, nFeatures, featureNames, seed } = this;
    const meta = { classes: this.classes };
    return { estimator, options, nFeatures, featureNames, seed, meta, arrays: { centres: this.#centres } };
  }

  toJSON(): JSONValue {
    const { estimator, options, nFeatures, featureNames, seed, classes } = this;
    return { estimator, options, nFeatures, featureNames, seed, classes: classes.slice(0, 1000) };
  }

  [Symbol.for("Jupyter.display")](): MimeBundle {
    return modelBundle(this);
  }

  dispose(): void {
    // Nothing outside the garbage collector's reach.
  }

  /** Distance by the largest difference, halved first, which cannot overflow. */
  #distance(X: Matrix, row: number, c: number): number {
    let most = 0;
    for (let column = 0; column < X.columns; column++) {
      const a = X.data[row * X.columns + column]!;
      const b = this.#centres[c * X.columns + column]!;
      most = Math.max(most, Math.abs(a / 2 - b / 2));
    }
    return most;
  }
}

export function restoreNearestCentre(parts: ModelParts): NearestCentreModel {
  const { options, nFeatures, featureNames, seed, meta, arrays } = parts;
  const names = Object.keys(arrays);
  const { centres } = arrays;
  const classes = meta["classes"];
  if (!Array.isArray(classes) || classes.some((name) => typeof name !== "string"))
    throw refusal("load", "classes must be a list of texts");
  if (!(centres instanceof Float64Array) || names.length !== 1)
    throw refusal("load", `arrays must be "centres" in float64`);
  if (featureNames.length !== nFeatures || centres.length !== classes.length * nFeatures)
    throw refusal("load", "names, classes and centres must fit together");
  if (centres.some((value) => !Number.isFinite(value))) throw refusal("load", "centres must be finite");
  try {
    const plain = options as NearestCentreOptions;
    new NearestCentre(plain);
    if (plain.seed !== seed) throw new Error("seed must be the option's");
    return new NearestCentreModel(classes as string[], featureNames, plain, centres);
  } catch (error) {
    throw refusal("load", (error as Error).message);
  }
}

function refusal(action: "fit" | "load", rule: string): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot ${action} NearestCentre: ${rule}`);
}
