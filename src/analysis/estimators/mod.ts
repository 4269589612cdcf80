/** Estimators: what learns from a matrix. */
export { AutoencoderDetector, AutoencoderDetectorModel } from "./autoencoder/mod.ts";
export type { AutoencoderDetectorOptions } from "./autoencoder/mod.ts";
export { DBSCAN, DBSCANModel } from "./dbscan/mod.ts";
export type { DBSCANOptions } from "./dbscan/mod.ts";
export type { OutlierModel } from "./detector/mod.ts";
export { DummyClassifier, DummyClassifierModel } from "./dummy/mod.ts";
export type { DummyClassifierOptions, DummyStrategy } from "./dummy/mod.ts";
export { RandomForestClassifier, RandomForestClassifierModel } from "./forest/mod.ts";
export type { ForestClassWeight, RandomForestClassifierOptions } from "./forest/mod.ts";
export { HBOS, HBOSModel } from "./hbos/mod.ts";
export type { HBOSOptions } from "./hbos/mod.ts";
export { IsolationForest, IsolationForestModel } from "./isolation-forest/mod.ts";
export type { IsolationForestOptions } from "./isolation-forest/mod.ts";
export { KMeans, KMeansModel } from "./kmeans/mod.ts";
export type { KMeansOptions } from "./kmeans/mod.ts";
export { LocalOutlierFactor, LocalOutlierFactorModel } from "./lof/mod.ts";
export type { LocalOutlierFactorOptions } from "./lof/mod.ts";
export { LogisticRegression, LogisticRegressionModel } from "./logistic-regression/mod.ts";
export type { LogisticRegressionOptions } from "./logistic-regression/mod.ts";
export { MLPClassifier, MLPClassifierModel } from "./mlp/mod.ts";
export type { LayersModelNames, MLPClassifierOptions } from "./mlp/mod.ts";
export { distancesToKnown, epsOfDistances, kDistances, suggestEps } from "./neighbors/mod.ts";
export type { SuggestEpsOptions } from "./neighbors/mod.ts";
export { PCA, PCAModel } from "./pca/mod.ts";
export type { PCAOptions } from "./pca/mod.ts";
export { prepareModel, restorableEstimators, restoreModel } from "./restore.ts";
export type { RestoreFunction } from "./restore.ts";
export {
  MinMaxScaler,
  QuantileModel,
  QuantileTransformer,
  RobustScaler,
  ScalerModel,
  StandardScaler,
} from "./scalers/mod.ts";
export type {
  MinMaxScalerOptions,
  QuantileTransformerOptions,
  RobustScalerOptions,
  StandardScalerOptions,
} from "./scalers/mod.ts";
export type { ClassWeight, UnusedLabels } from "./shared/mod.ts";
export { checkMatrix, checkWidth, encodeLabels, inClassOrder } from "./shared/mod.ts";
export { SVC, SVCModel } from "./svc/mod.ts";
export type { SVCOptions } from "./svc/mod.ts";
export { COPOD, COPODModel, ECOD, ECODModel } from "./tails/mod.ts";
export type { TailOptions } from "./tails/mod.ts";
export { robustZScore, ZScoreDetector, ZScoreModel, zScore } from "./z-score/mod.ts";
export type { ZScoreOptions } from "./z-score/mod.ts";
