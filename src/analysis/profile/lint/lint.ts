import type { Job, LintFinding, Table } from "../../core/mod.ts";
import { AMOUNT_RULES } from "./amounts.ts";
import { ENDPOINT_RULES } from "./endpoints.ts";
import { LintView } from "./lint-view.ts";
import { METER_RULES } from "./meter.ts";
import type { LintRule } from "./rule.ts";
import { SEQUENCE_RULES } from "./sequence.ts";
import { TIME_RULES } from "./times.ts";
import { UNIT_RULES } from "./unit-jump.ts";

/** All rules, in the order in which findings are told. */
export const LINT_RULES: readonly LintRule[] = [
  ...AMOUNT_RULES,
  ...TIME_RULES,
  ...UNIT_RULES,
  ...SEQUENCE_RULES,
  ...ENDPOINT_RULES,
  ...METER_RULES,
];

/**
 * Looks for flows that cannot be as they are told: defects of the meter, of a unit, or of the mapping.
 *
 * A rule whose columns are not there finds nothing. Wrong where traffic itself is odd: what a rule says is that a flow is
 * impossible or unlikely, not why.
 *
 * @returns Findings in the order of the rules, the rows of each ascending.
 */
export async function lintFlows(table: Table, job: Job): Promise<LintFinding[]> {
  const view = new LintView(table);
  const findings: LintFinding[] = [];
  for (const { id, find } of LINT_RULES) {
    await job.pause();
    const found = await find(view, job);
    if (found === null) continue;
    const { rows, count, evidence, repair } = found;
    findings.push({ rule: id, rows, count, evidence, ...(repair === undefined ? {} : { repair }) });
  }
  return findings;
}
