import { readVarint } from "./varint.ts";

/**
 * Reads Parquet's mixture of runs and bit-packed groups: definition levels, truth values, places in a dictionary.
 *
 * The last group is padded to eight values, and some writers leave its last bytes out: those count as zero.
 *
 * @param width Bits of a value, 0 to 32.
 * @returns Shape (count,).
 * @throws {Error} when the bytes end before that many values.
 */
export function readHybrid(
  bytes: Uint8Array,
  from: number,
  to: number,
  width: number,
  count: number,
): Int32Array {
  if (width > 32) throw new Error(`values of ${width} bits`);
  const values = new Int32Array(count);
  let offset = from;
  let filled = 0;
  while (filled < count) {
    const { value: header, next } = readVarint(bytes, offset, to);
    offset = next;
    if (header % 2 === 1) {
      const packed = Math.min((header - 1) * 4, count - filled);
      unpackBits(bytes, offset, to, width, values.subarray(filled, filled + packed));
      offset += ((header - 1) / 2) * width;
      filled += packed;
    } else {
      const run = Math.min(header / 2, count - filled);
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) {
        if (offset >= to) throw new Error("a page holds fewer values than it says");
        value |= bytes[offset++]! << shift;
      }
      if (value !== 0) values.fill(value, filled, filled + run);
      filled += run;
    }
  }
  return values;
}

/** Values of `width` bits one after the other, lowest bit first; the last `width` bytes may lack. */
export function unpackBits(
  bytes: Uint8Array,
  from: number,
  to: number,
  width: number,
  values: Int32Array,
): void {
  if (from + Math.ceil((values.length * width) / 8) > to + width)
    throw new Error("a page holds fewer values than it says");
  if (width > 24) return unpackWide(bytes, from, to, width, values);
  const mask = (1 << width) - 1;
  let offset = from;
  let held = 0;
  let bits = 0;
  for (let i = 0; i < values.length; i++) {
    while (bits < width) {
      if (offset < to) held |= bytes[offset]! << bits;
      offset++;
      bits += 8;
    }
    values[i] = held & mask;
    held >>>= width;
    bits -= width;
  }
}

/** The same where what is held can pass 32 bits. */
function unpackWide(bytes: Uint8Array, from: number, to: number, width: number, values: Int32Array): void {
  for (let i = 0; i < values.length; i++) {
    let value = 0;
    for (let bit = 0; bit < width; bit++) {
      const place = i * width + bit;
      const offset = from + Math.floor(place / 8);
      if (offset < to && (bytes[offset]! >>> (place & 7)) & 1) value |= 1 << bit;
    }
    values[i] = value;
  }
}
