/** Points of whole tables, without ledgers: what `assessAll` works with. */
import { BLOCK } from "./fields.ts";
import type { BatchNumbers, FlowColumns } from "./fields.ts";
import { SheetRunner } from "./evidence.ts";
import { FindingCounts } from "./findings.ts";
import type { ReadySheet } from "./sheet.ts";
import { pointsOf } from "./verdict.ts";

export interface Sums {
  /** Evidence, not rounded. */
  readonly evidence: Float64Array;
  /** Sum of the points of the lines. */
  readonly points: Float64Array;
  readonly findings: FindingCounts;
}

/** The same sums that the ledgers of the flows have. */
export function* sumsSteps(
  sheet: ReadySheet,
  flows: FlowColumns,
  batch: BatchNumbers,
): Generator<void, Sums, void> {
  const sums = {
    evidence: new Float64Array(flows.rowCount),
    points: new Float64Array(flows.rowCount),
    findings: new FindingCounts(flows.rowCount),
  };
  const runner = new SheetRunner(sheet, flows, batch);
  for (let from = 0; from < flows.rowCount; from += BLOCK) {
    const to = Math.min(from + BLOCK, flows.rowCount);
    for (const { place, evidence } of runner.block(from, to))
      addBlock(sums, sheet.ready[place]!.finding, evidence, from, to - from);
    yield;
  }
  return sums;
}

function addBlock(
  { evidence, points, findings }: Sums,
  finding: number,
  added: Float64Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const given = added[i]!;
    if (given === 0) continue;
    evidence[from + i] = evidence[from + i]! + given;
    const rounded = pointsOf(given);
    points[from + i] = points[from + i]! + rounded;
    if (rounded > 0) findings.add(from + i, finding);
  }
}
