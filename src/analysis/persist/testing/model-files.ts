/** Model files for tests: made, taken apart, changed and put together again. */
import type { FittedModel, JSONValue } from "../../core/mod.ts";
import { groups } from "../../estimators/testing/data.ts";
import { NearestCentre } from "../../estimators/testing/nearest-centre.ts";
import { crc32, crc32Hex } from "../crc32.ts";
import { modelToBytes } from "../mod.ts";

export type Header = { [key: string]: JSONValue } & { arrays: { [key: string]: JSONValue }[] };

export async function fittedModel(): Promise<FittedModel> {
  const { X, y } = groups(20);
  return new NearestCentre({ seed: 7 }).fit(X, y);
}

/** A good file, the same at every call. */
export async function goodFile(): Promise<Uint8Array<ArrayBuffer>> {
  return modelToBytes(await fittedModel(), { rows: 60, sha256: "ab".repeat(32) });
}

export interface Pieces {
  header: Header;
  /** Everything behind the header and its padding. */
  body: Uint8Array;
}

export function takeApart(file: Uint8Array): Pieces {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(16, 16 + length))) as Header;
  return { header, body: file.slice(Math.ceil((16 + length) / 8) * 8) };
}

/** A file of this header, given as an object or as text, with a checksum that fits. */
export function putTogether(header: unknown, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const text =
    header instanceof Uint8Array
      ? header
      : new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const start = Math.ceil((16 + text.length) / 8) * 8;
  const file = new Uint8Array(start + body.length);
  file.set([0x89, 0x54, 0x4c, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(file.buffer);
  view.setUint32(8, text.length, true);
  view.setUint32(12, crc32(text), true);
  file.set(text, 16);
  file.set(body, start);
  return file;
}

/** The file with its header changed, and a checksum that fits again. */
export function withHeader(file: Uint8Array, change: (header: Header) => unknown): Uint8Array<ArrayBuffer> {
  const { header, body } = takeApart(file);
  return putTogether(change(header) ?? header, body);
}

/** The file with its one array replaced, and everything in the header that fits to it. */
export function withArray(file: Uint8Array, values: Float64Array): Uint8Array<ArrayBuffer> {
  const { header } = takeApart(file);
  const bytes = new Uint8Array(values.buffer);
  const [spec] = header.arrays;
  Object.assign(spec!, { shape: [values.length], checksum: crc32Hex(bytes) });
  return putTogether(header, bytes);
}
