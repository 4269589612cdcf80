/** Whether a baseline can be one: whether its own flows look like threats, and whether it was measured as the batch was. */
import { quantileInto } from "../../kernels/mod.ts";
import type { Job, Table } from "../core/mod.ts";
import { countOf, groupDigits, runSteps } from "../core/mod.ts";
import { formatNumber, formatPercent, listOf } from "../display/mod.ts";
import { classesOf, FLOW_FIELDS } from "../flow-matrix/mod.ts";
import type { FlowScale } from "../flow-matrix/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { ruleEvidenceSteps } from "../threat/mod.ts";
import { signaturesOf } from "./signatures.ts";

/** Evidence from which a flow of a baseline should be looked at: that of HIGH. */
const SUSPECT = 2;
/** Suspect rows that are named. */
const MOST_NAMED = 5;
/** Share of the baseline in three patterns from which on they are worth a look. */
const DENSE_SHARE = 0.2;
/** Between medians: further apart than traffic of one network, about as far as s and ms are. */
const FAR = 100;
/** Share of the batch beyond the baseline's own range that is more than outliers. */
const OUTSIDE = 0.1;
/** Share of the flows that would have to be of another class. */
const SHIFTED = 0.4;

/** What is doubtful of a baseline, in sentences. @param shares Of the batch, by kind of the scale. */
export async function baselineNotes(
  job: Job,
  baseline: FlowTable,
  batch: FlowTable,
  { scale, codes }: { scale: FlowScale; codes: readonly Int8Array[] },
): Promise<string[]> {
  return [
    ...(await contentNotes(job, baseline)),
    ...meterNotes(baseline, batch),
    ...rangeNotes(baseline, batch, scale),
    ...shiftNotes(scale, codes),
  ];
}

/** Attacks in the baseline make the like of them normal: 2 % of them cost 0.05 of the area in the study, 10 % cost 0.2. */
async function contentNotes(job: Job, baseline: FlowTable): Promise<string[]> {
  const notes: string[] = [];
  const evidence = await runSteps(job, ruleEvidenceSteps(baseline, { context: false, repetition: false }));
  const suspects = Array.from(evidence.keys())
    .filter((row) => evidence[row]! >= SUSPECT)
    .sort((a, b) => evidence[b]! - evidence[a]! || a - b);
  if (suspects.length > 0) {
    const named = suspects.slice(0, MOST_NAMED).map((row) => groupDigits(row));
    const rows = `${suspects.length === 1 ? "row" : "rows"} ${listOf(named)}${suspects.length > named.length ? ", ..." : ""}`;
    notes.push(
      `${countOf(suspects.length, "flow")} of the baseline (${formatPercent(suspects.length / baseline.rowCount)}) ${suspects.length === 1 ? "has" : "have"} ${SUSPECT} points of evidence by the rules or more (${rows}): whatever is like them counts as normal here. Look at them, or set trimBaseline.`,
    );
  }
  const attacks = attacksOf(baseline);
  if (attacks > 0)
    notes.push(
      `${countOf(attacks, "flow")} of the baseline ${attacks === 1 ? "is" : "are"} labelled as an attack: a baseline holds normal flows only; filter them out.`,
    );
  const { denseShare, largest } = await signaturesOf(job, baseline);
  if (denseShare > DENSE_SHARE)
    notes.push(
      `Three patterns of near-identical flows make up ${formatPercent(denseShare)} of the baseline (the largest ${countOf(largest[0] ?? 0, "flow")}): make sure that they are ordinary.`,
    );
  return notes;
}

function attacksOf(table: Table): number {
  if (!table.columnNames.includes("is_attack")) return 0;
  const { values } = table.column("is_attack");
  let count = 0;
  for (const value of values) count += value === 1 ? 1 : 0;
  return count;
}

function meterNotes(baseline: FlowTable, batch: FlowTable): string[] {
  const notes: string[] = [];
  const [a, b] = [baseline.mapping, batch.mapping];
  if (a.byteMeaning !== b.byteMeaning && a.byteMeaning !== "unknown" && b.byteMeaning !== "unknown")
    notes.push(
      `Bytes are those of the ${a.byteMeaning} in the baseline, of the ${b.byteMeaning} here: sizes differ for that alone.`,
    );
  if (a.direction !== b.direction)
    notes.push(
      `Flows are ${a.direction} in the baseline, ${b.direction} here: they cannot be compared as they are.`,
    );
  if (a.dialect !== b.dialect)
    notes.push(
      `The baseline was written by another meter (${a.dialect}, here ${b.dialect}): flows end and are counted differently.`,
    );
  const present = (table: Table) => FLOW_FIELDS.filter((name) => table.columnNames.includes(name));
  const lone = present(baseline)
    .filter((name) => !present(batch).includes(name))
    .concat(present(batch).filter((name) => !present(baseline).includes(name)));
  if (lone.length > 0)
    notes.push(
      `${listOf(lone)} ${lone.length === 1 ? "is" : "are"} in one of both tables only, and left out.`,
    );
  return notes;
}

function rangeNotes(baseline: FlowTable, batch: FlowTable, scale: FlowScale): string[] {
  const notes: string[] = [];
  for (const { field } of scale.fields) {
    const [known, here] = [positive(baseline, field), positive(batch, field)];
    if (known.length === 0 || here.length === 0) continue;
    const [usual, found] = [quantileInto(known, 0.5), quantileInto(here, 0.5)];
    const ratio = found / usual;
    if (ratio >= FAR || ratio <= 1 / FAR) {
      notes.push(
        `${field}: half of the flows have ${formatNumber(found)} or more, in the baseline ${formatNumber(usual)}: another unit?`,
      );
      continue;
    }
    const highest = known.reduce((most, value) => Math.max(most, value), 0);
    const outside = here.reduce((count, value) => count + (value > highest ? 1 : 0), 0) / here.length;
    if (outside > OUTSIDE)
      notes.push(
        `${field}: ${formatPercent(outside)} of the flows lie above all of the baseline (${formatNumber(highest)}).`,
      );
  }
  return notes;
}

function positive(table: Table, field: string): Float64Array {
  return table.numeric(field).filter((value) => value > 0 && value < Infinity);
}

/** Classes whose shares changed so much that the baseline is of other services, and so perhaps of another network. */
function shiftNotes({ kinds }: FlowScale, codes: readonly Int8Array[]): string[] {
  const notes: string[] = [];
  for (const [at, { field, shares }] of kinds.entries()) {
    const counts = new Array<number>(shares.length).fill(0);
    for (const code of codes[at]!) if (code >= 0) counts[code]!++;
    const here = counts.map((count) => count / codes[at]!.length);
    const gains = here.map((share, place) => share - shares[place]!);
    // Total variation distance: the share of flows that would have to change their class.
    const moved = gains.reduce((sum, gain) => sum + Math.abs(gain), 0) / 2;
    if (moved <= SHIFTED) continue;
    const place = gains.reduce(
      (best, gain, one) => (Math.abs(gain) > Math.abs(gains[best]!) ? one : best),
      0,
    );
    notes.push(
      `${field}: ${formatPercent(moved)} of the flows are of other classes than in the baseline (${classesOf(field)[place]!} ${formatPercent(here[place]!)} here, ${formatPercent(shares[place]!)} there): is it a baseline of this network?`,
    );
  }
  return notes;
}
