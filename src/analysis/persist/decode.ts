import { cutText, describe, quote } from "../core/mod.ts";
import type { ModelArray } from "../core/mod.ts";
import { crc32, crc32Hex } from "./crc32.ts";
import {
  alignedTo8,
  arrayFrom,
  bytesPerElement,
  DTYPES,
  firstNaN,
  FORMAT,
  FORMAT_VERSION,
  HEADER_START,
  isArrayName,
  MAGIC,
  MAX_ARRAYS,
  MAX_DEPTH,
  MAX_FILE,
  MAX_HEADER,
  refused,
} from "./layout.ts";
import type { ArraySpec, Header, ModelContent, ModelData } from "./layout.ts";
import { checkPlain, depthOf, isObject } from "./plain-json.ts";

const HEADER_KEYS: readonly (keyof Header)[] = [
  "format",
  "formatVersion",
  "library",
  "estimator",
  "options",
  "seed",
  "features",
  "preprocessing",
  "data",
  "provenance",
  "meta",
  "arrays",
];
const MAX_FEATURES = 100_000;

/**
 * Reads a model file. Runs nothing of it; every size is checked against the bytes that are there before anything is made, and every
 * byte of the file is either read or must be zero.
 *
 * @param bytes A whole file. Not kept.
 * @throws {RangeError} code BAD_INPUT, "Cannot load model: " and the reason.
 */
export function decodeModel(bytes: Uint8Array): ModelContent {
  const { header, start } = readHeader(bytes);
  const { estimator, options, seed, features, preprocessing, provenance, meta } = header;
  const data = checkData(header.data);
  const arrays = readArrays(bytes, start, header.arrays);
  const parts = {
    estimator,
    options,
    nFeatures: features.length,
    featureNames: features,
    seed,
    meta,
    arrays,
  };
  return { parts, preprocessing, data, provenance };
}

function readHeader(bytes: Uint8Array): { header: Header; start: number } {
  if (bytes.length > MAX_FILE)
    throw refused("load", `a model file must have at most ${MAX_FILE} bytes, got ${bytes.length}`);
  if (bytes.length < HEADER_START)
    throw refused(
      "load",
      `it is no model file: expected at least ${HEADER_START} bytes, got ${bytes.length}`,
    );
  if (MAGIC.some((byte, i) => bytes[i] !== byte))
    throw refused("load", "it is no model file: it does not begin as one; files are written by saveModel");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(8, true);
  if (length > MAX_HEADER)
    throw refused("load", `its header must have at most ${MAX_HEADER} bytes, got ${length}`);
  if (HEADER_START + length > bytes.length)
    throw refused(
      "load",
      `it is cut short: the header needs ${length} bytes, got ${bytes.length - HEADER_START}`,
    );
  const text = bytes.subarray(HEADER_START, HEADER_START + length);
  if (crc32(text) !== view.getUint32(12, true))
    throw refused("load", "its header is damaged: the checksum differs");
  const start = alignedTo8(HEADER_START + length);
  checkZeros(bytes, HEADER_START + length, Math.min(start, bytes.length));
  return { header: checkHeader(parseHeader(text)), start };
}

function parseHeader(text: Uint8Array): unknown {
  if (depthOf(text) > MAX_DEPTH)
    throw refused("load", `its header must be nested at most ${MAX_DEPTH} deep, got ${depthOf(text)}`);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text)) as unknown;
  } catch (cause) {
    throw refused("load", "its header is no JSON in UTF-8", cause);
  }
}

function checkHeader(header: unknown): Header {
  if (!isObject(header)) throw refused("load", `its header must be an object, got ${describe(header)}`);
  checkPlain("load", "header", header);
  if (header["format"] !== FORMAT)
    throw refused("load", `format must be ${quote(FORMAT)}, got ${describe(header["format"])}`);
  const version = header["formatVersion"];
  if (version !== FORMAT_VERSION) {
    const library = typeof header["library"] === "string" ? header["library"] : "unknown";
    throw refused(
      "load",
      `formatVersion must be ${FORMAT_VERSION}, got ${describe(version)}; it was written by version ${cutText(library, 40)} of the library`,
    );
  }
  for (const key of HEADER_KEYS)
    if (!Object.hasOwn(header, key)) throw refused("load", `its header has no ${quote(key)}`);
  for (const key of Object.keys(header))
    if (!HEADER_KEYS.includes(key as keyof Header))
      throw refused("load", `its header has an unknown ${quote(key)}`);
  const { library, estimator, seed, features, meta, arrays } = header;
  for (const [name, value] of Object.entries({ library, estimator }))
    if (typeof value !== "string" || value.length > 200)
      throw refused("load", `${name} must be a short text, got ${describe(value)}`);
  if (!Number.isSafeInteger(seed))
    throw refused("load", `seed must be a whole number, got ${describe(seed)}`);
  checkFeatures("load", features);
  if (!isObject(meta)) throw refused("load", `meta must be an object, got ${describe(meta)}`);
  if (!Array.isArray(arrays) || arrays.length > MAX_ARRAYS)
    throw refused("load", `arrays must be a list of at most ${MAX_ARRAYS}, got ${describe(arrays)}`);
  return header as unknown as Header;
}

