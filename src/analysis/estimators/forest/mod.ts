/** Random forest. */
export { RandomForestClassifier } from "./forest.ts";
export { RandomForestClassifierModel } from "./model.ts";
export type { ForestClassWeight, RandomForestClassifierOptions } from "./options.ts";
export { restoreForest } from "./restore.ts";
export { growForestTask, walkForestTask } from "./tasks.ts";
