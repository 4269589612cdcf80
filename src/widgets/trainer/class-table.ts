import { formatCount, type LeaderboardRow } from "../../analysis/mod.ts";
import { h, sign, spoken, type ViewContext } from "../shared/mod.ts";
import { shareBar } from "./bars.ts";
import { classText, scoreText } from "./words.ts";

/** Precision, recall and F1 of each class of one model, with its held-out flows. */
export function classTable(
  { trans }: ViewContext,
  row: LeaderboardRow,
  attackClasses: readonly string[],
): HTMLElement {
  const heads: [string, string][] = [
    [trans.__("Precision"), trans.__("of the flows that the model calls so, the share that are")],
    [trans.__("Recall"), trans.__("of the flows that are so, the share that the model finds")],
    [trans.__("F1"), trans.__("the harmonic mean of precision and recall")],
    [trans.__("Held-out flows"), trans.__("of this class; few make the scores uncertain")],
  ];
  const hasTones = attackClasses.length > 0;
  const rows = row.perClass.map(({ label, precision, recall, f1, support }) => {
    const isAttack = attackClasses.includes(label);
    const tone = !hasTones ? "" : isAttack ? "jp-mod-attack" : "jp-mod-benign";
    const cell = (value: number): HTMLElement =>
      h("td", { title: String(value) }, scoreText(value), shareBar(value, tone));
    return h(
      "tr",
      {},
      h(
        "th",
        { scope: "row", class: "jp-mod-text", title: classText(trans, label) },
        hasTones ? sign(isAttack ? "▲" : "●", `jp-TrainerWidget-classSign ${tone}`) : null,
        classText(trans, label),
        hasTones ? spoken(isAttack ? trans.__(", attack") : trans.__(", no attack")) : null,
      ),
      cell(precision),
      cell(recall),
      cell(f1),
      h("td", { text: formatCount(support) }),
    );
  });
  return h(
    "div",
    { class: "jp-TrafficLab-scroll", role: "region", tabindex: 0, "aria-label": trans.__("Scores by class") },
    h(
      "table",
      { class: "jp-TrafficLab-table jp-TrainerWidget-classes" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col", class: "jp-mod-text", text: trans.__("Class") }),
          ...heads.map(([text, title]) => h("th", { scope: "col", title, text })),
        ),
      ),
      h("tbody", {}, ...rows),
    ),
  );
}
