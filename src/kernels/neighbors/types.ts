/** The distinct rows of a matrix. Flow data is full of exact duplicates; one point stands for all rows that are equal to it. */
export interface DistinctRows {
  /** Row-major, shape (points, columns); points are numbered in the order of their first rows. */
  readonly points: Float64Array;
  readonly columns: number;
  /** How many rows each point stands for. */
  readonly weights: Uint32Array;
  /** The point of each row. */
  readonly pointOfRow: Uint32Array;
}

/**
 * A balanced kd-tree over distinct points, as plain arrays that any engine and any worker can take; laid out as
 * `assembly/neighbors/layout.ts` says: leaves of 16 lanes, a slot is `leaf * 16 + lane`, nodes in preorder.
 */
export interface NeighborIndex {
  /** How many points it holds; at least 1. */
  readonly points: number;
  readonly columns: number;
  readonly leaves: number;
  /** Point by slot; 0 in the free lanes of the last leaf. */
  readonly pointOfSlot: Uint32Array;
  /** Coordinates by leaf, column and lane; NaN in free lanes. */
  readonly blocks: Float64Array;
  /** Lowest, then highest coordinates by node. */
  readonly boxes: Float64Array;
  /** Rows by slot; 0 in free lanes. */
  readonly weights: Uint32Array;
  /** Rows by node. */
  readonly nodeWeights: Uint32Array;
  /** Node by leaf. */
  readonly nodeOfLeaf: Uint32Array;
}

/** The clusters that the core points make. */
export interface CoreClusters {
  /** How many there are. */
  readonly clusters: number;
  /** Cluster by slot; -1 for points that are no core points. */
  readonly labels: Int32Array;
  /** The boxes of the index, narrowed to core points; what only these need is found faster with them. */
  readonly boxes: Float64Array;
  /** 1 for nodes whose core points are all in one cluster. */
  readonly whole: Uint8Array;
  /** A slot of a core point by node; -1 where there is none. */
  readonly some: Int32Array;
}

/** Lists of nearest points for the slots of some leaves, k places each. */
export interface NearestLists {
  /** Squared distances, ascending; 0 in places not taken. */
  readonly squares: Float64Array;
  /** Slots of the searched index. */
  readonly slots: Uint32Array;
  /** How many places of each list are taken: its points stand for k rows or more, without the last for fewer; fewer when there are no more. */
  readonly counts: Uint32Array;
}

/** One way to do the steps; each yields rows or points done since it last yielded, every 20 ms or so. */
export interface NeighborEngine {
  buildIndex(rows: DistinctRows): Generator<number, NeighborIndex, void>;
  /** @returns A word a leaf from `from` to `to`: a bit a lane, set for points with `minRows` rows or more at a squared distance of at most `limit`. */
  findCore(
    index: NeighborIndex,
    limit: number,
    minRows: number,
    from: number,
    to: number,
  ): Generator<number, Uint16Array, void>;
  /** @param core What findCore says of all leaves. */
  linkCore(index: NeighborIndex, core: Uint16Array, limit: number): Generator<number, CoreClusters, void>;
  /**
   * @param queries The points to label.
   * @param core What findCore says of all leaves of `index`.
   * @returns The lowest cluster that has a core point of `index` within reach, or -1, by slot of the leaves from `from` to `to` of `queries`.
   */
  findBorders(
    queries: NeighborIndex,
    index: NeighborIndex,
    core: Uint16Array,
    clusters: CoreClusters,
    limit: number,
    from: number,
    to: number,
  ): Generator<number, Int32Array, void>;
  /** @param queries The points to search for; when it is `index` itself, a row is no neighbour of itself. */
  findNearest(
    queries: NeighborIndex,
    index: NeighborIndex,
    k: number,
    from: number,
    to: number,
  ): Generator<number, NearestLists, void>;
}

/** Points in a leaf. */
export const LANES = 16;
