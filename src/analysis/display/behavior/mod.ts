/** An analysis of behavior as people see it. */
export { behaviorHtml } from "./html.ts";
export { behaviorPayload } from "./payload.ts";
export type { BehaviorSource } from "./payload.ts";
export { behaviorProblems } from "./problems.ts";
export { BEHAVIOR_SCHEMA } from "./schema.ts";
export { behaviorFinding, silhouetteText, temporalSentence, WEEKDAYS } from "./sentences.ts";
export { behaviorText } from "./text.ts";
