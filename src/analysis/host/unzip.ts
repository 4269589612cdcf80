import { UnknownFormatError } from "../core/mod.ts";
import type { ByteStream } from "./types.ts";

const HEADER_SIZE = 30;
const MEMBER = 0x04034b50;
const DIRECTORY = 0x02014b50;
const DESCRIPTOR = 0x08074b50;
const DEFLATED = 8;
const STORED = 0;
const ENCRYPTED = 1;
const SIZES_BEHIND = 8;
const CHUNK_SIZE = 1 << 18;
/** Packed bytes that are unpacked at a time: they may become a thousand times as many. */
const PIECE_SIZE = 1 << 14;
/** The largest a descriptor behind a member is, with the start of what follows. */
const BEHIND_SIZE = 28;

/** Whether bytes begin a zip archive that has a member. */
export function isZip(start: Uint8Array): boolean {
  return start.length >= 4 && new DataView(start.buffer, start.byteOffset).getUint32(0, true) === MEMBER;
}

/**
 * Unpacks the only member of a zip archive while it comes.
 *
 * @throws {UnknownFormatError} code E_UNSUPPORTED, for an archive of several members, an encrypted or otherwise packed one, or a damaged one;
 *   of several the first has come out by then.
 */
export async function* unzip(packed: ByteStream): ByteStream {
  const input = new Input(packed);
  const head = await input.take(HEADER_SIZE);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (head.length < HEADER_SIZE) throw unreadable("its header is cut");
  const flags = view.getUint16(6, true);
  const method = view.getUint16(8, true);
  const size = view.getUint32(18, true);
  if ((flags & ENCRYPTED) !== 0) throw unreadable("it is encrypted");
  if (method !== DEFLATED && (method !== STORED || (flags & SIZES_BEHIND) !== 0))
    throw unreadable(`it is packed by method ${method}`);
  await input.take(view.getUint16(26, true) + view.getUint16(28, true));
  yield* method === DEFLATED ? inflated(input) : stored(input, size);
  await checkEnd(input, (flags & SIZES_BEHIND) !== 0);
}

/** Bytes of a stream by count, or as they come. */
class Input {
  #rest: Uint8Array = new Uint8Array(0);
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(stream: ByteStream) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** As many bytes as asked for, fewer at the end. */
  async take(count: number): Promise<Uint8Array> {
    const taken = new Uint8Array(count);
    let length = 0;
    while (length < count) {
      const chunk = await this.next();
      if (!chunk) break;
      const part = chunk.subarray(0, count - length);
      taken.set(part, length);
      length += part.length;
      this.giveBack(chunk.subarray(part.length));
    }
    return taken.subarray(0, length);
  }

  async next(): Promise<Uint8Array | null> {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    if (rest.length > 0) return rest;
    const next = await this.#chunks.next();
    return next.done ? null : next.value;
  }

  giveBack(bytes: Uint8Array): void {
    this.#rest = bytes;
  }
}

async function* inflated(input: Input): ByteStream {
  const { Inflate } = await import("./pako.ts"); // at first use: ADR 0017
  const inflate = new Inflate({ raw: true, chunkSize: CHUNK_SIZE });
  const unpacked: Uint8Array[] = [];
  let ended = false;
  /** zlib's; 0 is good. */
  let status = 0;
  inflate.onData = (chunk) => void unpacked.push(chunk as Uint8Array);
  inflate.onEnd = (code) => {
    ended = true;
    status = code;
  };
  while (!ended) {
    const next = await input.next();
    if (!next) throw unreadable("it ends early");
    const chunk = next.subarray(0, PIECE_SIZE);
    input.giveBack(next.subarray(PIECE_SIZE));
    inflate.push(chunk, 2);
    yield* unpacked.splice(0);
    const { avail_in } = (inflate as unknown as { strm: { avail_in: number } }).strm;
    if (ended) input.giveBack(next.subarray(chunk.length - avail_in));
  }
  if (status !== 0) throw unreadable("it is damaged");
}

async function* stored(input: Input, size: number): ByteStream {
  for (let left = size; left > 0;) {
    const chunk = await input.next();
    if (!chunk) throw unreadable("it ends early");
    yield chunk.subarray(0, left);
    if (chunk.length > left) input.giveBack(chunk.subarray(left));
    left -= Math.min(left, chunk.length);
  }
}

/** Behind the only member, and the sizes that may follow it, comes the archive's directory. */
async function checkEnd(input: Input, sizesBehind: boolean): Promise<void> {
  const behind = await input.take(BEHIND_SIZE);
  const view = new DataView(behind.buffer, behind.byteOffset, behind.length);
  const markAt = (at: number): number => (at + 4 <= behind.length ? view.getUint32(at, true) : 0);
  const from = sizesBehind && markAt(0) === DESCRIPTOR ? 4 : 0;
  const starts = sizesBehind ? [from + 12, from + 20] : [0];
  if (starts.some((at) => markAt(at) === DIRECTORY)) return;
  throw unreadable(starts.some((at) => markAt(at) === MEMBER) ? "it has several members" : "it ends early");
}

function unreadable(why: string): Error {
  return new UnknownFormatError(
    "E_UNSUPPORTED",
    `Cannot unpack zip: an archive is read where it holds one plain file, but ${why}; unpack it first`,
  );
}
