/** What the forest's kernel takes and gives. */

/** Which implementation runs; both give the same trees. */
export type Engine = "wasm" | "reference";

/** What all trees of a forest are grown from. */
export interface ForestPlan {
  readonly rows: number;
  /** At most 65,535. */
  readonly columns: number;
  /** At most 65,535. */
  readonly classes: number;
  /** Column after column. */
  readonly bins: Uint8Array;
  /** 256 a column: what stands for the values of each bin. */
  readonly middles: Float64Array;
  readonly rowClasses: Uint16Array;
  /** Weight of each class, from 0. */
  readonly factors: Float64Array;
  /** The weights of classes are balanced anew for each tree, by the rows that it drew. */
  readonly balanceTrees: boolean;
  readonly bootstrap: boolean;
  readonly entropy: boolean;
  readonly maxFeatures: number;
  /** 2^32 - 1: no limit. */
  readonly maxDepth: number;
  readonly minSplit: number;
  readonly minLeaf: number;
  readonly seed: number;
}

/**
 * Some trees of a forest, one after the other.
 *
 * A node is two words: the number of its left child (the right one follows; within the tree, the root is 0), and feature | bound << 16:
 * bins above the bound go right. A leaf is its own child; its second word is name | 255 << 16, where the name has its upper 7 bits in
 * bits 24 to 30 and is a class, or, with bit 31, the number of a mixed leaf within the tree.
 */
export interface Trees {
  readonly nodes: Uint32Array;
  /** Nodes before each tree; length trees + 1. */
  readonly nodeOffsets: Uint32Array;
  /** Mixed leaves before each tree; length trees + 1. */
  readonly mixedOffsets: Uint32Array;
  /** Where the shares of each mixed leaf begin; length mixed leaves + 1. */
  readonly leafStarts: Uint32Array;
  readonly leafClasses: Uint16Array;
  /** Shares of the classes in a mixed leaf; each leaf's sum to 1. */
  readonly leafValues: Float64Array;
  /** Sum of the criterion's decrease by feature, tree after tree. */
  readonly importances: Float64Array;
}

/** A tree as it was grown. */
export interface GrownTree {
  readonly nodes: Uint32Array;
  /** Length mixed leaves + 1, from 0. */
  readonly leafStarts: Uint32Array;
  readonly leafClasses: Uint16Array;
  readonly leafValues: Float64Array;
  readonly importances: Float64Array;
}

/** A leaf's bound, which no bin exceeds. */
export const LEAF_BOUND = 255;
/** Marks a mixed leaf. */
export const MIXED = 0x80000000;

/** The class or the number of a mixed leaf. */
export function leafName(word: number): number {
  return (word & 0xffff) | (((word >>> 24) & 127) << 16);
}
