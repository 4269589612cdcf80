/** An assessment as static HTML: whole without script, style sheet or image. */
import type { Cell, CitedText, Row, ThreatData, ThreatPayload } from "../../core/mod.ts";
import { isCanonicalField } from "../../core/mod.ts";
import { formatNumber, formatValue, kindOf, type Kind } from "../format.ts";
import { dataHtml, htmlList, htmlTable, paragraph } from "../html.ts";
import { provenanceText } from "../parts.ts";
import { certaintySentence, partSentences, pointsText, seenText, threatFinding } from "./sentences.ts";

/** @returns HTML; a ledger is short, so it always fits. Every text of the data is escaped. */
export function threatHtml(payload: ThreatPayload): string {
  const { threat, flow, parts, rules } = payload;
  const title = `<p><b>Traffic Lab · Threat assessment</b></p>`;
  const content =
    threat === null
      ? paragraph(`An assessor with ${rules.rules.length} rules that has assessed no flow yet.`) +
        htmlList(Object.entries(parts).flatMap(([name, text]) => (text === null ? [] : [`${name}: ${text}`])))
      : threatParts(threat, payload, flow);
  return `<section class="jp-TrafficLab-static">${title}${content}</section>`;
}

function threatParts(threat: ThreatData, payload: ThreatPayload, flow: Row | null): string {
  const certainty = certaintySentence(threat);
  const { asymmetry, packetAnomaly } = threat;
  return [
    `<p><b>${dataHtml(threatFinding(payload))}</b></p>`,
    threat.conflict ? "<p><b>⚠ Rules and classifier contradict each other.</b></p>" : "",
    certainty === "" ? "" : paragraph(certainty),
    htmlList(payload.reduced),
    ledgerHtml(threat),
    citedHtml("Warnings", threat.warnings),
    citedHtml("Recommendations", threat.recommendations),
    techniquesHtml(threat),
    htmlList(partSentences(threat, payload.parts)),
    paragraph(
      `Asymmetry ${formatNumber(asymmetry)}${packetAnomaly === null ? "" : `, packet anomaly ${formatNumber(packetAnomaly)}`}.`,
    ),
    flow === null ? "" : flowHtml(flow),
    paragraph(provenanceText(threat.provenance, payload.table ?? "none")),
  ].join("");
}

function ledgerHtml({ ledger, score }: ThreatData): string {
  const rows = ledger.map(({ source, rule, points, why, ...line }, at) => [
    String(at + 1),
    source,
    rule,
    seenText({ source, rule, points, why, ...line }),
    pointsText(points),
    why,
  ]);
  return htmlTable(
    "Ledger: what the score is the sum of",
    [
      { head: "line" },
      { head: "source" },
      { head: "rule" },
      { head: "seen (held against)" },
      { head: "points", numeric: true },
      { head: "why" },
    ],
    [...rows, ["sum", "", "", "", score === null ? "none" : String(score), ""]],
  );
}

function citedHtml(title: string, list: readonly CitedText[]): string {
  if (list.length === 0) return "";
  const items = list.map(({ text, lines }) => `${text} (${lineNumbers(lines)})`);
  return `<p><b>${title}</b></p>${htmlList(items)}`;
}

function techniquesHtml({ techniques }: ThreatData): string {
  if (techniques.length === 0) return "";
  return htmlTable(
    "MITRE ATT&CK techniques that the flow may be part of",
    [{ head: "technique" }, { head: "seen" }, { head: "not seen" }],
    techniques.map(({ id, name, seen, missing }) => [`${id} ${name}`, seen.join("; "), missing.join("; ")]),
  );
}

function flowHtml(flow: Row): string {
  const rows = Object.entries(flow).flatMap(([name, value]) =>
    value === undefined || value instanceof Date
      ? []
      : [[name, formatValue(value, kindOfField(name, value))]],
  );
  return htmlTable("The flow", [{ head: "field" }, { head: "value", numeric: true }], rows);
}

function kindOfField(name: string, value: Cell): Kind {
  if (!isCanonicalField(name)) return "text";
  const type = typeof value === "string" ? "text" : name === "timestamp" ? "time" : "float";
  return kindOf({ name, role: name, type });
}

/** "line 3", "lines 1, 2". */
export function lineNumbers(lines: readonly number[]): string {
  return `${lines.length === 1 ? "line" : "lines"} ${lines.map((line) => line + 1).join(", ")}`;
}
