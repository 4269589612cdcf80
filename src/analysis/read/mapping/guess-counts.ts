import type { CanonicalField } from "../../core/mod.ts";
import { quote } from "../../core/mod.ts";
import { chooseOne, choosePair } from "./candidates.ts";
import type { Candidate, Pair } from "./candidates.ts";
import { numbersIn, numbersOf } from "./numbers.ts";
import type { NumberAt, Numbers } from "./numbers.ts";
import { fits } from "./draft.ts";
import type { CanonicalDraft, UnitChange } from "./draft.ts";
import { bracketed } from "./formula.ts";
import type { NameReading } from "./name-reading.ts";
import { factsOf, quantileOf, sampleStep } from "./number-facts.ts";
import { reportTie, takeNumbers } from "./suggestion.ts";
import { changeUnit, unitChange } from "./units.ts";

/** What the sides of a count are called. */
interface CountFields {
  sent: CanonicalField;
  received: CanonicalField;
  total: CanonicalField | null;
}

export const PACKETS: CountFields = {
  sent: "packets_sent",
  received: "packets_received",
  total: "packet_count",
};
export const BYTES: CountFields = { sent: "bytes_sent", received: "bytes_received", total: null };

/** Share of values that may be no count. */
const BAD_SHARE = 0.01;
/** Fewest and most bytes that a packet has, where there are any. */
const SMALLEST = 4;
const LARGEST = 65_535;
/** Names of NetFlow version 9: there "in" is what came in from the originator. */
const NETFLOW = /^(?:ipv[46]_?(?:src|dst)_?addr|l4_?(?:src|dst)_?port)$/i;

/** What was found of a count: the total that no side has, and how sure. */
export interface Counted {
  total: { candidate: Candidate; values: Numbers } | null;
}

/**
 * Sets the sent and received side of a count, and its total: as columns, or one of the three from the other two.
 *
 * @param rank Which of several readings is meant.
 */
export function guessCounts(
  draft: CanonicalDraft,
  candidates: readonly Candidate[],
  fields: CountFields,
  rank: (reading: NameReading) => number = () => 0,
): Counted {
  const counts = candidates.filter((candidate) => isCount(draft, candidate, fields));
  const sided = counts
    .filter(({ reading }) => reading.side !== null)
    .map((candidate) => orient(draft, candidate));
  const totals = chooseOne(
    counts.filter(({ reading }) => reading.side === null),
    rank,
  );
  const pair = choosePair(sided, rank);
  if (pair.best) takePair(draft, pair.best, fields);
  else if (pair.ties.length > 0) {
    for (const field of [fields.sent, fields.received])
      reportTie(
        draft,
        field,
        pair.ties.filter(({ reading }) => reading.side === (field === fields.sent ? "sent" : "received")),
      );
  } else takeSingles(draft, sided, totals.best, fields, rank);
  if (fields.total) takeTotal(draft, totals.best, totals.ties, fields.total);
  const values = totals.best && countsIn(totals.best, fields);
  return { total: totals.best && values ? { candidate: totals.best, values } : null };
}

function isCount(draft: CanonicalDraft, { name, column, reading }: Candidate, fields: CountFields): boolean {
  const values = numbersIn(column);
  const field =
    reading.side === "received" ? fields.received : reading.side === "sent" ? fields.sent : fields.total;
  const facts = values && factsOf(values);
  if (!facts || facts.count === 0) {
    if (field && column.type === "text") draft.lack(field, `${quote(name)} holds no numbers`);
    return false;
  }
  const isWhole = reading.unit !== null || facts.fractional <= facts.count * BAD_SHARE;
  if (isWhole && facts.negative <= facts.count * BAD_SHARE) return true;
  if (field) draft.lack(field, `${quote(name)} holds numbers that are no counts`);
  return false;
}

/** Turns "in" and "out" round where the other names are NetFlow's. */
function orient(draft: CanonicalDraft, candidate: Candidate): Candidate {
  const { reading } = candidate;
  if (!reading.viewpoint || !draft.source.names.some((name) => NETFLOW.test(name.trim()))) return candidate;
  const side = reading.side === "sent" ? "received" : "sent";
  return { ...candidate, reading: { ...reading, side } };
}

export function unitOf({ reading }: Candidate, field: CanonicalField): UnitChange | null {
  return unitChange(field, reading.unit ?? (field.startsWith("bytes") ? "B" : "packets"));
}

function isSame(unit: UnitChange | null): boolean {
  return unit === null || unit.times === unit.over;
}

function inUnit(values: Float64Array, unit: UnitChange | null): Float64Array {
  if (unit) changeUnit(values, unit);
  return values;
}

/** A candidate's numbers in the field's unit, for reading only. */
function countsIn(candidate: Candidate, { sent }: CountFields): Numbers | null {
  const unit = unitOf(candidate, sent);
  if (isSame(unit)) return numbersIn(candidate.column);
  const values = numbersOf(candidate.column);
  return values && inUnit(values, unit);
}

function takePair(draft: CanonicalDraft, { sent, received }: Pair, fields: CountFields): void {
  const score = Math.min(sent.reading.score, received.reading.score);
  const because = sent.reading.viewpoint
    ? "what in and out mean depends on where the meter stands"
    : `${quote(sent.name)} and ${quote(received.name)} are its two sides`;
  const verdict = judgeSize(draft, sent, received, fields);
  take(draft, sent, fields.sent, score * verdict.score, verdict.because ?? because);
  take(draft, received, fields.received, score * verdict.score, verdict.because ?? because);
}

