/**
 * Traffic Lab: network-traffic analysis for notebooks, scripts and the page.
 *
 * The door of the library. The first part is the public API of the user guide; the second is what Traffic Lab's own widgets and transports work with.
 */
import { installRpc } from "./service/mod.ts";

export * from "./core/types/mod.ts";
export {
  CancelledError,
  CANONICAL_FIELDS,
  LIBRARY_VERSION,
  REQUIRED_FIELDS,
  UnknownFormatError,
} from "./core/mod.ts";
export type { CodedError } from "./core/mod.ts";
export { loadDanfo, useEngine } from "./adapters/mod.ts";
export type {
  DataFrame,
  Engine,
  EngineOptions,
  FlowFrame,
  FlowSeries,
  FrameGroups,
  LayersModel,
  LoadedEngine,
} from "./adapters/mod.ts";
export { AnomalyReport, detectAnomalies, DETECTORS } from "./anomaly/mod.ts";
export type { AnomalyView, DetectOptions } from "./anomaly/mod.ts";
export { analyzeBehavior, BehaviorReport } from "./behavior/mod.ts";
export type { BehaviorOptions } from "./behavior/mod.ts";
export {
  AutoencoderDetector,
  AutoencoderDetectorModel,
  COPOD,
  COPODModel,
  DBSCAN,
  DBSCANModel,
  DummyClassifier,
  DummyClassifierModel,
  ECOD,
  ECODModel,
  HBOS,
  HBOSModel,
  IsolationForest,
  IsolationForestModel,
  kDistances,
  KMeans,
  KMeansModel,
  LocalOutlierFactor,
  LocalOutlierFactorModel,
  LogisticRegression,
  LogisticRegressionModel,
  MinMaxScaler,
  MLPClassifier,
  MLPClassifierModel,
  PCA,
  PCAModel,
  QuantileModel,
  QuantileTransformer,
  RandomForestClassifier,
  RandomForestClassifierModel,
  RobustScaler,
  robustZScore,
  ScalerModel,
  StandardScaler,
  suggestEps,
  SVC,
  SVCModel,
  ZScoreDetector,
  ZScoreModel,
  zScore,
} from "./estimators/mod.ts";
export type {
  AutoencoderDetectorOptions,
  ClassWeight,
  DBSCANOptions,
  DummyClassifierOptions,
  DummyStrategy,
  ForestClassWeight,
  HBOSOptions,
  IsolationForestOptions,
  KMeansOptions,
  LayersModelNames,
  LocalOutlierFactorOptions,
  LogisticRegressionOptions,
  MinMaxScalerOptions,
  MLPClassifierOptions,
  OutlierModel,
  PCAOptions,
  QuantileTransformerOptions,
  RandomForestClassifierOptions,
  RobustScalerOptions,
  StandardScalerOptions,
  SuggestEpsOptions,
  SVCOptions,
  TailOptions,
  UnusedLabels,
  ZScoreOptions,
} from "./estimators/mod.ts";
export {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  bootstrapInterval,
  brier,
  calibrationCurve,
  confusionMatrix,
  crossValidate,
  groupKFold,
  groupSplit,
  logLoss,
  macroF1,
  matthews,
  METRICS,
  permutationImportance,
  prCurve,
  precisionRecallF1,
  rocAuc,
  rocCurve,
  scorer,
  stratifiedKFold,
  timeKFold,
  timeSplit,
  trainTestSplit,
  weightedF1,
} from "./evaluate/mod.ts";
export type {
  BinaryTruth,
  BootstrapOptions,
  CalibrationCurve,
  Candidate,
  CandidateScores,
  ClassScores,
  ConfusionMatrix,
  CrossValidateOptions,
  CrossValidation,
  CurveOptions,
  FittedScaler,
  FoldOptions,
  GroupSplit,
  GroupSplitOptions,
  MetricName,
  PermutationImportance,
  PermutationOptions,
  PrCurve,
  Predictions,
  PreparedMetric,
  RocCurve,
  Scaler,
  ScoreOptions,
  Scorer,
  Split,
  TimeFolds,
  TimeOptions,
  TimeSplit,
  TrainTestOptions,
} from "./evaluate/mod.ts";
export { FeatureSet, features, restoreFeatureSet } from "./features/mod.ts";
export type { FeatureGroup, FeatureOptions, ScalerKind } from "./features/mod.ts";
export { generateTraffic } from "./generate/mod.ts";
export {
  loadModel,
  MODEL_FORMAT_VERSION,
  modelFromBytes,
  modelToBytes,
  saveModel,
  TrafficModel,
} from "./persist/mod.ts";
export type { ModelData, WritableFileHandle } from "./persist/mod.ts";
export { profile } from "./profile/mod.ts";
export type { ProfileOptions } from "./profile/mod.ts";
export { loadFlows } from "./read/mod.ts";
export type { FlowSource, LoadOptions } from "./read/mod.ts";
export { FlowTable } from "./table/mod.ts";
export { predictTable, trainClassifiers, TrainingJob, TrainingReport } from "./train/mod.ts";
export type {
  ModelChoice,
  NamedEstimator,
  Priors,
  SplitOptions,
  TablePrediction,
  TrainOptions,
} from "./train/mod.ts";
export {
  ASYMMETRY_FORMULA,
  createThreatAssessor,
  DEFAULT_RULES,
  flowAsymmetry,
  FORMULA_NAMES,
  PACKET_ANOMALY_FORMULA,
  packetAnomalyScore,
  ruleEvidence,
  ThreatAssessment,
  ThreatAssessor,
  watch,
} from "./threat/mod.ts";
export type {
  AssessorOptions,
  FormulaName,
  RuleEvidenceOptions,
  TableScores,
  WatchOptions,
  WindowAssessment,
} from "./threat/mod.ts";
export { renderText, show } from "./display/mod.ts";

export { countOf } from "./core/mod.ts";
export {
  anomaliesFinding,
  behaviorFinding,
  detectorTitle,
  distinctText,
  exactText,
  flaggedBy,
  formatBytes,
  endpointText,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
  formatValue,
  withMinus,
  intervalText,
  isNumeric,
  jsonBytes,
  kindOf,
  mappingNote,
  parameterSentence,
  metricTitle,
  modelTitle,
  profileFinding,
  repeatedColumns,
  reportSentence,
  RESULT_MIMES,
  SCATTER_UNIT,
  silhouetteText,
  strongestPairs,
  scoreText,
  splitSentence,
  STATISTICS,
  temporalSentence,
  trainingFinding,
  threatFinding,
  threatSummaries,
  validatePayload,
  visibleText,
  WEEKDAYS,
} from "./display/mod.ts";
export type { Kind, Statistic, ThreatSummary, Validation } from "./display/mod.ts";
export { createService, installRpc, ServiceClient } from "./service/mod.ts";
export type { Emit, RpcFunction, Service, ServiceClientOptions } from "./service/mod.ts";

installRpc();
