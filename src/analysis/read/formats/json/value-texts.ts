import { CheckedDecoder, MAX_DEPTH, MAX_TEXT_BYTES, SHOWN_BYTES, TOO_DEEP } from "./texts.ts";
import type { TextSink, TextSplitter } from "./texts.ts";

const TOO_LONG = `value is longer than ${MAX_TEXT_BYTES / 1048576} MiB`;
const TAB = 0x09;
const CR = 0x0d;
const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The elements of a JSON array, or values one after the other, however they are broken into lines.
 *
 * Brackets and quotes are followed byte by byte. A value that cannot go on as it does (an object where a name must stand, a line break in
 * a text) is given up there, so that it costs the others nothing: the next one begins on a line of its own, as far in as the broken one
 * did, or behind "},".
 */
export class ValueTexts implements TextSplitter {
  undecodable = 0;
  cut = false;
  readonly #sink: TextSink;
  readonly #lineEnd: number;
  readonly #decoder = new CheckedDecoder();
  /** Bytes of the value under way, from its first one, and what came behind it. */
  #buffer = new Uint8Array(1 << 16);
  #length = 0;
  #at = 0;
  /** Where the value begins; -1 between values. */
  #start = -1;
  #startLine = 0;
  #startIndent = -1;
  #line = 1;
  /** Blanks since the line began; -1 behind anything else. */
  #indent = 0;
  #inArray = false;
  /** After a broken value: looking for the next. */
  #lost = false;
  #inText = false;
  readonly #open = new Uint8Array(MAX_DEPTH);
  #depth = 0;
  #deepest = 0;
  /** The last two bytes that are no blank. */
  #previous = 0;
  #before = 0;

  constructor(sink: TextSink, lineEnd: number) {
    this.#sink = sink;
    this.#lineEnd = lineEnd;
  }

  push(bytes: Uint8Array): void {
    this.#append(bytes);
    this.#scan();
    while (this.#start >= 0 && this.#at - this.#start > MAX_TEXT_BYTES) {
      this.#giveUp(TOO_LONG);
      this.#scan();
    }
    this.#forget(this.#start >= 0 ? this.#start : this.#at);
  }

