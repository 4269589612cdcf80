/** The lines of a ledger: which rules speak of a flow, with the numbers they saw. */
import type { CanonicalField, LedgerLine } from "../core/mod.ts";
import { isCanonicalField } from "../core/mod.ts";
import { SheetRunner } from "./evidence.ts";
import { BLOCK } from "./fields.ts";
import { FindingCounts } from "./findings.ts";
import type { BatchNumbers, FlowColumns } from "./fields.ts";
import type { ReadyRule, ReadySheet } from "./sheet.ts";
import { pointsOf } from "./verdict.ts";

/** What the rules say of one flow. */
export interface RuleFindings {
  readonly lines: LedgerLine[];
  /** Different things that speak against the flow: 0, 1, or 2 for two and more. */
  findings: number;
  /** Sum of the rules' evidence, not rounded. */
  evidence: number;
}

/** The rules' lines for each of some flows, in the order of the sheet; rules that hold but give nothing are left out. */
export function ledgersOf(sheet: ReadySheet, flows: FlowColumns, batch: BatchNumbers): RuleFindings[] {
  const findings = Array.from({ length: flows.rowCount }, (): RuleFindings => ({
    lines: [],
    findings: 0,
    evidence: 0,
  }));
  const counts = new FindingCounts(flows.rowCount);
  const runner = new SheetRunner(sheet, flows, batch);
  for (let from = 0; from < flows.rowCount; from += BLOCK) {
    const to = Math.min(from + BLOCK, flows.rowCount);
    for (const { place, hit, evidence } of runner.block(from, to)) {
      const ready = sheet.ready[place]!;
      const shown = ready.shown && runner.quantity(ready.shown, to - from);
      for (let i = 0; i < to - from; i++) {
        if (hit[i] !== 1) continue;
        const one = findings[from + i]!;
        one.evidence += evidence[i]!;
        const points = pointsOf(evidence[i]!);
        if (points === 0 && ready.rule.evidence !== 0) continue;
        if (points > 0) counts.add(from + i, ready.finding);
        one.lines.push(lineOf(ready, points, shown ? shown[i]! : textOf(ready, flows, from + i)));
      }
    }
  }
  findings.forEach((one, row) => (one.findings = counts.of(row)));
  return findings;
}

function lineOf({ rule, source }: ReadyRule, points: number, value: number | string | null): LedgerLine {
  const { shows } = rule;
  const isNumber = typeof value === "number";
  return {
    source,
    rule: rule.id,
    ...(shows === undefined ? {} : { field: shows.value }),
    ...(value === null || (isNumber && !Number.isFinite(value)) ? {} : { value }),
    ...(shows?.threshold === undefined ? {} : { threshold: shows.threshold }),
    points,
    why: rule.why,
  };
}

function textOf({ shownText }: ReadyRule, flows: FlowColumns, row: number): string | null {
  if (shownText === null || !flows.columnNames.includes(shownText)) return null;
  const cell = flows.column(shownText).at(row);
  return cell === null ? null : String(cell);
}

/** What stands behind a derived name: the field without which it is unknown. */
const BEHIND: Readonly<Record<string, CanonicalField>> = { port_class: "dst_port", state_class: "state" };

/** The optional fields that the sheet's rules read and these flows lack, for each flow. */
export function missingFields(sheet: ReadySheet, flows: FlowColumns): CanonicalField[][] {
  const runner = new SheetRunner(sheet, flows, {});
  const read = new Set(
    sheet.ready
      .filter(({ source }) => source === "rule")
      .flatMap(({ when, needs }) => [...when.names, ...needs]),
  );
  const names = [...read].filter((name) => {
    const behind = BEHIND[name];
    return behind !== undefined || (isCanonicalField(name) && name !== "dst_port" && name !== "state");
  });
  const missing = Array.from({ length: flows.rowCount }, (): CanonicalField[] => []);
  for (let from = 0; from < flows.rowCount; from += BLOCK) {
    const to = Math.min(from + BLOCK, flows.rowCount);
    runner.blocks.read(from, to);
    for (const name of names) {
      const block = runner.blocks.block(name);
      for (let i = 0; i < to - from; i++)
        if (block[i] !== block[i]) missing[from + i]!.push(BEHIND[name] ?? (name as CanonicalField));
    }
  }
  return missing;
}
