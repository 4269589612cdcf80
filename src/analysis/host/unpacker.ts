import type * as zlibModule from "node:zlib";
import type { BlockCodec, Unpacker } from "./types.ts";

/** The newer runtimes' zlib has more than the types of the oldest that the library runs on. */
type Zlib = typeof zlibModule & { zstdDecompressSync?: SyncUnpack };
type SyncUnpack = (packed: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

/** The runtime's own unpacker of whole blocks; null where it has none. */
export function nativeUnpacker(codec: BlockCodec): Unpacker | null {
  const zlib = process.getBuiltinModule("node:zlib") as Zlib;
  const functions: Record<BlockCodec, SyncUnpack | undefined> = {
    gzip: zlib.gunzipSync,
    brotli: zlib.brotliDecompressSync,
    zstd: zlib.zstdDecompressSync,
  };
  const unpack = functions[codec];
  if (!unpack) return null;
  return (packed, size) => {
    try {
      const { buffer, byteOffset, length } = unpack(packed, { maxOutputLength: size });
      return new Uint8Array(buffer, byteOffset, length); // of a Buffer, `slice` copies nothing
    } catch (cause) {
      throw new Error(`its ${codec} data cannot be unpacked into ${size} bytes`, { cause });
    }
  };
}
