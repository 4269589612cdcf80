import type { FileAccess } from "../../../host/mod.ts";
import type { Bytes } from "./byte-store.ts";
import { footerBytes } from "./footer.ts";

/** Bytes that nearly every footer lies in. */
const LIKELY_FOOTER = 1 << 16;

/** The last bytes of a file, at their places in it: its footer is in them, if it is as long as it says. */
export async function readFileEnd(files: FileAccess, path: string): Promise<Bytes> {
  const size = await files.size(path);
  const end = await readLast(files, path, size, LIKELY_FOOTER);
  const wanted = footerBytes(end);
  return wanted <= LIKELY_FOOTER || wanted > size ? end : readLast(files, path, size, wanted);
}

async function readLast(files: FileAccess, path: string, size: number, bytes: number): Promise<Bytes> {
  const start = Math.max(0, size - bytes);
  const last = new Uint8Array(size - start);
  let filled = 0;
  for await (const part of files.read(path, start)) {
    const fits = part.subarray(0, last.length - filled);
    last.set(fits, filled);
    filled += fits.length;
    if (filled === last.length) break;
  }
  return {
    length: size,
    slice: (from, to) => last.slice(Math.max(0, from - start), Math.max(0, to - start)),
  };
}
