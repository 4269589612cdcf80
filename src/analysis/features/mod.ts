/** From flows to a matrix: features, what stands for missing values, scales, categories. */
export { FeatureSet, features } from "./feature-set.ts";
export type { FeatureGroup, FeatureOptions, ScalerKind } from "./options.ts";
export { restoreFeatureSet } from "./restore.ts";
