/** Steps of seven bits that a number of 32 bits takes. */
const MAX_BYTES = 5;

/** A whole number of up to 32 bits in groups of seven, lowest first, and the offset of what follows it. */
export function readVarint(bytes: Uint8Array, from: number, to: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let next = from; next < to && next - from < MAX_BYTES; scale *= 128) {
    const byte = bytes[next++]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, next };
  }
  throw new Error("a page ends before its values");
}
