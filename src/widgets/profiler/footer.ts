import {
  countOf,
  formatBytes,
  formatCount,
  jsonBytes,
  reportSentence,
  visibleText,
  type ProfilePayload,
} from "../../analysis/mod.ts";
import { h, type ViewContext } from "../shared/mod.ts";

/** Where the numbers come from and what was left out: seed, library, size; rejected rows and warnings behind one line each. */
export function footer(context: ViewContext, payload: ProfilePayload): HTMLElement {
  const { trans } = context;
  const { provenance } = payload.profile;
  const facts = [
    ...(provenance.seed === undefined ? [] : [trans.__("seed %1", provenance.seed)]),
    visibleText(provenance.library),
    runtimeText(payload),
    trans.__("payload %1", formatBytes(jsonBytes(payload))),
  ];
  return h(
    "div",
    { class: "jp-ProfilerWidget-footer" },
    h(
      "p",
      { class: "jp-ProfilerWidget-footerFacts" },
      ...facts.map((text) => h("span", { class: "jp-TrafficLab-fact", text })),
    ),
    rejectedRows(context, payload),
    warnings(context, payload),
    ...payload.reduced.map((text) => h("p", { class: "jp-TrafficLab-note", text: visibleText(text, 600) })),
  );
}

function runtimeText({ profile }: ProfilePayload): string {
  const { name, version } = profile.provenance.runtime;
  return visibleText(`${name} ${version}`.trim());
}

function rejectedRows({ trans }: ViewContext, { report }: ProfilePayload): HTMLElement | null {
  if (report.rejected === 0) return h("p", { text: reportSentence(report) });
  const rows = report.rejectedRows.map(({ line, reason, text }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row", text: formatCount(line) }),
      h("td", { class: "jp-mod-text", text: visibleText(reason, 600) }),
      h("td", { class: "jp-mod-text jp-mod-raw", text: visibleText(text) }),
    ),
  );
  const heads = [trans.__("line"), trans.__("reason"), trans.__("text")];
  const left = report.rejected - rows.length;
  return h(
    "details",
    { class: "jp-ProfilerWidget-rejected" },
    h("summary", {
      text: trans._n("%2 row rejected", "%2 rows rejected", report.rejected, formatCount(report.rejected)),
    }),
    h("p", { class: "jp-TrafficLab-note", text: reportSentence(report) }),
    h(
      "div",
      { class: "jp-TrafficLab-scroll", role: "region", tabindex: 0, "aria-label": trans.__("Rejected rows") },
      h(
        "table",
        { class: "jp-TrafficLab-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...heads.map((text, at) => h("th", { scope: "col", class: at === 0 ? "" : "jp-mod-text", text })),
          ),
        ),
        h("tbody", {}, ...rows),
      ),
    ),
    left > 0
      ? h("p", { class: "jp-TrafficLab-note", text: trans.__("%1 more are not listed.", formatCount(left)) })
      : null,
  );
}

function warnings({ trans }: ViewContext, { report }: ProfilePayload): HTMLElement | null {
  if (report.warnings.length === 0) return null;
  const items = report.warnings.map(({ message, count, lines, remedy }) => {
    const where =
      lines.length === 0 ? "" : trans.__(" (line %1)", lines.map((line) => formatCount(line)).join(", "));
    return h("li", {
      text: `${visibleText(message, 600)} · ${countOf(count, "row")}${where}${remedy === undefined ? "" : ` · ${visibleText(remedy, 600)}`}`,
    });
  });
  return h(
    "details",
    { class: "jp-ProfilerWidget-warnings" },
    h("summary", {
      text: trans._n(
        "%2 warning from reading",
        "%2 warnings from reading",
        items.length,
        formatCount(items.length),
      ),
    }),
    h("ul", {}, ...items),
  );
}
