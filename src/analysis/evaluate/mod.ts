/** Splits, metrics, intervals and cross-validation. */
export { bootstrapInterval, bootstrapValues, intervalAround } from "./bootstrap.ts";
export type { BootstrapOptions } from "./bootstrap.ts";
export {
  accuracy,
  balancedAccuracy,
  confusionMatrix,
  macroF1,
  matthews,
  precisionRecallF1,
  weightedF1,
} from "./class-metrics.ts";
export type { ClassScores, ConfusionMatrix } from "./class-metrics.ts";
export { crossValidate } from "./cross-validate.ts";
export type {
  Candidate,
  CandidateScores,
  CrossValidateOptions,
  CrossValidation,
} from "./cross-validation.ts";
export { takeLabels, takeRows } from "./fold-data.ts";
export type { FittedScaler, Scaler } from "./fold-data.ts";
export { permutationImportance } from "./permutation-importance.ts";
export type { PermutationImportance, PermutationOptions } from "./permutation-importance.ts";
export { brier, calibrationCurve, logLoss } from "./probabilities.ts";
export type { CalibrationCurve } from "./probabilities.ts";
export { averagePrecision, prCurve, rocAuc, rocCurve } from "./ranking.ts";
export type { CurveOptions, PrCurve, RocCurve } from "./ranking.ts";
export { METRICS, scorer } from "./scorer.ts";
export type { MetricName, Predictions, PreparedMetric, Scorer } from "./scorer.ts";
export { groupKFold, groupSplit, stratifiedKFold, trainTestSplit } from "./splits.ts";
export type { FoldOptions, GroupSplit, GroupSplitOptions, Split, TrainTestOptions } from "./splits.ts";
export { timeKFold, timeSplit } from "./time-splits.ts";
export type { TimeFolds, TimeOptions, TimeSplit } from "./time-splits.ts";
export type { BinaryTruth, ScoreOptions } from "./truth.ts";
