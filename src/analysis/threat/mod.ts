/** Threat assessment: a rule sheet as data, what it says of flows, and what models add to it. */
export { ThreatAssessment } from "./assessment.ts";
export { assessorFor, assessorHandle, releaseAssessor, ThreatAssessor } from "./assessor.ts";
export { ASYMMETRY_FORMULA, flowAsymmetry, PACKET_ANOMALY_FORMULA, packetAnomalyScore } from "./asymmetry.ts";
export { createThreatAssessor } from "./create.ts";
export type { AssessorOptions } from "./create.ts";
export { FORMULA_NAMES } from "./formula/mod.ts";
export type { FormulaName } from "./formula/mod.ts";
export { ruleEvidence, ruleEvidenceSteps } from "./rule-evidence.ts";
export type { RuleEvidenceOptions } from "./rule-evidence.ts";
export { DEFAULT_RULES } from "./rules.ts";
export type { TableScores } from "./score-table.ts";
export { checkRules } from "./check-rules.ts";
export { rankByRules } from "./top-threats.ts";
export type { RuleRanking } from "./top-threats.ts";
export { limitLine } from "./verdict.ts";
export { watch } from "./watch.ts";
export type { WatchOptions } from "./watch.ts";
export type { WindowAssessment } from "./feed.ts";
