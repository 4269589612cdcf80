/**
 * Traffic Lab: network-traffic analysis for notebooks, scripts and the page.
 *
 * The door of the library. The first part is the public API of the user guide; the second is what Traffic Lab's own widgets and transports work with.
 */
import { installRpc } from "./service/mod.ts";

export * from "./core/types/mod.ts";
export {
  CancelledError,
  CANONICAL_FIELDS,
  LIBRARY_VERSION,
  REQUIRED_FIELDS,
  UnknownFormatError,
} from "./core/mod.ts";
export type { CodedError } from "./core/mod.ts";
export { loadDanfo, useEngine } from "./adapters/mod.ts";
export type { DataFrame, Engine, EngineOptions, FlowFrame, LoadedEngine } from "./adapters/mod.ts";
export { generateTraffic } from "./generate/mod.ts";
export { profile } from "./profile/mod.ts";
export type { ProfileOptions } from "./profile/mod.ts";
export { loadFlows } from "./read/mod.ts";
export type { FlowSource, LoadOptions } from "./read/mod.ts";
export { FlowTable } from "./table/mod.ts";
export { renderText, show } from "./display/mod.ts";

export { countOf } from "./core/mod.ts";
export {
  distinctText,
  exactText,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
  formatValue,
  isNumeric,
  jsonBytes,
  kindOf,
  profileFinding,
  reportSentence,
  STATISTICS,
  validatePayload,
  visibleText,
} from "./display/mod.ts";
export type { Kind, Statistic, Validation } from "./display/mod.ts";
export { createService, installRpc, ServiceClient } from "./service/mod.ts";
export type { Emit, RpcFunction, Service, ServiceClientOptions } from "./service/mod.ts";

installRpc();
