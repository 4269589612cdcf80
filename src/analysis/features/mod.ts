/** From flows to a matrix: features, what stands for missing values, scales, categories. */
export { placesOfPorts, PORT_CLASSES, portClass, STATE_CLASSES, stateClass } from "./classes.ts";
export { trainingEnvelope } from "./envelope.ts";
export type { Envelope } from "./envelope.ts";
export { fieldsOfFeature } from "./columns.ts";
export { FeatureSet, features } from "./feature-set.ts";
export { servicePortClass, stateMeaning } from "./meanings.ts";
export type { FeatureGroup, FeatureOptions, ScalerKind } from "./options.ts";
export { median } from "./order-statistics.ts";
export { restoreFeatureSet } from "./restore.ts";
