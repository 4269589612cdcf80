import { direct } from "../../table/mod.ts";
import { sumOf } from "../canonical.ts";
import { SECONDS } from "../mapping/draft.ts";
import type { CanonicalDraft, UnitChange } from "../mapping/draft.ts";
import { CIC } from "./cicflowmeter-names.ts";
import type { Numbers } from "../mapping/numbers.ts";

const NAME = "flow_duration";
/** Units that versions and ports of the tool write. */
const UNITS: readonly UnitChange[] = [SECONDS.us, SECONDS.s, SECONDS.ms, SECONDS.ns];
/** Largest share by which the median of counts over duration may differ from the rate that the file gives. */
const TOLERANCE = 0.01;
/** Rows that are looked at, spread evenly. */
const SAMPLE = 10_000;
/** Fewer rows than these tell no unit. */
const LEAST_ROWS = 1;
/** Sure by the tool's documentation alone. */
const UNCHECKED = 0.9;

/**
 * Sets `duration` in the unit that agrees with the file's own rates: the tool writes microseconds, one of its ports seconds, and others have
 * changed it after that. Where no unit agrees there is no duration rather than a wrong one.
 */
export function copyDuration(draft: CanonicalDraft): void {
  const name = draft.source.find(NAME);
  const durations = name === null ? null : draft.numbers(name);
  if (name === null || !durations) return;
  const check = checkRate(draft, durations);
  if (!check) return copyUnchecked(draft, name);
  const unit = UNITS.find(({ over }) => Math.abs(check.perSecond / over - 1) <= TOLERANCE);
  if (unit) {
    draft.copyNumbers("duration", [name], unit);
    return;
  }
  refuse(draft, name, `"${name}" agrees with "${check.rate}" in no unit: one of the two was changed`);
}

/** No duration rather than a wrong one; the user may still name its unit. */
function refuse(draft: CanonicalDraft, name: string, reason: string): void {
  draft.cannot("duration", reason);
  if (draft.context.mapping?.duration !== undefined) return;
  draft.report.warn("W_UNIT_MISMATCH", `The duration was not mapped: ${reason}`, {
    column: name,
    remedy: `name its unit, as { mapping: { duration: { column: "${name}", unit: "us" } } }`,
  });
}

/** A file without rates: the tool itself writes microseconds; in the names of the Python ports it may be seconds. */
function copyUnchecked(draft: CanonicalDraft, name: string): void {
  if (/_/.test(name) && name === name.toLowerCase())
    return refuse(draft, name, `"${name}" may be in us or in s, and the file has no rates to tell by`);
  const { from, to, over } = SECONDS.us;
  const values = draft.numbers(name)!;
  for (let row = 0; row < values.length; row++) values[row]! /= over;
  draft.set(
    {
      ...direct("duration", name),
      unit: { from, to, factor: 1 / over },
      confidence: UNCHECKED,
      reason: "in us by the tool's documentation; the file has no rates to check that by",
    },
    values,
  );
}

/** How many of the duration's units make a second, by the first rate that tells; null when none does. */
function checkRate(
  draft: CanonicalDraft,
  durations: Float64Array,
): { rate: string; perSecond: number } | null {
  const sent = draft.valuesOf("packets_sent");
  const received = draft.valuesOf("packets_received");
  const bytesSent = draft.valuesOf("bytes_sent");
  const bytesReceived = draft.valuesOf("bytes_received");
  const candidates = [
    { names: CIC.packetRate, counts: sent && received && sumOf(sent, received) },
    { names: CIC.sentRate, counts: sent },
    { names: CIC.byteRate, counts: bytesSent && bytesReceived && sumOf(bytesSent, bytesReceived) },
  ];
  for (const { names, counts } of candidates) {
    const rate = draft.source.find(...names);
    const rates = rate === null ? null : draft.numbers(rate);
    const perSecond = rates && counts ? medianRatio(durations, rates, counts) : null;
    if (rate !== null && perSecond !== null) return { rate, perSecond };
  }
  return null;
}

/** Median of duration x rate / count over rows where all three are positive; null when there is none. */
function medianRatio(durations: Float64Array, rates: Float64Array, counts: Numbers): number | null {
  const ratios: number[] = [];
  const step = Math.max(1, Math.floor(durations.length / SAMPLE));
  for (let row = 0; row < durations.length; row += step) {
    const ratio = (durations[row]! * rates[row]!) / counts[row]!;
    if (durations[row]! > 0 && ratio > 0 && ratio < Infinity) ratios.push(ratio);
  }
  if (ratios.length < LEAST_ROWS) return null;
  return Float64Array.from(ratios).sort()[ratios.length >>> 1]!;
}
