import { formatCount, visibleText, type ProfilePayload } from "../../analysis/mod.ts";
import { button, h, sign, type ViewContext } from "../shared/mod.ts";

/** Alerts listed at most. */
const SHOWN = 100;

/** What deserves a look, behind one line that says how much of it there is; null when there is nothing. */
export function alertList(
  context: ViewContext,
  { profile }: ProfilePayload,
  onReveal: (column: string) => void,
): HTMLElement | null {
  const { trans } = context;
  const { alerts } = profile;
  const first = alerts[0];
  if (first === undefined) return null;
  const items = alerts.slice(0, SHOWN).map(({ column, message }) => {
    const show =
      column === undefined
        ? null
        : button(context, trans.__("Show"), () => onReveal(column), {
            "aria-label": trans.__("Show the field %1", visibleText(column)),
          });
    return h("li", {}, h("span", { text: visibleText(message, 600) }), show);
  });
  const left = alerts.length - items.length;
  return h(
    "details",
    { class: "jp-ProfilerWidget-alerts" },
    h(
      "summary",
      {},
      h("span", { class: "jp-TrafficLab-heading" }, sign("▲", "jp-TrafficLab-warnSign"), trans.__("Alerts")),
      h("span", { class: "jp-ProfilerWidget-alertCount", text: formatCount(alerts.length) }),
      h("span", { class: "jp-ProfilerWidget-alertFirst", text: visibleText(first.message, 600) }),
    ),
    h("ul", {}, ...items),
    left > 0
      ? h("p", { class: "jp-TrafficLab-note", text: trans.__("%1 more are not listed.", formatCount(left)) })
      : null,
  );
}
