import { visibleText, withMinus, type TrainingData } from "../../analysis/mod.ts";
import { h, type ViewContext } from "../shared/mod.ts";
import { shareBar } from "./bars.ts";
import { isLowerBetter, metricName, modelName, scoreText } from "./words.ts";

/** Fields listed at most. */
const SHOWN = 15;

/** What the best model looks at: how much worse it is on held-out flows when one field is shuffled. */
export function importanceTable(
  { trans }: ViewContext,
  { importance, bestName, metric }: TrainingData,
): HTMLElement | null {
  if (importance.length === 0 || bestName === null) return null;
  const greatest = Math.max(...importance.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
  const rows = importance.slice(0, SHOWN).map(({ feature, value, std }) =>
    h(
      "tr",
      {},
      h("th", {
        scope: "row",
        class: "jp-mod-text",
        title: visibleText(feature),
        text: visibleText(feature),
      }),
      h(
        "td",
        { title: trans.__("%1 ± %2 (standard deviation over the shufflings)", value, std) },
        h("span", { text: signed(value) }),
        h("span", { class: "jp-TrainerWidget-range", text: ` ± ${scoreText(Math.abs(std))}` }),
        shareBar(Math.max(0, value) / greatest),
      ),
    ),
  );
  const left = importance.length - rows.length;
  const name = modelName(trans, bestName);
  return h(
    "section",
    { class: "jp-TrainerWidget-importance" },
    h("h4", { class: "jp-TrafficLab-heading", text: trans.__("What it learned") }),
    h("p", {
      class: "jp-TrafficLab-note",
      text: isLowerBetter(metric)
        ? trans.__(
            "How much the %1 of %2 rises on held-out flows when one field is shuffled.",
            metricName(trans, metric),
            name,
          )
        : trans.__(
            "How much %1 of %2 falls on held-out flows when one field is shuffled.",
            metricName(trans, metric),
            name,
          ),
    }),
    h(
      "div",
      {
        class: "jp-TrafficLab-scroll",
        role: "region",
        tabindex: 0,
        "aria-label": trans.__("Importance of the fields"),
      },
      h(
        "table",
        { class: "jp-TrafficLab-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col", class: "jp-mod-text", text: trans.__("Field") }),
            h("th", { scope: "col", text: trans.__("Change of the score") }),
          ),
        ),
        h("tbody", {}, ...rows),
      ),
    ),
    left > 0
      ? h("p", { class: "jp-TrafficLab-note", text: trans.__("%1 more fields matter less.", left) })
      : null,
  );
}

function signed(value: number): string {
  return withMinus(scoreText(value));
}
