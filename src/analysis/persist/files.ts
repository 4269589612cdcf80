/** Model files on disk, in the page's file system, behind URLs. */
import { codedError, describe, quote } from "../core/mod.ts";
import type { FittedModel } from "../core/mod.ts";
import { prepareModel } from "../estimators/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { FileAccess } from "../host/mod.ts";
import { decodeModel } from "./decode.ts";
import { MAX_FILE, refused } from "./layout.ts";
import { checkBytes, modelToBytes, restoreContent } from "./model-bytes.ts";
import { TrafficModel } from "./traffic-model.ts";

/** The part of the page's FileSystemFileHandle that saving uses. */
export interface WritableFileHandle {
  createWritable(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
    close(): Promise<void>;
    abort?(reason?: unknown): Promise<void>;
  }>;
}

const URL_SCHEME = /^(?:https?|file|data|blob):/i;
/** A scheme, which a drive as C: is not. */
const ANY_SCHEME = /^(?:[a-z][a-z0-9+.-]+:(?=\/\/)|data:|blob:)/i;

/**
 * Saves a model in one file. The file appears in one step: a crash leaves the old one or the new one.
 *
 * @param target A path or file: URL (notebook, Deno, Node), or a FileSystemFileHandle (page).
 * @throws {TypeError} code BAD_INPUT, for a path in the page. @throws {Error} code E_WRITE, when the file cannot be written.
 */
export async function saveModel(
  model: FittedModel | TrafficModel,
  target: string | URL | WritableFileHandle,
): Promise<void> {
  await saveBytes("model", model instanceof TrafficModel ? model.toBytes() : modelToBytes(model), target);
}

/**
 * Saves the bytes of a file in one step.
 *
 * @param what What they are, for messages.
 */
