import { CONCEPT_OF, SPELLINGS } from "./words.ts";
import type { Concept } from "./words.ts";

/** A word of a name, with how surely it means that: 1 as listed, less for an abbreviation, least for a misspelling. */
export interface NameWord {
  text: string;
  concept: Concept;
  score: number;
}

const ABBREVIATED = 0.75;
const MISSPELT = 0.5;
/** Past this a header's field is no name. */
const MAX_NAME = 100;
const SHORTEST_ABBREVIATED = 6;
const SHORTEST_PREFIX = 4;
/** Words that no longer word is cut into. */
const NEVER_INSIDE: ReadonlySet<string> = new Set([
  "is",
  "no",
  "nr",
  "n",
  "the",
  "s",
  "l2",
  "l3",
  "l4",
  "l7",
]);
/** What may stand after a single letter for a side. */
const AFTER_SIDE_LETTER: ReadonlySet<Concept> = new Set<Concept>([
  "bytes",
  "packets",
  "port",
  "address",
  "ip",
  "byte unit",
]);
const SIDE_LETTERS: ReadonlyMap<string, Concept> = new Map([
  ["s", "sent"],
  ["d", "received"],
]);

/** A name without case and separators: names that are equal so are the same name. */
export function compactName(name: string): string {
  return plain(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "");
}

/**
 * The words of a column's name, however it writes them: `Total Fwd Packets`, `totFwdPkts`, `tot-fwd-pkts`, `sbytes`.
 *
 * @returns null when a part of the name is no word of flow records.
 */
export function wordsOf(name: string): NameWord[] | null {
  if (name.length > MAX_NAME) return null;
  const spelt = spelling(tokensOf(name));
  const words: NameWord[] = [];
  for (const [place, token] of spelt.entries()) {
    const found = sideLetter(spelt, place) ?? readToken(token);
    if (!found) return null;
    words.push(...found);
  }
  return words.length === 0 ? null : words;
}

function plain(name: string): string {
  return name.normalize("NFKC").replace(/[\u00b5\u03bc\u039c]s/gi, " us ");
}

