/** Bounded copies of what a profile says of single flows: the lint's findings and the most threatening flows. */
import type { LedgerLine, LintFinding, RowSample, Table, TopThreat } from "../core/mod.ts";
import { CANONICAL_FIELDS } from "../core/mod.ts";
import { finiteOrNull, rowSample, sentence } from "./bounded.ts";
import { carriedText } from "./plain.ts";

/** Longest repair: code with the names of many columns. */
export const MAX_REPAIR = 2000;

export function boundedLint(findings: readonly LintFinding[], max: number): LintFinding[] {
  return findings.map(({ rule, rows, count, evidence, repair }) => ({
    rule: carriedText(rule, 80),
    rows: rows.slice(0, 100),
    count,
    evidence: sentence(evidence, max),
    // Code that is cut is no code.
    ...(repair === undefined || repair.length > MAX_REPAIR
      ? {}
      : { repair: carriedText(repair, MAX_REPAIR) }),
  }));
}

export function boundedThreats(threats: readonly TopThreat[], max: number): TopThreat[] {
  return threats.slice(0, 10).map(({ row, evidence, ledger }) => ({
    row,
    evidence: finiteOrNull(evidence) ?? 0,
    ledger: ledger.slice(0, 60).map((line) => boundedLine(line, max)),
  }));
}

/** A ledger line whose texts are cut. */
function boundedLine(
  { source, rule, field, value, threshold, points, why }: LedgerLine,
  max: number,
): LedgerLine {
  return {
    source,
    rule: carriedText(rule, 80),
    ...(field === undefined ? {} : { field: carriedText(field, 80) }),
    ...(value === undefined ? {} : { value: typeof value === "string" ? carriedText(value, max) : value }),
    ...(threshold === undefined ? {} : { threshold }),
    points,
    why: sentence(why, max),
  };
}

/** The canonical fields of these rows. */
export function threatRows(threats: readonly TopThreat[], table: Table, max: number): RowSample {
  const fields = CANONICAL_FIELDS.filter((field) => table.columnNames.includes(field));
  const rows = threats.slice(0, 10).map(({ row }) => row);
  return rowSample(table, rows, fields, fields, max);
}
