/** The door of the widgets. */
export * from "./anomaly/mod.ts";
export * from "./profiler/mod.ts";
export * from "./threat/mod.ts";
export * from "./trainer/mod.ts";
export type {
  Connection,
  Flows,
  FlowsAbout,
  Handover,
  NextStep,
  NextSteps,
  OpenedFlows,
  Place,
  RunnableCode,
  WidgetActions,
  WidgetStatus,
} from "./shared/mod.ts";
export { ResultModel, ResultWidget } from "./shared/mod.ts";
