import type { Head } from "../../dialects/types.ts";
import { isRecord } from "./json-columns.ts";
import type { JSONRecord } from "./json-columns.ts";
import { LineTexts } from "./line-texts.ts";
import type { TextSink, TextSplitter } from "./texts.ts";
import { ValueTexts } from "./value-texts.ts";

const LF = 0x0a;
const CR = 0x0d;
/** Records that are looked at to tell what an input holds. */
const SAMPLE_RECORDS = 50;
const SAMPLE_STEP = 1 << 14;
/** First lines, and the share of them that must be records for each line to be one. */
const SAMPLE_LINES = 20;
const LEAST_RECORDS = 0.4;
const ARRAY = /^\[\s*(?:[[{\]"]|$)/;
const NOT_IN_JSON = /"(?:[^"\\]|\\.)*"|-?Infinity\b|\bNaN\b/g;
/** A longer text is not looked through for what is not in JSON. */
const MAX_REPAIRED = 1 << 20;

/** How JSON texts follow each other. */
export interface JSONLayout {
  /** Each line is one; otherwise they are an array's elements, or simply stand one after the other. */
  lines: boolean;
  lineEnd: number;
}

/** Null where the head is no JSON. */
export function layoutOf({ text }: Head): JSONLayout | null {
  const lineEnd = !text.includes("\n") && text.includes("\r") ? CR : LF;
  if (ARRAY.test(text)) return { lines: false, lineEnd };
  if (!text.startsWith("{")) return null;
  const lines = text.split(lineEnd === LF ? "\n" : "\r", SAMPLE_LINES).filter((line) => line.trim() !== "");
  const records = lines.filter((line) => isRecord(parseJSON(line))).length;
  return { lines: lines.length === 1 || records >= lines.length * LEAST_RECORDS, lineEnd };
}

export function splitterFor(layout: JSONLayout, sink: TextSink): TextSplitter {
  return layout.lines ? new LineTexts(sink, layout.lineEnd) : new ValueTexts(sink, layout.lineEnd);
}

/** The first records of an input. */
export function sampleOf(head: Head): JSONRecord[] {
  const records: JSONRecord[] = [];
  const layout = layoutOf(head);
  if (!layout) return records;
  const splitter = splitterFor(layout, {
    text(text) {
      const value = parseJSON(text);
      if (isRecord(value)) records.push(value);
    },
    bad: () => undefined,
  });
  for (let from = 0; from < head.bytes.length && records.length < SAMPLE_RECORDS; from += SAMPLE_STEP)
    splitter.push(head.bytes.subarray(from, from + SAMPLE_STEP));
  if (head.complete && records.length < SAMPLE_RECORDS) splitter.end();
  return records.slice(0, SAMPLE_RECORDS);
}

/**
 * Reads a JSON text. NaN and Infinity, which Python's json writes and JSON has not, are read as missing and infinite.
 *
 * @returns undefined when it is no JSON.
 */
export function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return repaired(text);
  }
}

function repaired(text: string): unknown {
  if (text.length > MAX_REPAIRED || !/NaN|Infinity/.test(text)) return undefined;
  const replaced = text.replace(NOT_IN_JSON, (found) =>
    found.startsWith('"') ? found : found === "NaN" ? "null" : found.startsWith("-") ? "-1e999" : "1e999",
  );
  try {
    return JSON.parse(replaced) as unknown;
  } catch {
    return undefined;
  }
}