function tokensOf(name: string): string[] {
  const tokens = plain(name)
    .replace(/(?:src|source)[\s_.-]*2[\s_.-]*(?:dst|dest|destination)/gi, " src2dst ")
    .replace(/(?:dst|dest|destination)[\s_.-]*2[\s_.-]*(?:src|source)/gi, " dst2src ")
    .replace(/\u2192|->/g, " to ")
    .replace(/\//g, " per ")
    .replace(/(?<=\b[a-z])2(?=[a-z])/gi, " to ")
    .replace(/ip[-_ ]?v([46])/gi, " ipv$1 ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((token) => token !== "");
  return joinPhrases(tokens);
}

/** "c to s", "to server", "from client", "id.orig_h": several words for one side. */
function joinPhrases(tokens: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const [token, next, third] = [tokens[i]!, tokens[i + 1] ?? "", tokens[i + 2] ?? ""];
    const ends = next === "to" ? sideOf(token, third) : null;
    if (ends) {
      joined.push(ends === "sent" ? "src2dst" : "dst2src");
      i += 2;
      continue;
    }
    const towards = CONCEPT_OF.get(next);
    if (token === "to" && (towards === "sent" || towards === "received")) {
      joined.push(towards === "received" ? "toserver" : "toclient");
      i++;
    } else if (token === "in" && CONCEPT_OF.get(next) === "time unit") {
      continue;
    } else {
      joined.push(token);
    }
  }
  const last = joined.at(-1);
  const isZeek = joined[0] === "id" && joined.length === 3 && (last === "h" || last === "p");
  return isZeek ? [joined[1]!, last === "h" ? "address" : "port"] : joined;
}

function sideOf(from: string, to: string): "sent" | "received" | null {
  if ((from === "c" && to === "s") || (from === "a" && to === "b")) return "sent";
  if ((from === "s" && to === "c") || (from === "b" && to === "a")) return "received";
  const [a, b] = [CONCEPT_OF.get(from), CONCEPT_OF.get(to)];
  if (a === "sent" && b === "received") return "sent";
  return a === "received" && b === "sent" ? "received" : null;
}

/** Replaces a name that is spelt in its own way; one word less at either end may be a unit or say nothing. */
function spelling(tokens: string[]): string[] {
  const whole = SPELLINGS.get(tokens.join(""));
  if (whole !== undefined) return whole.split(" ");
  const last = tokens.at(-1) ?? "";
  const first = tokens[0] ?? "";
  if (CONCEPT_OF.get(last) === "time unit" || CONCEPT_OF.get(last) === "byte unit") {
    const spelt = SPELLINGS.get(tokens.slice(0, -1).join(""));
    if (spelt !== undefined) return [...spelt.split(" "), last];
  }
  if (CONCEPT_OF.get(first) === "neutral") {
    const spelt = SPELLINGS.get(tokens.slice(1).join(""));
    if (spelt !== undefined) return spelt.split(" ");
  }
  return tokens;
}

function sideLetter(tokens: readonly string[], place: number): NameWord[] | null {
  const concept = SIDE_LETTERS.get(tokens[place]!);
  const next = tokens[place + 1];
  if (place !== 0 || concept === undefined || next === undefined) return null;
  const [after] = readToken(next) ?? [];
  return after && AFTER_SIDE_LETTER.has(after.concept) ? [{ text: tokens[0]!, concept, score: 1 }] : null;
}

const tokensRead = new Map<string, NameWord[] | null>();
const MAX_REMEMBERED = 4096;

function readToken(token: string): NameWord[] | null {
  const known = tokensRead.get(token);
  if (known !== undefined) return known;
  const words = readNewToken(token);
  if (tokensRead.size < MAX_REMEMBERED) tokensRead.set(token, words);
  return words;
}

function readNewToken(token: string): NameWord[] | null {
  const concept = CONCEPT_OF.get(token);
  if (concept) return [{ text: token, concept, score: 1 }];
  const spelt = SPELLINGS.get(token);
  if (spelt !== undefined) return spelt.split(" ").flatMap((word) => readToken(word) ?? []);
  const parts = cut(token);
  if (parts) return parts;
  const abbreviated = abbreviations().get(token);
  if (abbreviated) return [{ text: token, concept: abbreviated, score: ABBREVIATED }];
  const misspelt = nearestWord(token);
  return misspelt ? [{ text: misspelt, concept: CONCEPT_OF.get(misspelt)!, score: MISSPELT }] : null;
}

/** Cuts words that were written as one, `totpkts`, into the fewest known ones; the first may be a letter for a side, the last a unit. */
function cut(token: string): NameWord[] | null {
  const best: (NameWord[] | null)[] = new Array<NameWord[] | null>(token.length + 1).fill(null);
  best[0] = [];
  for (let end = 1; end <= token.length; end++) {
    for (let start = 0; start < end; start++) {
      const before = best[start];
      if (!before || (best[end]?.length ?? Infinity) <= before.length + 1) continue;
      const text = token.slice(start, end);
      const unit = text === "s" && end === token.length && start > 0 ? "time unit" : undefined;
      const side = start === 0 && end < token.length ? SIDE_LETTERS.get(text) : undefined;
      const concept = unit ?? side ?? (NEVER_INSIDE.has(text) ? undefined : CONCEPT_OF.get(text));
      const short = start > 0 || end < token.length ? abbreviations().get(text) : undefined;
      if (concept) best[end] = [...before, { text, concept, score: 1 }];
      else if (short) best[end] = [...before, { text, concept: short, score: ABBREVIATED }];
    }
  }
  const parts = best[token.length] ?? null;
  if (!parts || !SIDE_LETTERS.has(parts[0]!.text)) return parts;
  return parts[1] && AFTER_SIDE_LETTER.has(parts[1].concept) ? parts : null;
}

let abbreviationsMade: ReadonlyMap<string, Concept> | null = null;

/** Long words without their vowels, and their beginnings, where they can mean one thing only. */
function abbreviations(): ReadonlyMap<string, Concept> {
  if (abbreviationsMade) return abbreviationsMade;
  const made = new Map<string, Concept>();
  const ambiguous = new Set<string>(["ttl"]);
  for (const [word, concept] of CONCEPT_OF) {
    if (word.length < SHORTEST_ABBREVIATED) continue;
    const skeleton = word[0]! + word.slice(1).replace(/[aeiou]/g, "");
    const beginnings = Array.from({ length: word.length - SHORTEST_PREFIX }, (_, i) =>
      word.slice(0, SHORTEST_PREFIX + i),
    );
    for (const short of [skeleton, skeleton.replace(/(.)\1/g, "$1"), ...beginnings]) {
      if (short.length < 3 || CONCEPT_OF.has(short)) continue;
      if ((made.get(short) ?? concept) !== concept) ambiguous.add(short);
      made.set(short, concept);
    }
  }
  for (const short of ambiguous) made.delete(short);
  abbreviationsMade = made;
  return made;
}

/** The word that one wrong, missing, doubled or exchanged letter makes of this; two in a long word. */
function nearestWord(token: string): string | null {
  if (token.length < 5) return null;
  let nearest: string | null = null;
  let least = token.length >= 9 ? 3 : 2;
  for (const word of CONCEPT_OF.keys()) {
    if (word.length < 5 || word[0] !== token[0] || Math.abs(word.length - token.length) >= least) continue;
    const distance = editDistance(token, word);
    if (distance >= least) continue;
    least = distance;
    nearest = word;
  }
  return nearest;
}

/** Optimal string alignment distance: insertions, deletions, changes, and exchanges of neighbours. */
function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(row[j - 1]! + 1, back[j]! + 1, back[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, twoBack[j - 2]! + 1);
      row.push(distance);
    }
    twoBack = back;
    back = row;
  }
  return back[b.length]!;
}
