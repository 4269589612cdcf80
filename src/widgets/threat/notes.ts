/** What stands under the advice: ATT&CK techniques and the two scores of the original, with their formulas. */
import {
  ASYMMETRY_FORMULA,
  formatNumber,
  PACKET_ANOMALY_FORMULA,
  visibleText,
  withMinus,
  type Row,
  type ThreatData,
} from "../../analysis/mod.ts";
import { h, sign, type ViewContext } from "../shared/mod.ts";

/** Techniques that the flow's fields can point to: what was seen of each and what no single flow can tell. */
export function techniqueList({ trans }: ViewContext, { techniques }: ThreatData): HTMLElement {
  const items = techniques.map(({ id, name, seen, missing }) =>
    h(
      "li",
      { class: "jp-ThreatWidget-technique" },
      h("p", {}, techniqueId(id), " ", h("span", { text: visibleText(name) })),
      evidenceLine("✓", trans.__("seen:"), seen),
      evidenceLine("◌", trans.__("missing:"), missing),
    ),
  );
  return h(
    "section",
    { class: "jp-ThreatWidget-techniques" },
    h("h4", { class: "jp-TrafficLab-heading", text: trans.__("Techniques it may point to (MITRE ATT&CK)") }),
    items.length === 0
      ? h("p", { class: "jp-TrafficLab-note", text: trans.__("None that the fields of this flow can show.") })
      : h("ul", {}, ...items),
  );
}

function techniqueId(id: string): HTMLElement {
  const shown = visibleText(id);
  const parts = /^(T\d{4})(?:\.(\d{3}))?$/.exec(id);
  if (parts === null) return h("span", { class: "jp-ThreatWidget-techniqueId", text: shown });
  const path = parts[2] === undefined ? parts[1] : `${parts[1]}/${parts[2]}`;
  return h("a", {
    class: "jp-ThreatWidget-techniqueId",
    href: `https://attack.mitre.org/techniques/${path}/`,
    target: "_blank",
    rel: "noopener noreferrer",
    text: shown,
  });
}

function evidenceLine(shape: string, word: string, texts: readonly string[]): HTMLElement | null {
  if (texts.length === 0) return null;
  return h(
    "p",
    { class: "jp-TrafficLab-note" },
    sign(shape),
    `${word} ${texts.map((text) => visibleText(text)).join("; ")}`,
  );
}

/** Flow asymmetry and packet anomaly, each with the formula and the numbers that went in. */
export function scoreNotes(
  { trans }: ViewContext,
  { asymmetry, packetAnomaly }: ThreatData,
  flow: Row | null,
): HTMLElement {
  const sent = numberOf(flow, "bytes_sent");
  const received = numberOf(flow, "bytes_received");
  const filled =
    sent === null || received === null
      ? ""
      : sent + received === 0
        ? trans.__("no bytes either way: 0")
        : `(${formatNumber(sent)} − ${formatNumber(received)}) / (${formatNumber(sent)} + ${formatNumber(received)}) = ${withMinus(asymmetry.toFixed(3))}`;
  return h(
    "section",
    { class: "jp-ThreatWidget-scores" },
    h("h4", { class: "jp-TrafficLab-heading", text: trans.__("Scores beside the verdict") }),
    h(
      "dl",
      {},
      score(
        trans.__("Flow asymmetry"),
        withMinus(asymmetry.toFixed(3)),
        ASYMMETRY_FORMULA,
        [trans.__("1 sends only, −1 receives only"), filled].filter((text) => text !== "").join(" · "),
      ),
      score(
        trans.__("Packet anomaly"),
        packetAnomaly === null ? "–" : packetAnomaly.toFixed(2),
        PACKET_ANOMALY_FORMULA,
        packetAnomaly === null
          ? trans.__("needs a capture to compare with: choose one for the anomaly part or as the baseline")
          : trans.__("above 3.5 is unusual in the capture it is compared with"),
      ),
    ),
  );
}

function score(name: string, value: string, formula: string, note: string): HTMLElement {
  return h(
    "div",
    { class: "jp-ThreatWidget-scoreLine" },
    h("dt", { text: name }),
    h("dd", { class: "jp-ThreatWidget-scoreValue", text: value }),
    h("dd", { class: "jp-TrafficLab-note", text: formula }),
    note === "" ? null : h("dd", { class: "jp-TrafficLab-note", text: note }),
  );
}

function numberOf(flow: Row | null, field: string): number | null {
  const value = flow?.[field];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
