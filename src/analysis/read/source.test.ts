import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openSource } from "./source.ts";
import { bytesOf, failure } from "./testing/input.ts";

const TEXT = "duration,label\n1,a\n";
const never = new AbortController().signal;

async function read(
  source: unknown,
  signal: AbortSignal = never,
): Promise<{ name: string; bytes: number | null; text: string }> {
  const { name, bytes, stream } = await openSource(source, signal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { name, bytes, text: Buffer.concat(chunks).toString() };
}

function streamOf(...values: unknown[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const value of values) controller.enqueue(value);
      controller.close();
    },
  });
}

describe("openSource()", () => {
  let folder = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "trafficlab-source-"));
    writeFileSync(join(folder, "a b#c?.csv"), TEXT);
    writeFileSync(join(folder, "http.csv"), TEXT);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test("opens paths with any characters, and file: URLs", async () => {
    const path = join(folder, "a b#c?.csv");
    const expected = { name: "a b#c?.csv", bytes: TEXT.length, text: TEXT };
    expect(await read(path)).toEqual(expected);
    expect(await read(pathToFileURL(path))).toEqual(expected);
    expect(await read(pathToFileURL(path).href)).toEqual(expected);
    expect((await read(join(folder, "http.csv"))).text).toBe(TEXT);
  });

  test("opens bytes, blobs, files and streams", async () => {
    expect(await read(bytesOf(TEXT))).toEqual({ name: "bytes", bytes: TEXT.length, text: TEXT });
    expect(await read(Buffer.from(TEXT))).toMatchObject({ text: TEXT });
    expect(await read(new Blob([TEXT]))).toEqual({ name: "blob", bytes: TEXT.length, text: TEXT });
    expect(await read(new File([TEXT], "x.csv"))).toMatchObject({ name: "x.csv", text: TEXT });
    expect(await read(streamOf(bytesOf("ab"), bytesOf("c")))).toEqual({
      name: "stream",
      bytes: null,
      text: "abc",
    });
    expect((await read(bytesOf("x".repeat(3 << 20)))).text).toHaveLength(3 << 20);
  });

  test("opens data: and http: URLs, and says what the server answered", async () => {
    expect(await read(`data:text/csv,${encodeURIComponent(TEXT)}`)).toMatchObject({
      name: "data URL",
      text: TEXT,
    });
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/missing" ? 404 : 200;
      if (request.url === "/cut") {
        response.setHeader("content-length", "1000");
        response.write("duration", () => response.destroy());
      } else response.end(TEXT);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await read(`${base}/some/flows.csv?x=1`)).toMatchObject({ name: "flows.csv", text: TEXT });
      const missing = await failure(read(new URL(`${base}/missing`)));
      expect([missing.code, missing.message]).toEqual([
        "E_NOT_FOUND",
        expect.stringContaining("the server answered 404"),
      ]);
      expect((await failure(read(`${base}/cut`))).code).toBe("E_READ");
    } finally {
      server.close();
    }
    expect((await failure(read(`${base}/gone`))).code).toBe("E_NOT_FOUND");
  });

  test.each([
    ["E_NOT_FOUND", "no/such/file.csv", "no such file in the working directory"],
    ["E_NOT_FOUND", "", "no such file"],
    ["E_NOT_FOUND", "a\0b", "null bytes"],
    ["E_NOT_FOUND", "x".repeat(5000), "ENAMETOOLONG"],
    ["E_UNSUPPORTED", ".", "expected a file, got a folder"],
    ["BAD_INPUT", "http://", "is no valid URL"],
    ["BAD_INPUT", "file://other-host/x.csv", "Cannot load"],
    [
      "BAD_INPUT",
      7,
      "expected a path, URL, Uint8Array, Blob, ReadableStream, array of rows or danfo frame, got 7",
    ],
    ["BAD_INPUT", null, "got null"],
    ["BAD_INPUT", {}, "got an object (Object)"],
    ["BAD_INPUT", new Float64Array(2), "got an object (Float64Array)"],
    ["BAD_INPUT", new ArrayBuffer(2), "got an object (ArrayBuffer)"],
  ])("%s for %j", async (code, source, message) => {
    const error = await failure(read(source));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(message)]);
  });

  test("refuses a stream that gives no bytes, is locked, or fails, each with a code", async () => {
    expect((await failure(read(streamOf("text")))).message).toContain(
      'a stream must give Uint8Array, got "text"',
    );
    const locked = streamOf(bytesOf("x"));
    locked.getReader();
    expect((await failure(read(locked))).message).toContain("the stream must be free to read");
    const failing = new ReadableStream({ pull: (controller) => controller.error(new Error("disk on fire")) });
    const error = await failure(read(failing));
    expect([error.code, error.message]).toEqual([
      "E_READ",
      'Cannot load stream: reading it failed with "disk on fire"',
    ]);
  });

  test("ends a read that waits for bytes when the signal is aborted, and cancels the stream", async () => {
    let cancelled = false;
    const stream = new ReadableStream({ cancel: () => void (cancelled = true) });
    const controller = new AbortController();
    const reading = read(stream, controller.signal);
    setTimeout(() => controller.abort(), 20);
    await reading;
    expect(cancelled).toBe(true);
  });
});
