/** z-scores, classic and robust, as functions and as a detector. */
export { robustZScore, zScore } from "./functions.ts";
export { ZScoreModel } from "./model.ts";
export type { ZScoreOptions } from "./options.ts";
export { restoreZScore } from "./restore.ts";
export { ZScoreDetector } from "./z-score.ts";
