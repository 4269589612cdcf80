import { CANONICAL_FIELDS, visibleText, type PitfallFinding, type TrainingData } from "../../analysis/mod.ts";
import { button, h, type ViewContext } from "../shared/mod.ts";

/** Findings whose columns can be left out: they name a column that tells more than a model should know. */
const LEAKS: readonly PitfallFinding["code"][] = ["single-column-leak", "identifier-feature"];

/** Columns named in a button. */
const MAX_NAMED = 3;

/** What makes the scores look better than they are, each with what to do; a leak offers a training without its columns. */
export function warningList(
  context: ViewContext,
  { warnings }: TrainingData,
  actions: { trainWithout: (columns: readonly string[]) => void; canTrain: boolean },
): HTMLElement | null {
  if (warnings.length === 0) return null;
  const { trans } = context;
  const words: Record<PitfallFinding["severity"], [string, string]> = {
    error: ["■", trans.__("Wrong")],
    warning: ["▲", trans.__("Warning")],
    info: ["○", trans.__("Note")],
  };
  const items = warnings.map((finding) => {
    const [shape, word] = words[finding.severity] ?? words.warning;
    const columns = LEAKS.includes(finding.code) ? (finding.columns ?? []).filter(isField) : [];
    const named = columns
      .slice(0, MAX_NAMED)
      .map((name) => visibleText(name))
      .join(", ");
    const text =
      columns.length > MAX_NAMED ? trans.__("%1 and %2 more", named, columns.length - MAX_NAMED) : named;
    return h(
      "li",
      { class: `jp-TrainerWidget-warning jp-mod-${finding.severity}` },
      h(
        "p",
        {},
        h(
          "span",
          { class: "jp-TrainerWidget-severity" },
          h("span", { "aria-hidden": "true", text: `${shape} ` }),
          word,
        ),
        " ",
        visibleText(finding.message, 600),
      ),
      h("p", { class: "jp-TrafficLab-note", text: visibleText(finding.remedy, 600) }),
      columns.length > 0 && actions.canTrain
        ? button(context, trans.__("Re-run without %1", text), () => actions.trainWithout(columns))
        : null,
    );
  });
  return h(
    "section",
    { class: "jp-TrainerWidget-warnings" },
    h("h4", { class: "jp-TrafficLab-heading", text: trans.__("Before you believe it") }),
    h("ul", {}, ...items),
  );
}

/** Features are made of the canonical fields alone, so these can be left out. */
function isField(name: string): boolean {
  return CANONICAL_FIELDS.some((field) => field === name);
}
