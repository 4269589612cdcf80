/** Which function makes which model from its parts. Each estimator's folder has its own; a new one appends its line. */
import { loadMlPca } from "../adapters/mod.ts";
import { codedError, quote } from "../core/mod.ts";
import type { FittedModel, ModelParts } from "../core/mod.ts";
import { restoreAutoencoder } from "./autoencoder/mod.ts";
import { restoreDBSCAN } from "./dbscan/mod.ts";
import { restoreForest } from "./forest/mod.ts";
import { restoreHBOS } from "./hbos/mod.ts";
import { restoreIsolationForest } from "./isolation-forest/mod.ts";
import { restoreKMeans } from "./kmeans/mod.ts";
import { restoreLocalOutlierFactor } from "./lof/mod.ts";
import { restoreMLP } from "./mlp/mod.ts";
import { restorePCA } from "./pca/mod.ts";
import {
  restoreMinMaxScaler,
  restoreQuantileTransformer,
  restoreRobustScaler,
  restoreStandardScaler,
} from "./scalers/mod.ts";
import { restoreCOPOD, restoreECOD } from "./tails/mod.ts";
import { restoreZScore } from "./z-score/mod.ts";
import { restoreDummy } from "./dummy/mod.ts";
import { restoreLogisticRegression } from "./logistic-regression/mod.ts";
import { restoreSVC } from "./svc/mod.ts";

/**
 * Makes a model from its parts, which may come from a hostile file: checks that lengths agree, that indices are within bounds, that
 * numbers are finite and that trees have no loops, before it builds anything.
 *
 * @throws {RangeError} code BAD_INPUT, "Cannot load <estimator>: ...".
 */
export type RestoreFunction = (parts: ModelParts) => FittedModel;

const RESTORE_FUNCTIONS: ReadonlyMap<string, RestoreFunction> = new Map<string, RestoreFunction>([
  ["AutoencoderDetector", restoreAutoencoder],
  ["COPOD", restoreCOPOD],
  ["DBSCAN", restoreDBSCAN],
  ["DummyClassifier", restoreDummy],
  ["ECOD", restoreECOD],
  ["HBOS", restoreHBOS],
  ["IsolationForest", restoreIsolationForest],
  ["KMeans", restoreKMeans],
  ["LocalOutlierFactor", restoreLocalOutlierFactor],
  ["LogisticRegression", restoreLogisticRegression],
  ["MLPClassifier", restoreMLP],
  ["MinMaxScaler", restoreMinMaxScaler],
  ["PCA", restorePCA],
  ["QuantileTransformer", restoreQuantileTransformer],
  ["RobustScaler", restoreRobustScaler],
  ["StandardScaler", restoreStandardScaler],
  ["RandomForestClassifier", restoreForest],
  ["SVC", restoreSVC],
  ["ZScoreDetector", restoreZScore],
]);

/** Names of the estimators whose models can be loaded, in alphabetical order. */
export function restorableEstimators(): string[] {
  return [...RESTORE_FUNCTIONS.keys()].sort();
}

/** Loads what a model of this estimator needs beside its parts: a PCA gives itself as an object of ml-pca at once. */
export async function prepareModel(estimator: string): Promise<void> {
  if (estimator === "PCA") await loadMlPca();
}

/**
 * Makes a model from its parts.
 *
 * @throws {RangeError} code BAD_INPUT, when this version knows no such estimator or the parts do not fit together.
 */
export function restoreModel(parts: ModelParts): FittedModel {
  const restore = RESTORE_FUNCTIONS.get(parts.estimator);
  if (!restore) {
    const known = restorableEstimators()
      .map((name) => quote(name))
      .join(", ");
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot load model: this version knows no estimator ${quote(parts.estimator)}; it knows ${known}`,
    );
  }
  return restore(parts);
}
