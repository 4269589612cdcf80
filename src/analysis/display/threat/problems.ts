/** What a schema cannot say of an assessment's payload: sums and places. */
import type { ThreatData, ThreatPayload } from "../../core/mod.ts";

/** @returns Sentences; none for a payload that can be drawn. */
export function threatProblems({ threat }: ThreatPayload): string[] {
  return threat === null ? [] : problemsOf(threat).map((rule) => `Cannot read payload: ${rule}`);
}

function problemsOf({ level, score, ledger, warnings, recommendations }: ThreatData): string[] {
  const problems: string[] = [];
  const sum = ledger.reduce((total, { points }) => total + points, 0);
  if (score !== null && sum !== score)
    problems.push(`the ledger must add up to the score ${score}, got ${sum}`);
  if ((score === null) !== (level === "NOT_ASSESSABLE"))
    problems.push(`a score belongs to every level but NOT_ASSESSABLE, got ${score} with ${level}`);
  if ([...warnings, ...recommendations].some(({ lines }) => lines.some((line) => line >= ledger.length)))
    problems.push(`lines must be below ${ledger.length}, the number of lines`);
  return problems;
}
