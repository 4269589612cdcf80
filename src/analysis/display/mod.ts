/** Results as people see them: payloads for widgets, static HTML, plain text, numbers with units, and the gate for untrusted payloads. */
export {
  boundedCell,
  boundedMapping,
  boundedReport,
  finiteOrNull,
  rowSample,
  shownNames,
} from "./bounded.ts";
export type { ReportLimits } from "./bounded.ts";
export { payloadBundle, profileBundle, tableBundle } from "./bundles.ts";
export { blockBars, histogramSvg } from "./figures.ts";
export {
  exactText,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
  formatValue,
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
export { MAX_PAYLOAD_BYTES, profilePayload } from "./payload.ts";
export type { ProfileSource } from "./payload.ts";
export { carriedText, displayWidth, jsonBytes, utf8Bytes, visibleText } from "./plain.ts";
export { plainDataProblem } from "./plain-data.ts";
export type { DataLimits } from "./plain-data.ts";
export { PROFILE_SCHEMA } from "./profile-schema.ts";
export { profileHtml } from "./profile-html.ts";
export { profileText } from "./profile-text.ts";
export { mappingNote } from "./parts.ts";
export { insightSentences, listOf, profileFinding, reportSentence } from "./sentences.ts";
export { renderText, show } from "./show.ts";
export { distinctText, isNumeric, STATISTICS } from "./statistics.ts";
export type { Statistic } from "./statistics.ts";
export { textTable } from "./text-table.ts";
export { validatePayload } from "./validate.ts";
export type { Validation } from "./validate.ts";
