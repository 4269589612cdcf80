/**
 * Jest runs each test file in a realm of its own, so a typed array that comes from Node (a file, a stream, a structured
 * clone) is no `instanceof` of the test's constructors. Both environments therefore use Node's own.
 */
const BINARY_TYPES = [
  "ArrayBuffer",
  "SharedArrayBuffer",
  "DataView",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
];

/** Web platform names that Node has and jsdom lacks, or has in a form of its own that refuses Node's streams and bytes. */
const WEB_NAMES = [
  "Blob",
  "ByteLengthQueuingStrategy",
  "CompressionStream",
  "CountQueuingStrategy",
  "DecompressionStream",
  "File",
  "Headers",
  "ReadableStream",
  "Request",
  "Response",
  "TextDecoder",
  "TextDecoderStream",
  "TextEncoder",
  "TextEncoderStream",
  "TransformStream",
  "WebAssembly",
  "WritableStream",
  "crypto",
  "fetch",
  "structuredClone",
];

function shareFromNode(target, names) {
  for (const name of names) {
    if (globalThis[name] !== undefined) {
      Object.defineProperty(target, name, { value: globalThis[name], writable: true, configurable: true });
    }
  }
}

module.exports = { BINARY_TYPES, WEB_NAMES, shareFromNode };
