/** A detection of anomalies as people see it. */
export { anomaliesHtml } from "./html.ts";
export { anomaliesPayload } from "./payload.ts";
export type { AnomaliesSource } from "./payload.ts";
export { anomaliesProblems } from "./problems.ts";
export { ANOMALIES_SCHEMA } from "./schema.ts";
export { anomaliesFinding, detectorTitle, flaggedBy, parameterSentence } from "./sentences.ts";
export { anomaliesText } from "./text.ts";
