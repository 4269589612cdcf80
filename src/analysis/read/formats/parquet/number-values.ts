import type { Encoding } from "hyparquet";
import { byteStreamSplit } from "hyparquet/src/encoding.js";
import {
  booleanColumn,
  emptyValidity,
  FloatColumn,
  intColumn,
  numberColumn,
  setValid,
} from "../../../table/mod.ts";
import type { StoredColumn } from "../../../table/mod.ts";
import type { ColumnKind } from "./column-kind.ts";
import { readHybrid, unpackBits } from "./hybrid.ts";
import { ColumnValues, readDeltas, UnreadEncoding } from "./values.ts";
import type { PageValues } from "./values.ts";

const TWO_32 = 0x1_0000_0000;
/** The Julian day of 1970-01-01, from which the oldest kind of times counts. */
const JULIAN_1970 = 2_440_588;
const MS_PER_DAY = 86_400_000;
const NANOS_PER_MS = 1_000_000n;

/** Numbers, times and truth values; NaN where missing. */
export class NumberValues extends ColumnValues<Float64Array> {
  readonly #kind: ColumnKind;

  constructor(kind: ColumnKind, rows: number) {
    super(new Float64Array(rows), NaN);
    this.#kind = kind;
  }

  override build(name: string): StoredColumn {
    const { becomes } = this.#kind;
    if (becomes === "number") return numberColumn(name, this.cells);
    if (becomes === "int") return this.#buildInt(name);
    if (becomes === "boolean") return this.#buildBoolean(name);
    return new FloatColumn(name, this.cells, becomes === "time" ? "time" : "float");
  }

  protected override plain(page: PageValues): Float64Array {
    const { storage, width } = this.#kind;
    const { bytes, offset, count } = page;
    if (storage === "boolean") {
      const bits = new Int32Array(count);
      unpackBits(bytes, offset, bytes.length, 1, bits);
      return Float64Array.from(bits);
    }
    if (storage === "decimal" && width === 0) return this.#decimalsWithLengths(page);
    if (offset + count * width > bytes.length) throw new Error("a page ends before its values");
    return this.#convert(bytes.slice(offset, offset + count * width), count);
  }

