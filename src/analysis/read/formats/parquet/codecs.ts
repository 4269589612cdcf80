import type { ColumnMetaData } from "hyparquet";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import type { Codec } from "./more-codecs.ts";

/**
 * The codec of a column.
 *
 * Snappy, which nearly all files use, is at hand; the others come when a file needs them.
 *
 * @returns null for a codec that is not known.
 */
export async function codecFor(name: ColumnMetaData["codec"]): Promise<Codec | null> {
  if (name === "UNCOMPRESSED") return (packed) => packed;
  if (name === "SNAPPY") return unpackSnappy;
  const { moreCodecs } = await import("./more-codecs.ts");
  return moreCodecs.get(name) ?? null;
}

function unpackSnappy(packed: Uint8Array, size: number): Uint8Array {
  const unpacked = new Uint8Array(size);
  snappyUncompress(packed, unpacked);
  return unpacked;
}
