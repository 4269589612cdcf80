import { quote } from "../../core/mod.ts";
import { chooseOne } from "./candidates.ts";
import type { Candidate } from "./candidates.ts";
import { numbersIn, numbersOf } from "./numbers.ts";
import type { NumberAt, Numbers } from "./numbers.ts";
import { fits } from "./draft.ts";
import type { CanonicalDraft } from "./draft.ts";
import { bracketed } from "./formula.ts";
import { bytesOf, packetsOf, unitOf } from "./guess-counts.ts";
import type { Counted } from "./guess-counts.ts";
import { quantileOf, sampleStep } from "./number-facts.ts";
import { reportTie, takeNumbers } from "./suggestion.ts";

/** How far a mean may be from bytes over packets where the bytes are in another unit. */
const MEAN_FACTOR = 3;

/**
 * Sets the mean packet size where the file's own is bytes over packets, or where those are not known; else it is computed later.
 *
 * @param totals Bytes and packets of flows whose sides are not told apart.
 */
export function guessMeanSize(
  draft: CanonicalDraft,
  candidates: readonly Candidate[],
  totals: { bytes: Counted["total"]; packets: Counted["total"] },
): void {
  const { best, ties } = chooseOne(candidates.filter(({ column }) => column.type !== "text"));
  const given = best && numbersIn(best.column);
  const bytes = bytesOf(draft);
  const packets = packetsOf(draft);
  if (bytes && packets) {
    if (best && given && agrees(given, bytes, packets)) takeMean(draft, best, "it is bytes over packets");
    return;
  }
  if (totals.bytes && packets) return divideTotals(draft, totals.bytes, totals.packets, packets);
  if (ties.length > 0) return reportTie(draft, "packet_size_mean", ties);
  if (best && given) takeMean(draft, best, `${quote(best.name)} is named so`);
}

function takeMean(draft: CanonicalDraft, { name, reading, column }: Candidate, because: string): void {
  takeNumbers(
    draft,
    { field: "packet_size_mean", columns: [name], confidence: reading.score, because },
    fits("packet_size_mean", column) ? column : numbersOf(column)!,
  );
}

function divideTotals(
  draft: CanonicalDraft,
  bytes: NonNullable<Counted["total"]>,
  total: Counted["total"],
  packets: NumberAt,
): void {
  if (!total) return;
  const { name, reading } = bytes.candidate;
  const unit = unitOf(bytes.candidate, "bytes_sent");
  const values = new Float64Array(bytes.values.length);
  for (let row = 0; row < values.length; row++)
    values[row] = packets(row) > 0 ? bytes.values[row]! / packets(row) : NaN;
  takeNumbers(
    draft,
    {
      field: "packet_size_mean",
      columns: [name, total.candidate.name],
      formula: `${bracketed(name)} / ${bracketed(total.candidate.name)}`,
      ...(unit && reading.unit !== null ? { unit } : {}),
      confidence: Math.min(reading.score, total.candidate.reading.score),
      because: "it is bytes over packets",
    },
    values,
  );
}

/** Whether a given mean is bytes over packets, but for its last digits. */
function agrees(given: Numbers, bytes: NumberAt, packets: NumberAt): boolean {
  let compared = 0;
  let near = 0;
  const step = sampleStep(given.length);
  for (let row = 0; row < given.length; row += step) {
    const mean = bytes(row) / packets(row);
    if (!(packets(row) > 0) || Number.isNaN(given[row]!) || Number.isNaN(mean)) continue;
    compared++;
    if (Math.abs(given[row]! - mean) <= 1e-6 * Math.abs(mean)) near++;
  }
  return compared > 0 && near >= 0.99 * compared;
}

/** Whether a given mean says that bytes are in another unit. */
export function contradictsMean(draft: CanonicalDraft, means: readonly Candidate[]): boolean {
  const bytes = bytesOf(draft);
  const packets = packetsOf(draft);
  const given = means[0] && means.length === 1 ? numbersIn(means[0].column) : null;
  if (!bytes || !packets || !given) return false;
  const ratios: number[] = [];
  const step = sampleStep(given.length);
  for (let row = 0; row < given.length; row += step) {
    const ratio = bytes(row) / packets(row) / given[row]!;
    if (ratio > 0 && ratio < Infinity) ratios.push(ratio);
  }
  const median = quantileOf(Float64Array.from(ratios).sort(), 0.5);
  return median > MEAN_FACTOR || median < 1 / MEAN_FACTOR;
}
