import { runJob } from "../core/mod.ts";
import type {
  Estimator,
  FitOptions,
  Job,
  JSONValue,
  Labels,
  Matrix,
  MimeBundle,
  Model,
} from "../core/mod.ts";
import { formatCount, formatNumber, rowsBundle } from "../display/mod.ts";
import { defaultWorkers } from "../workers/mod.ts";
import { classesOf } from "./class-metrics.ts";
import { checkPlan } from "./cross-validation.ts";
import type {
  Candidate,
  CandidateScores,
  CrossValidateOptions,
  CrossValidation,
  Plan,
} from "./cross-validation.ts";
import { FoldData, takeLabels } from "./fold-data.ts";

/** What is filled while the fits run. */
interface Draft {
  readonly name: string;
  readonly scores: Float64Array;
  readonly predicted: string[];
  readonly probabilities: Float64Array | null;
  readonly timing: { readonly fit: Float64Array; readonly predict: Float64Array };
  /** Reasons by fold. The first fold that fails always runs, whatever the number of workers. */
  readonly failures: Map<number, string>;
}

/** One fit: a candidate in a fold. */
interface Step {
  readonly candidate: number;
  readonly fold: number;
}

/**
 * Scores estimators on rows that they have not seen.
 *
 * Nothing is fitted outside a fold's training part: scalers are fitted in each fold, once for all candidates that share them. Whole fits
 * run side by side: as many as there are workers, each in one, or, where all of the machine's workers may be used, one more, which share
 * them; the result does not depend on it. A candidate that fails is reported with the reason, and the others go on.
 *
 * Cancelled, it gives what is finished (`status: "cancelled"`), and rejects with code CANCELLED when no fold is.
 *
 * @param estimators Estimators, or `{ name, estimator, scaler }`.
 * @param X Shape (rows, features), finite.
 * @param y One class a row.
 * @throws {TypeError} or {RangeError} code BAD_INPUT.
 */
export async function crossValidate(
  estimators: readonly (Estimator | Candidate)[],
  X: Matrix,
  y: Labels,
  options: CrossValidateOptions = {},
): Promise<CrossValidation> {
  const plan = checkPlan(estimators, X, y, options);
  const classes = classesOf(y);
  const drafts = plan.candidates.map(({ name }) => draftFor(name, X.rows, plan, classes.length));
  const { signal, onProgress } = options;
  const run = { signal, onProgress };
  try {
    await runJob("cross-validating", run, (job) =>
      new Folds(job, plan, drafts, classes, X, y, options.workers).run(),
    );
  } catch (error) {
    const finished = drafts.some(({ timing }) => timing.predict.some((ms) => ms >= 0));
    if ((error as { code?: unknown }).code !== "CANCELLED" || !finished) throw error;
    return resultOf("cancelled", plan, classes, drafts);
  }
  return resultOf("complete", plan, classes, drafts);
}

/** The fits of all candidates in all folds. */
class Folds {
  readonly #job: Job;
  readonly #plan: Plan;
  readonly #drafts: readonly Draft[];
  readonly #classes: readonly string[];
  readonly #X: Matrix;
  readonly #y: Labels;
  readonly #workers: number;
  /** Whether all workers of the pool may be used. */
  readonly #isWhole: boolean;
  readonly #data = new Map<number, FoldData>();
  readonly #open: number[];
  #done = 0;

  constructor(
    job: Job,
    plan: Plan,
    drafts: readonly Draft[],
    classes: readonly string[],
    X: Matrix,
    y: Labels,
    workers: number | undefined,
  ) {
    this.#job = job;
    this.#plan = plan;
    this.#drafts = drafts;
    this.#classes = classes;
    this.#X = X;
    this.#y = y;
    this.#workers = workers ?? defaultWorkers();
    this.#isWhole = this.#workers >= defaultWorkers();
    this.#open = plan.splits.map(() => plan.candidates.length);
  }

