import {
  formatCount,
  formatNumber,
  threatSummaries,
  visibleText,
  type Cell,
  type ProfilePayload,
  type Row,
  type ThreatLevel,
  type ThreatSummary,
} from "../../analysis/mod.ts";
import { button, h, sign, type ViewContext, type WidgetActions } from "../shared/mod.ts";

/** Shape and class of each level; the word stands beside. */
const LEVELS: Record<ThreatLevel, { shape: string; mod: string }> = {
  LOW: { shape: "○", mod: "jp-mod-low" },
  MEDIUM: { shape: "◐", mod: "jp-mod-medium" },
  HIGH: { shape: "●", mod: "jp-mod-high" },
  NOT_ASSESSABLE: { shape: "◌", mod: "jp-mod-unknown" },
};

/** The flows with the most evidence of a threat, each with its reasons and the way to its assessment; null without flows. */
export function threatList(
  context: ViewContext,
  payload: ProfilePayload,
  next: WidgetActions["next"],
): HTMLElement | null {
  const { trans } = context;
  if (payload.profile.rowCount === 0) return null;
  const threats = threatSummaries(payload);
  const assess = next?.assess;
  const items = threats.map((threat, at) =>
    threatItem(context, threat, assess && ((): void => assess(flowOf(payload, at), { row: threat.row }))),
  );
  const note =
    items.length === 0
      ? trans.__("The rules find no evidence of a threat in any flow.")
      : trans.__(
          "By the rules alone, with what the flows around each flow say: reasons to look, not proof. Scores run from 0 to 100, MEDIUM from 25, HIGH from 50.",
        );
  return h(
    "section",
    { class: "jp-ProfilerWidget-threats" },
    h("h4", { class: "jp-TrafficLab-heading", text: trans.__("Most threatening flows") }),
    h("p", { class: "jp-TrafficLab-note", text: note }),
    items.length === 0 ? null : h("ol", {}, ...items),
  );
}

function threatItem(
  context: ViewContext,
  { row, flow, level, score, evidence, reasons, isRepeated }: ThreatSummary,
  assess: (() => void) | undefined,
): HTMLElement {
  const { trans } = context;
  const number = formatCount(row);
  return h(
    "li",
    {},
    h(
      "span",
      { class: `jp-ProfilerWidget-level ${LEVELS[level].mod}`, title: trans.__("score %1 of 100", score) },
      sign(LEVELS[level].shape),
      trans.__("%1 %2", level, formatNumber(score)),
    ),
    h(
      "span",
      { class: "jp-ProfilerWidget-threatFlow" },
      h("span", { text: visibleText(flow, 300) }),
      h("span", {
        class: "jp-TrafficLab-fact",
        title: trans.__("evidence %1", evidence),
        text: trans.__("row %1, evidence %2", number, formatNumber(evidence)),
      }),
    ),
    h("span", {
      class: "jp-ProfilerWidget-reasons",
      text: isRepeated ? trans.__("for the same reasons") : visibleText(reasons.join("; "), 600),
    }),
    assess === undefined
      ? null
      : button(context, trans.__("Assess"), assess, {
          "aria-label": trans.__("Assess the flow of row %1", number),
        }),
  );
}

/** The flow as the gauge takes it: its canonical fields. */
function flowOf({ threats }: ProfilePayload, at: number): Row {
  const cells: readonly Cell[] = threats.cells[at] ?? [];
  return Object.fromEntries(threats.columns.map((name, column) => [name, cells[column] ?? null]));
}
