/** What the estimators on dense networks share. */
export {
  ACTIVATIONS,
  checkLayerSizes,
  checkNetworkSize,
  firstNotFinite,
  inSinglePrecision,
} from "./checks.ts";
export { initialWeights } from "./initial-weights.ts";
export { DenseNetwork } from "./network.ts";
export { NETWORK_META, restoreNetwork } from "./restore.ts";
export { largestAt } from "./scores.ts";
export { trainNetworkTask } from "./tasks.ts";
export type { TrainedNetwork, TrainingPlan, TrainingRows } from "./tasks.ts";
export { layersTopology } from "./topology.ts";
export { trainNetwork, TRAINING_ENGINES } from "./train.ts";
export type { TrainingEngine } from "./train.ts";
export { trainingOf } from "./training.ts";
