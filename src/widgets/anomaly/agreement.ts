import { formatCount, formatPercent, type AnomaliesPayload } from "../../analysis/mod.ts";
import { h, type ViewContext } from "../shared/mod.ts";
import { detectorTitle } from "./words.ts";

/** How far the detectors agree: flows that each flags, and that each two flag together. */
export function agreementTable({ trans }: ViewContext, { anomalies }: AnomaliesPayload): HTMLElement {
  const { detectors, both } = anomalies.agreement;
  const titles = detectors.map((name) => detectorTitle(trans, name));
  const rows = detectors.map((_, row) => {
    const own = both[row]?.[row] ?? 0;
    const cells = detectors.map((_, column) => {
      const shared = both[row]?.[column] ?? 0;
      const either = own + (both[column]?.[column] ?? 0) - shared;
      const overlap = row === column || either === 0 ? 0 : shared / either;
      const title =
        row === column
          ? trans.__("%1 flags %2", titles[row] ?? "", formatCount(own))
          : trans.__(
              "%1 and %2 both flag %3 of the %4 that either flags (%5)",
              titles[row] ?? "",
              titles[column] ?? "",
              formatCount(shared),
              formatCount(either),
              formatPercent(overlap),
            );
      const cell = h("td", { title, class: row === column ? "jp-mod-own" : "" }, formatCount(shared));
      cell.style.setProperty("--jp-trafficlab-overlap", `${Math.round(100 * overlap)}%`);
      return cell;
    });
    return h("tr", {}, h("th", { scope: "row", class: "jp-mod-text", text: titles[row] ?? "" }), ...cells);
  });
  const heading = trans.__("Agreement of the detectors");
  return h(
    "section",
    { class: "jp-ExplorerWidget-agreement" },
    h("h4", { class: "jp-TrafficLab-heading", text: heading }),
    h(
      "div",
      { class: "jp-TrafficLab-scroll", role: "region", tabindex: 0, "aria-label": heading },
      h(
        "table",
        { class: "jp-TrafficLab-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col", class: "jp-mod-text", text: trans.__("both flag") }),
            ...titles.map((text) => h("th", { scope: "col", text })),
          ),
        ),
        h("tbody", {}, ...rows),
      ),
    ),
    h("p", { class: "jp-TrafficLab-note", text: agreementSentence(titles, both, trans) }),
  );
}

function agreementSentence(
  titles: readonly string[],
  both: readonly (readonly number[])[],
  trans: ViewContext["trans"],
): string {
  let least: { overlap: number; a: number; b: number } | null = null;
  for (let a = 0; a < titles.length; a++) {
    for (let b = a + 1; b < titles.length; b++) {
      const shared = both[a]?.[b] ?? 0;
      const either = (both[a]?.[a] ?? 0) + (both[b]?.[b] ?? 0) - shared;
      if (either === 0) continue;
      if (least === null || shared / either < least.overlap) least = { overlap: shared / either, a, b };
    }
  }
  if (least === null)
    return titles.length < 2
      ? trans.__("One detector has none to agree with.")
      : trans.__("The detectors flag no flow.");
  return trans.__(
    "%1 and %2 agree least: on %3 of the flows that either flags.",
    titles[least.a] ?? "",
    titles[least.b] ?? "",
    formatPercent(least.overlap),
  );
}
