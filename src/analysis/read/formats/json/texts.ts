/** Receives the JSON texts of an input, in order. */
export interface TextSink {
  /** @param unended The input ended before the text did, or right behind it without a line break. */
  text(text: string, line: number, unended: boolean): void;
  /** What is no text of its own: too long, or never closed. `start` is its beginning. */
  bad(line: number, reason: string, start: string): void;
}

/** Cuts a stream of bytes into JSON texts. */
export interface TextSplitter {
  /** Texts that held bytes which are no UTF-8. */
  readonly undecodable: number;
  /** Whether the input ended inside a text, or before the end of its array. */
  readonly cut: boolean;
  push(bytes: Uint8Array): void;
  end(): void;
}

/** A longer text is set aside: it is damage, not data. */
export const MAX_TEXT_BYTES = 16 * 1024 * 1024;
/** Objects and arrays in each other; a deeper text is set aside. */
export const MAX_DEPTH = 32;
export const TOO_DEEP = `objects and arrays may be nested ${MAX_DEPTH} deep`;
/** Shorter texts are not looked through before they are parsed. */
const LEAST_CHECKED = 10_000;
/** Bytes of a bad text that the report may show. */
export const SHOWN_BYTES = 1000;

/** Decodes UTF-8, and tells when something in it was none. */
export class CheckedDecoder {
  readonly #strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #lenient = new TextDecoder("utf-8", { ignoreBOM: true });

  /** Null when the bytes are no UTF-8. */
  strictly(bytes: Uint8Array): string | null {
    try {
      return this.#strict.decode(bytes);
    } catch {
      return null;
    }
  }

  /** With U+FFFD in place of what is no UTF-8. */
  anyway(bytes: Uint8Array): string {
    return this.#lenient.decode(bytes);
  }
}

/** Whether a long text is nested too deep: parsing it would take many times its size. */
export function isTooDeep(text: string): boolean {
  if (text.length < LEAST_CHECKED) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === "\\") i++;
    } else if (character === "{" || character === "[") {
      if (++depth > MAX_DEPTH) return true;
    } else if (character === "}" || character === "]") depth--;
  }
  return false;
}
