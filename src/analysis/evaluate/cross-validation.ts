/** Options and results of cross-validation. */
import { checkInteger, checkList, checkOptions, codedError, describe, quote } from "../core/mod.ts";
import type { Estimator, FitOptions, JSONValue, Labels, Matrix } from "../core/mod.ts";
import { checkMatrix } from "../estimators/mod.ts";
import type { Scaler } from "./fold-data.ts";
import { METRICS, scorer } from "./scorer.ts";
import type { MetricName, Scorer } from "./scorer.ts";
import { stratifiedKFold } from "./splits.ts";
import type { Split } from "./splits.ts";
import { badRange } from "./truth.ts";

/** An estimator with a name of its own and a scaler of its own. */
export interface Candidate {
  /** Unique. Default: the estimator's name. */
  name?: string;
  estimator: Estimator;
  /** Fitted in each fold on the training part; null for none. Default: the call's `scaler`. */
  scaler?: Scaler | null;
}

export interface CrossValidateOptions extends FitOptions {
  /** How many, stratified and shuffled; or the splits themselves. Default 5. */
  folds?: number | readonly Split[];
  /** Default "macro_f1". */
  metric?: MetricName;
  seed?: number;
  /** For all candidates that name none. Default: none. */
  scaler?: Scaler | null;
  /** Keep the probabilities of each row, also where the metric needs none. Default false. */
  probabilities?: boolean;
}

/** One candidate's result. */
export interface CandidateScores {
  readonly name: string;
  /** One a fold; NaN for a fold that was not finished, or in which the metric is not defined. */
  readonly scores: Float64Array;
  /** Mean over the finished folds; NaN without one. */
  readonly mean: number;
  /** Standard error of the mean: standard deviation (ddof 1) over the square root of the folds; NaN for one. */
  readonly standardError: number;
  /** For each row the class that the model said which had not seen it; "" for rows that were in no finished test part. */
  readonly predicted: string[];
  /** Shape (rows, classes), 0 in rows that were in no finished test part; null where they were not asked for. */
  readonly probabilities: Float64Array | null;
  /** Why it was given up; absent where all went well. */
  readonly failed?: string;
  /** Milliseconds by fold. */
  readonly timing: { readonly fit: Float64Array; readonly predict: Float64Array };
}

export interface CrossValidation {
  /** "cancelled": some folds are missing. */
  readonly status: "complete" | "cancelled";
  readonly metric: MetricName;
  readonly greaterIsBetter: boolean;
  /** The classes, in the order of the columns of `probabilities`. */
  readonly classes: string[];
  readonly splits: readonly Split[];
  /** In the order of the candidates. */
  readonly results: CandidateScores[];
  /** The one with the best mean that did not fail; null without one. */
  readonly best: CandidateScores | null;
  /** Scores and means; without rows. */
  toJSON(): JSONValue;
}

/** What the options come to. */
export interface Plan {
  readonly candidates: readonly Required<Candidate>[];
  readonly splits: readonly Split[];
  readonly scorer: Scorer;
  readonly keepProbabilities: boolean;
}

const ACTION = "cross-validate";
const MOST_WORKERS = 64;
const OPTION_NAMES = [
  "folds",
  "metric",
  "seed",
  "scaler",
  "probabilities",
  "workers",
  "signal",
  "onProgress",
];

/** @throws {TypeError} or {RangeError} code BAD_INPUT. */
export function checkPlan(
  estimators: readonly (Estimator | Candidate)[],
  X: Matrix,
  y: Labels,
  options: CrossValidateOptions,
): Plan {
  checkOptions(ACTION, options, OPTION_NAMES);
  const { metric = "macro_f1", folds = 5, seed, scaler = null, probabilities = false, workers } = options;
  if (workers !== undefined) checkInteger(ACTION, "workers", workers, 0, MOST_WORKERS);
  if (!METRICS.includes(metric))
    throw badRange(ACTION, `metric must be one of ${METRICS.join(", ")}, got ${describe(metric)}`);
  checkMatrix(ACTION, X, { minRows: 2 });
  const chosen = scorer(metric);
  const splits =
    typeof folds === "number" || folds === undefined
      ? stratifiedKFold(checkLength(y, X.rows), { folds, ...(seed === undefined ? {} : { seed }) })
      : checkSplits(folds, X.rows);
  return {
    candidates: checkCandidates(estimators, scaler),
    splits,
    scorer: chosen,
    keepProbabilities: probabilities || chosen.needs === "probabilities",
  };
}

function checkLength(y: Labels, rows: number): Labels {
  const length = (y as Labels | null)?.length;
  if (length === rows) return y;
  throw badRange(ACTION, `y must have a label for each of the ${rows} rows of X, got ${describe(length)}`);
}

function checkCandidates(
  estimators: readonly (Estimator | Candidate)[],
  scaler: Scaler | null,
): Required<Candidate>[] {
  checkList(ACTION, "estimators", estimators);
  if (estimators.length === 0) throw badRange(ACTION, "there must be at least 1 estimator, got 0");
  const candidates = estimators.map((given) => {
    const wrapped = typeof (given as Candidate | null)?.estimator === "object";
    const candidate = wrapped ? (given as Candidate) : { estimator: given as Estimator };
    if (typeof (candidate.estimator as Estimator | null)?.fit !== "function")
      throw codedError(
        TypeError,
        "BAD_INPUT",
        `Cannot ${ACTION}: each estimator must have a fit, got ${describe(given)}`,
      );
    return {
      name: candidate.name ?? candidate.estimator.name,
      estimator: candidate.estimator,
      scaler: candidate.scaler === undefined ? scaler : candidate.scaler,
    };
  });
  const names = candidates.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw badRange(
      ACTION,
      `names must differ, got ${quote(twice)} twice; give { name, estimator } for estimators of one kind`,
    );
  return candidates;
}

function checkSplits(splits: readonly Split[], rows: number): readonly Split[] {
  checkList(ACTION, "folds", splits);
  if (splits.length === 0) throw badRange(ACTION, "there must be at least 1 fold, got 0");
  const side = new Uint8Array(rows);
  splits.forEach((split, fold) => {
    side.fill(0);
    for (const name of ["train", "test"] as const) {
      const part = split[name];
      if (!(part instanceof Uint32Array) || part.length === 0)
        throw badRange(
          ACTION,
          `the ${name} part of fold ${fold} must be row numbers in a Uint32Array, got ${describe(part)}`,
        );
      const mark = name === "train" ? 1 : 2;
      for (const row of part) {
        if (row >= rows) throw badRange(ACTION, `rows of fold ${fold} must be below ${rows}, got ${row}`);
        if (side[row] !== 0 && side[row] !== mark)
          throw badRange(ACTION, `no row of fold ${fold} may train and test, got row ${row} on both sides`);
        side[row] = mark;
      }
    }
  });
  return splits;
}
