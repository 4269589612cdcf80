/** Support vector machines. */
export { SVCModel } from "./model.ts";
export type { SVCOptions } from "./options.ts";
export { restoreSVC } from "./restore.ts";
export { SVC } from "./svc.ts";
export { fitHingeTask, solvePairsTask } from "./tasks.ts";
