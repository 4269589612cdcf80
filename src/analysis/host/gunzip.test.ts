import { createGzip } from "node:zlib";
import { prng } from "../../kernels/mod.ts";
import { gunzip } from "./gunzip.ts";
import { inflateMembers } from "./inflate.ts";
import type { ByteStream } from "./types.ts";

const HOSTS = [
  ["Node and Deno", gunzip],
  ["the page", inflateMembers],
] as const;

async function* pieces(bytes: Uint8Array, size: number): ByteStream {
  for (let from = 0; from < bytes.length; from += size)
    yield await Promise.resolve(bytes.subarray(from, from + size));
}

/** What came out, and the message of the error that ended it. */
async function unpack(
  unpacker: (packed: ByteStream) => ByteStream,
  bytes: Uint8Array,
  size: number = 1 << 20,
): Promise<{ text: string; error?: string }> {
  const chunks: Uint8Array[] = [];
  const textOf = (): string => Buffer.concat(chunks).toString("latin1");
  try {
    for await (const chunk of unpacker(pieces(bytes, size))) chunks.push(chunk);
  } catch (error) {
    expect((error as { code?: string }).code).toBe("E_TRUNCATED_GZIP");
    return { text: textOf(), error: (error as Error).message };
  }
  return { text: textOf() };
}

async function gzip(text: string): Promise<Uint8Array> {
  const packer = createGzip();
  packer.end(Buffer.from(text, "latin1"));
  const chunks: Buffer[] = [];
  for await (const chunk of packer) chunks.push(chunk as Buffer);
  return Uint8Array.from(Buffer.concat(chunks));
}

function joined(...parts: (Uint8Array | number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const DAMAGED = "Cannot unpack gzip: the data is damaged";
const EARLY = "Cannot unpack gzip: the data ends early";

describe.each(HOSTS)("gunzip in %s", (_, unpacker) => {
  const random = prng(5);
  const long = Array.from({ length: 60_000 }, () => random.int(1e6).toString(36)).join("\n");

  test("unpacks one member and several, in one piece, in bytes and in odd pieces", async () => {
    const one = await gzip("hello ");
    const two = joined(one, await gzip(""), await gzip("world"));
    for (const size of [1, 3, 7, 1000]) {
      expect(await unpack(unpacker, one, size)).toEqual({ text: "hello " });
      expect(await unpack(unpacker, two, size)).toEqual({ text: "hello world" });
    }
    expect(await unpack(unpacker, await gzip(long), 5000)).toEqual({ text: long });
    expect(await unpack(unpacker, joined(await gzip(long), await gzip(long)))).toEqual({ text: long + long });
  });

  test("takes zeros behind and between members for padding", async () => {
    const one = await gzip("hello ");
    for (const size of [1, 4, 1000])
      expect(await unpack(unpacker, joined(one, [0, 0, 0, 0, 0]), size)).toEqual({ text: "hello " });
  });

  test("gives everything before a cut at any place, and then the error", async () => {
    const first = await gzip("hello ");
    const both = joined(first, await gzip("world"));
    for (let length = 1; length < both.length; length++) {
      const { text, error } = await unpack(unpacker, both.subarray(0, length), 4);
      if (length === first.length) expect([text, error]).toEqual(["hello ", undefined]);
      else expect(error).toBe(EARLY);
      expect("hello world".startsWith(text)).toBe(true);
      if (length >= first.length - 8) expect(text.startsWith("hello ")).toBe(true);
    }
    const packed = await gzip(long);
    const half = await unpack(unpacker, packed.subarray(0, packed.length >> 1), 1 << 16);
    expect(half.error).toBe(EARLY);
    expect(half.text.length).toBeGreaterThan(long.length * 0.4);
    expect(long.startsWith(half.text)).toBe(true);
  });

  test("gives everything before a damage, and then the error", async () => {
    const one = await gzip("hello ");
    for (const size of [1, 1000]) {
      expect(await unpack(unpacker, joined(one, [1, 2, 3]), size)).toEqual({
        text: "hello ",
        error: DAMAGED,
      });
      const checkSum = one.slice();
      checkSum[one.length - 6]! ^= 1;
      expect(await unpack(unpacker, joined(checkSum, one), size)).toEqual({ text: "hello ", error: DAMAGED });
      const length = one.slice();
      length[one.length - 1]! ^= 1;
      expect(await unpack(unpacker, length, size)).toEqual({ text: "hello ", error: DAMAGED });
    }
    const packed = await gzip(long);
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 50);
    const { text, error } = await unpack(unpacker, packed, 1 << 16);
    expect(error).toBe(DAMAGED);
    const same = [...text].findIndex((character, i) => character !== long[i]);
    expect(same).toBeGreaterThan(long.length * 0.4);
  });

  test("nothing, and a header alone, end early", async () => {
    expect(await unpack(unpacker, new Uint8Array(0))).toEqual({ text: "", error: EARLY });
    expect(await unpack(unpacker, (await gzip("x")).subarray(0, 10), 3)).toEqual({ text: "", error: EARLY });
  });

  test("hands on an error of its source as it is, and ends the source when it is left", async () => {
    const packed = await gzip(long);
    async function* failing(): ByteStream {
      yield* pieces(packed.subarray(0, 1000), 100);
      throw new Error("torn cable");
    }
    await expect(
      (async () => {
        for await (const chunk of unpacker(failing())) void chunk;
      })(),
    ).rejects.toThrow("torn cable");
    let ended = false;
    async function* watched(): ByteStream {
      try {
        yield* pieces(packed, 1 << 16);
      } finally {
        ended = true;
      }
    }
    for await (const chunk of unpacker(watched())) {
      void chunk;
      break;
    }
    expect(ended).toBe(true);
  });
});

test("both hosts give the same bytes and the same error for 300 random cuts and damages", async () => {
  const random = prng(9);
  const packed = joined(
    await gzip("abc".repeat(500)),
    await gzip(Array.from({ length: 400 }, () => random.int(1000)).join(" ")),
  );
  for (let i = 0; i < 300; i++) {
    const bytes = packed.slice(0, random.int(3) === 0 ? random.int(packed.length) : packed.length);
    for (let change = random.int(3); change > 0 && bytes.length > 12; change--)
      bytes[10 + random.int(bytes.length - 10)]! ^= 1 << random.int(8);
    const size = 1 + random.int(400);
    expect(await unpack(gunzip, bytes, size)).toEqual(await unpack(inflateMembers, bytes, size));
  }
}, 60_000);

test("past 8 MiB a damage costs at most the piece it is in", async () => {
  const random = prng(4);
  const noise = Buffer.from(Uint8Array.from({ length: 1 << 20 }, () => random.int(256)))
    .toString("latin1")
    .repeat(9);
  const packed = await gzip(noise);
  packed.fill(0, packed.length - 4000, packed.length - 3000);
  packed[packed.length - 2]! ^= 1;
  const { text, error } = await unpack(gunzip, packed);
  expect(error).toBe(DAMAGED);
  expect(text.length).toBeGreaterThan(noise.length - 200_000);
}, 30_000);
