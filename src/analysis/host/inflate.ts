import type { Inflate } from "pako";
import { codedError } from "../core/mod.ts";
import type * as pakoModule from "./pako.ts";
import type { ByteStream } from "./types.ts";

/** Bytes that are unpacked at a time. */
const CHUNK_SIZE = 1 << 18;

/** The part of pako's stream state that its types leave out. */
interface StreamState {
  strm: { output: Uint8Array; next_out: number; avail_in: number };
}

/**
 * Unpacks gzip in JavaScript, member by member; zero bytes between and after members are padding.
 *
 * The page's own DecompressionStream refuses a second member and loses what came before a cut; here every byte before a cut or a
 * damage comes out before the error does.
 *
 * @throws {SyntaxError} code E_TRUNCATED_GZIP.
 */
export async function* inflateMembers(packed: ByteStream): ByteStream {
  const pako = await import("./pako.ts"); // at first use: ADR 0017
  let member = null as Member | null;
  for await (const bytes of packed) {
    let from = 0;
    for (;;) {
      if (!member || member.ended) while (bytes[from] === 0) from++;
      if (from >= bytes.length) break;
      if (!member || member.ended) member = new Member(pako);
      from += member.push(bytes.subarray(from));
      yield* member.unpacked.splice(0);
      if (member.status !== 0) throw damaged(new Error(member.inflate.msg));
    }
  }
  if (!member?.ended) throw cutShort();
}

export function cutShort(cause?: unknown): Error {
  return codedError(SyntaxError, "E_TRUNCATED_GZIP", "Cannot unpack gzip: the data ends early", { cause });
}

export function damaged(cause: unknown): Error {
  return codedError(SyntaxError, "E_TRUNCATED_GZIP", "Cannot unpack gzip: the data is damaged", { cause });
}

type Pako = typeof pakoModule;

/** One gzip member. */
class Member {
  readonly inflate: Inflate;
  readonly unpacked: Uint8Array[] = [];
  ended = false;
  /** zlib's status at the end; 0 is good. */
  status = 0;
  readonly #flush: Pako["constants"]["Z_SYNC_FLUSH"];

  constructor({ constants, Inflate }: Pako) {
    this.#flush = constants.Z_SYNC_FLUSH;
    this.inflate = new Inflate({ chunkSize: CHUNK_SIZE });
    this.inflate.onData = (chunk) => void this.unpacked.push(chunk as Uint8Array);
    this.inflate.onEnd = (status) => {
      this.ended = true;
      this.status = status;
    };
  }

  /** @returns How many of the bytes were used: all, unless the member ended before. */
  push(bytes: Uint8Array): number {
    const { strm } = this.inflate as unknown as StreamState;
    this.inflate.push(bytes, this.#flush);
    if (this.status !== 0 && strm.next_out > 0) this.unpacked.push(strm.output.slice(0, strm.next_out));
    return bytes.length - strm.avail_in;
  }
}
