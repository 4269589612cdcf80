import { LIBRARY_VERSION, quote } from "../core/mod.ts";
import type { ModelParts } from "../core/mod.ts";
import { crc32, crc32Hex } from "./crc32.ts";
import { checkFeatures } from "./decode.ts";
import {
  alignedTo8,
  dtypeOf,
  firstNaN,
  FORMAT,
  FORMAT_VERSION,
  HEADER_START,
  isArrayName,
  MAGIC,
  MAX_ARRAYS,
  MAX_FILE,
  MAX_HEADER,
  refused,
} from "./layout.ts";
import type { ArraySpec, Header, ModelContent } from "./layout.ts";
import { checkPlain } from "./plain-json.ts";

/**
 * Writes a model file; the same content gives the same bytes.
 *
 * @throws {RangeError} code BAD_INPUT, when the model holds what a file cannot: NaN, a class instance, too long a header.
 */
export function encodeModel({
  parts,
  preprocessing,
  data,
  provenance,
}: ModelContent): Uint8Array<ArrayBuffer> {
  const arrays = specsOf(parts);
  const header: Header = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    library: LIBRARY_VERSION,
    estimator: parts.estimator,
    options: parts.options,
    seed: parts.seed,
    features: [...parts.featureNames],
    preprocessing,
    data,
    provenance,
    meta: parts.meta,
    arrays,
  };
  checkPlain("save", "model", header);
  checkFeatures("save", header.features);
  const text = new TextEncoder().encode(JSON.stringify(header));
  if (text.length > MAX_HEADER)
    throw refused(
      "save",
      `names, classes and options must take at most ${MAX_HEADER} bytes, got ${text.length}`,
    );
  const start = alignedTo8(HEADER_START + text.length);
  const last = arrays.at(-1);
  const length = start + (last ? last.offset + parts.arrays[last.name]!.byteLength : 0);
  if (length > MAX_FILE)
    throw refused("save", `a model file must have at most ${MAX_FILE} bytes, got ${length}`);

  const bytes = new Uint8Array(length);
  bytes.set(MAGIC);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, text.length, true);
  view.setUint32(12, crc32(text), true);
  bytes.set(text, HEADER_START);
  for (const spec of arrays) {
    const { buffer, byteOffset, byteLength } = parts.arrays[spec.name]!;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), start + spec.offset);
  }
  return bytes;
}

function specsOf({ arrays }: ModelParts): ArraySpec[] {
  const names = Object.keys(arrays);
  if (names.length > MAX_ARRAYS)
    throw refused("save", `a model must have at most ${MAX_ARRAYS} arrays, got ${names.length}`);
  let offset = 0;
  return names.map((name) => {
    const values = arrays[name]!;
    const dtype = dtypeOf(values);
    if (!isArrayName(name) || dtype === null)
      throw refused("save", `array ${quote(name)} must be a typed array with a plain name`);
    const missing = firstNaN(values);
    if (missing >= 0) throw refused("save", `array ${quote(name)} must have no NaN, got one at ${missing}`);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const spec = { name, dtype, shape: [values.length], offset, checksum: crc32Hex(bytes) };
    offset = alignedTo8(offset + values.byteLength);
    return spec;
  });
}
