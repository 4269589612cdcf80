import { joinBytes } from "../../join-bytes.ts";
import { CheckedDecoder, MAX_TEXT_BYTES, SHOWN_BYTES } from "./texts.ts";
import type { TextSink, TextSplitter } from "./texts.ts";

/**
 * JSON lines: each line is a text.
 *
 * Lines are found by their bytes; all that one push completes are decoded together, which is faster than one by one.
 */
export class LineTexts implements TextSplitter {
  undecodable = 0;
  cut = false;
  readonly #sink: TextSink;
  readonly #lineEnd: number;
  readonly #separator: string;
  readonly #decoder = new CheckedDecoder();
  /** The line that has not ended yet. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** Inside a line that is too long. */
  #skipping = false;
  #line = 1;

  /** @param lineEnd The byte that ends a line. */
  constructor(sink: TextSink, lineEnd: number) {
    this.#sink = sink;
    this.#lineEnd = lineEnd;
    this.#separator = String.fromCharCode(lineEnd);
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    const firstEnd = bytes.indexOf(this.#lineEnd);
    if (!this.#skipping && firstEnd >= 0 && this.#waitingBytes + firstEnd > MAX_TEXT_BYTES) {
      this.#waiting.push(bytes.subarray(0, firstEnd));
      this.#skipLine();
    }
    if (this.#skipping) {
      if (firstEnd < 0) return;
      this.#skipping = false;
      this.#line++;
      from = firstEnd + 1;
    }
    const to = bytes.lastIndexOf(this.#lineEnd) + 1;
    if (to > from) {
      this.#waiting.push(bytes.subarray(from, to));
      this.#emit(joinBytes(this.#waiting), false);
      this.#waiting = [];
      this.#waitingBytes = 0;
      from = to;
    }
    if (from === bytes.length) return;
    this.#waiting.push(bytes.slice(from));
    this.#waitingBytes += bytes.length - from;
    if (this.#waitingBytes > MAX_TEXT_BYTES) this.#skipLine();
  }

  end(): void {
    if (this.#waitingBytes > 0) this.#emit(joinBytes(this.#waiting), true);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** @param unended The last line has no line break. */
  #emit(block: Uint8Array, unended: boolean): void {
    const text = this.#decoder.strictly(block);
    if (text === null) return this.#emitLineByLine(block, unended);
    const lines = text.split(this.#separator);
    if (!unended) lines.pop();
    const last = lines.length - 1;
    for (let i = 0; i <= last; i++) this.#sink.text(lines[i]!, this.#line++, unended && i === last);
  }

  #emitLineByLine(block: Uint8Array, unended: boolean): void {
    for (let from = 0; from < block.length;) {
      const lineEnd = block.indexOf(this.#lineEnd, from);
      const to = lineEnd < 0 ? block.length : lineEnd;
      const bytes = block.subarray(from, to);
      let text = this.#decoder.strictly(bytes);
      if (text === null) {
        this.undecodable++;
        text = this.#decoder.anyway(bytes);
      }
      this.#sink.text(text, this.#line++, unended && lineEnd < 0);
      from = to + 1;
    }
  }

  #skipLine(): void {
    const start = this.#decoder.anyway(joinBytes(this.#waiting).subarray(0, SHOWN_BYTES));
    this.#sink.bad(this.#line, `line is longer than ${MAX_TEXT_BYTES / 1048576} MiB`, start);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#skipping = true;
  }
}