  async run(): Promise<void> {
    const steps = this.#steps();
    const lane = async (): Promise<void> => {
      // Taken one by one: which lane takes which step depends on how long the steps before took.
      for (const step of steps) await this.#step(step);
    };
    // With the whole pool to use there is a fit more than workers: they go on while this thread prepares a fit or predicts, and fits that
    // can be cut fill the end. With fewer, no fit may take a worker beyond those asked for.
    const lanes = Array.from(
      { length: this.#isWhole ? this.#workers + 1 : Math.max(1, this.#workers) },
      lane,
    );
    const cancelled = (await Promise.allSettled(lanes)).find(({ status }) => status === "rejected");
    if (cancelled) throw (cancelled as PromiseRejectedResult).reason;
  }

  /**
   * Fold by fold, so that no more folds' data are held than are at work; in a fold the candidates that took longest so far first, so that
   * at the end no long fit runs alone.
   */
  *#steps(): Generator<Step, void, void> {
    const slowest = (candidate: number): number =>
      this.#drafts[candidate]!.timing.fit.reduce((most, ms) => (ms > most ? ms : most), 0);
    for (let fold = 0; fold < this.#plan.splits.length; fold++) {
      const candidates = [...this.#plan.candidates.keys()];
      candidates.sort((a, b) => slowest(b) - slowest(a));
      for (const candidate of candidates) yield { candidate, fold };
    }
  }

  async #step(step: Step): Promise<void> {
    await this.#job.pause();
    const draft = this.#drafts[step.candidate]!;
    try {
      // A later fold may have overtaken this one: only a failure in an earlier one decides the result.
      const decided = [...draft.failures.keys()].some((fold) => fold < step.fold);
      if (!decided) await this.#score(step, draft);
    } catch (error) {
      await this.#job.pause(); // throws when it is this job that was cancelled
      draft.failures.set(step.fold, error instanceof Error ? error.message : String(error));
    }
    if (--this.#open[step.fold]! === 0) this.#data.delete(step.fold);
    this.#done++;
    const [failure] = draft.failures.values();
    const score = draft.scores[step.fold]!;
    this.#job.progress({
      phase: "cross-validating",
      done: this.#done,
      total: this.#plan.candidates.length * this.#plan.splits.length,
      unit: "folds",
      message:
        failure === undefined
          ? `${draft.name}, fold ${step.fold + 1}: ${this.#plan.scorer.name} ${score.toFixed(4)}`
          : `${draft.name} failed: ${failure}`,
    });
  }

  async #score({ candidate, fold }: Step, draft: Draft): Promise<void> {
    const { estimator, scaler } = this.#plan.candidates[candidate]!;
    const workers = this.#isWhole ? this.#workers : Math.min(1, this.#workers);
    const run: FitOptions = { signal: this.#job.signal, workers };
    const data = this.#dataOf(fold);
    const { train, test } = await data.scaledBy(scaler, run);
    const started = performance.now();
    const model = await estimator.fit(train, data.yTrain, run);
    try {
      draft.timing.fit[fold] = performance.now() - started;
      await this.#job.pause();
      this.#predict(model, test, fold, draft);
    } finally {
      model.dispose();
    }
  }

  #predict(model: Model, test: Matrix, fold: number, draft: Draft): void {
    const rows = this.#plan.splits[fold]!.test;
    const started = performance.now();
    const predicted = model.predict(test);
    const probabilities = draft.probabilities ? this.#ofAllClasses(model, test) : undefined;
    const ms = performance.now() - started;
    const said = { predicted, probabilities, classes: this.#classes };
    draft.scores[fold] = this.#plan.scorer.score(takeLabels(this.#y, rows), said);
    const width = this.#classes.length;
    rows.forEach((row, i) => {
      draft.predicted[row] = predicted[i]!;
      if (!probabilities) return;
      draft.probabilities!.set(probabilities.subarray(i * width, (i + 1) * width), row * width);
    });
    draft.timing.predict[fold] = ms;
  }

  /** Probabilities with a column for every class; 0 for those that the training part did not have. */
  #ofAllClasses(model: Model, test: Matrix): Float64Array {
    const probabilities = model.predictProba(test);
    const width = this.#classes.length;
    const places = model.classes.map((name) => this.#classes.indexOf(name));
    if (places.length === width && places.every((place, at) => place === at)) return probabilities;
    const all = new Float64Array(test.rows * width);
    for (let row = 0; row < test.rows; row++)
      for (let at = 0; at < places.length; at++)
        all[row * width + places[at]!] = probabilities[row * places.length + at]!;
    return all;
  }

  #dataOf(fold: number): FoldData {
    let data = this.#data.get(fold);
    if (!data) {
      data = new FoldData(this.#X, this.#y, this.#plan.splits[fold]!);
      this.#data.set(fold, data);
    }
    return data;
  }
}

