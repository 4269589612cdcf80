import type { Unit } from "../../core/mod.ts";
import { SECONDS } from "./draft.ts";
import type { NumberAt, Numbers } from "./numbers.ts";
import { decimalsOf, factsOf, quantileOf, sampleStep } from "./number-facts.ts";

/** What else the table knows that a duration must agree with. */
export interface DurationWitnesses {
  packets: NumberAt | null;
  bytes: NumberAt | null;
  /** Columns that give packets or bytes a second. */
  rates: readonly { name: string; values: Numbers; of: "packets" | "bytes" }[];
  /** Beginning and end of each flow, epoch ms. */
  span: { names: string; start: Float64Array; end: Float64Array } | null;
}

export interface UnitVerdict {
  /** Null when nobody can tell. */
  unit: Unit | null;
  /** Units that the values allow. */
  fits: Unit[];
  /** How well the values bear it out, 0 to 1. */
  score: number;
  because: string;
}

const UNITS = ["s", "ms", "us", "ns"] as const;
type DurationUnit = keyof typeof SECONDS;
/** How far a rate may be from count over duration: some tools count the gaps and not the packets. */
const RATE_FACTOR = 3;
const AGREEING = 0.6;
const FEW_ROWS = 3;
/** With fewer rows than that, only agreement as close as this counts. */
const CLOSE = 0.02;
const SPAN_AGREEING = 0.9;
const SPAN_TOLERANCE = 0.02;
/** Bounds of what flows on a network can last, in s. */
const LONGEST = 1e5;
const LONGEST_GAP = 100;
const SHORTEST_GAP = 1e-5;
/** Two of the smallest frames at 10 Gbit/s. */
const SHORTEST = 5e-8;
const CLOCK = 1e-9;
/** 100 Gbit/s. */
const FASTEST = 1.25e10;
/** Decimals that durations in s have where a clock counts microseconds or better, and how long such flows last. */
const FINE_DECIMALS = 4;
const FINE_MEDIAN = 60;
const FINE_GAP = 10;

/** How sure a unit is: borne out by another column; the only one possible; usual for values like these; named but beyond what is usual. */
const PROVED = 1;
const ONLY = 0.9;
const USUAL = 0.8;
const UNUSUAL = 0.7;
const OPEN = 0.5;

/**
 * Tells the unit of durations: by a rate or by the times of beginning and end, else by what flows can last, never by a habit alone.
 *
 * Wrong where a file's rates are in another unit than packets or bytes a second and agree with a unit by chance.
 *
 * @param named The unit that the column's name says.
 */
export function durationUnit(
  durations: Float64Array,
  named: Unit | null,
  witnesses: DurationWitnesses,
): UnitVerdict {
  const byRate = unitByRate(durations, witnesses);
  if (byRate) return borneOut(byRate.unit, named, `[${byRate.name}] agrees with that`);
  const bySpan = unitsBySpan(durations, witnesses.span);
  if (bySpan?.length === 1) return borneOut(bySpan[0]!, named, `${witnesses.span!.names} agree with that`);
  const possible = UNITS.filter((unit) => isPossible(durations, SECONDS[unit], witnesses));
  const fits = bySpan ? possible.filter((unit) => bySpan.includes(unit)) : possible;
  if (named !== null)
    return namedVerdict(named, fits, isPossible(durations, SECONDS[named as DurationUnit], witnesses));
  const [only] = fits;
  if (only !== undefined && fits.length === 1)
    return { unit: only, fits, score: ONLY, because: "the values allow no other unit" };
  if (fits.includes("s") && looksLikeSeconds(durations, witnesses.packets))
    return { unit: "s", fits, score: USUAL, because: "the values have the decimals and the size of seconds" };
  return { unit: null, fits, score: OPEN, because: "the values allow several units" };
}

function borneOut(unit: DurationUnit, named: Unit | null, because: string): UnitVerdict {
  if (named === null || named === unit) return { unit, fits: [unit], score: PROVED, because };
  return {
    unit: null,
    fits: [unit],
    score: OPEN,
    because: `its name says ${named}, but as ${unit} ${because}`,
  };
}

function namedVerdict(named: Unit, fits: Unit[], possible: boolean): UnitVerdict {
  const because = "its name says so";
  if (possible) return { unit: named, fits, score: PROVED, because };
  return {
    unit: named,
    fits,
    score: UNUSUAL,
    because: `${because}, though few flows last that long or that short`,
  };
}

