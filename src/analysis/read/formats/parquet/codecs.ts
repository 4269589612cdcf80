import type { ColumnMetaData } from "hyparquet";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import { currentHost } from "../../../host/mod.ts";
import type { BlockCodec, Unpacker } from "../../../host/mod.ts";

/** Codecs that the runtime may have itself, and then many times faster. */
const NATIVE = new Map<string, BlockCodec>([
  ["GZIP", "gzip"],
  ["BROTLI", "brotli"],
  ["ZSTD", "zstd"],
]);

/**
 * The codec of a column.
 *
 * Snappy, which nearly all files use, is at hand; the others are the runtime's own, or come when a file needs them.
 *
 * @returns null for a codec that is not known.
 */
export async function codecFor(name: ColumnMetaData["codec"]): Promise<Unpacker | null> {
  if (name === "UNCOMPRESSED") return (packed) => packed;
  if (name === "SNAPPY") return unpackSnappy;
  const native = nativeCodec(name);
  if (native) return native;
  const { moreCodecs } = await import("./more-codecs.ts");
  return moreCodecs.get(name) ?? null;
}

/** Whether a codec takes long: in JavaScript Zstandard and Brotli take several times what all else of reading takes. */
export function isSlow(name: string | undefined): boolean {
  return (name === "ZSTD" || name === "BROTLI") && nativeCodec(name) === null;
}

function nativeCodec(name: string): Unpacker | null {
  const codec = NATIVE.get(name);
  return codec ? currentHost().unpacker(codec) : null;
}

function unpackSnappy(packed: Uint8Array, size: number): Uint8Array {
  const unpacked = new Uint8Array(size);
  snappyUncompress(packed, unpacked);
  return unpacked;
}
