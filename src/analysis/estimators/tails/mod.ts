/** Detectors that add up how rare the tails of the columns are. */
export { COPOD, ECOD } from "./tails.ts";
export { COPODModel, ECODModel } from "./model.ts";
export type { TailOptions } from "./options.ts";
export { restoreCOPOD, restoreECOD } from "./restore.ts";
export { fitTailsTask } from "./tasks.ts";
