/** One model: validated on folds of the training part, fitted on all of it, judged on the test part. */
import { quote, runSteps } from "../core/mod.ts";
import type { BaseRateRow, FitOptions, Interval, Job, LeaderboardRow, Matrix, Model } from "../core/mod.ts";
import { metricTitle } from "../display/mod.ts";
import {
  bootstrapValues,
  confusionMatrix,
  crossValidate,
  intervalAround,
  precisionRecallF1,
  scorer,
} from "../evaluate/mod.ts";
import type { CrossValidation, Predictions, Scorer } from "../evaluate/mod.ts";
import { TrafficModel } from "../persist/mod.ts";
import { baseRateOf } from "./base-rate.ts";
import { curvesOf } from "./curves.ts";
import type { Curves } from "./curves.ts";
import type { Material } from "./material.ts";
import type { Contestant } from "./models.ts";
import type { TrainSettings } from "./options.ts";

/** What came out of one model. */
export interface Trial {
  readonly contestant: Contestant;
  /** `tiedWithBest` is not known yet. */
  readonly row: LeaderboardRow;
  /** Absent for a model that failed. */
  readonly outcome?: Outcome;
}

export interface Outcome {
  readonly model: TrafficModel;
  /** Classes said of the test part, as places. */
  readonly said: Int32Array;
  readonly confusion: number[][];
  /** Rows of the table behind each cell: the first of them. */
  readonly examples: number[][][];
  readonly curves: Curves;
  /** The metric in the draws of the test rows, for differences between models. */
  readonly draws: Float64Array;
  readonly baseRate: BaseRateRow | null;
  /** Milliseconds by part of the trial. */
  readonly timing: Readonly<Record<"validate" | "fit" | "predict" | "judge", number>>;
}

/** What a trial tells on its way. */
export interface TrialSteps {
  /** One more of `stepsOf` is done. */
  done(message: string): void;
}

/** Beside the folds: the fit on the whole training part with the test. */
export const STEPS_BESIDE_FOLDS = 1;
const RESAMPLES = 1000;
/** Flows named for a cell of a confusion matrix. */
const MOST_EXAMPLES = 20;
/** Rows that are predicted between two pauses. */
const BLOCK = 2048;

/** 97.5 % quantiles of Student's t by degrees of freedom, from 1 on. */
const T_QUANTILES = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086,
];
const NORMAL_QUANTILE = 1.96;

/** @throws {CancelledError} when the job was cancelled; whatever else fails is told in the row. */
export async function runTrial(
  job: Job,
  contestant: Contestant,
  material: Material,
  settings: TrainSettings,
  steps: TrialSteps,
): Promise<Trial> {
  let model: Model | null = null;
  try {
    const begun = performance.now();
    const validation = await validate(job, contestant, material, settings, steps);
    const side = contestant.scaled ? material.scaled : material.plain;
    const run: FitOptions = { signal: job.signal, workers: settings.workers };
    const started = performance.now();
    model = await contestant.fitted.fit(side.train, material.yTrain, run);
    const timing = { validate: started - begun, fit: performance.now() - started };
    await job.pause();
    const traffic = new TrafficModel(side.features, model, material.provenance);
    const trial = await judge(job, contestant, traffic, side.test, material, settings, validation, timing);
    steps.done(
      `${contestant.name}: ${metricTitle(settings.metric)} ${trial.row.test.value.toFixed(4)} on the test part`,
    );
    return trial;
  } catch (error) {
    model?.dispose();
    await job.pause(); // throws when it is this job that was cancelled
    return { contestant, row: failedRow(contestant, error) };
  }
}

async function validate(
  job: Job,
  { name, validated, scaled }: Contestant,
  { plain, yTrain, division, foldFeatures }: Material,
  { metric, seed, workers }: TrainSettings,
  steps: TrialSteps,
): Promise<Interval> {
  let told = 0;
  const validation = await crossValidate(
    [{ name, estimator: validated, scaler: scaled ? foldFeatures.scaled : foldFeatures.plain }],
    plain.train,
    yTrain,
    {
      ...{ folds: division.folds, metric, seed, signal: job.signal },
      ...(workers === undefined ? {} : { workers }),
      onProgress: ({ done, message }) => {
        for (; told < done; told++) steps.done(message ?? name);
      },
    },
  );
  await job.pause();
  const [result] = validation.results;
  if (validation.status === "cancelled") throw new Error("its validation was cancelled");
  if (result?.failed !== undefined) throw new Error(result.failed);
  return validationInterval(validation);
}

/** Mean over the folds with Student's interval; without width for a single fold. */
function validationInterval({ results, greaterIsBetter, metric }: CrossValidation): Interval {
  const { mean, standardError, scores } = results[0]!;
  const folds = scores.filter((score) => !Number.isNaN(score)).length;
  if (folds < 2) return { value: mean, low: mean, high: mean };
  const half = (T_QUANTILES[folds - 2] ?? NORMAL_QUANTILE) * standardError;
  const isShare = greaterIsBetter && metric !== "matthews";
  return { value: mean, low: mean - half, high: isShare ? Math.min(1, mean + half) : mean + half };
}

