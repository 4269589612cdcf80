/** What a training is set up with: as typed, as checked, as the options that are sent. */
import type { TranslationBundle } from "@jupyterlab/translation";
import type { JSONValue, TrainingPayload } from "../../analysis/mod.ts";
import { visibleText } from "../../analysis/mod.ts";

export type ModelKind = "forest" | "mlp" | "svm";
export type SplitKind = "stratified" | "time" | "group";

/** The set-up as it stands in the form: numbers are the texts that were typed. */
export interface TrainingSetup {
  target: string;
  models: readonly ModelKind[];
  split: SplitKind;
  /** The column of the groups; "" where none is chosen. */
  by: string;
  /** Per cent of the flows that are held out. */
  heldOut: string;
  folds: string;
  metric: string;
  seed: string;
  /** One flow in this many is an attack in the network that the model is meant for. */
  oneIn: string;
  flowsPerDay: string;
  /** Fields that no feature is made of. */
  exclude: readonly string[];
}

/** What is wrong with a set-up, by field. */
export type SetupProblems = Partial<Record<keyof TrainingSetup, string>>;

export const MODEL_KINDS: readonly ModelKind[] = ["forest", "mlp", "svm"];
const SPLIT_KINDS: readonly SplitKind[] = ["stratified", "time", "group"];

/** What is tried first; every value can be seen and changed. */
export const DEFAULT_SETUP: TrainingSetup = {
  target: "label",
  models: MODEL_KINDS,
  split: "stratified",
  by: "",
  heldOut: "30",
  folds: "5",
  metric: "macro_f1",
  seed: "42",
  oneIn: "10,000",
  flowsPerDay: "1,000,000",
  exclude: [],
};

/** Columns whose values are labels, the likeliest first. */
const LABEL_COLUMNS = ["label", "is_attack", "label_detail"];
/** Columns that flows are grouped by, the likeliest first. */
const GROUP_COLUMNS = ["src_ip", "dst_ip", "dst_port", "service"];

/** Below so many flows a fifth is held out, as the library does it by itself: the rest is little enough to learn from. */
const FEW_FLOWS = 50;

/** The defaults as far as a table allows them: the first label column that there is; no target where there is none. */
export function setupFor(
  { columns, rowCount }: { columns: readonly string[]; rowCount: number },
  base: TrainingSetup = DEFAULT_SETUP,
): TrainingSetup {
  const has = (name: string): boolean => columns.includes(name);
  return {
    ...base,
    target: has(base.target) ? base.target : (LABEL_COLUMNS.find(has) ?? ""),
    by: groupColumn(columns, base.by),
    heldOut: rowCount < FEW_FLOWS && base.heldOut === DEFAULT_SETUP.heldOut ? "20" : base.heldOut,
    exclude: [],
  };
}

/** A column to group by: the wanted one, or the likeliest that there is. */
export function groupColumn(columns: readonly string[], wanted = ""): string {
  const has = (name: string): boolean => columns.includes(name);
  return wanted !== "" && has(wanted) ? wanted : (GROUP_COLUMNS.find(has) ?? "");
}

/** The target columns in the order they are offered: labels first. */
export function targetsOf(columns: readonly string[]): { labels: string[]; others: string[] } {
  const labels = LABEL_COLUMNS.filter((name) => columns.includes(name));
  return { labels, others: columns.filter((name) => !labels.includes(name)) };
}

/** A set-up ready to be sent, or what is wrong with it. */
export interface CheckedSetup {
  options: Record<string, JSONValue> | null;
  problems: SetupProblems;
}

/**
 * Options of `trainClassifiers`; every one is named, so that the result's code says them all.
 *
 * @returns Null options where a value is no number or out of its bounds; `problems` says which and what to do.
 */
