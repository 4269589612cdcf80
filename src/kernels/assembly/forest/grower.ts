/**
 * What the growth of one tree works with: sizes, addresses and the best split so far. It lies in memory that TypeScript lays out, in the
 * order of FIELDS in src/kernels/forest/memory.ts.
 *
 * A training row in the bag is an entry: its number and its code (class * 256 + times drawn). Large nodes hold entries of 64 bits
 * (row | code << 32) and read the whole columns; nodes of at most `localRows` rows are copied together and hold entries of 32 bits
 * (place | code << 16), so that what they read stays in the cache.
 */
@unmanaged
export class Grower {
  rows: u32;
  columns: u32;
  classes: u32;
  maxFeatures: u32;
  maxDepth: u32;
  minSplit: u32;
  minLeaf: u32;
  /** 1: rows are drawn with replacement. */
  bootstrap: u32;
  /** 1: entropy, 0: Gini. */
  entropy: u32;
  /** 1: the classes have weights of their own. */
  weighted: u32;
  /** Vectors of eight 16-bit counters a bin, 0 where counts do not fit in them. */
  vectors: u32;
  localRows: u32;

  bins: usize;
  middles: usize;
  rowClasses: usize;
  factors: usize;
  limits: usize;
  random: usize;
  times: usize;
  entries: usize;
  spare: usize;
  local: usize;
  localSpare: usize;
  localIds: usize;
  localBins: usize;
  localReady: usize;
  order: usize;
  constants: usize;
  isConstant: usize;
  histogram: usize;
  held: usize;
  vectorOf: usize;
  fewVectorOf: usize;
  numbers: usize;
  names: usize;
  totals: usize;
  left: usize;
  packedTotals: usize;
  packedLeft: usize;
  present: usize;
  sorted: usize;
  importances: usize;
  nodes: usize;
  leafOffsets: usize;
  leafClasses: usize;
  leafValues: usize;
  stack: usize;

  nodeCount: u32;
  mixedCount: u32;
  leafEntries: u32;
  waiting: u32;
  constantCount: u32;
  presentCount: u32;
  /** Rows of the node that is copied together. */
  localCount: u32;
  /** 1: a node of few classes below the copied one may number them anew. */
  mayRenumber: u32;
  fewClasses: u32;
  /** 1: the copied node counts with the vectors. */
  packed: u32;
  /** 1: more mixed leaves than a node can name. */
  failed: u32;

  bestFeature: i32;
  /** The bins on both sides of the best split that hold rows. */
  bestLow: u32;
  bestHigh: u32;
  bestLeft: u32;
  best: f64;
  /** Weight of the node, and its term in the criterion. */
  weight: f64;
  term: f64;
}

/** Bytes of a node that waits: from, to, depth, node, constants, kind. */
export const WAITING_BYTES: usize = 24;
/** A node that waits reads whole columns; or the copied ones; or those, with its few classes numbered anew. */
export const WHOLE: u32 = 0;
export const COPIED: u32 = 1;
export const RENUMBERED: u32 = 2;
/** Lanes of the vectors before the classes: weight, rows. */
export const FIRST_CLASS: u32 = 2;
/** Up to here present classes are kept in ascending order. */
export const ORDERED_CLASSES: u32 = 64;

@inline
export function rowOf<E>(entry: E): usize {
  if (sizeof<E>() == 4) return <usize>(<u32>entry & 0xffff);
  return <usize>(<u64>entry & 0xffffffff);
}

@inline
export function codeOf<E>(entry: E): u32 {
  if (sizeof<E>() == 4) return (<u32>entry) >>> 16;
  return <u32>((<u64>entry) >> 32);
}

/** Takes a split that is better than the best so far. */
export function record(g: Grower, feature: u32, value: f64, low: u32, high: u32): void {
  g.best = value;
  g.bestFeature = feature;
  g.bestLow = low;
  g.bestHigh = high;
}
