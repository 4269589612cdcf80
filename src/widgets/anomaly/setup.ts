/** What the explorer is set up with: as typed, as checked, as the options that are sent. */
import type { TranslationBundle } from "@jupyterlab/translation";
import type {
  AnomaliesPayload,
  BehaviorPayload,
  DetectorName,
  JSONValue,
  Provenance,
} from "../../analysis/mod.ts";
import { formatCount, visibleText } from "../../analysis/mod.ts";
import { timeOf } from "./baseline.ts";

/** A detection as it stands in the form: numbers are the texts that were typed, "" stands for a choice of the library's. */
export interface DetectionSetup {
  detectors: readonly string[];
  atLeast: string;
  /** Flows that can be looked at; "" where the votes decide. */
  budget: string;
  /** "" for the knee of the curve of distances. */
  eps: string;
  minSamples: string;
  contamination: string;
  /** "" for 3, and 3.5 for the robust z-score. */
  zThreshold: string;
  seed: string;
  /** What the flows are measured against: "" for each other, else a choice of baseline. */
  baseline: string;
  /** The time before which flows are the baseline, as typed. */
  before: string;
  /** Options of the shown result that the form has no field for, as they were given. */
  kept: Readonly<Record<string, JSONValue>>;
}

/** What the library takes where flows are measured against a baseline. */
export const BASELINE_DETECTORS: readonly DetectorName[] = [
  "isolationForest",
  "mahalanobis",
  "knn",
  "copod",
  "hbos",
];

/** An analysis of behavior as it stands in the form. */
export interface BehaviorSetup {
  /** "" for the best silhouette. */
  k: string;
  seed: string;
  kept: Readonly<Record<string, JSONValue>>;
}

/** What is wrong with a set-up, by field. */
export type SetupProblems<S> = Partial<Record<keyof S, string>>;

/** A set-up ready to be sent, or what is wrong with it. */
export interface CheckedSetup<S> {
  options: Record<string, JSONValue> | null;
  problems: SetupProblems<S>;
}

/** In the order they are offered; the first three are the default. */
export const DETECTOR_NAMES: readonly DetectorName[] = [
  "isolationForest",
  "dbscan",
  "zScore",
  "robustZScore",
  "ecod",
  "copod",
  "hbos",
  "lof",
];

/** Most clusters that can be asked for by hand. */
export const MOST_CLUSTERS = 50;

export const DEFAULT_DETECTION: DetectionSetup = {
  detectors: DETECTOR_NAMES.slice(0, 3),
  atLeast: "2",
  budget: "",
  eps: "",
  minSamples: "5",
  contamination: "0.1",
  zThreshold: "",
  seed: "42",
  baseline: "",
  before: "",
  kept: {},
};

export const DEFAULT_BEHAVIOR: BehaviorSetup = { k: "", seed: "42", kept: {} };

/** Options that the forms have no field for and that a new run must not lose. */
const KEPT = ["fields", "transform", "kinds", "trimBaseline"];

/** The set-up that made a result. */
export function detectionOf({ anomalies }: AnomaliesPayload): DetectionSetup {
  const { detectors, atLeast, reviewBudget, parameters, provenance } = anomalies;
  const { eps, minSamples, contamination, zThreshold } = parameters;
  const given = givenOptions(provenance);
  return {
    detectors: [...detectors],
    atLeast: String(atLeast ?? Math.min(2, detectors.length)),
    budget: reviewBudget === null ? "" : String(reviewBudget),
    eps: typeof given["eps"] === "number" ? String(eps) : "",
    minSamples: String(minSamples),
    contamination: String(contamination),
    zThreshold: given["zThreshold"] === undefined ? "" : String(zThreshold),
    seed: String(provenance.seed ?? DEFAULT_DETECTION.seed),
    baseline: "",
    before: "",
    kept: keptOf(given),
  };
}

/**
 * A set-up with another baseline. Detectors that were the library's own choice become its choice for that.
 *
 * @param was The set-up before.
 */
export function withBaseline(was: DetectionSetup, baseline: string): Partial<DetectionSetup> {
  const usual = (isMeasured: boolean): readonly string[] =>
    isMeasured ? BASELINE_DETECTORS : DEFAULT_DETECTION.detectors;
  const isUsual = was.detectors.join() === usual(was.baseline !== "").join();
  return isUsual ? { baseline, detectors: usual(baseline !== "") } : { baseline };
}

/** The set-up that made a result. */
export function behaviorOf({ behavior }: BehaviorPayload): BehaviorSetup {
  const { k, chosenBy, provenance } = behavior;
  return {
    k: chosenBy === "user" ? String(k) : "",
    seed: String(provenance.seed ?? DEFAULT_BEHAVIOR.seed),
    kept: keptOf(givenOptions(provenance)),
  };
}

