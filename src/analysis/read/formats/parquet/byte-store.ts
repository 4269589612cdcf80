/** A file's bytes, of which some may be looked at. */
export interface Bytes {
  readonly length: number;
  /** A copy of the bytes from `from` to `to`, with a buffer of its own. */
  slice(from: number, to: number): Uint8Array<ArrayBuffer>;
}

/** A growing input that is kept in the pieces in which it came: Parquet is read from its end, and joining would hold it twice. */
export class ByteStore implements Bytes {
  length = 0;
  readonly #pieces: Uint8Array[] = [];
  readonly #starts: number[] = [];

  /** @param bytes Copied: the caller may use its buffer again. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#starts.push(this.length);
    this.#pieces.push(bytes.slice());
    this.length += bytes.length;
  }

  slice(from: number, to: number): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(Math.max(0, to - from));
    for (let i = this.#pieceAt(from); i < this.#pieces.length && this.#starts[i]! < to; i++) {
      const start = this.#starts[i]!;
      const part = this.#pieces[i]!.subarray(Math.max(0, from - start), to - start);
      whole.set(part, Math.max(0, start - from));
    }
    return whole;
  }

  #pieceAt(offset: number): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
