/**
 * How a model file is laid out, version 1; schema/models/model.v1.json is the header's schema.
 *
 * | bytes | what |
 * |---|---|
 * | 0..7 | magic: 89 "TLM" 0D 0A 1A 0A, which a transfer as text damages |
 * | 8..11 | length of the header, little-endian |
 * | 12..15 | CRC-32 of the header, little-endian |
 * | 16.. | header: JSON in UTF-8 |
 * | next multiple of 8 | the arrays in the header's order, little-endian, each at a multiple of 8 from here |
 *
 * Gaps are zeros, and the file ends with its last array, so that no byte of it is without a check.
 */
import { codedError } from "../core/mod.ts";
import type { JSONValue, ModelArray, ModelParts } from "../core/mod.ts";

export const MAGIC: readonly number[] = [0x89, 0x54, 0x4c, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a];
export const FORMAT = "trafficlab-model";
export const FORMAT_VERSION = 1;
/** Where the header begins. */
export const HEADER_START = 16;

/** Longest header, in bytes: some 100,000 names. */
export const MAX_HEADER = 1 << 22;
/** Longest file, in bytes: what one array of a runtime surely holds. */
export const MAX_FILE = 2147483647;
export const MAX_ARRAYS = 10_000;
/** Deepest nesting of the header. */
export const MAX_DEPTH = 64;

export const DTYPES = ["float64", "float32", "int32", "uint32", "uint16", "int8", "uint8"] as const;
export type Dtype = (typeof DTYPES)[number];

/** One array of the file. */
export interface ArraySpec {
  name: string;
  dtype: Dtype;
  shape: number[];
  /** In bytes, from the beginning of the arrays. */
  offset: number;
  /** CRC-32 of its bytes, 8 hexadecimal digits. */
  checksum: string;
}

/** What a model was fitted on. */
export interface ModelData {
  rows?: number;
  sha256?: string;
}

/** The header, in the order of its keys. */
export interface Header {
  format: typeof FORMAT;
  formatVersion: typeof FORMAT_VERSION;
  /** Version of the library that wrote the file. */
  library: string;
  estimator: string;
  options: JSONValue;
  seed: number;
  /** Names of the features, in their order. */
  features: string[];
  /** How flows become features; null for a model of matrices. */
  preprocessing: JSONValue;
  data: ModelData | null;
  provenance: JSONValue;
  meta: { [key: string]: JSONValue };
  arrays: ArraySpec[];
}

/** A model as a file holds it. */
export interface ModelContent {
  readonly parts: ModelParts;
  /** How flows become features; null for a model of matrices. */
  readonly preprocessing: JSONValue;
  readonly data: ModelData | null;
  readonly provenance: JSONValue;
}

interface ArrayType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): ModelArray;
}

const ARRAY_TYPES: Readonly<Record<Dtype, ArrayType>> = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
};

export function bytesPerElement(dtype: Dtype): number {
  return ARRAY_TYPES[dtype].BYTES_PER_ELEMENT;
}

/** @param bytes An array of its own: the result shares its storage. */
export function arrayFrom(dtype: Dtype, bytes: Uint8Array<ArrayBuffer>): ModelArray {
  return new ARRAY_TYPES[dtype](bytes.buffer);
}

export function dtypeOf(values: unknown): Dtype | null {
  for (const dtype of DTYPES) if (values instanceof ARRAY_TYPES[dtype]) return dtype;
  return null;
}

export function alignedTo8(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

/** Names of arrays; none of them is a name that objects have from birth. */
export function isArrayName(name: unknown): name is string {
  return typeof name === "string" && /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(name) && !(name in {});
}

export function firstNaN(values: ModelArray): number {
  if (!(values instanceof Float64Array || values instanceof Float32Array)) return -1;
  for (let i = 0; i < values.length; i++) if (values[i] !== values[i]) return i;
  return -1;
}

export function refused(action: "load" | "save", rule: string, cause?: unknown): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot ${action} model: ${rule}`, { cause });
}