/** The unit in which a rate column agrees with count over duration. */
function unitByRate(
  durations: Float64Array,
  { packets, bytes, rates }: DurationWitnesses,
): { unit: DurationUnit; name: string } | null {
  for (const { name, values, of } of rates) {
    const counts = of === "packets" ? packets : bytes;
    const seconds = counts && ratios(durations, (row) => counts(row) / values[row]!);
    if (!seconds || seconds.length === 0) continue;
    for (const unit of [...UNITS, "min"] as const) {
      const { times, over } = SECONDS[unit];
      const off = seconds.map((ratio) => (ratio * over) / times);
      const within = (factor: number): number =>
        off.filter((ratio) => ratio <= factor && ratio >= 1 / factor).length / off.length;
      if (seconds.length >= FEW_ROWS ? within(RATE_FACTOR) >= AGREEING : within(1 + CLOSE) === 1)
        return { unit, name };
    }
  }
  return null;
}

/** What one of the duration's units lasts in s, as each row of a sample has it. */
function ratios(durations: Float64Array, seconds: (row: number) => number): Float64Array {
  const found: number[] = [];
  const step = sampleStep(durations.length);
  for (let row = 0; row < durations.length; row += step) {
    const ratio = seconds(row) / durations[row]!;
    if (durations[row]! > 0 && ratio > 0 && ratio < Infinity) found.push(ratio);
  }
  return Float64Array.from(found);
}

/** The units in which durations agree with end less start; null when there are no such times. */
function unitsBySpan(durations: Float64Array, span: DurationWitnesses["span"]): DurationUnit[] | null {
  if (!span) return null;
  const step = sampleStep(durations.length);
  const spans: { given: number; duration: number }[] = [];
  let resolution = 1;
  for (let row = 0; row < durations.length; row += step) {
    const [start, end, duration] = [span.start[row]!, span.end[row]!, durations[row]!];
    if (!(end >= start) || !(duration > 0)) continue;
    if (start % 1000 !== 0 || end % 1000 !== 0) resolution = 0.001;
    spans.push({ given: (end - start) / 1000, duration });
  }
  if (spans.length < FEW_ROWS) return null;
  const agreeing = UNITS.filter((unit) => {
    const { times, over } = SECONDS[unit];
    const near = spans.filter(({ given, duration }) => {
      const lasted = (duration * times) / over;
      return Math.abs(lasted - given) <= 1.01 * resolution + SPAN_TOLERANCE * Math.max(lasted, given);
    });
    return near.length >= SPAN_AGREEING * spans.length;
  });
  return agreeing.length === 0 ? null : agreeing;
}

/** Whether flows can last as these do in a unit. */
function isPossible(
  durations: Float64Array,
  { times, over }: { times: number; over: number },
  { packets, bytes }: DurationWitnesses,
): boolean {
  const seconds = (value: number): number => (value * times) / over;
  const { sorted } = factsOf(durations);
  const positive = sorted.filter((value) => value > 0);
  if (positive.length === 0) return true;
  const decimals = decimalsOf(positive);
  const fineEnough = decimals === null || seconds(Number(`1e-${decimals}`)) >= 0.99 * CLOCK;
  const gap = seconds(medianGap(durations, packets));
  const slow = !packets || Number.isNaN(gap) || (gap >= SHORTEST_GAP && gap <= LONGEST_GAP);
  const speed = bytes ? medianOf(ratios(durations, (row) => bytes(row))) : NaN;
  return (
    fineEnough &&
    slow &&
    seconds(quantileOf(sorted, 0.99)) <= LONGEST &&
    seconds(quantileOf(positive, 0.01)) >= SHORTEST &&
    !((speed * over) / times > FASTEST)
  );
}

function looksLikeSeconds(durations: Float64Array, packets: NumberAt | null): boolean {
  const positive = factsOf(durations).sorted.filter((value) => value > 0);
  const decimals = decimalsOf(positive);
  const gap = medianGap(durations, packets);
  return (
    decimals !== null &&
    decimals >= FINE_DECIMALS &&
    quantileOf(positive, 0.5) <= FINE_MEDIAN &&
    (Number.isNaN(gap) || gap <= FINE_GAP)
  );
}

/** Median time between the packets of flows of at least four; NaN when there are none. */
function medianGap(durations: Float64Array, packets: NumberAt | null): number {
  if (!packets) return NaN;
  const gaps: number[] = [];
  const step = sampleStep(durations.length);
  for (let row = 0; row < durations.length; row += step)
    if (packets(row) >= 4 && durations[row]! > 0) gaps.push(durations[row]! / (packets(row) - 1));
  return medianOf(Float64Array.from(gaps));
}

function medianOf(values: Float64Array): number {
  return quantileOf(values.sort(), 0.5);
}
