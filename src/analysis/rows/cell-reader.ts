import { NUMBER_INVALID } from "./number-parser.ts";
import type { NumberParser } from "./number-parser.ts";
import { parseStamp } from "./stamps.ts";
import type { ParsedTime, ZoneOffset } from "./stamps.ts";

const LONGEST_STAMP = 60;
const decoder = new TextDecoder();

/** A number; NaN where it is missing, null where the cell is none. */
export function readNumber(
  parser: NumberParser,
  bytes: Uint8Array,
  start: number,
  end: number,
  grouped: boolean,
): number | null {
  const value = parser.parse(bytes, start, end, grouped);
  return parser.status === NUMBER_INVALID ? null : value;
}

/** A time stamp; null where the cell is none. */
export function readStamp(
  bytes: Uint8Array,
  start: number,
  end: number,
  zone: ZoneOffset,
): ParsedTime | null {
  return end - start > LONGEST_STAMP ? null : parseStamp(decoder.decode(bytes.subarray(start, end)), zone);
}