  end(): void {
    for (;;) {
      this.#scan();
      if (this.#start < 0) break;
      this.cut = true;
      this.#giveUp(null);
    }
    if (this.#inArray) this.cut = true;
  }

  #append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }

  #forget(bytes: number): void {
    this.#buffer.copyWithin(0, bytes, this.#length);
    this.#length -= bytes;
    this.#at -= bytes;
    if (this.#start >= 0) this.#start -= bytes;
  }

  #scan(): void {
    let more = true;
    while (more && this.#at < this.#length) more = this.#start < 0 ? this.#scanBetween() : this.#scanValue();
  }

  #scanBetween(): boolean {
    const byte = this.#buffer[this.#at]!;
    if (byte === this.#lineEnd) this.#countLine();
    else if (byte === BLANK || byte === TAB || byte === CR) {
      if (this.#indent >= 0) this.#indent++;
    } else if (this.#startsValue(byte)) {
      this.#begin();
      return true;
    } else {
      if (byte === OPEN_ARRAY && !this.#lost) this.#inArray = true;
      if (byte === CLOSE_ARRAY && this.#endsArray()) this.#inArray = this.#lost = false;
      this.#indent = -1;
      this.#remember(byte);
    }
    this.#at++;
    return true;
  }

  #startsValue(byte: number): boolean {
    if (!this.#lost) {
      if (byte === COMMA) return false;
      return this.#inArray ? byte !== CLOSE_ARRAY : byte !== OPEN_ARRAY;
    }
    if (byte !== OPEN_OBJECT) return false;
    if (this.#indent >= 0) return this.#startIndent < 0 || this.#startIndent === this.#indent;
    return this.#startIndent < 0 && this.#previous === COMMA && this.#before === CLOSE_OBJECT;
  }

  /** After a broken value, a bracket further in than its lines began may be one of its own. */
  #endsArray(): boolean {
    if (!this.#lost) return true;
    return this.#indent >= 0 && (this.#startIndent <= 0 || this.#indent < this.#startIndent);
  }

  #begin(): void {
    this.#start = this.#at;
    this.#startLine = this.#line;
    this.#startIndent = this.#indent;
    this.#lost = false;
    this.#inText = false;
    this.#depth = 0;
    this.#deepest = 0;
    this.#previous = 0;
  }

  /** @returns Whether to go on: not when a text ends the bytes with a backslash. */
  #scanValue(): boolean {
    const buffer = this.#buffer;
    for (; this.#at < this.#length; this.#at++) {
      const byte = buffer[this.#at]!;
      if (this.#inText) {
        if (byte === BACKSLASH) {
          if (this.#at + 1 >= this.#length) return false;
          this.#at++;
        } else if (byte === QUOTE) {
          this.#inText = false;
          if (this.#depth === 0) return this.#finish(this.#at + 1);
        } else if (byte === this.#lineEnd) return this.#fail();
        continue;
      }
      if (byte === this.#lineEnd) {
        if (this.#depth === 0) return this.#finish(this.#at);
        this.#countLine();
        continue;
      }
      if (byte === BLANK || byte === TAB || byte === CR) {
        if (this.#indent >= 0) this.#indent++;
        continue;
      }
      if (byte === QUOTE) this.#inText = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (!this.#mayOpen()) return this.#fail();
        if (this.#depth < MAX_DEPTH) this.#open[this.#depth] = byte;
        this.#depth++;
        if (this.#depth > this.#deepest) this.#deepest = this.#depth;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (this.#depth === 0 && this.#inArray && byte === CLOSE_ARRAY) return this.#finish(this.#at);
        if (!this.#mayClose(byte)) return this.#fail();
        if (--this.#depth === 0) return this.#finish(this.#at + 1);
      } else if (byte === COMMA && this.#depth === 0) return this.#finish(this.#at);
      this.#indent = -1;
      this.#remember(byte);
    }
    return true;
  }

  /** Whether a value can stand here: behind a colon in an object, behind a comma or at the start in an array. */
  #mayOpen(): boolean {
    if (this.#depth === 0) return this.#previous === 0;
    if (this.#depth > MAX_DEPTH) return true;
    if (this.#open[this.#depth - 1] === OPEN_OBJECT) return this.#previous === COLON;
    return this.#previous === COMMA || this.#previous === OPEN_ARRAY;
  }

  #mayClose(byte: number): boolean {
    if (this.#depth === 0) return false;
    return this.#depth > MAX_DEPTH || this.#open[this.#depth - 1] === byte - 2;
  }

  #finish(to: number): boolean {
    this.cut = false;
    this.#emit(to, false);
    this.#at = to;
    this.#start = -1;
    this.#indent = -1;
    this.#previous = CLOSE_OBJECT;
    return true;
  }

  /** Sets the broken value aside; the byte at hand is looked at again. */
  #fail(): boolean {
    this.#at = Math.max(this.#at, this.#start + 1);
    this.#emit(this.#at, false);
    this.#start = -1;
    this.#lost = true;
    return true;
  }

  /**
   * Sets a value aside that never ends, and goes on behind its first line. A value nested too deep is lost as far as it was read: so each
   * byte is read MAX_DEPTH times at most.
   *
   * @param reason Null where the input ended.
   */
  #giveUp(reason: string | null): void {
    const lineEnd = this.#buffer.indexOf(this.#lineEnd, this.#start);
    const isKnown = this.#deepest <= MAX_DEPTH && lineEnd >= 0 && lineEnd < this.#length;
    if (reason === null) this.#emit(this.#at, true);
    else this.#sink.bad(this.#startLine, reason, this.#shown());
    if (isKnown) {
      this.#at = lineEnd + 1;
      this.#line = this.#startLine + 1;
      this.#indent = 0;
    } else {
      this.#indent = -1;
      if (reason === null) this.#at = this.#length;
    }
    this.#start = -1;
    this.#lost = true;
    this.#inText = false;
  }

  #shown(): string {
    return this.#decoder.anyway(
      this.#buffer.subarray(this.#start, Math.min(this.#at, this.#start + SHOWN_BYTES)),
    );
  }

  #emit(to: number, unended: boolean): void {
    if (to - this.#start > MAX_TEXT_BYTES) return this.#sink.bad(this.#startLine, TOO_LONG, this.#shown());
    if (this.#deepest > MAX_DEPTH) return this.#sink.bad(this.#startLine, TOO_DEEP, this.#shown());
    const bytes = this.#buffer.subarray(this.#start, to);
    let text = this.#decoder.strictly(bytes);
    if (text === null) {
      this.undecodable++;
      text = this.#decoder.anyway(bytes);
    }
    this.#sink.text(text, this.#startLine, unended);
  }

  #remember(byte: number): void {
    this.#before = this.#previous;
    this.#previous = byte;
  }

  #countLine(): void {
    this.#line++;
    this.#indent = 0;
  }
}