export async function saveBytes(
  what: string,
  bytes: Uint8Array<ArrayBuffer>,
  target: string | URL | WritableFileHandle,
): Promise<void> {
  if (isHandle(target)) {
    await writeHandle(what, target, bytes);
    return;
  }
  const { files } = currentHost();
  const path = pathOf("save", what, target, files);
  try {
    await path.files.write(path.name, bytes);
  } catch (cause) {
    throw codedError(
      Error,
      "E_WRITE",
      `Cannot save ${what} as ${quote(path.name)}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/**
 * Loads a model. Nothing of the file is run; sizes, checksums and names are checked before anything is built.
 *
 * @param source A path or file: URL (notebook, Deno, Node), another URL, the bytes, or a Blob.
 * @returns What was saved: a TrafficModel, which takes flows, or an estimator's own model, which takes a matrix.
 * @throws {RangeError} code BAD_INPUT, "Cannot load model: " and the reason. @throws {Error} code E_NOT_FOUND.
 */
export async function loadModel<M extends TrafficModel | FittedModel = TrafficModel>(
  source: string | URL | Uint8Array | Blob,
): Promise<M> {
  const content = decodeModel(await loadBytes("model", source));
  await prepareModel(content.parts.estimator);
  const model = content.preprocessing === null ? restoreContent(content) : TrafficModel.fromContent(content);
  return model as M;
}

/**
 * The bytes of a file, of a URL's answer, or those that are given.
 *
 * @param what What they should be, for messages.
 */
export async function loadBytes(what: string, source: string | URL | Uint8Array | Blob): Promise<Uint8Array> {
  if (isBlob(source)) {
    checkSize(source.size);
    return new Uint8Array(await source.arrayBuffer());
  }
  if (typeof source !== "string" && !(source instanceof URL)) return checkBytes(source);
  const url = typeof source === "string" && URL_SCHEME.test(source) ? urlOf(source) : source;
  if (url instanceof URL && url.protocol !== "file:") return fetchBytes(what, url);
  const { files, name } = pathOf("load", what, url, currentHost().files);
  return readFile(what, files, name);
}

async function readFile(what: string, files: FileAccess, path: string): Promise<Uint8Array> {
  try {
    const kind = await files.kind(path);
    if (kind === "folder") throw new Error("it is a folder; name the file in it");
    if (kind !== "file") throw new Error("there is no such file");
  } catch (cause) {
    throw notFound(what, path, (cause as Error).message, cause);
  }
  const size = await files.size(path);
  checkSize(size);
  return gather(files.read(path), size);
}

async function fetchBytes(what: string, url: URL): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw notFound(what, url.href, (cause as Error).message, cause);
  }
  if (!response.ok || !response.body)
    throw notFound(what, url.href, `the server answered ${response.status} ${response.statusText}`.trim());
  checkSize(Number(response.headers.get("content-length")));
  return gather(response.body, 0);
}

/** All bytes of a stream, never more than a model file may have. @param expected How many they are likely to be. */
async function gather(stream: AsyncIterable<Uint8Array>, expected: number): Promise<Uint8Array> {
  let bytes = new Uint8Array(expected);
  let length = 0;
  for await (const chunk of stream) {
    checkSize(length + chunk.length);
    if (length + chunk.length > bytes.length) {
      const more = new Uint8Array(Math.min(MAX_FILE, Math.max(2 * bytes.length, length + chunk.length)));
      more.set(bytes.subarray(0, length));
      bytes = more;
    }
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

async function writeHandle(
  what: string,
  handle: WritableFileHandle,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const writable = await handle.createWritable();
  try {
    await writable.write(bytes);
    await writable.close();
  } catch (cause) {
    await writable.abort?.(cause).catch(() => undefined);
    throw codedError(Error, "E_WRITE", `Cannot save ${what}: ${(cause as Error).message}`, { cause });
  }
}

function pathOf(
  action: "load" | "save",
  what: string,
  target: unknown,
  files: FileAccess | null,
): { files: FileAccess; name: string } {
  const scheme = target instanceof URL ? target.protocol : typeof target === "string" && schemeOf(target);
  if (scheme && scheme !== "file:")
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action} ${what}: a URL must begin with ${action === "save" ? "file:" : "file:, http:, https:, data: or blob:"}, got one that begins with ${scheme}${action === "save" ? "; save in a file and upload that" : ""}`,
    );
  const url = typeof target === "string" && /^file:/i.test(target) ? urlOf(target) : target;
  if (typeof url !== "string" && !(url instanceof URL))
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action} ${what}: expected a path or file: URL, got ${describe(url)}`,
    );
  if (!files) {
    const remedy =
      action === "save"
        ? "use toBytes() and offer the bytes as a download, or pass a FileSystemFileHandle"
        : "pass the bytes or a Blob, as toBytes() gave them";
    throw codedError(TypeError, "BAD_INPUT", `Cannot ${action} ${what}: the page has no files; ${remedy}`);
  }
  if (typeof url === "string") return { files, name: url };
  try {
    return { files, name: files.fromUrl(url) };
  } catch (cause) {
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot ${action} ${what}: ${quote(url.href)} names no file: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function schemeOf(text: string): string | undefined {
  return ANY_SCHEME.exec(text)?.[0].toLowerCase();
}

function urlOf(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw codedError(TypeError, "BAD_INPUT", `Cannot load model: ${quote(text)} is no valid URL`, { cause });
  }
}

function checkSize(bytes: number): void {
  if (bytes > MAX_FILE)
    throw refused("load", `a model file must have at most ${MAX_FILE} bytes, got ${bytes}`);
}

function notFound(what: string, name: string, reason: string, cause?: unknown): Error {
  return codedError(Error, "E_NOT_FOUND", `Cannot load ${what} ${quote(name)}: ${reason}`, { cause });
}

function isHandle(target: unknown): target is WritableFileHandle {
  return typeof (target as WritableFileHandle | null)?.createWritable === "function";
}

function isBlob(source: unknown): source is Blob {
  return (
    typeof (source as Blob | null)?.arrayBuffer === "function" && typeof (source as Blob).size === "number"
  );
}
