import {
  formatBytes,
  formatDuration,
  jsonBytes,
  splitSentence,
  visibleText,
  type TrainingPayload,
} from "../../analysis/mod.ts";
import { h, type ViewContext } from "../shared/mod.ts";

/** Where the numbers come from and what was left out. */
export function footer({ trans }: ViewContext, payload: TrainingPayload): HTMLElement {
  const { training } = payload;
  const { provenance, notes } = training;
  const { name, version, engine } = provenance.runtime;
  const time = Object.values(provenance.timing ?? {}).reduce((sum, ms) => sum + ms, 0);
  const facts = [
    ...(provenance.seed === undefined ? [] : [trans.__("seed %1", provenance.seed)]),
    visibleText(provenance.library),
    visibleText(`${name} ${version}${engine === undefined ? "" : ` ${engine}`}`.trim()),
    ...(time > 0 ? [trans.__("%1 of fitting and predicting", formatDuration(time / 1000))] : []),
    trans.__("payload %1", formatBytes(jsonBytes(payload))),
  ];
  return h(
    "div",
    { class: "jp-TrainerWidget-footer" },
    h("p", { text: visibleText(splitSentence(payload), 2000) }),
    ...notes.slice(0, 20).map((text) => h("p", { text: visibleText(text, 600) })),
    h(
      "p",
      { class: "jp-TrainerWidget-facts" },
      ...facts.map((text) => h("span", { class: "jp-TrafficLab-fact", text })),
    ),
    ...payload.reduced.map((text) => h("p", { class: "jp-TrafficLab-note", text: visibleText(text, 600) })),
  );
}
