/** A threat assessment as people see it. */
export { threatHtml } from "./html.ts";
export { threatPayload } from "./payload.ts";
export type { ThreatSource } from "./payload.ts";
export { threatProblems } from "./problems.ts";
export { RULES_SCHEMA } from "./rules-schema.ts";
export { THREAT_SCHEMA } from "./schema.ts";
export { certaintySentence, partSentences, pointsText, seenText, threatFinding } from "./sentences.ts";
export { threatText } from "./text.ts";
