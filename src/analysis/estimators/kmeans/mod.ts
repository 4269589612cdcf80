/** K-means clustering. */
export { KMeans } from "./kmeans.ts";
export { KMeansModel } from "./model.ts";
export type { KMeansOptions } from "./options.ts";
export { restoreKMeans } from "./restore.ts";
export { tryStartsTask } from "./tasks.ts";
