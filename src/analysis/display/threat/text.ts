/** An assessment as plain text, for terminals and for viewers that show nothing else. */
import type { CitedText, ThreatData, ThreatPayload } from "../../core/mod.ts";
import { provenanceText } from "../parts.ts";
import { visibleText } from "../plain.ts";
import { indent, textTable, wrap } from "../text-table.ts";
import { lineNumbers } from "./html.ts";
import { certaintySentence, partSentences, pointsText, seenText, threatFinding } from "./sentences.ts";

const WIDTH = 110;

/** Text, lines parted by "\n". */
export function threatText(payload: ThreatPayload): string {
  const { threat, parts, rules } = payload;
  const title = "Traffic Lab · Threat assessment";
  if (threat === null) {
    const known = Object.entries(parts).flatMap(([name, text]) =>
      text === null ? [] : [`${name}: ${visibleText(text)}`],
    );
    return [
      title,
      line(`An assessor with ${rules.rules.length} rules that has assessed no flow yet.`),
      ...known.map(line),
    ].join("\n");
  }
  return [
    `${title}\n${line(threatFinding(payload))}`,
    line(certaintySentence(threat)),
    [...payload.reduced, ...partSentences(threat, parts)].map(item).join("\n"),
    ledgerText(threat),
    citedText("Warnings", threat.warnings),
    citedText("Recommendations", threat.recommendations),
    techniquesText(threat),
    wrap(provenanceText(threat.provenance, payload.table ?? "none"), WIDTH),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function line(text: string): string {
  return text === "" ? "" : wrap(visibleText(text, 900), WIDTH, "  ");
}

function item(text: string): string {
  return wrap(`- ${visibleText(text, 900)}`, WIDTH, "  ");
}

function ledgerText({ ledger, score }: ThreatData): string {
  const rows = ledger.map((one, at) => [
    String(at + 1),
    pointsText(one.points),
    one.rule,
    visibleText(seenText(one)),
    visibleText(one.why, 600),
  ]);
  return `Ledger\n${indent(
    textTable(
      [
        { head: "line", align: "right" },
        { head: "points", align: "right" },
        { head: "rule" },
        { head: "seen (held against)", max: 40 },
        { head: "why", max: 60 },
      ],
      [...rows, ["sum", score === null ? "none" : String(score), "", "", ""]],
    ),
  )}`;
}

function citedText(title: string, list: readonly CitedText[]): string {
  if (list.length === 0) return "";
  return `${title}\n${list.map(({ text, lines }) => item(`${text} (${lineNumbers(lines)})`)).join("\n")}`;
}

function techniquesText({ techniques }: ThreatData): string {
  if (techniques.length === 0) return "";
  return `ATT&CK\n${techniques.map(({ id, name, missing }) => item(`${id} ${name}${missing.length === 0 ? "" : `; not seen: ${missing.join("; ")}`}`)).join("\n")}`;
}
