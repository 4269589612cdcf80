/** Readers of flow logs. */
export { normalizeProtocol } from "./canonical.ts";
export { isAttackLabel, normalizeLabel } from "./labels.ts";
export { loadFlows } from "./load-flows.ts";
export type { LoadOptions } from "./load-options.ts";
export type { FlowSource } from "./source.ts";
