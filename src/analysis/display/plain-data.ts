/** A look at untrusted data before anything else touches it: plain JSON of bounded size, depth and keys. */
import { PROTOTYPE_KEYS } from "./bounded.ts";
import { quote } from "../core/mod.ts";

/** What untrusted data may be at most. */
export interface DataLimits {
  depth: number;
  /** Values in all. */
  nodes: number;
  /** UTF-16 code units of all texts and keys. */
  characters: number;
}

/**
 * Whether data is plain JSON within limits. Looks at no more than `limits.nodes` values, follows no cycle, calls no getter.
 *
 * @returns What is wrong, at the first place found; null when nothing is.
 */
export function plainDataProblem(data: unknown, limits: DataLimits): string | null {
  const pending: { value: unknown; depth: number; path: string }[] = [
    { value: data, depth: 0, path: "payload" },
  ];
  let nodes = 0;
  let characters = 0;
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const { value, depth, path } = item;
    if (++nodes > limits.nodes) return `payload must hold at most ${limits.nodes} values`;
    if (value === null || typeof value === "boolean") continue;
    if (typeof value === "number") {
      if (!Number.isFinite(value)) return `${path} must be a finite number, got ${value}`;
      continue;
    }
    if (typeof value === "string") {
      characters += value.length;
      if (characters > limits.characters) return `payload must hold at most ${limits.characters} characters`;
      continue;
    }
    if (typeof value !== "object") return `${path} must be JSON, got a ${typeof value}`;
    if (depth >= limits.depth) return `payload must be at most ${limits.depth} levels deep`;
    if (Array.isArray(value)) {
      if (value.length > limits.nodes - nodes - pending.length)
        return `payload must hold at most ${limits.nodes} values`;
      for (let index = value.length - 1; index >= 0; index--) {
        const entry = Object.getOwnPropertyDescriptor(value, index);
        if (entry === undefined || !("value" in entry)) return `${path} must be a list without holes`;
        pending.push({ value: entry.value, depth: depth + 1, path: depth < 4 ? `${path}[${index}]` : path });
      }
      continue;
    }
    if (!isPlainObject(value)) return `${path} must be a plain object`;
    const keys = Object.keys(value);
    if (keys.length > limits.nodes - nodes - pending.length)
      return `payload must hold at most ${limits.nodes} values`;
    for (const key of keys) {
      if (PROTOTYPE_KEYS.includes(key)) return `${path} must not have the key ${quote(key)}`;
      characters += key.length;
      const entry = Object.getOwnPropertyDescriptor(value, key);
      if (entry === undefined || !("value" in entry)) return `${path} must not have computed properties`;
      pending.push({
        value: entry.value,
        depth: depth + 1,
        path: depth < 4 ? `${path}.${key.slice(0, 40)}` : path,
      });
    }
  }
  return null;
}

/** An object as JSON.parse or structuredClone makes it, of whatever realm. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
