import { currentHost, isZip, unzip } from "../host/mod.ts";
import type { ByteStream } from "../host/mod.ts";
import { joinBytes } from "./join-bytes.ts";

/** A gzipped gzip happens; more layers are an attack. */
const MAX_LAYERS = 3;

/** A stream that shows each chunk before it hands it on. */
export async function* tap(stream: ByteStream, look: (bytes: Uint8Array) => void): ByteStream {
  for await (const bytes of stream) {
    look(bytes);
    yield bytes;
  }
}

/** A stream that is packed no more. */
export interface Unpacked {
  readonly stream: ByteStream;
  /** Whether its bytes are others than those that were read. */
  readonly wasPacked: boolean;
}

/** Unpacks gzip and a zip of one file, told by their first bytes, as often as it was packed. Errors come with the bytes; `bytes` is left open. */
export async function unpack(bytes: AsyncIterator<Uint8Array>, layers: number = 0): Promise<Unpacked> {
  const first: Uint8Array[] = [];
  let start = new Uint8Array(0);
  let failure: Error | null = null;
  while (start.length < 4) {
    const next = await bytes.next().catch((error: unknown) => {
      failure = error as Error;
    });
    if (!next || next.done) break;
    first.push(next.value);
    start = joinBytes([start.slice(), next.value]).slice(0, 4);
  }
  const all = replay(first, bytes, failure);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  if (layers === MAX_LAYERS || !(isGzip || isZip(start))) return { stream: all, wasPacked: layers > 0 };
  const unpacked = isGzip ? currentHost().gunzip(all) : unzip(all);
  return unpack(unpacked[Symbol.asyncIterator](), layers + 1);
}

async function* replay(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  failure: Error | null,
): ByteStream {
  yield* first;
  if (failure !== null) throw failure;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
