/** K-means: seeding, Lloyd passes that skip what cannot change, and a sample to try out centers on. */
import { wasmAvailable } from "../wasm/instance.ts";
import { ReferenceSpace } from "./reference.ts";
import { putRows } from "./space.ts";
import type { KMeansSpace } from "./space.ts";
import { WasmSpace } from "./wasm.ts";

export { drawCoreset, spread, thinOut } from "./coreset.ts";
export type { Coreset } from "./coreset.ts";
export { lloyd } from "./lloyd.ts";
export type { KMeansResult, LloydOptions } from "./lloyd.ts";
export { seedCenters } from "./seeding.ts";
export { trySwaps } from "./swaps.ts";
export type { SwapOptions } from "./swaps.ts";
export { putCenters, putRows } from "./space.ts";
export type { KMeansSpace } from "./space.ts";

export interface KMeansSpaceOptions {
  readonly rows: number;
  readonly columns: number;
  readonly clusters: number;
  /**
   * The rows, shape (rows, columns), for tables too large to be held twice: passes read them here, and `putRows` is not called. Not to be
   * changed meanwhile.
   */
  readonly source?: Float64Array | Float32Array | undefined;
  /** Room for one weight a row. */
  readonly weighted?: boolean;
  /** For tests; default: "wasm" where it runs. */
  readonly engine?: "wasm" | "reference" | undefined;
}

/**
 * Room for k-means on `rows` rows; fill it with `putRows`. Close it in a `finally`.
 *
 * @throws {RangeError} code E_OUT_OF_MEMORY when that much memory cannot be had.
 */
export function openKMeans(options: KMeansSpaceOptions): KMeansSpace {
  const { rows, columns, clusters, source, weighted = false, engine } = options;
  if ((engine ?? (wasmAvailable() ? "wasm" : "reference")) === "wasm")
    return new WasmSpace(rows, columns, clusters, weighted, source);
  const space = new ReferenceSpace(rows, columns, clusters, weighted);
  if (source) putRows(space, 0, source);
  return space;
}
