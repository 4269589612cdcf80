/** What may be asked of a training, and what it comes to. */
import {
  checkInteger,
  checkList,
  checkNumber,
  checkOneOf,
  checkOptions,
  codedError,
  describe,
  isCanonicalField,
  quote,
} from "../core/mod.ts";
import type { CanonicalField, Estimator, FitOptions, JSONValue } from "../core/mod.ts";
import { METRICS } from "../evaluate/mod.ts";
import type { MetricName } from "../evaluate/mod.ts";
import { fieldsOfFeature } from "../features/mod.ts";

export const ACTION = "train classifiers";

export const CHOICES = ["forest", "mlp", "svm"] as const;
export type ModelChoice = (typeof CHOICES)[number];

/** An estimator under a name of its own. */
export interface NamedEstimator {
  readonly name: string;
  readonly estimator: Estimator;
}

/** Which flows train and which test. */
export interface SplitOptions {
  /** "stratified": at random, each class with its share on both sides (default); "time": the later flows test; "group": no group is on both sides. */
  kind?: "stratified" | "time" | "group" | undefined;
  /** Below 1 the share of the flows that test, else their number. Default 0.3; with fewer than 50 flows the larger of 0.2 and 2 flows. */
  testSize?: number | undefined;
  /** Of the cross-validation on the training part. Default 5, fewer where classes or groups are too small. */
  folds?: number | undefined;
  /** The column of the groups, as "src_ip"; for "time" the column of times, default "timestamp". */
  by?: string | undefined;
}

/** The network in which the best model would work. */
export interface Priors {
  /** Share of the flows that are attacks. Default 0.0001. */
  attackRate?: number | undefined;
  /** Default 1,000,000. */
  flowsPerDay?: number | undefined;
}

export interface TrainOptions extends FitOptions {
  /** The column of the classes: text, boolean, or whole numbers. Default "label". */
  target?: string | undefined;
  /** Beside the baselines dummy and logistic, which always run. Default: forest, mlp and svm. An estimator gets the features as they are, not scaled. */
  models?: readonly (ModelChoice | Estimator | NamedEstimator)[] | undefined;
  /** By which models are compared. Default "macro_f1". */
  metric?: MetricName | undefined;
  split?: SplitOptions | undefined;
  /** Default 42. */
  seed?: number | undefined;
  priors?: Priors | undefined;
  /** Canonical fields that no feature may be made from, as "dst_port"; the name of a feature stands for the fields that it is made from. */
  exclude?: readonly string[] | undefined;
}

/** Options with their defaults. */
export interface TrainSettings {
  readonly target: string;
  readonly models: readonly (ModelChoice | NamedEstimator)[];
  readonly metric: MetricName;
  readonly split: {
    readonly kind: "stratified" | "time" | "group";
    /** null: chosen by the number of flows. */
    readonly testSize: number | null;
    readonly folds: number;
    /** null for a stratified split. */
    readonly by: string | null;
  };
  readonly seed: number;
  readonly priors: { readonly attackRate: number; readonly flowsPerDay: number };
  readonly exclude: readonly CanonicalField[];
  readonly workers: number | undefined;
}

const MOST_MODELS = 20;
const MOST_FLOWS_PER_DAY = 1e15;
/** Names that the leaderboard has already. */
const TAKEN = ["forest", "mlp", "svm", "dummy", "logistic"];

