/** Types of training and comparing classifiers. */
import type { Interval } from "./learning.ts";
import type { Provenance } from "./provenance.ts";

/** Something in the data or in the set-up that makes a result look better than it is. */
export interface PitfallFinding {
  code:
    | "duplicates-across-split"
    | "single-column-leak"
    | "identifier-feature"
    | "future-leak"
    | "label-conflict"
    | "rare-class"
    | "no-baseline"
    | "base-rate";
  severity: "info" | "warning" | "error";
  columns?: string[];
  count?: number;
  value?: number;
  message: string;
  remedy: string;
}

export interface ClassRow {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  /** Rows of the class in the test part. */
  support: number;
}

export interface LeaderboardRow {
  name: string;
  model: "forest" | "mlp" | "svm" | "dummy" | "logistic" | "custom";
  /** Of the declared metric, in cross-validation on the training part: mean over folds, t-interval over folds. */
  validation: Interval;
  /** Of the declared metric, on the test part, which nothing was fitted or chosen on. */
  test: Interval;
  accuracy: Interval;
  perClass: ClassRow[];
  /** Size of the model file. */
  bytes: number;
  /** The paired bootstrap interval of the difference to the best includes 0; false for the best itself. */
  tiedWithBest: boolean;
  /** Why there is no score. */
  failed?: string;
}

/** One class against the rest, or attack against benign: at most 200 points. */
export interface ScoreCurve {
  /** The class that counts as positive. */
  label: string;
  /** Rows of it among the test rows. */
  positives: number;
  /** roc: [false positive rate, true positive rate]; pr: [recall, precision]. */
  points: [number, number][];
  /** Score from which on a flow counts as positive, for each point; the first may be Infinity, told as null. */
  thresholds: (number | null)[];
  /** Area under the roc curve; average precision of the pr curve. */
  area: number;
}

export interface CalibrationBins {
  label: string;
  /** Mean predicted probability, share of positives, rows, by bin; empty bins left out. */
  bins: { predicted: number; observed: number; count: number }[];
  brier: number;
}

/** What a model's false and true alarms would be in a network with that share of attacks. */
export interface BaseRateRow {
  name: string;
  /** Of the model's own decisions on the test part, all attack classes together. */
  truePositiveRate: Interval;
  falsePositiveRate: Interval;
  alertsPerDay: Interval;
  /** Share of alerts that are true. */
  precision: Interval;
}

/** The numbers of a training; the report adds the models. Durations are in `provenance.timing` as `validate:<name>`, `fit:<name>`, `predict:<name>` and `judge:<name>`, in ms. */
export interface TrainingData {
  status: "complete" | "cancelled";
  metric: string;
  target: string;
  /** How the rows were divided. */
  split: {
    kind: "stratified" | "time" | "group";
    by?: string;
    testSize: number;
    folds: number;
    trainRows: number;
    testRows: number;
  };
  /** Best first, by the score of the declared metric in validation; failed ones last. */
  leaderboard: LeaderboardRow[];
  /** Name of the best of those that are no baseline; null where none was fitted. */
  bestName: string | null;
  classes: string[];
  /** Classes that count as attacks; empty where the labels do not say. */
  attackClasses: string[];
  /** By model; rows true, columns predicted, in the order of `classes`. */
  confusion: Record<string, number[][]>;
  /** By model. */
  roc: Record<string, ScoreCurve[]>;
  pr: Record<string, ScoreCurve[]>;
  calibration: Record<string, CalibrationBins[]>;
  /**
   * Of the best model: permutation importance on the test part, by the declared metric. Highest first. By field of a flow: a field is
   * shuffled together with all that is derived of it.
   */
  importance: { feature: string; value: number; std: number }[];
  warnings: PitfallFinding[];
  baseRate: {
    attackRate: number;
    flowsPerDay: number;
    testAttackRate: number | null;
    rows: BaseRateRow[];
  } | null;
  /** Rows that were left out, and why: no label, an infinite value. */
  leftOut: { reason: string; count: number }[];
  /** What was decided on the way and is worth a sentence: a smaller test part, fewer folds, random features for the support vectors. */
  notes: string[];
  provenance: Provenance;
}
