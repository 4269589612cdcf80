/** Behavioral patterns: clusters of flows with names, and when flows happen. */
export { analyzeBehavior } from "./analyze.ts";
export type { BehaviorOptions } from "./options.ts";
export { BehaviorReport } from "./report.ts";
