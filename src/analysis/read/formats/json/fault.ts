import { quote } from "../../../core/mod.ts";

const BLANKS = /[ \t\r\n]*/y;
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const PLAIN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
/** A longer text is not looked through. */
const MAX_LENGTH = 100_000;

/**
 * Why a text is no JSON, and where. The engines' own messages differ between each other and from version to version.
 *
 * @param text A text that `JSON.parse` refused.
 */
export function faultOf(text: string): string {
  if (text.length > MAX_LENGTH) return `not JSON, in ${text.length} characters`;
  const open: string[] = [];
  let at = skip(BLANKS, text, 0);
  let expected = "a value";
  for (;;) {
    if (at >= text.length) return "not JSON: it ends too early";
    const character = text[at]!;
    const inObject = open.at(-1) === "{";
    if (expected === "nothing more") return fault(text, at, expected);
    if (expected === "a comma or an end") {
      if (character === ",") expected = inObject ? "a name" : "a value";
      else if (character === (inObject ? "}" : "]")) open.pop();
      else return fault(text, at, inObject ? 'a comma or "}"' : 'a comma or "]"');
      at++;
    } else if (expected === "a colon") {
      if (character !== ":") return fault(text, at, expected);
      expected = "a value";
      at++;
    } else if (character === "}" && expected === "a name or an end") {
      open.pop();
      expected = "a comma or an end";
      at++;
    } else if (character === "]" && expected === "a value or an end") {
      open.pop();
      expected = "a comma or an end";
      at++;
    } else if (expected.startsWith("a name")) {
      const end = skip(TEXT, text, at);
      if (end === at) return fault(text, at, "a name in double quotes");
      expected = "a colon";
      at = end;
    } else if (character === "{" || character === "[") {
      open.push(character);
      expected = character === "{" ? "a name or an end" : "a value or an end";
      at++;
    } else {
      const end = skip(character === '"' ? TEXT : PLAIN, text, at);
      if (end === at) return fault(text, at, "a value");
      expected = "a comma or an end";
      at = end;
    }
    if (open.length === 0 && expected === "a comma or an end") expected = "nothing more";
    at = skip(BLANKS, text, at);
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function fault(text: string, at: number, expected: string): string {
  const unclosed = text[at] === '"' && expected !== "nothing more" && !expected.startsWith("a comma");
  const got = unclosed
    ? "a text that is not closed or holds a control character"
    : quote(text.slice(at, at + 12));
  return `not JSON: expected ${expected} at character ${at + 1}, got ${got}`;
}
