/** The classifier that does not look. */
export { DummyClassifier } from "./dummy.ts";
export { DummyClassifierModel } from "./model.ts";
export type { DummyClassifierOptions, DummyStrategy } from "./options.ts";
export { restoreDummy } from "./restore.ts";
