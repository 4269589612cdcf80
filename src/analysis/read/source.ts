import type { DataFrame } from "../adapters/mod.ts";
import { codedError, cutText, describe, onAbort, quote } from "../core/mod.ts";
import type { Row } from "../core/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { ByteStream, FileAccess, PathKind } from "../host/mod.ts";

/** What flows can be loaded from. */
export type FlowSource = OneSource | ReadableStream<Uint8Array> | Row[] | DataFrame | readonly OneSource[];
/** What a list of sources may hold. */
export type OneSource = string | URL | Uint8Array | Blob;

/** An input as bytes. */
export interface ByteSource {
  name: string;
  /** Total bytes, where known before reading. */
  bytes: number | null;
  stream: ByteStream;
}

const URL_SCHEME = /^(?:https?|file|data|blob):/i;
/** Bytes handed on at a time, so that a cancel is noticed in between. */
const CHUNK_SIZE = 1 << 20;

/**
 * Opens an input.
 *
 * A text is a URL only with http:, https:, file:, data: or blob:, otherwise a path relative to the working directory.
 *
 * @throws {TypeError} code BAD_INPUT, for another kind of source, or a path in the page, which has no files.
 * @param signal Ends a read that waits for bytes, too.
 * @throws {Error} code E_NOT_FOUND, naming the path or URL; while reading, code E_READ.
 */
export async function openSource(source: unknown, signal: AbortSignal): Promise<ByteSource> {
  if (typeof source === "string")
    return URL_SCHEME.test(source) ? openUrl(parseUrl(source), signal) : openPath(source, signal);
  if (source instanceof URL) return openUrl(source, signal);
  if (isBytes(source)) return { name: "bytes", bytes: source.byteLength, stream: slices(source) };
  if (isBlob(source)) return openBlob(source, signal);
  if (isStream(source)) return { name: "stream", bytes: null, stream: readStream("stream", source, signal) };
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot load flows: expected a path, URL, Uint8Array, Blob, ReadableStream, array of rows or danfo frame, got ${describe(source)}`,
  );
}

/** The path of a source that is a path or a file: URL; null for any other. */
export function localPath(source: unknown): string | null {
  const { files } = currentHost();
  if (!files) return null;
  if (typeof source === "string" && !URL_SCHEME.test(source)) return source;
  const url = typeof source === "string" && /^file:/i.test(source) ? parseUrl(source) : source;
  return url instanceof URL && url.protocol === "file:" ? filePath(files, url) : null;
}

/** Whether a list is one of sources rather than of rows. */
export function areSources(list: readonly unknown[]): list is readonly OneSource[] {
  return (
    list.length > 0 &&
    list.every((item) => typeof item === "string" || item instanceof URL || isBytes(item) || isBlob(item))
  );
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw codedError(TypeError, "BAD_INPUT", `Cannot load flows: ${quote(text)} is no valid URL`, { cause });
  }
}

async function openPath(path: string, signal: AbortSignal): Promise<ByteSource> {
  const { files } = currentHost();
  if (!files) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot load ${quote(path)}: the page has no files; pass a Blob, a File, a stream or a URL with http: or https:`,
    );
  }
  const name = cutText(files.baseName(path));
  const { kind, bytes } = await statOf(files, path);
  if (kind === "none")
    throw codedError(
      Error,
      "E_NOT_FOUND",
      `Cannot load ${quote(path)}: no such file in the working directory`,
    );
  if (kind === "folder") {
    throw codedError(
      Error,
      "E_UNSUPPORTED",
      `Cannot load ${quote(path)}: expected a file, got a folder; load its files one by one and join them with FlowTable.concat`,
    );
  }
  return { name, bytes: bytes > 0 ? bytes : null, stream: readFile(name, files.read(path), signal) };
}

async function statOf(files: FileAccess, path: string): Promise<{ kind: PathKind; bytes: number }> {
  try {
    const kind = await files.kind(path);
    return { kind, bytes: kind === "file" ? await files.size(path) : 0 };
  } catch (cause) {
    throw codedError(Error, "E_NOT_FOUND", `Cannot load ${quote(path)}: ${reasonOf(cause)}`, { cause });
  }
}