/**
 * Options of `detectAnomalies` but for the baseline, which has no handle yet; every one is named, so that the result's code says
 * them all.
 *
 * @param rowCount Flows there are, which the review budget cannot exceed; null where that is not known.
 */
export function checkDetection(
  trans: TranslationBundle,
  setup: DetectionSetup,
  rowCount: number | null,
): CheckedSetup<DetectionSetup> {
  const problems: SetupProblems<DetectionSetup> = {};
  const { detectors } = setup;
  if (detectors.length === 0) problems.detectors = trans.__("Choose at least one detector.");
  const number = reader(trans, setup, problems);
  const most = Math.max(1, detectors.length);
  const atLeast = number("atLeast", { isWhole: true, min: 1, max: most });
  const budget =
    setup.budget.trim() === ""
      ? null
      : number("budget", { isWhole: true, min: 1, max: rowCount ?? Infinity });
  if (setup.baseline === "before" && timeOf(setup.before) === null)
    problems.before = trans.__(
      "Give a time as 2017-07-04 12:30; got “%1”.",
      visibleText(setup.before.trim(), 40),
    );
  const eps = setup.eps.trim() === "" ? "auto" : number("eps", { above: 0 });
  const { trimBaseline, ...kept } = setup.kept;
  const options = {
    ...kept,
    ...(trimBaseline === undefined || setup.baseline === "" ? {} : { trimBaseline }),
    detectors: [...detectors],
    ...(budget === null ? { consensus: { atLeast } } : { reviewBudget: budget }),
    contamination: number("contamination", { above: 0, max: 0.5 }),
    eps,
    minSamples: number("minSamples", { isWhole: true, min: 1, max: 0x7fffffff }),
    ...(setup.zThreshold.trim() === "" ? {} : { zThreshold: number("zThreshold", { above: 0 }) }),
    seed: number("seed", { isWhole: true }),
  };
  return { options: isEmpty(problems) ? options : null, problems };
}

/** Options of `analyzeBehavior`. */
export function checkBehavior(
  trans: TranslationBundle,
  setup: BehaviorSetup,
  rowCount: number | null,
): CheckedSetup<BehaviorSetup> {
  const problems: SetupProblems<BehaviorSetup> = {};
  const number = reader(trans, setup, problems);
  const max = Math.max(1, Math.min(MOST_CLUSTERS, rowCount ?? Infinity));
  const options = {
    ...setup.kept,
    k: setup.k.trim() === "" ? "auto" : number("k", { isWhole: true, min: 1, max }),
    seed: number("seed", { isWhole: true }),
  };
  return { options: isEmpty(problems) ? options : null, problems };
}

interface Bounds {
  isWhole?: boolean;
  min?: number;
  /** The value must be greater. */
  above?: number;
  max?: number;
}

/** Reads numbers out of a set-up; what is no number in its bounds is noted and read as 0. */
function reader<S extends object>(
  trans: TranslationBundle,
  setup: S,
  problems: SetupProblems<S>,
): (field: keyof S, bounds: Bounds) => number {
  return (field, bounds) => {
    const typed = String(setup[field]).trim();
    const value = typed === "" ? NaN : Number(typed.replaceAll(",", ""));
    const { isWhole = false, min = -Infinity, above = -Infinity, max = Infinity } = bounds;
    if (Number.isFinite(value) && value >= min && value > above && value <= max) {
      if (!isWhole || Number.isSafeInteger(value)) return value;
    }
    problems[field] = trans.__("%1; got “%2”.", ruleText(trans, bounds), visibleText(typed, 40));
    return 0;
  };
}

function ruleText(trans: TranslationBundle, { isWhole = false, min, above, max }: Bounds): string {
  const kind = isWhole ? trans.__("Give a whole number") : trans.__("Give a number");
  const limited = max !== undefined && Number.isFinite(max);
  if (min !== undefined && limited)
    return trans.__("%1 from %2 to %3", kind, formatCount(min), formatCount(max));
  if (min !== undefined) return trans.__("%1 from %2", kind, formatCount(min));
  if (above !== undefined && limited) return trans.__("%1 above %2 and at most %3", kind, above, max);
  if (above !== undefined) return trans.__("%1 above %2", kind, above);
  return kind;
}

function isEmpty(problems: object): boolean {
  return Object.keys(problems).length === 0;
}

/** The options that the caller gave, out of what a payload says of them. */
function givenOptions({ parameters }: Provenance): Readonly<Record<string, JSONValue>> {
  const isObject = typeof parameters === "object" && parameters !== null && !Array.isArray(parameters);
  return isObject ? parameters : {};
}

function keptOf(given: Readonly<Record<string, JSONValue>>): Record<string, JSONValue> {
  return Object.fromEntries(KEPT.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
}
