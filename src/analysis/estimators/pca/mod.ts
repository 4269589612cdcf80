/** Principal component analysis. */
export { PCAModel } from "./model.ts";
export type { PCAOptions } from "./options.ts";
export { PCA } from "./pca.ts";
export { restorePCA } from "./restore.ts";
