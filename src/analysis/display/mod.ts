/** Results as people see them: payloads for widgets, static HTML, plain text, numbers with units, and the gate for untrusted payloads. */
export {
  anomaliesFinding,
  anomaliesPayload,
  ANOMALIES_SCHEMA,
  detectorTitle,
  flaggedBy,
  parameterSentence,
} from "./anomalies/mod.ts";
export type { AnomaliesSource } from "./anomalies/mod.ts";
export {
  behaviorFinding,
  behaviorPayload,
  BEHAVIOR_SCHEMA,
  silhouetteText,
  temporalSentence,
  WEEKDAYS,
} from "./behavior/mod.ts";
export type { BehaviorSource } from "./behavior/mod.ts";
export {
  boundedCell,
  boundedMapping,
  boundedReport,
  finiteOrNull,
  rowSample,
  shownNames,
} from "./bounded.ts";
export type { ReportLimits } from "./bounded.ts";
export { liveProgress, progressText } from "./live-progress.ts";
export { payloadBundle, profileBundle, tableBundle } from "./bundles.ts";
export { callOnTable, literal, resultCode } from "./code.ts";
export type { ResultCall, ResultCode } from "./code.ts";
export { blockBars, histogramSvg } from "./figures.ts";
export {
  exactText,
  formatBytes,
  endpointText,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
  formatValue,
  withMinus,
  kindOf,
  NO_VALUE,
  unitOf,
} from "./format.ts";
export type { Kind } from "./format.ts";
export { escapeHtml } from "./html.ts";
export { repeatedColumns, strongestPairs } from "./pairs.ts";
export type { CorrelatedPair } from "./pairs.ts";
export { modelBundle, rowsBundle } from "./model-bundle.ts";
export { provenanceText } from "./parts.ts";
export { profilePayload } from "./payload.ts";
export { MAX_PAYLOAD_BYTES } from "./payload-size.ts";
export type { ProfileSource } from "./payload.ts";
export { carriedText, displayWidth, jsonBytes, utf8Bytes, visibleText } from "./plain.ts";
export { payloadKind, RESULT_MIMES } from "./payload-kinds.ts";
export type { PayloadKind } from "./payload-kind.ts";
export { plainDataProblem } from "./plain-data.ts";
export type { DataLimits } from "./plain-data.ts";
export { PROFILE_SCHEMA } from "./profile-schema.ts";
export { profileHtml } from "./profile-html.ts";
export { profileText } from "./profile-text.ts";
export { mappingNote } from "./parts.ts";
export { SCATTER_UNIT } from "./scatter.ts";
export { insightSentences, listOf, profileFinding, reportSentence } from "./sentences.ts";
export { renderText, show } from "./show.ts";
export { distinctText, isNumeric, STATISTICS } from "./statistics.ts";
export type { Statistic } from "./statistics.ts";
export { threatSummaries } from "./threat-words.ts";
export type { ThreatSummary } from "./threat-words.ts";
export { textTable } from "./text-table.ts";
export {
  intervalText,
  metricTitle,
  modelTitle,
  scoreText,
  splitSentence,
  trainingFinding,
  trainingPayload,
  TRAINING_SCHEMA,
} from "./training/mod.ts";
export type { TrainingSource } from "./training/mod.ts";
export {
  certaintySentence,
  partSentences,
  pointsText,
  RULES_SCHEMA,
  seenText,
  THREAT_SCHEMA,
  threatFinding,
  threatPayload,
} from "./threat/mod.ts";
export type { ThreatSource } from "./threat/mod.ts";
export { validatePayload } from "./validate.ts";
export type { PayloadOf, Validation } from "./validate.ts";
