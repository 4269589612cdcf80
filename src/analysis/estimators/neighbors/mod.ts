/** Trees over the rows of a matrix, for the estimators that look for neighbours, and what the distances to neighbours suggest. */
export { distancesToKnown, epsOfDistances, kDistances, suggestEps } from "./k-distances.ts";
export type { SuggestEpsOptions } from "./k-distances.ts";
export { indexRows, indexRowsAtOnce, searchAll } from "./search.ts";
export type { IndexedRows } from "./search.ts";
export { findBordersTask, findCoreTask, findNearestTask } from "./tasks.ts";
