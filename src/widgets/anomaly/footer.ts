import { formatBytes, jsonBytes, visibleText } from "../../analysis/mod.ts";
import { h, payloadProvenance, type ViewContext } from "../shared/mod.ts";
import type { ExplorerPayload } from "./model.ts";

/** Where the numbers come from and what was left out. */
export function footer({ trans }: ViewContext, payload: ExplorerPayload): HTMLElement {
  const provenance = payloadProvenance(payload);
  const { name = "", version = "" } = provenance?.runtime ?? {};
  const facts = [
    ...(provenance?.seed === undefined ? [] : [trans.__("seed %1", provenance.seed)]),
    visibleText(provenance?.library ?? ""),
    visibleText(`${name} ${version}`.trim()),
    trans.__("payload %1", formatBytes(jsonBytes(payload))),
  ];
  return h(
    "div",
    {},
    h(
      "p",
      {},
      ...facts.filter((text) => text !== "").map((text) => h("span", { class: "jp-TrafficLab-fact", text })),
    ),
    ...payload.reduced.map((text) => h("p", { class: "jp-TrafficLab-note", text: visibleText(text, 600) })),
  );
}
