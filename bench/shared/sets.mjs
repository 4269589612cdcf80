/** Data sets as binary files under `.setup/bench-data`, written once, read by both sides. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeAnomalies, makeClusters, makeFlows } from "./made.mjs";

/** A change of the makers gets a new number, so that old files are not taken for new ones. */
const VERSION = 1;
const TEST_SHARE = 0.2;
const MAKERS = { flows: makeFlows, anomalies: makeAnomalies, clusters: makeClusters };

/**
 * @typedef {{ rows: number, columns: number, X: string, y: string }} Part Files of row-major float64 and of int32
 * @typedef {{ name: string, classes: number, train: Part, test: Part }} DataSet
 */

/**
 * @param {string} folder
 * @param {{ kind: "flows" | "anomalies" | "clusters", rows: number, columns: number, seed?: number, scaled?: boolean }} spec
 * @returns {DataSet} With a fifth more rows for testing; made when its files are not there
 */
export function madeSet(folder, { kind, rows, columns, seed = 1, scaled = false }) {
  const name = `${kind}${scaled ? "-scaled" : ""}-${rows}x${columns}-${seed}-v${VERSION}`;
  const manifest = join(folder, `${name}.json`);
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8"));
  mkdirSync(folder, { recursive: true });
  const tested = Math.round(rows * TEST_SHARE);
  const { X, y } = MAKERS[kind]({ rows: rows + tested, columns, seed, scaled });
  const part = (label, from, to) => {
    const files = { X: join(folder, `${name}.${label}.f64`), y: join(folder, `${name}.${label}.i32`) };
    writeFileSync(files.X, bytesOf(X.subarray(from * columns, to * columns)));
    writeFileSync(files.y, bytesOf(y.subarray(from, to)));
    return { rows: to - from, columns, ...files };
  };
  const set = {
    name,
    classes: new Set(y).size,
    train: part("train", 0, rows),
    test: part("test", rows, rows + tested),
  };
  writeFileSync(manifest, JSON.stringify(set));
  return set;
}

/** @param {ArrayBufferView} values */
export function bytesOf(values) {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

const TYPES = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
};

/**
 * @param {string} path Ends in the type of its numbers: f64, f32, i32, u32
 * @returns The numbers of the file, little-endian
 */
export function readNumbers(path) {
  const Type = TYPES[path.split(".").at(-1)];
  const bytes = readFileSync(path);
  const values = new Type(bytes.byteLength / Type.BYTES_PER_ELEMENT);
  bytesOf(values).set(bytes);
  return values;
}
