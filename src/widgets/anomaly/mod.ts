/** The anomaly explorer: its model and its view. */
export { ExplorerModel } from "./model.ts";
export type { ExplorerPart, ExplorerPayload, ExplorerTab } from "./model.ts";
export type { BehaviorSetup, DetectionSetup } from "./setup.ts";
export { ExplorerWidget } from "./widget.ts";
