import {
  formatPercent,
  formatNumber,
  visibleText,
  withMinus,
  type ThreatData,
  type ThreatPayload,
} from "../../analysis/mod.ts";
import { h, sign, type ViewContext } from "../shared/mod.ts";
import { levelClass, levelFrom, levelWord, SHAPES } from "./levels.ts";

/** The verdict of each part by itself, side by side: none is averaged away, and a conflict is said. */
export function verdictRow(
  context: ViewContext,
  threat: ThreatData,
  parts: ThreatPayload["parts"],
): HTMLElement {
  const { trans } = context;
  const { heuristic, classifier, anomaly } = threat;
  return h(
    "section",
    { class: "jp-ThreatWidget-verdicts", "aria-label": trans.__("Verdicts of the parts") },
    threat.conflict
      ? h(
          "p",
          { class: "jp-ThreatWidget-conflict" },
          sign("▲", "jp-TrafficLab-warnSign"),
          trans.__("The parts disagree. Their verdicts stand side by side; none is averaged away."),
        )
      : null,
    h(
      "div",
      { class: "jp-ThreatWidget-verdictRow" },
      verdict(
        trans.__("Rules"),
        levelMark(context, heuristic.level),
        trans.__("evidence %1", withMinus(formatNumber(heuristic.evidence))),
      ),
      verdict(
        trans.__("Classifier"),
        classifier === undefined ? null : levelMark(context, classifier.level),
        classifier === undefined
          ? partText(parts.classifier, trans.__("none chosen"))
          : trans.__(
              "“%1” with probability %2 · %3",
              visibleText(classifier.label),
              formatPercent(classifier.probability),
              partText(parts.classifier, trans.__("a model")),
            ),
      ),
      verdict(
        trans.__("Anomaly"),
        anomaly === undefined
          ? null
          : h(
              "span",
              { class: "jp-ThreatWidget-mark" },
              sign(anomaly.isAnomaly ? "◆" : "◇"),
              anomaly.isAnomaly ? trans.__("unusual") : trans.__("usual"),
            ),
        anomaly === undefined
          ? partText(parts.anomaly, trans.__("none chosen"))
          : trans.__(
              "score %1, from 0 to 1 · %2",
              formatNumber(anomaly.score),
              partText(parts.anomaly, trans.__("an isolation forest")),
            ),
      ),
      parts.baseline === null ? null : verdict(trans.__("Baseline"), null, visibleText(parts.baseline)),
    ),
  );
}

/** A level as shape and word. */
export function levelMark({ trans }: ViewContext, text: string): HTMLElement {
  const level = levelFrom(text);
  return h(
    "span",
    { class: `jp-ThreatWidget-mark ${levelClass(level)}` },
    sign(SHAPES[level]),
    levelWord(trans, level),
  );
}

function verdict(name: string, mark: HTMLElement | null, note: string): HTMLElement {
  return h(
    "div",
    { class: "jp-ThreatWidget-verdict" },
    h("h4", { class: "jp-TrafficLab-heading", text: name }),
    mark,
    h("p", { class: "jp-TrafficLab-note", text: note }),
  );
}

function partText(part: string | null, none: string): string {
  return part === null ? none : visibleText(part);
}