export function checkSetup(setup: TrainingSetup, trans: TranslationBundle): CheckedSetup {
  const problems: SetupProblems = {};
  const number = (field: keyof TrainingSetup, bounds: Bounds): number => {
    const text = String(setup[field]);
    const value = numberOf(text);
    const problem = numberProblem(text, value, bounds, trans);
    if (problem !== null) problems[field] = problem;
    return value;
  };
  if (setup.target === "")
    problems.target = trans.__(
      "Choose the column that holds the labels; this capture has none called label.",
    );
  if (setup.models.length === 0)
    problems.models = trans.__("Choose at least one model; the baselines run beside it.");
  if (setup.split === "group" && setup.by === "")
    problems.by = trans.__("Choose the column whose values must not be in both parts.");
  const testSize = number("heldOut", { from: 5, to: 80 }) / 100;
  const folds = number("folds", { from: 2, to: 50, whole: true });
  const seed = number("seed", { from: 0, to: 4_294_967_295, whole: true });
  const oneIn = number("oneIn", { from: 1, to: 1e12 });
  const flowsPerDay = number("flowsPerDay", { from: 1, to: 1e15 });
  if (Object.keys(problems).length > 0) return { options: null, problems };
  const split = { kind: setup.split, testSize, folds, ...(setup.split === "group" && { by: setup.by }) };
  const options = {
    target: setup.target,
    models: MODEL_KINDS.filter((kind) => setup.models.includes(kind)),
    metric: setup.metric,
    split,
    seed,
    priors: { attackRate: 1 / oneIn, flowsPerDay },
    ...(setup.exclude.length > 0 && { exclude: [...setup.exclude] }),
  };
  return { options, problems };
}

interface Bounds {
  from: number;
  to: number;
  whole?: boolean;
}

function numberProblem(text: string, value: number, bounds: Bounds, trans: TranslationBundle): string | null {
  const { from, to, whole } = bounds;
  const got = text.trim() === "" ? trans.__("nothing") : `“${visibleText(text, 40)}”`;
  const limits = [from.toLocaleString("en-US"), to.toLocaleString("en-US"), got] as const;
  if (Number.isFinite(value) && value >= from && value <= to && (whole !== true || Number.isInteger(value)))
    return null;
  return whole === true
    ? trans.__("Give a whole number from %1 to %2, not %3.", ...limits)
    : trans.__("Give a number from %1 to %2, not %3.", ...limits);
}

/** A number as people type it, with separators of thousands; NaN for anything else. */
export function numberOf(text: string): number {
  const plain = text.trim().replace(/(?<=\d)[ ,_\u00a0\u202f](?=\d{3}(?!\d))/g, "");
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

/** The set-up that made a payload, as far as its provenance tells it; untold values are the defaults. */
export function setupOf({ training }: TrainingPayload): TrainingSetup {
  const parameters = objectOf(training.provenance.parameters);
  const priors = objectOf(parameters["priors"]);
  const { split } = training;
  const models = listOf(parameters["models"]).filter(isModelKind);
  const rate = priors["attackRate"] ?? training.baseRate?.attackRate;
  const perDay = priors["flowsPerDay"] ?? training.baseRate?.flowsPerDay;
  return {
    target: training.target,
    models: models.length > 0 ? models : ranKinds(training),
    split: SPLIT_KINDS.includes(split.kind) ? split.kind : "stratified",
    by: split.kind === "group" ? (split.by ?? "") : "",
    heldOut: numberText(
      heldOutOf(objectOf(parameters["split"])["testSize"], split.testSize),
      DEFAULT_SETUP.heldOut,
    ),
    folds: numberText(split.folds, DEFAULT_SETUP.folds),
    metric: training.metric,
    seed: training.provenance.seed === undefined ? DEFAULT_SETUP.seed : String(training.provenance.seed),
    oneIn: typeof rate === "number" && rate > 0 ? numberText(1 / rate, "") : DEFAULT_SETUP.oneIn,
    flowsPerDay: numberText(perDay, DEFAULT_SETUP.flowsPerDay),
    exclude: listOf(parameters["exclude"]).filter((name) => typeof name === "string"),
  };
}

/** Per cent held out: as it was asked for, or to the tenth what whole flows of each class came to. */
function heldOutOf(asked: unknown, came: number): number {
  return typeof asked === "number" ? Math.round(asked * 1e6) / 1e4 : Math.round(came * 1e3) / 10;
}

/** The kinds of model that a training holds, where its parameters do not list them. */
function ranKinds({ leaderboard }: TrainingPayload["training"]): ModelKind[] {
  const kinds = MODEL_KINDS.filter((kind) => leaderboard.some(({ model }) => model === kind));
  return kinds.length > 0 ? kinds : [...MODEL_KINDS];
}

function isModelKind(value: unknown): value is ModelKind {
  return MODEL_KINDS.includes(value as ModelKind);
}

function numberText(value: unknown, otherwise: string): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return otherwise;
  const shown = Math.abs(value - Math.round(value)) < 1e-9 * Math.abs(value) ? Math.round(value) : value;
  return shown.toLocaleString("en-US", { maximumFractionDigits: 4 });
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
