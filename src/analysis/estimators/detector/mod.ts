/** What the anomaly detectors share: the form of their models, thresholds. */
export { columnGroups, columnInto, sumOf } from "./columns.ts";
export { checkContamination, thresholdOf } from "./contamination.ts";
export { DetectorModel } from "./model.ts";
export type { DetectorFacts, OutlierModel } from "./model.ts";
