/** Multi-layer perceptron. */
export { MLPClassifier } from "./classifier.ts";
export { MLPClassifierModel } from "./model.ts";
export type { LayersModelNames } from "./model.ts";
export type { MLPClassifierOptions } from "./options.ts";
export { restoreMLP } from "./restore.ts";
