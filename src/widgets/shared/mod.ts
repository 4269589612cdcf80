/** What all widgets share: the frame, charts, tables and words for what went wrong. */
export * from "./button.ts";
export * from "./context.ts";
export * from "./delegate.ts";
export * from "./dom.ts";
export * from "./drop-zone.ts";
export * from "./frame.ts";
export * from "./histogram-chart.ts";
export * from "./panels.ts";
export * from "./pick-list.ts";
export * from "./problem.ts";
export * from "./row-table.ts";
export * from "./value-list.ts";
