/** The threat gauge: its model and its view. */
export { ThreatModel } from "./model.ts";
export { ThreatWidget } from "./widget.ts";