function filePath(files: FileAccess, url: URL): string {
  try {
    return files.fromUrl(url);
  } catch (cause) {
    throw codedError(TypeError, "BAD_INPUT", `Cannot load ${quote(url.href)}: ${reasonOf(cause)}`, { cause });
  }
}

async function openUrl(url: URL, signal: AbortSignal): Promise<ByteSource> {
  const { files } = currentHost();
  if (url.protocol === "file:" && files) return openPath(filePath(files, url), signal);
  const name = url.protocol === "data:" ? "data URL" : cutText(url.pathname.split("/").at(-1) || url.host);
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    throw codedError(Error, "E_NOT_FOUND", `Cannot load ${quote(url.href)}: ${reasonOf(cause)}`, { cause });
  }
  if (!response.ok || !response.body) {
    throw codedError(
      Error,
      "E_NOT_FOUND",
      `Cannot load ${quote(url.href)}: the server answered ${response.status} ${response.statusText}`.trim(),
    );
  }
  const length = Number(response.headers.get("content-length"));
  const coded = response.headers.has("content-encoding");
  return {
    name,
    bytes: length > 0 && !coded ? length : null,
    stream: readStream(name, response.body, signal),
  };
}

function openBlob(blob: Blob, signal: AbortSignal): ByteSource {
  const given = (blob as { name?: unknown }).name;
  const name = typeof given === "string" && given !== "" ? cutText(given) : "blob";
  return { name, bytes: blob.size, stream: readStream(name, blob.stream(), signal) };
}

async function* slices(bytes: Uint8Array): ByteStream {
  for (let from = 0; from < bytes.length; from += CHUNK_SIZE)
    yield await Promise.resolve(bytes.subarray(from, from + CHUNK_SIZE));
}

/** An abort ends it at once, also where a pipe gives nothing; the file is closed when the runtime can. */
function readFile(name: string, stream: ByteStream, signal: AbortSignal): ByteStream {
  return Object.assign(readChunks(name, stream, signal), {
    reuse: (bytes: Uint8Array) => stream.reuse?.(bytes),
  });
}

async function* readChunks(
  name: string,
  stream: ByteStream,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = stream[Symbol.asyncIterator]();
  const { promise: aborted, stop } = untilAborted(signal);
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), aborted]).catch((cause: unknown) => {
        throw readError(name, cause);
      });
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    stop();
    void chunks.return?.();
  }
}

/** Not every runtime's ReadableStream can be iterated. */
async function* readStream(
  name: string,
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): ByteStream {
  const reader = readerOf(name, stream);
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  const stopWaiting = whenAborted(signal, cancel);
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw readError(name, cause);
      });
      if (done) return;
      if (!isBytes(value))
        throw codedError(
          TypeError,
          "BAD_INPUT",
          `Cannot load ${name}: a stream must give Uint8Array, got ${describe(value)}`,
        );
      yield value;
    }
  } finally {
    stopWaiting();
    cancel();
  }
}

/** @returns A promise of the abort, and what ends the waiting for it. */
function untilAborted(signal: AbortSignal): { promise: Promise<null>; stop: () => void } {
  let stop: () => void = () => undefined;
  const promise = new Promise<null>((resolve) => {
    stop = whenAborted(signal, () => resolve(null));
  });
  return { promise, stop };
}

/** @returns What ends the waiting. */
function whenAborted(signal: AbortSignal, run: () => void): () => void {
  if (!signal.aborted) return onAbort(signal, run);
  run();
  return () => undefined;
}

function readerOf(name: string, stream: ReadableStream<Uint8Array>): ReadableStreamDefaultReader<Uint8Array> {
  try {
    return stream.getReader();
  } catch (cause) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot load ${name}: the stream must be free to read, got one that is locked`,
      { cause },
    );
  }
}

function readError(name: string, cause: unknown): Error {
  return codedError(
    Error,
    "E_READ",
    `Cannot load ${name}: reading it failed with ${quote(reasonOf(cause))}`,
    { cause },
  );
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** By tag: bytes of another realm (a worker, a test runner) are no `instanceof Uint8Array`. */
function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Uint8Array]";
}

function isBlob(value: unknown): value is Blob {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Blob).stream === "function" &&
    typeof (value as Blob).size === "number"
  );
}

function isStream(value: unknown): value is ReadableStream<Uint8Array> {
  return (
    typeof value === "object" && value !== null && typeof (value as ReadableStream).getReader === "function"
  );
}
