import { formatCount, formatPercent, visibleText } from "../../analysis/mod.ts";
import { h, type ViewContext } from "../shared/mod.ts";
import { shareBar } from "./bars.ts";
import { ConfusionMatrix } from "./confusion.ts";
import type { Prediction } from "./model-files.ts";
import { classText, modelName, scoreText } from "./words.ts";

/** What a model says of a capture, in a sentence: how many flows are right where it has labels that the model knows. */
export function predictionSentence(
  { trans }: ViewContext,
  { model, capture, rowCount, answer }: Prediction,
): string {
  const { labelled, accuracy, macroF1 } = answer;
  const scored =
    labelled > 0 && accuracy !== null
      ? trans.__(
          "Of its %1 labeled flows %2 are right; macro F1 %3.",
          formatCount(labelled),
          formatPercent(accuracy),
          macroF1 === null ? "–" : scoreText(macroF1),
        )
      : trans.__("It has no labels that the model knows, so nothing is said of how many are right.");
  return trans.__(
    "%1 on %2 (%3): %4",
    modelName(trans, model),
    visibleText(capture, 120),
    trans._n("%2 flow", "%2 flows", rowCount, formatCount(rowCount)),
    scored,
  );
}

/** What a model says of another capture: flows by class and, where that has labels, how many are right. */
export function predictionView(context: ViewContext, prediction: Prediction): HTMLElement {
  const { trans } = context;
  const { isOwn, rowCount, answer } = prediction;
  const { classes, counts, unknown, confusion } = answer;
  const strange =
    unknown > 0
      ? trans._n(
          "%2 flow has a label that the model was not trained on; it counts in none of these numbers.",
          "%2 flows have labels that the model was not trained on; they count in none of these numbers.",
          unknown,
          formatCount(unknown),
        )
      : "";
  const rows = classes.map((name, at) => {
    const count = counts[at] ?? 0;
    const share = rowCount > 0 ? count / rowCount : 0;
    return h(
      "tr",
      {},
      h("th", {
        scope: "row",
        class: "jp-mod-text",
        title: classText(trans, name),
        text: classText(trans, name),
      }),
      h("td", { text: formatCount(count) }),
      h("td", {}, formatPercent(share), shareBar(share)),
    );
  });
  const matrix = confusion === null ? null : new ConfusionMatrix(context, { classes, counts: confusion });
  return h(
    "div",
    { class: "jp-TrainerWidget-prediction" },
    h("p", {
      class: "jp-TrainerWidget-sentence",
      text: predictionSentence(context, prediction),
    }),
    isOwn
      ? h("p", {
          class: "jp-TrafficLab-note",
          text: trans.__(
            "It was trained on flows of a capture of this name: these scores may be of flows that it knows. Believe the held-out ones.",
          ),
        })
      : null,
    strange === "" ? null : h("p", { class: "jp-TrafficLab-note", text: strange }),
    h(
      "div",
      { class: "jp-TrainerWidget-pair" },
      h(
        "div",
        {
          class: "jp-TrafficLab-scroll",
          role: "region",
          tabindex: 0,
          "aria-label": trans.__("Flows by predicted class"),
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
              h("th", { scope: "col", class: "jp-mod-text", text: trans.__("Predicted class") }),
              h("th", { scope: "col", text: trans.__("Flows") }),
              h("th", { scope: "col", text: trans.__("Share") }),
            ),
          ),
          h("tbody", {}, ...rows),
        ),
      ),
      matrix === null ? null : matrix.node,
    ),
  );
}
