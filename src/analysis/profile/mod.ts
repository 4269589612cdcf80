/** What a table of flows holds: statistics, distributions, correlations, insights, alerts. */
export { ALERT_THRESHOLDS } from "./alert-thresholds.ts";
export { histogram } from "./histogram.ts";
export { TableProfile } from "./profile.ts";
export { CORRELATION_COLUMNS, profile } from "./run.ts";
export type { ProfileOptions } from "./run.ts";
