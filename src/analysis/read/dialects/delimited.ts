import type { Head } from "./types.ts";

/** A wider table is no flow table. */
export const MAX_COLUMNS = 16_384;
const CANDIDATES = [",", "\t", ";", "|"];
const LINES = 20;
/** Share of the first lines that must have as many fields as the header for a text to look like a table. */
const LEAST_AGREEING = 0.5;

export interface Delimited {
  /** Byte between fields. */
  delimiter: number;
  /** Lines end in a lone carriage return. */
  crOnly: boolean;
  /** Every field of the head is quoted, so quotes say nothing about types. */
  allQuoted: boolean;
  /** The first line as fields, trimmed, quotes dropped. */
  header: string[];
  /** The lines after it, likewise; at most 19. */
  rows: string[][];
  /** Whether the lines that follow have as many fields as the first, and those are more than one; between blanks also a number in each. */
  looksLikeTable: boolean;
}

/** How well a delimiter fits: fields in the first line less one, and how many of the other lines have as many. */
interface Fit {
  delimiter: string;
  count: number;
  agreeing: number;
}

/**
 * How a delimited text is delimited, by counting outside quotes over the first 20 lines. Blanks delimit only where nothing else does.
 *
 * @returns null when the head is no text.
 */
export function findDelimiter(head: Head): Delimited | null {
  const crOnly = !head.text.includes("\n") && head.text.includes("\r");
  const all = head.text.split(crOnly ? "\r" : /\r?\n/, 1000);
  if (!head.complete && all.length > 1 && all.length < 1000) all.pop();
  const lines = all.filter((line) => line.trim() !== "").slice(0, LINES);
  const [first] = lines;
  if (first === undefined) return null;
  const least = Math.max(1, (lines.length - 1) * LEAST_AGREEING);
  const isTable = ({ count, agreeing }: Fit): boolean => count > 0 && agreeing >= least;
  let best = bestFit(CANDIDATES, lines);
  if (!isTable(best)) {
    const blank = bestFit([" "], lines);
    if (isTable(blank) || (best.count === 0 && blank.count > 0 && lines.length === 1)) best = blank;
  }
  const fields = lines.map((line) => splitOutsideQuotes(line, best.delimiter));
  const cells = fields.slice(1).flat();
  const [header, ...rows] = fields.map((row) =>
    row.map((field) => field.trim().replace(/^"(.*)"$/s, (_, text: string) => text.replaceAll('""', '"'))),
  );
  return {
    delimiter: best.delimiter.charCodeAt(0),
    crOnly,
    allQuoted: cells.length > 0 && cells.every((field) => /^\s*"(?:[^"]|"")*"\s*$/.test(field)),
    header: header!,
    rows,
    looksLikeTable: isTable(best) && (best.delimiter !== " " || rows.every((row) => row.some(isNumber))),
  };
}

/** Sentences are words between blanks too, but without a number in each. */
function isNumber(text: string): boolean {
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text);
}

function bestFit(delimiters: readonly string[], lines: readonly string[]): Fit {
  let best = { delimiter: ",", count: 0, agreeing: 0 };
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const counts = lines.map((line) => countOutsideQuotes(line, delimiter));
    const [count = 0] = counts;
    const agreeing = counts.filter((other) => other === count).length - 1;
    const score = count === 0 ? 0 : (agreeing + 1) * 1000 + Math.min(count, 999);
    if (score <= bestScore) continue;
    bestScore = score;
    best = { delimiter, count, agreeing };
  }
  return best;
}

function countOutsideQuotes(line: string, delimiter: string): number {
  let quoted = false;
  let count = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === delimiter && !quoted) count++;
  }
  return count;
}

/** Fields of a line, with their quotes; of a line of too many, only so many as show that. */
function splitOutsideQuotes(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let quoted = false;
  let from = 0;
  for (let i = 0; i < line.length && fields.length <= MAX_COLUMNS; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === delimiter && !quoted) {
      fields.push(line.slice(from, i));
      from = i + 1;
    }
  }
  fields.push(line.slice(from));
  return fields;
}
