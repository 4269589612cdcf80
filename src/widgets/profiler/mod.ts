/** The dataset profiler: its model and its view. */
export { ProfilerModel } from "./model.ts";
export type { ProfileSelection } from "./selection.ts";
export type { RowsPage } from "./states.ts";
export { ProfilerWidget } from "./widget.ts";
