import { cutShort, damaged, inflateMembers } from "./inflate.ts";
import type { ByteStream } from "./types.ts";

/** Packed bytes that are unpacked at a time, on a thread of the pool while the caller works on what came before. */
const PIECE_SIZE = 1 << 16;
/** Packed bytes kept for finding out what comes before a damage. */
const KEPT_SIZE = 1 << 23;

/**
 * Unpacks gzip of one or several members with the runtime's own zlib.
 *
 * At a damage zlib throws away what it has unpacked of the piece; the first 8 MiB of a file are then unpacked again in JavaScript, so
 * that every byte before the damage comes out. Further on up to 64 KiB of packed bytes before it are lost.
 *
 * @throws {SyntaxError} code E_TRUNCATED_GZIP.
 */
export async function* gunzip(packed: ByteStream): ByteStream {
  const unpacker = new Unpacker();
  const kept = new KeptBytes();
  let delivered = 0;
  try {
    let working = Promise.resolve();
    for await (const bytes of packed) {
      kept.add(bytes);
      for (let from = 0; from < bytes.length; from += PIECE_SIZE) {
        await working;
        if (unpacker.failure) break;
        const unpacked = unpacker.take();
        working = unpacker.write(bytes.subarray(from, from + PIECE_SIZE));
        for (const chunk of unpacked) {
          delivered += chunk.length;
          yield chunk;
        }
      }
      if (unpacker.failure) break;
    }
    await working;
    if (!unpacker.failure) await unpacker.end();
    for (const chunk of unpacker.take()) {
      delivered += chunk.length;
      yield chunk;
    }
    const { failure } = unpacker;
    if (!failure) return;
    if (failure.code === "Z_BUF_ERROR") throw cutShort(failure);
    if (kept.all) yield* skipBytes(inflateMembers(kept.stream()), delivered);
    throw damaged(failure);
  } finally {
    unpacker.destroy();
  }
}

/** zlib's stream as a promise for each write; what it unpacked is taken from it. */
class Unpacker {
  failure: (Error & { code?: string }) | null = null;
  #ready: Uint8Array[] = [];
  readonly #stream = process.getBuiltinModule("node:zlib").createGunzip({ chunkSize: 1 << 18 });
  readonly #closed: Promise<void>;

  constructor() {
    this.#stream.on("data", (chunk: Uint8Array) => void this.#ready.push(chunk));
    this.#closed = new Promise((resolve) => {
      this.#stream.on("end", resolve);
      this.#stream.on("error", (error) => {
        this.failure ??= error;
        resolve();
      });
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    return Promise.race([
      this.#closed,
      new Promise<void>((resolve) => void this.#stream.write(bytes, () => resolve())),
    ]);
  }

  end(): Promise<void> {
    this.#stream.end();
    return this.#closed;
  }

  take(): Uint8Array[] {
    return this.#ready.splice(0);
  }

  destroy(): void {
    this.#stream.destroy();
  }
}

/** The beginning of a stream, up to a limit. */
class KeptBytes {
  /** Whether nothing is missing. */
  all = true;
  #chunks: Uint8Array[] = [];
  #length = 0;

  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#length > KEPT_SIZE) {
      this.all = false;
      this.#chunks = [];
    } else this.#chunks.push(bytes);
  }

  async *stream(): ByteStream {
    yield* this.#chunks;
  }
}

async function* skipBytes(stream: ByteStream, count: number): ByteStream {
  let left = count;
  for await (const bytes of stream) {
    if (left < bytes.length) yield bytes.subarray(left);
    left = Math.max(0, left - bytes.length);
  }
}
