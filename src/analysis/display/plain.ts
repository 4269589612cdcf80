/** Text from data, made safe to carry and to show: whole characters only, nothing invisible, known width. */
import { cutText, MAX_TEXT } from "../core/mod.ts";

const LONE_SURROGATE = /\p{Surrogate}/gu;
/** Control characters, and the marks that turn the writing direction, which can make a text read as another. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const INVISIBLE_OR_SURROGATE = new RegExp(`${INVISIBLE.source}|\\p{Surrogate}`, "u");
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Data text for a payload: cut at 200 characters and marked, halves of characters replaced by U+FFFD; else as it is. */
export function carriedText(text: string, max: number = MAX_TEXT): string {
  return cutText(text, max).replace(LONE_SURROGATE, "\ufffd");
}

/** Data text for the eye: like `carriedText`, with control and direction characters shown as pictures or escapes. */
export function visibleText(text: string, max: number = MAX_TEXT): string {
  const cut = cutText(text, max);
  return INVISIBLE_OR_SURROGATE.test(cut) ? carriedText(cut.replace(INVISIBLE, pictureOf), max * 8) : cut;
}

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Columns a text takes on a terminal: wide characters take two, combining marks none. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (/^[\p{M}\u200b-\u200d\ufe0f]$/u.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** Cuts to a width on the terminal and marks the cut. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let used = 1;
  let kept = "";
  for (const character of text) {
    used += displayWidth(character);
    if (used > width) break;
    kept += character;
  }
  return `${kept}…`;
}

const ENCODER = new TextEncoder();

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  return ENCODER.encode(text).length;
}

/** Bytes that a value takes as JSON in a message. */
export function jsonBytes(value: unknown): number {
  return utf8Bytes(JSON.stringify(value) ?? "");
}
