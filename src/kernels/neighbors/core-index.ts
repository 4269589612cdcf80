import { middleOf } from "./tree.ts";
import { LANES } from "./types.ts";
import type { CoreClusters, NeighborIndex } from "./types.ts";

/**
 * The clusters of an index that holds core points only, whose clusters are known.
 *
 * @param clusterOfPoint By point of the index.
 */
export function coreIndexClusters(
  tree: NeighborIndex,
  clusterOfPoint: Int32Array,
  clusters: number,
): { core: Uint16Array; clusters: CoreClusters } {
  const labels = new Int32Array(tree.leaves * LANES).fill(-1);
  const core = new Uint16Array(tree.leaves);
  for (let slot = 0; slot < tree.points; slot++) {
    labels[slot] = clusterOfPoint[tree.pointOfSlot[slot]!]!;
    core[slot >> 4]! |= 1 << (slot & 15);
  }
  const some = new Int32Array(2 * tree.leaves - 1);
  const whole = new Uint8Array(some.length);
  const walk = (node: number, from: number, to: number): void => {
    some[node] = from * LANES;
    const first = labels[from * LANES];
    if (to - from === 1) {
      const lanes = labels.subarray(from * LANES, Math.min(tree.points, to * LANES));
      whole[node] = lanes.every((label) => label === first) ? 1 : 0;
      return;
    }
    const middle = middleOf(from, to);
    const left = node + 1;
    const right = node + 2 * (middle - from);
    walk(left, from, middle);
    walk(right, middle, to);
    whole[node] = whole[left] === 1 && whole[right] === 1 && labels[middle * LANES] === first ? 1 : 0;
  };
  walk(0, 0, tree.leaves);
  return { core, clusters: { clusters, labels, boxes: tree.boxes, whole, some } };
}
