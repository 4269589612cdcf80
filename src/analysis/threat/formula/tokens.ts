import { quote } from "../../core/mod.ts";

/** Longest formula. */
const MAX_LENGTH = 2000;

/** A piece of a formula. `text` is without the quotes. */
export interface Token {
  readonly kind: "number" | "text" | "word" | "sign" | "end";
  readonly text: string;
  /** Its place, from 0. */
  readonly at: number;
}

const PIECES: readonly (readonly [Token["kind"], RegExp])[] = [
  ["number", /(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/iy],
  ["word", /[a-z_][a-z0-9_]*/iy],
  ["text", /'[^']*'|"[^"]*"/y],
  ["sign", /<=|>=|!=|[-+*/<>=(),]/y],
];
const BLANKS = /\s*/y;

/** The pieces of a formula, with one of kind "end" at last. */
export function tokens(text: string, fail: (rule: string) => never): Token[] {
  if (text.length > MAX_LENGTH) fail(`a formula has at most ${MAX_LENGTH} characters, got ${text.length}`);
  const list: Token[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token === null) return fail(`at character ${at + 1} stands ${quote(text.slice(at, at + 10))}`);
    if (token.kind === "number" && !Number.isFinite(Number(token.text)))
      fail(`numbers must be finite, got ${token.text}`);
    list.push(token.kind === "text" ? { ...token, text: token.text.slice(1, -1) } : token);
    at = skipBlanks(text, at + token.text.length);
  }
  list.push({ kind: "end", text: "", at });
  return list;
}

function tokenAt(text: string, at: number): Token | null {
  for (const [kind, pattern] of PIECES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { kind, text: match[0], at };
  }
  return null;
}

function skipBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at;
  return at + BLANKS.exec(text)![0].length;
}
