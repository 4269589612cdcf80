/** Trees in flat arrays. */
import type { GrownTree, Trees } from "./types.ts";

/** Puts trees one after the other. */
export function packTrees(grown: readonly GrownTree[]): Trees {
  const mixed = grown.map(({ leafStarts }) => leafStarts.length - 1);
  const nodeOffsets = offsets(grown.map(({ nodes }) => nodes.length / 2));
  const mixedOffsets = offsets(mixed);
  const entries = offsets(grown.map(({ leafClasses }) => leafClasses.length));
  const columns = grown[0]?.importances.length ?? 0;
  const trees: Trees = {
    nodes: new Uint32Array(2 * nodeOffsets[grown.length]!),
    nodeOffsets,
    mixedOffsets,
    leafStarts: new Uint32Array(mixedOffsets[grown.length]! + 1),
    leafClasses: new Uint16Array(entries[grown.length]!),
    leafValues: new Float64Array(entries[grown.length]!),
    importances: new Float64Array(grown.length * columns),
  };
  grown.forEach((tree, at) => {
    trees.nodes.set(tree.nodes, 2 * nodeOffsets[at]!);
    trees.leafClasses.set(tree.leafClasses, entries[at]);
    trees.leafValues.set(tree.leafValues, entries[at]);
    trees.importances.set(tree.importances, at * columns);
    for (let leaf = 0; leaf <= mixed[at]!; leaf++) {
      trees.leafStarts[mixedOffsets[at]! + leaf] = entries[at]! + tree.leafStarts[leaf]!;
    }
  });
  return trees;
}

/** Puts packs of trees one after the other. */
export function joinTrees(packs: readonly Trees[]): Trees {
  if (packs.length === 1) return packs[0]!;
  return packTrees(packs.flatMap(unpackTrees));
}

/** The trees of a pack; the large arrays are views on it. */
export function unpackTrees(trees: Trees): GrownTree[] {
  const count = trees.nodeOffsets.length - 1;
  const columns = count === 0 ? 0 : trees.importances.length / count;
  return Array.from({ length: count }, (_, at) => {
    const starts = trees.leafStarts.subarray(trees.mixedOffsets[at], trees.mixedOffsets[at + 1]! + 1);
    const from = starts[0]!;
    const to = starts[starts.length - 1]!;
    return {
      nodes: trees.nodes.subarray(2 * trees.nodeOffsets[at]!, 2 * trees.nodeOffsets[at + 1]!),
      leafStarts: starts.map((start) => start - from),
      leafClasses: trees.leafClasses.subarray(from, to),
      leafValues: trees.leafValues.subarray(from, to),
      importances: trees.importances.subarray(at * columns, (at + 1) * columns),
    };
  });
}

function offsets(lengths: readonly number[]): Uint32Array {
  const sums = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, at) => (sums[at + 1] = sums[at]! + length));
  return sums;
}
