import { quote, REQUIRED_FIELDS } from "../../core/mod.ts";
import { TextColumn } from "../../table/mod.ts";
import { copyTimestamp } from "../dialects/cicflowmeter-time.ts";
import { normalizeName } from "../names.ts";
import { readStamps } from "../stamps.ts";
import { parseStamp } from "../../rows/mod.ts";
import { epochUnit, toMilliseconds } from "../times.ts";
import { chooseOne } from "./candidates.ts";
import type { Candidate } from "./candidates.ts";
import { SECONDS } from "./draft.ts";
import { numbersIn, numbersOf } from "./numbers.ts";
import type { CanonicalDraft } from "./draft.ts";
import { durationUnit } from "./duration-unit.ts";
import type { DurationWitnesses } from "./duration-unit.ts";
import { bracketed } from "./formula.ts";
import { bytesOf, packetsOf } from "./guess-counts.ts";
import type { NameReading, Role } from "./name-reading.ts";
import { factsOf, quantileOf } from "./number-facts.ts";
import { reportTie, reportUnit, suggest, takeNumbers } from "./suggestion.ts";
import { changeUnit, unitChange } from "./units.ts";

/** 1980 and 2100, epoch ms. */
const EARLIEST = 315_532_800_000;
const LATEST = 4_102_444_800_000;
const MOST_TEXTS = 1000;
const PARSED_SHARE = 0.8;
/** Day and month in either order: which is told later. */
const SLASHED = /^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[T ]+\d{1,2}:\d{2}/;

const beginsFirst = ({ explicit }: NameReading): number => (explicit ? 1 : 0);

/** Sets `timestamp` by the column that says when flows begin. */
export function guessTimestamp(draft: CanonicalDraft, candidates: readonly Candidate[]): Candidate | null {
  const times = candidates.filter((candidate) => holdsTimes(draft, candidate));
  const { best, ties } = chooseOne(times, beginsFirst);
  if (ties.length > 0) reportTie(draft, "timestamp", ties);
  if (!best) return null;
  const { name, reading } = best;
  const because = reading.explicit ? `${quote(name)} is when flows begin` : `${quote(name)} is a time`;
  suggest(draft, { field: "timestamp", columns: [name], confidence: reading.score, because }, () =>
    copyTimestamp(draft, name),
  );
  return best;
}

/** Whether a column holds times since 1980, and why not. */
function holdsTimes(draft: CanonicalDraft, { name, column }: Candidate): boolean {
  if (column instanceof TextColumn) {
    const texts = column.categories.slice(0, MOST_TEXTS);
    const parsed = texts.filter((text) => SLASHED.test(text.trim()) || parseStamp(text, draft.context.zone));
    if (parsed.length >= PARSED_SHARE * texts.length && texts.length > 0) return true;
    draft.lack("timestamp", `${quote(name)} holds texts that are no times`);
    return false;
  }
  const facts = factsOf(numbersIn(column)!);
  if (facts.rowNumber || facts.constant || facts.enumerated) {
    draft.lack(
      "timestamp",
      `${quote(name)} holds ${facts.rowNumber ? "row numbers" : "the same few numbers"}: not a time`,
    );
    return false;
  }
  const times = epochTimes(numbersOf(column)!);
  if (!times) {
    draft.lack("timestamp", `${quote(name)} counts from a start that is not told: relative`);
    if (facts.count > 0) draft.timeZone = "relative";
    return false;
  }
  const median = quantileOf(factsOf(times).sorted, 0.5);
  if (median >= EARLIEST && median <= LATEST) return true;
  draft.lack("timestamp", `${quote(name)} holds times outside 1980 to 2100`);
  return false;
}

/** Epoch numbers as ms; null where they are relative or there are none. Changed in place. */
function epochTimes(values: Float64Array): Float64Array | null {
  const unit = epochUnit(values);
  if (unit === "relative" || unit === "none") return null;
  toMilliseconds(values, unit, () => {});
  return values;
}

function timesOf(draft: CanonicalDraft, { column }: Candidate): Float64Array | null {
  if (column instanceof TextColumn) return readStamps(column, draft.context.zone).values;
  return epochTimes(numbersOf(column)!);
}

/** Sets `duration`, its unit told by the name, by what else the table knows, or by what flows can last; else from beginning to end. */
export function guessDuration(
  draft: CanonicalDraft,
  byRole: ReadonlyMap<Role, readonly Candidate[]>,
  begins: Candidate | null,
): void {
  const ends = chooseOne((byRole.get("end") ?? []).filter((end) => isTime(draft, end)));
  const span = begins && ends.best ? { begins, ends: ends.best } : null;
  const candidates = (byRole.get("duration") ?? []).filter((candidate) => isDuration(draft, candidate));
  const { best, ties } = chooseOne(candidates, ({ unit }) => (unit === null ? 0 : 1));
  if (ties.length > 0) return reportTie(draft, "duration", ties);
  const witnesses = witnessesOf(draft, byRole, span);
  if (best) return takeDuration(draft, best, witnesses);
  if (span && witnesses.span) takeSpan(draft, span, witnesses.span);
}

