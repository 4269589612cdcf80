/** Types of Thrift's compact protocol that Parquet uses. */
const BOOLEANS = new Set([1, 2]);
const BYTE = 3;
const INTEGERS = new Set([4, 5, 6]);
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
/** Parquet's own structs lie no deeper than about ten in each other. */
const MAX_DEPTH = 24;
/** Bytes of the longest number of 64 bits. */
const MAX_VARINT = 10;

/**
 * Walks over one struct in Thrift's compact protocol and refuses what its reader would take too much memory or time for: lists that are
 * longer than the bytes that are left, numbers without end, structs in structs in structs.
 *
 * @returns The offset after the struct.
 * @throws {Error} with the rule that was broken.
 */
export function checkStruct(view: DataView, offset: number): number {
  return new Walk(view, offset).struct(0);
}

class Walk {
  readonly #view: DataView;
  #offset: number;

  constructor(view: DataView, offset: number) {
    this.#view = view;
    this.#offset = offset;
  }

  struct(depth: number): number {
    if (depth > MAX_DEPTH) throw new Error("its structs lie too deep in each other");
    for (;;) {
      const byte = this.#byte();
      const type = byte & 0x0f;
      if (type === 0) return this.#offset;
      if (byte >> 4 === 0) this.#varint();
      if (!BOOLEANS.has(type)) this.#element(type, depth);
    }
  }

  #element(type: number, depth: number): void {
    if (type === BYTE || BOOLEANS.has(type)) this.#skip(1);
    else if (INTEGERS.has(type)) this.#varint();
    else if (type === DOUBLE) this.#skip(8);
    else if (type === BINARY) this.#skip(this.#varint());
    else if (type === LIST) this.#list(depth + 1);
    else if (type === STRUCT) this.struct(depth + 1);
    else throw new Error(`Parquet has no values of Thrift's type ${type}`);
  }

  #list(depth: number): void {
    if (depth > MAX_DEPTH) throw new Error("its lists lie too deep in each other");
    const byte = this.#byte();
    const size = byte >> 4 === 15 ? this.#varint() : byte >> 4;
    if (size > this.#view.byteLength - this.#offset) throw new Error("a list is longer than the bytes left");
    for (let i = 0; i < size; i++) this.#element(byte & 0x0f, depth);
  }

  #byte(): number {
    this.#skip(1);
    return this.#view.getUint8(this.#offset - 1);
  }

  /** Only sizes are used; larger numbers just have to end. */
  #varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < MAX_VARINT; i++, scale *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new Error("a number has no end");
  }

  #skip(bytes: number): void {
    this.#offset += bytes;
    if (this.#offset > this.#view.byteLength) throw new Error("a value goes past the end");
  }
}
