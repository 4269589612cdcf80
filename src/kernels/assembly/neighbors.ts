/** Neighbours of points within a distance or nearest first, for clusters by density (DBSCAN) and local outlier factors. */
export { buildStep, joinNodes } from "./neighbors/build";
export { borderStep, numberClusters } from "./neighbors/border";
export { clusterStep, startClusters } from "./neighbors/clusters";
export { coreStep } from "./neighbors/core";
export { nearestStep } from "./neighbors/nearest";

export function heapBase(): usize {
  return __heap_base;
}