function isTime(draft: CanonicalDraft, candidate: Candidate): boolean {
  const times = timesOf(draft, candidate);
  const median = times ? quantileOf(factsOf(times).sorted, 0.5) : NaN;
  return median >= EARLIEST && median <= LATEST;
}

function isDuration(draft: CanonicalDraft, { name, column }: Candidate): boolean {
  const values = numbersIn(column);
  const facts = values && factsOf(values);
  const why = !facts
    ? "no numbers"
    : facts.count === 0
      ? "nothing"
      : facts.rowNumber
        ? "row numbers"
        : facts.constant || facts.enumerated
          ? "the same few numbers"
          : facts.negative > facts.count / 2
            ? "negative numbers"
            : null;
  if (why !== null) draft.lack("duration", `${quote(name)} holds ${why}: not a duration`);
  return why === null;
}

/** What else the table knows of how long flows last. */
export function witnessesOf(
  draft: CanonicalDraft,
  byRole: ReadonlyMap<Role, readonly Candidate[]>,
  span: { begins: Candidate; ends: Candidate } | null,
): DurationWitnesses {
  const rates = (["packet rate", "byte rate"] as const).flatMap((role) =>
    (byRole.get(role) ?? []).flatMap(({ name, column }) => {
      const values = numbersIn(column);
      return values
        ? [{ name, values, of: role === "packet rate" ? ("packets" as const) : ("bytes" as const) }]
        : [];
    }),
  );
  const start = span && timesOf(draft, span.begins);
  const end = span && timesOf(draft, span.ends);
  const names = span ? `${bracketed(span.begins.name)} and ${bracketed(span.ends.name)}` : "";
  return {
    packets: packetsOf(draft),
    bytes: bytesOf(draft),
    rates,
    span: start && end ? { names, start, end } : null,
  };
}

function takeDuration(draft: CanonicalDraft, best: Candidate, witnesses: DurationWitnesses): void {
  const { name, reading } = best;
  const values = numbersOf(best.column)!;
  const named = reading.unit ?? (isCanonical(draft, name) ? "s" : null);
  const verdict = durationUnit(values, named, witnesses);
  const unit = unitChange("duration", verdict.unit ?? verdict.fits[0] ?? "s")!;
  const confidence = reading.score * verdict.score;
  const suggestion = {
    field: "duration" as const,
    columns: [name],
    unit,
    confidence,
    because: verdict.because,
  };
  if (verdict.unit === null) {
    const several =
      verdict.fits.length > 1 ? `${verdict.because} (${verdict.fits.join(", ")})` : verdict.because;
    return reportUnit(draft, { ...suggestion, because: several });
  }
  changeUnit(values, unit);
  takeNumbers(draft, suggestion, values);
}

/** Beside other columns by their canonical names, "duration" is the canonical one, which counts seconds. */
function isCanonical({ source }: CanonicalDraft, name: string): boolean {
  const others = REQUIRED_FIELDS.filter((field) => field !== "duration" && source.find(field) !== null);
  return normalizeName(name) === "duration" && others.length >= 2;
}

/** End less beginning, in seconds. */
function takeSpan(
  draft: CanonicalDraft,
  { begins, ends }: { begins: Candidate; ends: Candidate },
  { start, end }: { start: Float64Array; end: Float64Array },
): void {
  const values = end.map((time, row) => ((time - start[row]!) * SECONDS.ms.times) / SECONDS.ms.over);
  const facts = factsOf(values);
  if (facts.negative > facts.count / 100)
    return draft.lack("duration", `${quote(ends.name)} lies before ${quote(begins.name)} in some rows`);
  const isText = ends.column.type === "text" || begins.column.type === "text";
  const epochs = isText ? "relative" : epochUnit(numbersIn(ends.column)!);
  const unit = typeof epochs === "object" ? unitChange("duration", epochs.unit) : null;
  takeNumbers(
    draft,
    {
      field: "duration",
      columns: [ends.name, begins.name],
      formula: `${bracketed(ends.name)} - ${bracketed(begins.name)}`,
      ...(unit ? { unit } : {}),
      confidence: Math.min(begins.reading.score, ends.reading.score),
      because: "there is no column of durations: it is the time from beginning to end",
    },
    values,
  );
}
