/** Histogram-based outlier scores. */
export { HBOS } from "./hbos.ts";
export { HBOSModel } from "./model.ts";
export type { HBOSOptions } from "./options.ts";
export { restoreHBOS } from "./restore.ts";
export { fitHistogramsTask } from "./tasks.ts";
