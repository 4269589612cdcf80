/** Local outlier factors. */
export { LocalOutlierFactor } from "./lof.ts";
export { LocalOutlierFactorModel } from "./model.ts";
export type { LocalOutlierFactorOptions } from "./options.ts";
export { restoreLocalOutlierFactor } from "./restore.ts";