/** @throws {RangeError} code BAD_INPUT. */
export function checkFeatures(action: "load" | "save", features: unknown): void {
  const isList = Array.isArray(features) && features.length >= 1 && features.length <= MAX_FEATURES;
  if (!isList || features.some((name) => typeof name !== "string"))
    throw refused(action, `features must be 1 to ${MAX_FEATURES} texts, got ${describe(features)}`);
  const names = new Set<unknown>(features);
  if (names.size !== features.length) throw refused(action, "features must differ from each other");
}

function checkData(data: ModelData | null): ModelData | null {
  if (data === null) return null;
  if (!isObject(data)) throw refused("load", `data must be an object or null, got ${describe(data)}`);
  const { rows, sha256, ...rest } = data;
  const [other] = Object.keys(rest);
  if (other !== undefined) throw refused("load", `data has an unknown ${quote(other)}`);
  if (rows !== undefined && !(Number.isSafeInteger(rows) && (rows as number) >= 0))
    throw refused("load", `data.rows must be a whole number, got ${describe(rows)}`);
  if (sha256 !== undefined && !(typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256)))
    throw refused("load", `data.sha256 must be 64 hexadecimal digits, got ${describe(sha256)}`);
  return data;
}

function readArrays(
  bytes: Uint8Array,
  start: number,
  specs: readonly ArraySpec[],
): Record<string, ModelArray> {
  const sizes = specs.map((spec, i) => checkSpec(spec, i));
  let end = 0;
  specs.forEach(({ name, offset }, i) => {
    const expected = alignedTo8(end);
    if (offset !== expected)
      throw refused("load", `array ${quote(name)} must begin at ${expected}, got ${describe(offset)}`);
    end = offset + sizes[i]!;
    if (start + end > bytes.length)
      throw refused(
        "load",
        `it is cut short: array ${quote(name)} ends at byte ${start + end}, the file has ${bytes.length}`,
      );
  });
  const length = specs.length === 0 ? start : start + end;
  if (bytes.length !== length)
    throw refused("load", `it must have ${length} bytes by its header, got ${bytes.length}`);

  const arrays: Record<string, ModelArray> = {};
  let filled = start;
  specs.forEach(({ name, dtype, offset, checksum }, i) => {
    if (Object.hasOwn(arrays, name)) throw refused("load", `array ${quote(name)} stands twice`);
    const from = start + offset;
    checkZeros(bytes, filled, from);
    filled = from + sizes[i]!;
    const part = new Uint8Array(sizes[i]!);
    part.set(bytes.subarray(from, filled));
    if (crc32Hex(part) !== checksum)
      throw refused("load", `array ${quote(name)} is damaged: the checksum differs`);
    const values = arrayFrom(dtype, part);
    const missing = firstNaN(values);
    if (missing >= 0) throw refused("load", `array ${quote(name)} must have no NaN, got one at ${missing}`);
    arrays[name] = values;
  });
  return arrays;
}

/** @returns The array's size in bytes. */
function checkSpec(spec: unknown, at: number): number {
  if (!isObject(spec)) throw refused("load", `arrays[${at}] must be an object, got ${describe(spec)}`);
  const { name, dtype, shape, offset, checksum, ...rest } = spec;
  const [other] = Object.keys(rest);
  if (other !== undefined) throw refused("load", `arrays[${at}] has an unknown ${quote(other)}`);
  if (!isArrayName(name))
    throw refused("load", `the name of arrays[${at}] must be letters and digits, got ${describe(name)}`);
  const known = DTYPES.find((candidate) => candidate === dtype);
  if (!known)
    throw refused(
      "load",
      `dtype of ${quote(name)} must be one of ${DTYPES.join(", ")}, got ${describe(dtype)}`,
    );
  if (!Array.isArray(shape) || shape.length < 1 || shape.length > 4 || !shape.every(isSize))
    throw refused("load", `shape of ${quote(name)} must be 1 to 4 whole numbers, got ${describe(shape)}`);
  if (!isSize(offset) || typeof checksum !== "string")
    throw refused("load", `offset and checksum of ${quote(name)} must be a whole number and a text`);
  // Up to four factors of 2^31: a double holds the product well enough to see that it is too large.
  const size = shape.reduce((product, n) => product * n, bytesPerElement(known));
  if (size > MAX_FILE)
    throw refused("load", `array ${quote(name)} must have at most ${MAX_FILE} bytes, got ${size}`);
  return size;
}

function isSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_FILE;
}

function checkZeros(bytes: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++)
    if (bytes[i] !== 0)
      throw refused("load", `byte ${i} stands between two parts and must be 0, got ${bytes[i]!}`);
}
