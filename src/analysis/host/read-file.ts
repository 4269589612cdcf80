import type { ByteStream } from "./types.ts";

/** Bytes a file is read in at a time. */
const READ_SIZE = 1 << 18;

/** The bytes of a file or pipe; the next ones are read while the caller works on what came before. */
export function readFile(path: string, from: number): ByteStream {
  const spare: ArrayBufferLike[] = [];
  const { open } = process.getBuiltinModule("node:fs/promises");

  async function* read(): AsyncGenerator<Uint8Array, void, undefined> {
    const file = await open(path);
    let position = from;
    // A pipe has no positions: only a read from the middle names one.
    const readNext = (): Promise<{ bytesRead: number; buffer: Uint8Array }> =>
      file.read(
        new Uint8Array(spare.pop() ?? new ArrayBuffer(READ_SIZE)),
        0,
        READ_SIZE,
        from === 0 ? null : position,
      );
    let reading: ReturnType<typeof readNext> = readNext();
    try {
      for (;;) {
        const { bytesRead, buffer } = await reading;
        if (bytesRead === 0) return;
        position += bytesRead;
        reading = readNext();
        reading.catch(() => undefined); // it is told when its turn comes
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await reading.catch(() => undefined);
      await file.close();
    }
  }

  return Object.assign(read(), {
    reuse: (bytes: Uint8Array) => {
      if (bytes.buffer.byteLength === READ_SIZE) spare.push(bytes.buffer);
    },
  });
}
