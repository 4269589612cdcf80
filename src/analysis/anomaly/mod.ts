/** Anomaly detection: detectors, their consensus, reasons, and whether outliers can be threats at all. */
export { detectAnomalies } from "./detect-anomalies.ts";
export { DETECTORS } from "./options.ts";
export type { DetectOptions } from "./options.ts";
export { AnomalyReport, anomalyData } from "./report.ts";
export type { AnomalyView } from "./view.ts";
