/** Sentences about an assessment, the same in the widget and in both static forms. */
import type { LedgerLine, ThreatData, ThreatPayload } from "../../core/mod.ts";
import { formatNumber } from "../format.ts";
import { listOf } from "../sentences.ts";

/** Points as they stand in a ledger: with their sign and without a trailing zero. */
export function pointsText(points: number): string {
  return `${points > 0 ? "+" : points < 0 ? "−" : ""}${String(Math.abs(points))}`;
}

/** The assessment in one sentence. */
export function threatFinding({ threat }: ThreatPayload): string {
  if (threat === null) return "No flow assessed yet.";
  const { level, score, ledger } = threat;
  if (level === "NOT_ASSESSABLE" || score === null) {
    const why = ledger
      .filter(({ source, points }) => source === "limit" && points === 0)
      .map((line) => line.why);
    return `Not assessable: ${listOf(why)}.`;
  }
  const against = [...ledger]
    .filter(({ points, source }) => points > 0 && source !== "limit")
    .sort((a, b) => b.points - a.points);
  const head = `${level}, ${score} of 100`;
  if (against.length === 0) return `${head}: nothing speaks for a threat.`;
  const most = against.slice(0, 2).map(shortWhy);
  const [benign] = [...ledger].filter(({ points }) => points < 0).sort((a, b) => a.points - b.points);
  if (score === 0 && benign !== undefined)
    return `${head}: what speaks for a threat (${most.join("; ")}) is outweighed by what speaks against it (${shortWhy(benign)}).`;
  const more = against.length > 2 ? `, and ${against.length - 2} more` : "";
  return `${head}: ${most.join("; ")}${more}.`;
}

function shortWhy({ why }: LedgerLine): string {
  return why.split(/[:;]/)[0]!;
}

/** How sure the verdict is, and what would make it surer. */
export function certaintySentence({ certainty, missing, level }: ThreatData): string {
  if (level === "NOT_ASSESSABLE") return "";
  const unknown = missing.length === 0 ? "" : ` Not known: ${listOf(missing)}.`;
  return certainty === "full"
    ? `Certainty: full.${unknown}`
    : `Certainty: limited, because port and state tell attacks apart best.${unknown}`;
}

/** What a line saw, and what it is held against. */
export function seenText({ field, value, threshold }: LedgerLine): string {
  if (field === undefined && value === undefined) return "";
  const shown = typeof value === "number" ? formatNumber(value) : (value ?? "");
  const limit = threshold === undefined ? "" : ` (${formatNumber(threshold)})`;
  return `${field ?? ""}${field !== undefined && shown !== "" ? " = " : ""}${shown}${limit}`;
}

/** What the parts say by themselves. */
export function partSentences(threat: ThreatData, parts: ThreatPayload["parts"]): string[] {
  const { heuristic, classifier, anomaly } = threat;
  return [
    `Rules alone: ${heuristic.level}, ${formatNumber(heuristic.evidence)} of evidence.`,
    ...(classifier === undefined
      ? []
      : [
          `Classifier (${parts.classifier ?? "unknown"}): ${classifier.label} with probability ${formatNumber(classifier.probability)}, ${classifier.level} by itself.`,
        ]),
    ...(anomaly === undefined
      ? []
      : [
          `Isolation forest (${parts.anomaly ?? "unknown"}): ${anomaly.isAnomaly ? "an anomaly" : "no anomaly"}, score ${formatNumber(anomaly.score)}.`,
        ]),
    ...(parts.baseline === null ? [] : [`Baseline: ${parts.baseline}.`]),
  ];
}
