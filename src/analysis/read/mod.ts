/** Readers of flow logs. */
export { loadFlows } from "./load-at-first-use.ts";
export type { LoadOptions } from "./load-options.ts";
export type { FlowSource } from "./source.ts";