/** @throws {TypeError} or {RangeError} code BAD_INPUT. */
export function checkTrainOptions(options: TrainOptions): TrainSettings {
  checkOptions(ACTION, options, [
    ...["target", "models", "metric", "split", "seed", "priors", "exclude"],
    ...["workers", "signal", "onProgress"],
  ]);
  const { target = "label", models = CHOICES, metric = "macro_f1", seed = 42, workers } = options;
  const { priors = {}, exclude = [] } = options;
  if (typeof target !== "string")
    throw wrongKind(`target must be the name of a column, got ${describe(target)}`);
  if (workers !== undefined) checkInteger(ACTION, "workers", workers, 0, 64);
  checkOptions(ACTION, priors, ["attackRate", "flowsPerDay"]);
  const { attackRate = 0.0001, flowsPerDay = 1_000_000 } = priors;
  return {
    target,
    models: checkModels(models),
    metric: checkOneOf(ACTION, "metric", metric, METRICS),
    split: checkSplit(options.split ?? {}),
    seed: checkInteger(ACTION, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    priors: {
      attackRate: checkNumber(ACTION, "priors.attackRate", attackRate, { above: 0, max: 1 }),
      flowsPerDay: checkNumber(ACTION, "priors.flowsPerDay", flowsPerDay, {
        above: 0,
        max: MOST_FLOWS_PER_DAY,
      }),
    },
    exclude: checkExclude(exclude),
    workers,
  };
}

/** The settings as they stand in the provenance: plain data that gives the same training again. */
export function parametersOf(settings: TrainSettings): { [key: string]: JSONValue } {
  const { target, models, metric, split, seed, priors, exclude } = settings;
  return {
    target,
    models: models.map((model) => (typeof model === "string" ? model : { name: model.name })),
    metric,
    split: {
      kind: split.kind,
      ...(split.testSize === null ? {} : { testSize: split.testSize }),
      folds: split.folds,
      ...(split.by === null ? {} : { by: split.by }),
    },
    seed,
    priors: { ...priors },
    ...(exclude.length > 0 ? { exclude: [...exclude] } : {}),
  };
}

function checkModels(models: unknown): (ModelChoice | NamedEstimator)[] {
  checkList(ACTION, "models", models);
  const given = (models as unknown[]).map(checkModel);
  if (given.length === 0 || given.length > MOST_MODELS)
    throw refused(`models must name 1 to ${MOST_MODELS}, got ${given.length}`);
  const names = given.map((model) => (typeof model === "string" ? model : model.name));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw refused(
      `models must differ in their names, got ${quote(twice)} twice; give { name, estimator } for estimators of one kind`,
    );
  return given;
}

function checkModel(model: unknown): ModelChoice | NamedEstimator {
  if (typeof model === "string") return checkOneOf(ACTION, "models", model, CHOICES);
  const named = model as Partial<NamedEstimator & Estimator> | null;
  const estimator = typeof named?.estimator === "object" ? named.estimator : (model as Estimator | null);
  if (typeof estimator?.fit !== "function")
    throw wrongKind(
      `each of models must be ${CHOICES.map(quote).join(", ")} or a classifier with a fit, got ${describe(model)}`,
    );
  const name = named?.name;
  if (typeof name !== "string" || name === "")
    throw wrongKind(`each estimator of models must have a name, got ${describe(name)}`);
  if (TAKEN.includes(name))
    throw refused(
      `an estimator of models must not be named ${TAKEN.map(quote).join(", ")}, got ${quote(name)}`,
    );
  // A leaderboard is an object by name, in payloads too.
  if (name in {} || name === "prototype")
    throw refused(`an estimator of models must not be named ${quote(name)}`);
  return { name, estimator };
}

function checkSplit(split: SplitOptions): TrainSettings["split"] {
  checkOptions(ACTION, split, ["kind", "testSize", "folds", "by"]);
  const { kind = "stratified", testSize, folds = 5, by } = split;
  checkOneOf(ACTION, "split.kind", kind, ["stratified", "time", "group"]);
  if (testSize !== undefined) {
    checkNumber(ACTION, "split.testSize", testSize, { above: 0 });
    if (testSize >= 1) checkInteger(ACTION, "split.testSize", testSize, 1, 0xffffffff);
  }
  if (by !== undefined && typeof by !== "string")
    throw wrongKind(`split.by must be the name of a column, got ${describe(by)}`);
  if (kind === "group" && by === undefined)
    throw refused('split.by must name the column of the groups, as "src_ip"; got none');
  if (kind === "stratified" && by !== undefined)
    throw refused(`split.by is for splits by group or time, got ${quote(by)} for "stratified"`);
  return {
    kind,
    testSize: testSize ?? null,
    folds: checkInteger(ACTION, "split.folds", folds, 2, 50),
    by: kind === "stratified" ? null : (by ?? "timestamp"),
  };
}

function checkExclude(exclude: unknown): CanonicalField[] {
  checkList(ACTION, "exclude", exclude);
  const fields = (exclude as unknown[]).flatMap((name): readonly CanonicalField[] => {
    if (typeof name === "string" && isCanonicalField(name)) return [name];
    const made = typeof name === "string" ? fieldsOfFeature(name) : [];
    if (made.length > 0) return made;
    throw refused(
      `exclude must hold canonical fields, as "dst_port", or names of features, got ${describe(name)}`,
    );
  });
  return [...new Set(fields)];
}

export function refused(rule: string): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot ${ACTION}: ${rule}`);
}

function wrongKind(rule: string): Error {
  return codedError(TypeError, "BAD_INPUT", `Cannot ${ACTION}: ${rule}`);
}