async function judge(
  job: Job,
  contestant: Contestant,
  model: TrafficModel,
  test: Matrix,
  material: Material,
  settings: TrainSettings,
  validation: Interval,
  timing: { validate: number; fit: number },
): Promise<Trial> {
  const { classes, yTest, testCodes, isAttack } = material;
  const started = performance.now();
  const { said, probabilities } = await predictAll(job, model.model, test, classes);
  const judged = performance.now();
  const predicted = Array.from(said, (code) => classes[code]!);
  const answers: Predictions = { predicted, probabilities, classes };
  const metrics = [scorer(settings.metric), scorer("accuracy")].map((each) => each.prepare(yTest, answers));
  const [draws, accuracyDraws] = await runSteps(job, bootstrapValues(metrics, RESAMPLES, settings.seed));
  const side = { truth: testCodes, probabilities, classes, isAttack };
  const curves = await runSteps(job, curvesOf(side));
  const row: LeaderboardRow = {
    name: contestant.name,
    model: contestant.model,
    validation,
    test: intervalAround(metrics[0]!.value(null), draws!),
    accuracy: intervalAround(metrics[1]!.value(null), accuracyDraws!),
    perClass: precisionRecallF1(yTest, predicted, { labels: classes }),
    bytes: model.size,
    tiedWithBest: false,
  };
  return {
    contestant,
    row,
    outcome: {
      model,
      said,
      confusion: confusionMatrix(yTest, predicted, { labels: classes }).counts,
      examples: examplesOf(classes.length, testCodes, said, material.division.test),
      curves,
      draws: draws!,
      baseRate: baseRateOf(contestant.name, testCodes, said, isAttack, settings.priors),
      timing: { ...timing, predict: judged - started, judge: performance.now() - judged },
    },
  };
}

function examplesOf(classes: number, truth: Int32Array, said: Int32Array, rows: Uint32Array): number[][][] {
  const cells = Array.from({ length: classes }, () => Array.from({ length: classes }, () => [] as number[]));
  for (let at = 0; at < truth.length; at++) {
    const cell = cells[truth[at]!]![said[at]!]!;
    if (cell.length < MOST_EXAMPLES) cell.push(rows[at]!);
  }
  return cells;
}

/** Classes and probabilities in blocks of rows, in the order of all classes; 0 for those that the training part did not have. */
export async function predictAll(
  job: Job,
  model: Model,
  { data, rows, columns, names }: Matrix,
  classes: readonly string[],
): Promise<{ said: Int32Array; probabilities: Float64Array }> {
  const width = classes.length;
  const placeOf = new Map(classes.map((name, place) => [name, place]));
  const places = model.classes.map((name) => placeOf.get(name)!);
  const said = new Int32Array(rows);
  const probabilities = new Float64Array(rows * width);
  for (let from = 0; from < rows; from += BLOCK) {
    await job.pause();
    const to = Math.min(rows, from + BLOCK);
    const block = {
      data: data.subarray(from * columns, to * columns),
      rows: to - from,
      columns,
      ...(names ? { names } : {}),
    };
    model.predict(block).forEach((name, i) => {
      const place = placeOf.get(name);
      if (place === undefined) throw new Error(`it said the class ${quote(String(name))}, which no flow has`);
      said[from + i] = place;
    });
    await job.pause();
    const shares = model.predictProba(block);
    for (let i = 0; i < to - from; i++)
      places.forEach((place, at) => {
        probabilities[(from + i) * width + place] = shares[i * places.length + at]!;
      });
  }
  return { said, probabilities };
}

function failedRow({ name, model }: Contestant, error: unknown): LeaderboardRow {
  const none = { value: NaN, low: NaN, high: NaN };
  return {
    name,
    model,
    validation: none,
    test: none,
    accuracy: none,
    perClass: [],
    bytes: 0,
    tiedWithBest: false,
    failed: error instanceof Error ? error.message : String(error),
  };
}

/** Whether a score of the test part cannot be told from another: the 95 % interval of their paired differences has 0 in it. */
export function isTied(best: Outcome, other: Outcome): boolean {
  const differences = best.draws.map((value, draw) => value - other.draws[draw]!);
  const { low, high } = intervalAround(0, differences);
  return !(low > 0 || high < 0);
}

/** Better scores first; what has none last. */
export function byValidation({ greaterIsBetter }: Scorer): (a: Trial, b: Trial) => number {
  const rank = ({ row }: Trial): number => {
    const { value } = row.validation;
    if (row.failed !== undefined || Number.isNaN(value)) return -Infinity;
    return greaterIsBetter ? value : -value;
  };
  return (a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left === right ? 0 : right > left ? 1 : -1;
  };
}
