/** Isolation forests. */
export { IsolationForest } from "./isolation-forest.ts";
export { IsolationForestModel } from "./model.ts";
export type { IsolationForestOptions } from "./options.ts";
export { restoreIsolationForest } from "./restore.ts";
export { growIsolationTask, scoreIsolationTask } from "./tasks.ts";
