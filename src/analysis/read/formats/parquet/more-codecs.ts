import {
  decompressBrotli,
  decompressGzip,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from "hyparquet-compressors";

/** Unpacks a page into exactly this many bytes. */
export type Codec = (packed: Uint8Array, size: number) => Uint8Array;

/** The codecs that few files use: 120 kB of code. */
export const moreCodecs: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ["GZIP", decompressGzip],
  ["BROTLI", decompressBrotli],
  // The size stands in the data, too, where it can be anything: the page's own is the limit.
  ["ZSTD", (packed, size) => decompressZstd(packed, new Uint8Array(size))],
  ["LZ4", decompressLz4],
  ["LZ4_RAW", decompressLz4Raw],
]);
