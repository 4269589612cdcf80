/** Memory that is used again for each chunk: arrays are put into it one after the other, and past its end into memory of their own. */
export class Arena {
  readonly #buffer: ArrayBuffer;
  #used = 0;

  constructor(buffer: ArrayBuffer = new ArrayBuffer(0)) {
    this.#buffer = buffer;
  }

  /** Copies, as the others do; those of narrower forms where the caller knows that all values fit. */
  float64(values: Float64Array): Float64Array {
    const { buffer, from } = this.#place(values.length * 8);
    return fill(new Float64Array(buffer, from, values.length), values);
  }

  int32(values: Int32Array): Int32Array {
    const { buffer, from } = this.#place(values.length * 4);
    return fill(new Int32Array(buffer, from, values.length), values);
  }

  int16(values: Int32Array): Int16Array {
    const { buffer, from } = this.#place(values.length * 2);
    return fill(new Int16Array(buffer, from, values.length), values);
  }

  int8(values: Int8Array): Int8Array {
    const { buffer, from } = this.#place(values.length);
    return fill(new Int8Array(buffer, from, values.length), values);
  }

  #place(bytes: number): { buffer: ArrayBuffer; from: number } {
    const from = this.#used;
    if (from + bytes > this.#buffer.byteLength) return { buffer: new ArrayBuffer(bytes), from: 0 };
    this.#used = Math.ceil((from + bytes) / 8) * 8;
    return { buffer: this.#buffer, from };
  }
}

function fill<T extends { set(values: ArrayLike<number>): void }>(cells: T, values: ArrayLike<number>): T {
  cells.set(values);
  return cells;
}
