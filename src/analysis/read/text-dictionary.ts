const INITIAL_SLOTS = 64;
/** Bytes of texts that are decoded at a time. */
const BLOCK_BYTES = 1 << 20;

/** The distinct texts of a dictionary. */
export interface DictionaryTexts {
  texts: string[];
  /** How many were no UTF-8 and were read as Windows-1252. */
  recoded: number;
}

/**
 * Codes of distinct texts, found by their bytes: a text is decoded once, however often it stands in the file.
 *
 * An open-addressing hash table; the bytes of the distinct texts lie one after the other in one buffer, in order of their codes.
 */
export class TextDictionary {
  /** Distinct texts so far. */
  size = 0;
  /** Code + 1 (0 = free) and hash, in turn. */
  #slots = new Int32Array(INITIAL_SLOTS * 2);
  #offsets = new Uint32Array(INITIAL_SLOTS + 1);
  #bytes = new Uint8Array(1024);
  /** A new start for each dictionary, so that no file can be made whose texts all fall into one place. */
  readonly #seed = crypto.getRandomValues(new Uint32Array(1))[0]! | 0;

  /** The code of the text in `bytes` from `start` to `end`: from 0 in order of first appearance. */
  code(bytes: Uint8Array, start: number, end: number): number {
    let hash = this.#seed;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    hash ^= hash >>> 15;
    const slots = this.#slots;
    const mask = slots.length - 2;
    let slot = (hash << 1) & mask;
    for (;;) {
      const code = slots[slot]! - 1;
      if (code < 0) return this.#add(bytes, start, end, hash, slot);
      if (slots[slot + 1] === hash && this.#equals(code, bytes, start, end)) return code;
      slot = (slot + 2) & mask;
    }
  }

  /** The code of a text that was not read from bytes. */
  codeOf(text: string): number {
    const bytes = new TextEncoder().encode(text);
    return this.code(bytes, 0, bytes.length);
  }

  /** All texts, decoded, by code. The dictionary is empty afterwards, its memory free before a text is made. */
  take(): DictionaryTexts {
    const size = this.size;
    const offsets = this.#offsets;
    const all = this.#bytes;
    this.size = 0;
    this.#slots = new Int32Array(INITIAL_SLOTS * 2);
    this.#offsets = new Uint32Array(INITIAL_SLOTS + 1);
    this.#bytes = new Uint8Array(1024);
    const decoder = new TextsDecoder(size);
    for (let code = 0; code < size;) {
      const first = code;
      const from = offsets[first]!;
      do code++;
      while (code < size && offsets[code + 1]! - from <= BLOCK_BYTES);
      decoder.add(all.subarray(from, offsets[code]), offsets.subarray(first, code + 1));
    }
    return decoder;
  }

  #equals(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#offsets[code]!;
    if (this.#offsets[code + 1]! - from !== end - start) return false;
    const known = this.#bytes;
    for (let i = start, j = from; i < end; i++, j++) if (bytes[i] !== known[j]) return false;
    return true;
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const code = this.size++;
    const from = this.#offsets[code]!;
    const to = from + end - start;
    if (to > this.#bytes.length) this.#bytes = grown(this.#bytes, Math.max(to, this.#bytes.length * 2));
    if (end - start > 64) this.#bytes.set(bytes.subarray(start, end), from);
    else for (let i = start, j = from; i < end; i++, j++) this.#bytes[j] = bytes[i]!;
    if (code + 1 === this.#offsets.length) this.#offsets = grown(this.#offsets, this.#offsets.length * 2);
    this.#offsets[code + 1] = to;
    this.#slots[slot] = code + 1;
    this.#slots[slot + 1] = hash;
    if (this.size * 4 > this.#slots.length) this.#rehash();
    return code;
  }

  #rehash(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 2;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue;
      const hash = old[i + 1]!;
      let slot = (hash << 1) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = old[i]!;
      slots[slot + 1] = hash;
    }
    this.#slots = slots;
  }
}

/** Decodes blocks of texts: at once where all bytes are ASCII, which shows in the length, else one by one. */
class TextsDecoder implements DictionaryTexts {
  readonly texts: string[];
  recoded = 0;
  readonly #strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #next = 0;

  constructor(size: number) {
    this.texts = new Array<string>(size).fill("");
  }

  /** @param offsets Where each text begins and the last ends, counted from the dictionary's first byte. */
  add(block: Uint8Array, offsets: Uint32Array): void {
    const base = offsets[0]!;
    const all = this.#decodeStrictly(block);
    const plain = all !== null && all.length === block.length;
    for (let i = 0; i + 1 < offsets.length; i++) {
      const from = offsets[i]! - base;
      const to = offsets[i + 1]! - base;
      this.texts[this.#next++] = plain ? all.slice(from, to) : this.#decode(block.subarray(from, to));
    }
  }

  #decode(bytes: Uint8Array): string {
    const text = this.#decodeStrictly(bytes);
    if (text !== null) return text;
    this.recoded++;
    return decodeWindows1252(bytes);
  }

  /** Null when the bytes are no UTF-8. */
  #decodeStrictly(bytes: Uint8Array): string | null {
    try {
      return this.#strict.decode(bytes);
    } catch {
      return null;
    }
  }
}

/** The bytes 0x80 to 0x9f, where Windows-1252 differs from Latin-1. Not by TextDecoder, because Node's takes the one for the other. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function decodeWindows1252(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252[byte - 0x80]! : String.fromCharCode(byte),
  ).join("");
}

function grown<T extends Uint8Array | Uint32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}
