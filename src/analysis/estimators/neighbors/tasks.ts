/** Searches of a tree of points, by ranges of leaves. */
import { neighborEngine } from "../../../kernels/mod.ts";
import type { CoreClusters, NearestLists, NeighborIndex } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";

/** Leaves `from` to `to` - 1 of the points that are asked about. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

export interface CoreSearch {
  readonly index: NeighborIndex;
  /** Squared distance. */
  readonly limit: number;
  readonly minRows: number;
}

export const findCoreTask = defineTask(
  "neighbors.findCore",
  function* (
    { index, limit, minRows }: CoreSearch,
    { from, to }: LeafRange,
  ): Generator<number, Uint16Array, void> {
    return yield* neighborEngine().findCore(index, limit, minRows, from, to);
  },
);

export interface BorderSearch {
  readonly index: NeighborIndex;
  readonly core: Uint16Array;
  readonly clusters: CoreClusters;
  readonly limit: number;
}

/** Of the points of the index itself. */
export const findBordersTask = defineTask(
  "neighbors.findBorders",
  function* (
    { index, core, clusters, limit }: BorderSearch,
    { from, to }: LeafRange,
  ): Generator<number, Int32Array, void> {
    return yield* neighborEngine().findBorders(index, index, core, clusters, limit, from, to);
  },
);

export interface NearestSearch {
  readonly index: NeighborIndex;
  readonly k: number;
}

/** Of the points of the index itself. */
export const findNearestTask = defineTask(
  "neighbors.findNearest",
  function* ({ index, k }: NearestSearch, { from, to }: LeafRange): Generator<number, NearestLists, void> {
    return yield* neighborEngine().findNearest(index, index, k, from, to);
  },
);
