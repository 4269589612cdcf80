import type { Head } from "./types.ts";

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
  /** The first line as fields, quotes dropped. */
  header: string[];
  /** Whether the lines that follow have as many fields as the first, and those are more than one. */
  looksLikeTable: boolean;
}

/**
 * How a delimited text is delimited, by counting outside quotes over the first 20 lines.
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
  let best = { delimiter: ",", score: 0, agreeing: 0 };
  for (const delimiter of CANDIDATES) {
    const counts = lines.map((line) => splitOutsideQuotes(line, delimiter).length - 1);
    const agreeing = counts.filter((count) => count === counts[0]).length - 1;
    const score = counts[0] === 0 ? 0 : (agreeing + 1) * 1000 + Math.min(counts[0]!, 999);
    if (score > best.score) best = { delimiter, score, agreeing };
  }
  const fields = lines.slice(1).flatMap((line) => splitOutsideQuotes(line, best.delimiter));
  return {
    delimiter: best.delimiter.charCodeAt(0),
    crOnly,
    allQuoted: fields.length > 0 && fields.every((field) => /^\s*"(?:[^"]|"")*"\s*$/.test(field)),
    header: splitOutsideQuotes(first, best.delimiter).map((field) => field.trim().replace(/^"(.*)"$/s, "$1")),
    looksLikeTable: best.score > 0 && best.agreeing >= Math.max(1, (lines.length - 1) * LEAST_AGREEING),
  };
}

/** Fields of a line, with their quotes. */
function splitOutsideQuotes(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let quoted = false;
  let from = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === delimiter && !quoted) {
      fields.push(line.slice(from, i));
      from = i + 1;
    }
  }
  fields.push(line.slice(from));
  return fields;
}
