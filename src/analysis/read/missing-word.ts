import { MISSING_WORDS } from "../core/mod.ts";

const LONGEST = 8;
/** 1 at (first byte in lower case) * LONGEST + length of a missing word: by this nearly all other cells are told without making text of them. */
const CANDIDATES = new Uint8Array(256 * LONGEST);
for (const word of MISSING_WORDS) if (word !== "") CANDIDATES[word.charCodeAt(0) * LONGEST + word.length] = 1;

/** Whether bytes spell a word that means a missing cell, in any case. */
export function isMissingWord(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return true;
  if (length >= LONGEST || CANDIDATES[(bytes[start]! | 0x20) * LONGEST + length] === 0) return false;
  return MISSING_WORDS.has(String.fromCharCode(...bytes.subarray(start, end)).toLowerCase());
}