  protected override encoded(encoding: Encoding, page: PageValues): Float64Array {
    const { storage, width } = this.#kind;
    const { bytes, offset, count } = page;
    if (encoding === "RLE" && storage === "boolean")
      return Float64Array.from(readHybrid(bytes, offset + 4, bytes.length, 1, count));
    if (encoding === "BYTE_STREAM_SPLIT" && width > 0) {
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset };
      if (offset + count * width > bytes.length) throw new Error("a page ends before its values");
      const parts = byteStreamSplit(reader, count, "FIXED_LEN_BYTE_ARRAY", width) as Uint8Array[];
      const joined = new Uint8Array(count * width);
      parts.forEach((part, i) => joined.set(part, i * width));
      return this.#convert(joined, count);
    }
    if (encoding === "DELTA_BINARY_PACKED" && (storage === "int32" || storage === "uint32"))
      return this.#convert(asBytes(readDeltas(page, new Int32Array(count)).numbers), count);
    if (encoding === "DELTA_BINARY_PACKED" && (storage === "int64" || storage === "uint64"))
      return this.#convert(asBytes(readDeltas(page, new BigInt64Array(count)).numbers), count);
    throw new UnreadEncoding(`its values are encoded as ${encoding}, which is not read for ${storage}`);
  }

  /** @param bytes Values of `width` bytes, beginning at the start of their buffer. */
  #convert(bytes: Uint8Array<ArrayBuffer>, count: number): Float64Array {
    const values = this.#read(bytes, count);
    const { times, over, storage } = this.#kind;
    if (times === 1 && over === 1) return values;
    if (storage === "int64" && over === Number(NANOS_PER_MS)) return nanoseconds(bytes, count);
    for (let i = 0; i < count; i++) values[i] = (values[i]! * times) / over;
    return values;
  }

  #read(bytes: Uint8Array<ArrayBuffer>, count: number): Float64Array {
    const { storage, width } = this.#kind;
    const { buffer } = bytes;
    switch (storage) {
      case "int32":
        return Float64Array.from(new Int32Array(buffer, 0, count));
      case "uint32":
        return Float64Array.from(new Uint32Array(buffer, 0, count));
      case "int64":
      case "uint64":
        return longs(buffer, count, storage === "uint64");
      case "int96":
        return julianTimes(buffer, count);
      case "float":
        return Float64Array.from(new Float32Array(buffer, 0, count));
      case "double":
        return new Float64Array(buffer, 0, count);
      case "float16":
        return Float64Array.from({ length: count }, (_, i) =>
          halfFloat(bytes[2 * i]! | (bytes[2 * i + 1]! << 8)),
        );
      default:
        return Float64Array.from({ length: count }, (_, i) =>
          signedNumber(bytes.subarray(i * width, (i + 1) * width)),
        );
    }
  }

  #decimalsWithLengths({ bytes, offset: from, count }: PageValues): Float64Array {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const values = new Float64Array(count);
    let offset = from;
    for (let i = 0; i < count; i++) {
      const length = view.getUint32(offset, true);
      offset += 4;
      if (length > 64 || offset + length > bytes.length) throw new Error("a page ends before its values");
      values[i] = signedNumber(bytes.subarray(offset, offset + length)) / this.#kind.over;
      offset += length;
    }
    return values;
  }

  #buildInt(name: string): StoredColumn {
    const { cells } = this;
    const validity = emptyValidity(cells.length);
    for (let row = 0; row < cells.length; row++) if (cells[row] === cells[row]) setValid(validity, row);
    return intColumn(name, Int32Array.from(cells), validity);
  }

  #buildBoolean(name: string): StoredColumn {
    const { cells } = this;
    const validity = emptyValidity(cells.length);
    for (let row = 0; row < cells.length; row++) if (cells[row] === cells[row]) setValid(validity, row);
    return booleanColumn(name, Uint8Array.from(cells), validity);
  }
}

function asBytes(numbers: Int32Array | BigInt64Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(numbers.buffer as ArrayBuffer, numbers.byteOffset, numbers.byteLength);
}

/** Numbers of 64 bits: beyond 2^53 the nearest that a double holds. */
function longs(buffer: ArrayBuffer, count: number, unsigned: boolean): Float64Array {
  const low = new Uint32Array(buffer, 0, count * 2);
  const high = unsigned ? low : new Int32Array(buffer, 0, count * 2);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = high[2 * i + 1]! * TWO_32 + low[2 * i]!;
  return values;
}

/** Nanoseconds as milliseconds with one rounding: such times are larger than what a double holds exactly. */
function nanoseconds(bytes: Uint8Array<ArrayBuffer>, count: number): Float64Array {
  const nanos = new BigInt64Array(bytes.buffer, 0, count);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const whole = nanos[i]! / NANOS_PER_MS;
    values[i] = Number(whole) + Number(nanos[i]! - whole * NANOS_PER_MS) / 1e6;
  }
  return values;
}

/** Nanoseconds of the day and the Julian day. */
function julianTimes(buffer: ArrayBuffer, count: number): Float64Array {
  const words = new Uint32Array(buffer, 0, count * 3);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const nanos = words[3 * i + 1]! * TWO_32 + words[3 * i]!;
    values[i] = (words[3 * i + 2]! - JULIAN_1970) * MS_PER_DAY + nanos / 1e6;
  }
  return values;
}

/** A number of half precision. */
function halfFloat(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return (sign * fraction) / (1 << 24);
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  const scale = exponent < 15 ? 1 / (1 << (15 - exponent)) : 1 << (exponent - 15);
  return sign * (1 + fraction / 1024) * scale;
}

/** A whole number in bytes, highest first, in two's complement. */
function signedNumber(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  let value = BigInt((bytes[0]! << 24) >> 24);
  for (let i = 1; i < bytes.length; i++) value = (value << 8n) | BigInt(bytes[i]!);
  return Number(value);
}
