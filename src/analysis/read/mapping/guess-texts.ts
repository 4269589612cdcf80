import { quote } from "../../core/mod.ts";
import type { CanonicalField } from "../../core/mod.ts";
import { TextColumn } from "../../table/mod.ts";
import { parsePorts } from "../dialects/ports.ts";
import { chooseOne, choosePair } from "./candidates.ts";
import type { Candidate } from "./candidates.ts";
import { numbersIn, numbersOf } from "./numbers.ts";
import type { CanonicalDraft } from "./draft.ts";
import { factsOf } from "./number-facts.ts";
import { reportTie, suggest, takeNumbers } from "./suggestion.ts";

/** Texts that are looked at, and the share of them that must be what the name says. */
const MOST_TEXTS = 1000;
const FITTING = 0.8;
const MOST_STATES = 200;
const LARGEST_PORT = 65_535;
const LARGEST_PROTOCOL = 255;

const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const IPV6 = /^[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:(?<=:)(?:\d{1,3}\.){3}\d{1,3})?(?:%\w+)?$/i;
const MAC = /^[\da-f]{2}(?:[:-][\da-f]{2}){5}$/i;
const PORT = /^(?:\d{1,5}(?:\.0*)?|0x[\da-f]{1,4})$/i;

/** Whether a column holds network addresses. */
export function holdsAddresses(column: Candidate["column"]): boolean {
  return fits(column, (text) => IPV4.test(text) || IPV6.test(text) || MAC.test(text));
}

/** Whether a column holds port numbers, as numbers or as texts. */
export function holdsPorts(column: Candidate["column"]): boolean {
  if (column instanceof TextColumn) return fits(column, (text) => PORT.test(text));
  return holdsWhole(column, LARGEST_PORT);
}

/** Whether a column holds names or numbers of protocols. */
export function holdsProtocols(column: Candidate["column"]): boolean {
  return column instanceof TextColumn ? holdsFew(column) : holdsWhole(column, LARGEST_PROTOCOL);
}

function holdsWhole(column: Candidate["column"], largest: number): boolean {
  const values = numbersIn(column);
  const facts = values && factsOf(values);
  if (!facts || facts.count === 0) return false;
  return facts.negative + facts.fractional === 0 && facts.sorted[facts.count - 1]! <= largest;
}

function holdsFew(column: Candidate["column"]): boolean {
  return column instanceof TextColumn && column.categories.length <= MOST_STATES;
}

function fits(column: Candidate["column"], test: (text: string) => boolean): boolean {
  if (!(column instanceof TextColumn)) return false;
  const texts = column.categories.slice(0, MOST_TEXTS);
  return texts.length > 0 && texts.filter((text) => test(text.trim())).length >= FITTING * texts.length;
}

/** Sets the addresses of both ends. */
export function guessAddresses(draft: CanonicalDraft, candidates: readonly Candidate[]): void {
  guessEnds(draft, candidates, ["src_ip", "dst_ip"], holdsAddresses, "not an address", (field, { name }) =>
    draft.copyText(field, [name]),
  );
}

/** Sets the ports of both ends. */
export function guessPorts(draft: CanonicalDraft, candidates: readonly Candidate[]): void {
  guessEnds(
    draft,
    candidates,
    ["src_port", "dst_port"],
    holdsPorts,
    "not a port",
    (field, { name, column }, base) => {
      const port = field as "src_port" | "dst_port";
      const values = column instanceof TextColumn ? parsePorts(column, port, draft) : numbersOf(column)!;
      takeNumbers(draft, { ...base, field, columns: [name] }, values);
    },
  );
}

function guessEnds(
  draft: CanonicalDraft,
  candidates: readonly Candidate[],
  fields: readonly [CanonicalField, CanonicalField],
  holds: (column: Candidate["column"]) => boolean,
  not: string,
  take: (field: CanonicalField, end: Candidate, base: { confidence: number; because: string }) => void,
): void {
  const kept = candidates.filter((candidate) => {
    if (holds(candidate.column)) return true;
    refuse(draft, candidate, candidate.reading.side === "received" ? fields[1] : fields[0], not);
    return false;
  });
  const pair = choosePair(kept, () => 0);
  for (const [i, field] of fields.entries()) {
    const side = i === 0 ? "sent" : "received";
    const choice = pair.best
      ? { best: pair.best[side], ties: [] }
      : chooseOne(kept.filter(({ reading }) => reading.side === side));
    if (choice.ties.length > 0) reportTie(draft, field, choice.ties);
    if (!choice.best) continue;
    const { best } = choice;
    const base = { confidence: best.reading.score, because: `${quote(best.name)} holds such values` };
    suggest(draft, { ...base, field, columns: [best.name] }, () => take(field, best, base));
  }
}

function refuse(
  draft: CanonicalDraft,
  { name, column }: Candidate,
  field: CanonicalField,
  not: string,
): void {
  if (column.missing === column.length) return draft.lack(field, `${quote(name)} is empty`);
  draft.lack(field, `${quote(name)}: ${not}`);
  if (column instanceof TextColumn) return;
  draft.report.warn("W_ENCODED_COLUMN", `${quote(name)} holds codes or other numbers: ${not}`, {
    column: name,
  });
}

/** Sets a field of short texts: protocol, service, state. */
export function guessText(
  draft: CanonicalDraft,
  field: "protocol" | "service" | "state",
  candidates: readonly Candidate[],
): void {
  const holds = field === "protocol" ? holdsProtocols : field === "state" ? holdsFew : isText;
  const kept = candidates.filter(({ column }) => holds(column));
  const { best, ties } = chooseOne(kept);
  if (ties.length > 0) reportTie(draft, field, ties);
  if (!best) return;
  const { name, reading } = best;
  const suggestion = {
    field,
    columns: [name],
    confidence: reading.score,
    because: `${quote(name)} is named so`,
  };
  suggest(draft, suggestion, () =>
    field === "protocol" ? draft.copyProtocol(name) : draft.copyText(field, [name]),
  );
}

function isText(column: Candidate["column"]): boolean {
  return column instanceof TextColumn;
}
