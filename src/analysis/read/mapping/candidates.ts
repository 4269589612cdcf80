import type { StoredColumn } from "../../table/mod.ts";
import { numbersIn } from "./numbers.ts";
import { readName } from "./name-reading.ts";
import type { NameReading, Role } from "./name-reading.ts";
import { sampleStep } from "./number-facts.ts";

/** A column whose name says that it may be some of a flow's. */
export interface Candidate {
  name: string;
  reading: NameReading;
  column: StoredColumn;
}

/** One column, or one for each side. */
export interface Pair {
  sent: Candidate;
  received: Candidate;
}

/** What was chosen; several that fit equally are named and none is taken. */
export interface Choice<T> {
  best: T | null;
  ties: Candidate[];
}

/** Candidates of one role that are looked at: a header with more of them is none that names tell apart. */
const MAX_CANDIDATES = 12;
/** Columns after which the event loop gets a turn. */
const TURN = 256;

/** Of the names of a file, how many stand in a container before its name is no part of theirs: "jsonPayload.bytes_sent". */
const CONTAINED = 0.6;

/** The columns whose names say something, by what they say. */
export async function readNames(
  columns: readonly StoredColumn[],
  pause: () => Promise<void>,
): Promise<Map<Role, Candidate[]>> {
  const byRole = new Map<Role, Candidate[]>();
  const container = containerOf(columns.map(({ name }) => name));
  for (const [place, column] of columns.entries()) {
    if (place % TURN === TURN - 1) await pause();
    const inside = column.name.startsWith(container) ? column.name.slice(container.length) : column.name;
    const reading = readName(inside);
    if (!reading) continue;
    const candidates = byRole.get(reading.role) ?? [];
    byRole.set(reading.role, candidates);
    candidates.push({ name: column.name, reading, column });
  }
  return byRole;
}

/** What most names begin with, up to a dot; empty when they do not. */
function containerOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const end = name.indexOf(".") + 1;
    if (end > 1 && end < name.length)
      counts.set(name.slice(0, end), (counts.get(name.slice(0, end)) ?? 0) + 1);
  }
  for (const [container, count] of counts) if (count > names.length * CONTAINED) return container;
  return "";
}

/**
 * The best of some candidates. Two that fit equally are a tie, unless they hold the same values.
 *
 * @param rank Larger is better, where names say as much.
 */
export function chooseOne(
  candidates: readonly Candidate[],
  rank: (reading: NameReading) => number = () => 0,
): Choice<Candidate> {
  const worth = ({ reading }: Candidate): number => reading.score + rank(reading) / 100;
  const ordered = candidates.slice(0, MAX_CANDIDATES).sort((a, b) => worth(b) - worth(a));
  const [best] = ordered;
  if (!best) return { best: null, ties: [] };
  const rivals = ordered.filter((other) => worth(other) === worth(best) && !holdSame(other, best));
  return rivals.length === 0 ? { best, ties: [] } : { best: null, ties: [best, ...rivals] };
}

/** The best two that belong together: told by the same words but for the side. */
export function choosePair(
  candidates: readonly Candidate[],
  rank: (reading: NameReading) => number,
): Choice<Pair> {
  const onSide = (side: NameReading["side"]): Candidate[] =>
    candidates.filter(({ reading }) => reading.side === side).slice(0, MAX_CANDIDATES);
  const pairs = onSide("sent").flatMap((sent) =>
    onSide("received")
      .filter((received) => belongTogether(sent.reading, received.reading))
      .map((received) => ({ sent, received, worth: worthOf(sent.reading, received.reading, rank) })),
  );
  pairs.sort((a, b) => b.worth - a.worth);
  const [best] = pairs;
  if (!best) return { best: null, ties: [] };
  const rivals = pairs.filter(
    ({ worth, sent, received }) =>
      worth === best.worth && !(holdSame(sent, best.sent) && holdSame(received, best.received)),
  );
  if (rivals.length === 0) return { best, ties: [] };
  return {
    best: null,
    ties: [...new Set([best, ...rivals].flatMap(({ sent, received }) => [sent, received]))],
  };
}

function belongTogether(sent: NameReading, received: NameReading): boolean {
  return (
    sent.viewpoint === received.viewpoint && sent.meaning === received.meaning && sent.unit === received.unit
  );
}

function worthOf(sent: NameReading, received: NameReading, rank: (reading: NameReading) => number): number {
  const alike = sent.shape === received.shape ? 0.005 : 0;
  return Math.min(sent.score, received.score) + rank(sent) / 100 + alike;
}

/** Whether two columns hold the same values, as far as a sample tells. */
export function holdSame(a: Candidate, b: Candidate): boolean {
  if (a.column === b.column) return true;
  const [x, y] = [numbersIn(a.column), numbersIn(b.column)];
  const step = sampleStep(a.column.length);
  for (let row = 0; row < a.column.length; row += step) {
    const equal = x && y ? Object.is(x[row], y[row]) : a.column.at(row) === b.column.at(row);
    if (!equal) return false;
  }
  return true;
}
