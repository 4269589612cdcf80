import {
  decompressBrotli,
  decompressGzip,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from "hyparquet-compressors";
import type { Unpacker } from "../../../host/mod.ts";

/** The codecs that few files use, where the runtime does not have them: 120 kB of code. */
export const moreCodecs: ReadonlyMap<string, Unpacker> = new Map<string, Unpacker>([
  ["GZIP", decompressGzip],
  ["BROTLI", decompressBrotli],
  // The size stands in the data, too, where it can be anything: the page's own is the limit.
  ["ZSTD", (packed, size) => decompressZstd(packed, new Uint8Array(size))],
  ["LZ4", decompressLz4],
  ["LZ4_RAW", decompressLz4Raw],
]);
