import {
  checkInteger,
  checkList,
  checkNumber,
  checkOneOf,
  checkOptions,
  codedError,
  describe,
} from "../core/mod.ts";
import type { DetectorName, JSONValue, RunOptions } from "../core/mod.ts";
import { checkMatrixOptions } from "../flow-matrix/mod.ts";
import type { FlowField, FlowTransform } from "../flow-matrix/mod.ts";
import { FlowTable } from "../table/mod.ts";

/** Options of `detectAnomalies`; all have defaults. */
export interface DetectOptions extends RunOptions {
  /**
   * Which detectors. Default: "isolationForest", "dbscan" and "zScore"; with a baseline "isolationForest", "mahalanobis", "knn", "copod"
   * and "hbos".
   */
  detectors?: readonly DetectorName[] | undefined;
  /** A row is flagged when at least so many detectors flag it. Default 2, or 1 where there is one detector. */
  consensus?: { atLeast?: number | undefined } | undefined;
  /** Flags exactly so many rows, those with the highest consensus score, whatever the votes. */
  reviewBudget?: number | undefined;
  /** Flows known to be normal: then a row is anomalous for not being like them. */
  baseline?: FlowTable | undefined;
  /** Share of the rows that Isolation Forest, ECOD, COPOD, HBOS, LOF, Mahalanobis and kNN each flag, above 0 and at most 0.5. Default 0.1. */
  contamination?: number | undefined;
  /** DBSCAN's reach in standard units; "auto" (default) = the knee of the curve of distances. */
  eps?: "auto" | number | undefined;
  /** DBSCAN's rows that make a dense place. Default 5. */
  minSamples?: number | undefined;
  /** |z| above it is flagged. Default 3; the robust z-score takes 3.5 unless it is given. */
  zThreshold?: number | undefined;
  /** Fields to look at. Default: all of duration, packet and byte counts and mean packet size that there are. */
  fields?: readonly FlowField[] | undefined;
  /** "log" (default): ln(1 + x) of each field; "none": the values as they are. */
  transform?: FlowTransform | undefined;
  /**
   * Whether the classes of port, protocol and state count beside the fields, where all flows have them. Default: unless `fields` are named, or
   * values are taken as they are.
   */
  kinds?: boolean | undefined;
  /**
   * Share of the baseline that is left out: the flows that rules and detectors take for the least normal, 0 to 0.5. Default 0, for a baseline
   * that is known to be clean; 0.15 where it may hold attacks.
   */
  trimBaseline?: number | undefined;
  /** 42. */
  seed?: number | undefined;
}

export interface DetectSettings {
  readonly detectors: readonly DetectorName[];
  readonly atLeast: number;
  readonly reviewBudget: number | null;
  readonly baseline: FlowTable | null;
  readonly contamination: number;
  readonly eps: "auto" | number;
  readonly minSamples: number;
  readonly zThreshold: number;
  readonly robustThreshold: number;
  readonly fields: readonly FlowField[] | undefined;
  readonly transform: FlowTransform;
  readonly kinds: boolean;
  readonly trimBaseline: number;
  readonly seed: number;
}

export const DETECTORS: readonly DetectorName[] = [
  "isolationForest",
  "dbscan",
  "zScore",
  "robustZScore",
  "ecod",
  "copod",
  "hbos",
  "lof",
  "mahalanobis",
  "knn",
];

export const ACTION = "detect anomalies";
/** What the library's own study takes: without a reference the trio of the original, with one five calibrated novelties. */
const DEFAULT_DETECTORS: readonly DetectorName[] = ["isolationForest", "dbscan", "zScore"];
const BASELINE_DETECTORS: readonly DetectorName[] = [
  "isolationForest",
  "mahalanobis",
  "knn",
  "copod",
  "hbos",
];
const ROBUST_THRESHOLD = 3.5;

/** @throws {TypeError | RangeError} code BAD_INPUT. */
export function detectSettings(options: DetectOptions, rowCount: number): DetectSettings {
  checkOptions(ACTION, options, [
    ...["detectors", "consensus", "reviewBudget", "baseline", "contamination", "eps", "minSamples"],
    ...["zThreshold", "fields", "transform", "kinds", "trimBaseline", "seed", "signal", "onProgress"],
  ]);
  const {
    baseline,
    contamination = 0.1,
    eps = "auto",
    minSamples = 5,
    seed = 42,
    transform = "log",
    trimBaseline = 0,
    kinds = options.fields === undefined && transform === "log",
  } = options;
  if (baseline !== undefined && !(baseline instanceof FlowTable))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: baseline must be a FlowTable of normal flows, as loadFlows gives, got ${describe(baseline)}`,
    );
  const detectors = checkedDetectors(options.detectors, baseline !== undefined);
  checkOptions(`${ACTION}: consensus`, options.consensus, ["atLeast"]);
  const { atLeast = Math.min(2, detectors.length) } = options.consensus ?? {};
  checkInteger(ACTION, "consensus.atLeast", atLeast, 1, detectors.length);
  if (options.reviewBudget !== undefined)
    checkInteger(ACTION, "reviewBudget", options.reviewBudget, 1, rowCount);
  checkNumber(ACTION, "contamination", contamination, { above: 0, max: 0.5 });
  if (eps !== "auto") checkNumber(ACTION, 'eps, unless "auto",', eps, { above: 0 });
  checkInteger(ACTION, "minSamples", minSamples, 1, 0x7fffffff);
  if (options.zThreshold !== undefined) checkNumber(ACTION, "zThreshold", options.zThreshold, { above: 0 });
  checkMatrixOptions(ACTION, options);
  checkNumber(ACTION, "trimBaseline", trimBaseline, { min: 0, max: 0.5 });
  if (trimBaseline > 0 && baseline === undefined)
    throw codedError(RangeError, "BAD_INPUT", `Cannot ${ACTION}: trimBaseline needs a baseline, got none`);
  if (typeof (kinds as unknown) !== "boolean")
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: kinds must be true or false, got ${describe(kinds)}`,
    );
  checkInteger(ACTION, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return {
    detectors,
    atLeast,
    reviewBudget: options.reviewBudget ?? null,
    baseline: baseline ?? null,
    contamination,
    eps,
    minSamples,
    zThreshold: options.zThreshold ?? 3,
    robustThreshold: options.zThreshold ?? ROBUST_THRESHOLD,
    fields: options.fields,
    transform,
    kinds,
    trimBaseline,
    seed,
  };
}

function checkedDetectors(asked: unknown, hasBaseline: boolean): readonly DetectorName[] {
  if (asked === undefined) return hasBaseline ? BASELINE_DETECTORS : DEFAULT_DETECTORS;
  checkList(ACTION, "detectors", asked);
  const names = (asked as unknown[]).map((name) => checkOneOf(ACTION, "detectors", name, DETECTORS));
  if (names.length === 0 || new Set(names).size !== names.length)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: detectors must name at least one detector, each once, got ${describe(asked)}`,
    );
  return names;
}

/** The options that were given, as plain data: what makes the same result again. The baseline stands by its source. */
export function givenOptions(options: DetectOptions): { [name: string]: JSONValue } {
  const { signal: _signal, onProgress: _onProgress, baseline, ...rest } = options;
  const given = JSON.parse(JSON.stringify(rest)) as { [name: string]: JSONValue };
  if (baseline !== undefined) {
    const { source, call, parameters } = baseline.provenance;
    given["baseline"] = { source: { ...source }, call, parameters, rows: baseline.rowCount };
  }
  return given;
}
