import { tap, unpack } from "./byte-streams.ts";
import { bytesOf, gzip } from "./testing/input.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size)
    yield await Promise.resolve(bytes.subarray(from, from + size));
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

describe("unpack()", () => {
  test("leaves plain bytes as they are, also one byte and none", async () => {
    for (const text of ["", "a", "\x1f", "\x1fx", "plain text"]) {
      const bytes = Uint8Array.from(Buffer.from(text, "latin1"));
      expect(await textOf((await unpack(pieces(bytes, 1))).stream)).toBe(text);
    }
  });

  test("skips empty chunks before it looks", async () => {
    async function* withEmpty(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(0);
      yield* pieces(gzip("hello"), 1);
      yield await Promise.resolve(new Uint8Array(0));
    }
    expect(await textOf((await unpack(withEmpty())).stream)).toBe("hello");
  });

  test("unwraps gzip of gzip, and hands on a fourth layer as it is", async () => {
    let packed = bytesOf("hello");
    for (let layer = 1; layer <= 3; layer++) {
      packed = gzip(packed);
      expect(await textOf((await unpack(pieces(packed, 7))).stream)).toBe("hello");
    }
    expect(await textOf((await unpack(pieces(gzip(packed), 7))).stream)).toBe(
      Buffer.from(gzip("hello")).toString("latin1"),
    );
  });

  test("says whether the bytes are others than those that were read", async () => {
    expect((await unpack(pieces(bytesOf("hello"), 7))).wasPacked).toBe(false);
    expect((await unpack(pieces(gzip("hello"), 7))).wasPacked).toBe(true);
  });

  test("leaves the source open for the caller to end", async () => {
    let ended = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* pieces(bytesOf("abcdef"), 1);
      } finally {
        ended = true;
      }
    }
    const bytes = source();
    const stream = (await unpack(bytes)).stream[Symbol.asyncIterator]();
    await stream.next();
    await stream.return?.();
    expect(ended).toBe(false);
    await bytes.return(undefined);
    expect(ended).toBe(true);
  });
});

test("tap() shows each chunk before it hands it on", async () => {
  const seen: number[] = [];
  expect(await textOf(tap(pieces(bytesOf("abcde"), 2), (bytes) => void seen.push(bytes.length)))).toBe(
    "abcde",
  );
  expect(seen).toEqual([2, 2, 1]);
});
