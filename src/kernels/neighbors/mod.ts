/** Exact neighbours of points: within a distance, and nearest first. */
import { wasmAvailable } from "../wasm/instance.ts";
import { referenceEngine } from "./reference.ts";
import type { NeighborEngine } from "./types.ts";
import { wasmEngine } from "./wasm.ts";

export { coreIndexClusters } from "./core-index.ts";
export { distinctRows } from "./distinct-rows.ts";
export { LANES as NEIGHBOR_LANES } from "./types.ts";
export type { CoreClusters, DistinctRows, NearestLists, NeighborEngine, NeighborIndex } from "./types.ts";

/** @param engine Which one; by default WebAssembly where it is available. Their results are equal to the bit. */
export function neighborEngine(engine?: "wasm" | "reference"): NeighborEngine {
  return (engine ?? (wasmAvailable() ? "wasm" : "reference")) === "wasm" ? wasmEngine : referenceEngine;
}