function take(
  draft: CanonicalDraft,
  candidate: Candidate,
  field: CanonicalField,
  confidence: number,
  because: string,
): boolean {
  const unit = unitOf(candidate, field);
  const isReady = isSame(unit) && fits(field, candidate.column);
  const values = isReady ? candidate.column : inUnit(numbersOf(candidate.column)!, unit);
  const named = unit && candidate.reading.unit !== null ? { unit } : {};
  return takeNumbers(draft, { field, columns: [candidate.name], ...named, confidence, because }, values);
}

/** One side alone, or the other as what the total has more. */
function takeSingles(
  draft: CanonicalDraft,
  sided: readonly Candidate[],
  total: Candidate | null,
  fields: CountFields,
  rank: (reading: NameReading) => number,
): void {
  for (const side of ["sent", "received"] as const) {
    const onSide = sided.filter(({ reading }) => reading.side === side);
    const field = fields[side];
    const other = side === "sent" ? fields.received : fields.sent;
    const choice = chooseOne(
      onSide.filter(({ reading }) => !reading.pairOnly),
      rank,
    );
    if (choice.ties.length > 0) reportTie(draft, field, choice.ties);
    else if (!choice.best && onSide[0])
      draft.lack(field, `${quote(onSide[0].name)} has no counterpart for the other side`);
    if (!choice.best) continue;
    const { name, reading } = choice.best;
    if (!take(draft, choice.best, field, reading.score, `${quote(name)} is named so`)) continue;
    if (total) takeRest(draft, choice.best, total, field, other);
  }
}

function takeRest(
  draft: CanonicalDraft,
  part: Candidate,
  total: Candidate,
  field: CanonicalField,
  other: CanonicalField,
): void {
  if (draft.columnOf(other) || part.reading.unit !== total.reading.unit) return;
  const all = numbersOf(total.column)!;
  const known = numbersIn(part.column)!;
  const rest = all.map((count, row) => count - known[row]!);
  const facts = factsOf(rest);
  if (facts.negative > facts.count * BAD_SHARE)
    return draft.lack(other, `${quote(total.name)} is less than ${quote(part.name)} in some rows`);
  const unit = unitOf(part, field);
  if (unit) changeUnit(rest, unit);
  takeNumbers(
    draft,
    {
      field: other,
      columns: [total.name, part.name],
      formula: `${bracketed(total.name)} - ${bracketed(part.name)}`,
      ...(unit && part.reading.unit !== null ? { unit } : {}),
      confidence: Math.min(part.reading.score, total.reading.score),
      because: "it is what the total has more",
    },
    rest,
  );
}

function takeTotal(
  draft: CanonicalDraft,
  total: Candidate | null,
  ties: readonly Candidate[],
  field: CanonicalField,
): void {
  if (draft.columnOf("packets_sent") && draft.columnOf("packets_received")) {
    if (!total || !addsUp(draft, numbersIn(total.column)!)) return;
  } else if (ties.length > 0) return reportTie(draft, field, ties);
  if (!total) return;
  take(draft, total, field, total.reading.score, `${quote(total.name)} is named so`);
}

/** Whether a total is what its two sides make. */
function addsUp(draft: CanonicalDraft, total: Numbers): boolean {
  const sent = draft.valuesOf("packets_sent")!;
  const received = draft.valuesOf("packets_received")!;
  const step = sampleStep(total.length);
  for (let row = 0; row < total.length; row += step) {
    const off = total[row]! - sent[row]! - received[row]!;
    if (off !== 0 && !Number.isNaN(off)) return false;
  }
  return true;
}

/** Whether bytes a packet are what packets can have: if not, the bytes are in another unit. */
function judgeSize(
  draft: CanonicalDraft,
  sent: Candidate,
  received: Candidate,
  fields: CountFields,
): { score: number; because?: string } {
  if (fields !== BYTES) return { score: 1 };
  const bytesSent = countsIn(sent, fields)!;
  const bytesReceived = countsIn(received, fields)!;
  const packets = packetsOf(draft);
  if (!packets) return { score: 1 };
  const sizes: number[] = [];
  const step = sampleStep(bytesSent.length);
  for (let row = 0; row < bytesSent.length; row += step) {
    const size = (bytesSent[row]! + bytesReceived[row]!) / packets(row);
    if (size > 0 && size < Infinity) sizes.push(size);
  }
  const median = quantileOf(Float64Array.from(sizes).sort(), 0.5);
  if (median < SMALLEST || median > LARGEST)
    return {
      score: 0.5,
      because: `that makes ${median.toPrecision(3)} bytes a packet: the unit may be another`,
    };
  return { score: 1 };
}

/** Packets of each row, as far as they are known by now. */
export function packetsOf(draft: CanonicalDraft): NumberAt | null {
  const total = draft.valuesOf("packet_count");
  return total ? (row) => total[row]! : sumOf(draft, "packets_sent", "packets_received");
}

export function bytesOf(draft: CanonicalDraft): NumberAt | null {
  return sumOf(draft, "bytes_sent", "bytes_received");
}

function sumOf(draft: CanonicalDraft, one: CanonicalField, other: CanonicalField): NumberAt | null {
  const sent = draft.valuesOf(one);
  const received = draft.valuesOf(other);
  return sent && received ? (row) => sent[row]! + received[row]! : null;
}
