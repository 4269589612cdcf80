/** Checks of JSON that came from outside, or is about to go there. */
import { describe, quote } from "../core/mod.ts";
import type { JSONValue } from "../core/mod.ts";
import { MAX_DEPTH, refused } from "./layout.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Deepest nesting of JSON text, found before it is parsed. */
export function depthOf(text: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i]!;
    if (quoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return deepest;
}

/**
 * Checks that a value is plain data: finite numbers, no names that would change an object's prototype, no classes, not too deep.
 * A property that is undefined counts as absent.
 *
 * @param place Where it stands, as `options`.
 * @throws {RangeError} code BAD_INPUT, naming the place.
 */
export function checkPlain(action: "load" | "save", place: string, value: unknown, depth: number = 0): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return;
    throw refused(action, `${place} must be finite, got ${value}`);
  }
  if (typeof value !== "object") throw refused(action, `${place} must be plain data, got ${describe(value)}`);
  if (depth >= MAX_DEPTH) throw refused(action, `${place.slice(0, 80)} is nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkPlain(action, `${place}[${i}]`, value[i], depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm have another Object.prototype, whose own prototype is null too.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw refused(action, `${place} must be plain data, got ${describe(value)}`);
  for (const [name, item] of Object.entries(value)) {
    if (name === "__proto__" || name === "constructor" || name === "prototype")
      throw refused(action, `${place} must not have a property ${quote(name)}`);
    if (item !== undefined) checkPlain(action, `${place}.${name.slice(0, 40)}`, item, depth + 1);
  }
}

export function isObject(value: unknown): value is { [key: string]: JSONValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