function draftFor(name: string, rows: number, { splits, keepProbabilities }: Plan, classes: number): Draft {
  const perFold = (value: number): Float64Array => new Float64Array(splits.length).fill(value);
  return {
    name,
    scores: perFold(NaN),
    predicted: new Array<string>(rows).fill(""),
    probabilities: keepProbabilities ? new Float64Array(rows * classes) : null,
    timing: { fit: perFold(NaN), predict: perFold(NaN) },
    failures: new Map(),
  };
}

function resultOf(
  status: CrossValidation["status"],
  { scorer, splits }: Plan,
  classes: string[],
  drafts: readonly Draft[],
): CrossValidation {
  const results = drafts.map(({ failures, ...draft }): CandidateScores => {
    if (failures.size > 0) return failedResult(draft, failures);
    const scored = Array.from(draft.scores).filter((score) => !Number.isNaN(score));
    const mean = scored.length === 0 ? NaN : scored.reduce((sum, score) => sum + score, 0) / scored.length;
    const squares = scored.reduce((sum, score) => sum + (score - mean) * (score - mean), 0);
    const standardError =
      scored.length < 2 ? NaN : Math.sqrt(squares / (scored.length - 1)) / Math.sqrt(scored.length);
    return { ...draft, mean, standardError };
  });
  const sign = scorer.greaterIsBetter ? 1 : -1;
  const best = results
    .filter(({ failed, mean }) => failed === undefined && !Number.isNaN(mean))
    .reduce<CandidateScores | null>(
      (leader, result) => (leader === null || sign * (result.mean - leader.mean) > 0 ? result : leader),
      null,
    );
  const { name: metric, greaterIsBetter } = scorer;
  return {
    status,
    metric,
    greaterIsBetter,
    classes,
    splits,
    results,
    best,
    toJSON: () => summaryOf(status, metric, results, best),
    [Symbol.for("Jupyter.display")]: () => shown(status, metric, results),
  };
}

/** Nothing of a failed candidate is kept: which of its folds were finished is a matter of chance. */
function failedResult(
  { name, scores, predicted, timing }: Omit<Draft, "failures">,
  failures: ReadonlyMap<number, string>,
): CandidateScores {
  const first = Math.min(...failures.keys());
  return {
    name,
    scores: scores.fill(NaN),
    mean: NaN,
    standardError: NaN,
    predicted: predicted.fill(""),
    probabilities: null,
    failed: failures.get(first)!,
    timing,
  };
}

function summaryOf(
  status: string,
  metric: string,
  results: readonly CandidateScores[],
  best: CandidateScores | null,
): JSONValue {
  const number = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return {
    status,
    metric,
    best: best?.name ?? null,
    results: results.map(({ name, scores, mean, standardError, failed, timing }) => ({
      name,
      scores: Array.from(scores, number),
      mean: number(mean),
      standardError: number(standardError),
      ...(failed === undefined ? {} : { failed }),
      timing: { fit: Array.from(timing.fit, number), predict: Array.from(timing.predict, number) },
    })),
  };
}

/** How a notebook shows a comparison that is a cell's last expression. */
function shown(status: string, metric: string, results: readonly CandidateScores[]): MimeBundle {
  const title = `Cross-validation by ${metric}${status === "complete" ? "" : `, ${status}`}`;
  const columns = [
    { head: "candidate" },
    { head: "mean", numeric: true },
    { head: "standard error", numeric: true },
    { head: "folds", numeric: true },
    { head: "failed because" },
  ];
  const rows = results.map(({ name, mean, standardError, scores, failed }) => [
    name,
    formatNumber(mean),
    formatNumber(standardError),
    formatCount(scores.filter((score) => !Number.isNaN(score)).length),
    failed ?? "",
  ]);
  return rowsBundle(title, columns, rows);
}
