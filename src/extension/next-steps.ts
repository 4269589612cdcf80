import type { Flows, NextSteps } from "../widgets/mod.ts";
import type { AnyModel, KindName, Wish } from "./kinds.ts";

/** Opens a widget on flows that another one has. */
export interface IViewOpener {
  open(kind: KindName, flows: Flows, wish: Wish): void;
}

/** The ways on from a widget: each opens the next one on the same flows of the same service. */
export function nextSteps(model: AnyModel, opener: IViewOpener): NextSteps {
  const go = (kind: KindName, wish: Wish): void => {
    const { flows } = model;
    if (flows !== null) opener.open(kind, flows, wish);
  };
  return {
    profile: (handover = {}) => go("profiler", handover),
    train: (handover = {}) => go("trainer", handover),
    anomalies: (handover = {}) => go("explorer", { ...handover, tab: "anomalies" }),
    behavior: (handover = {}) => go("explorer", { ...handover, tab: "behavior" }),
    assess: (flow, handover = {}) => go("gauge", { ...handover, flow }),
  };
}
