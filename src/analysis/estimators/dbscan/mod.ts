/** Clusters by density. */
export { DBSCAN } from "./dbscan.ts";
export { DBSCANModel } from "./model.ts";
export type { DBSCANOptions } from "./options.ts";
export { restoreDBSCAN } from "./restore.ts";
