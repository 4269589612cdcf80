/**
 * Isolation trees as a model file holds them: node after node from the root, left part first. A tenth to a quarter of the complete layout's
 * size, and a list that cannot hold loops or pointers out of bounds.
 */
import { layoutDepth } from "../../../kernels/mod.ts";
import type { IsolationTrees } from "../../../kernels/mod.ts";
import { sizeRefusal } from "./options.ts";

export interface PackedTrees {
  /** Column of each node; LEAF for a leaf. */
  readonly nodes: Uint16Array;
  /** Threshold of a node, path length of a leaf. */
  readonly numbers: Float32Array;
}

export const LEAF = 65_535;

export function packTrees({ trees, depth, features, thresholds, paths }: IsolationTrees): PackedTrees {
  const slots = 1 << depth;
  const nodes: number[] = [];
  const numbers: number[] = [];
  const visit = (base: number, slot: number): void => {
    let leaf = slot;
    // Thresholds of Infinity lead from a leaf to its end in the last level.
    while (leaf < slots && thresholds[base + leaf] === Infinity) leaf *= 2;
    if (leaf >= slots) {
      nodes.push(LEAF);
      numbers.push(paths[base + leaf - slots]!);
      return;
    }
    nodes.push(features[base + slot]!);
    numbers.push(thresholds[base + slot]!);
    visit(base, 2 * slot);
    visit(base, 2 * slot + 1);
  };
  for (let tree = 0; tree < trees; tree++) visit(tree * slots, 1);
  return { nodes: Uint16Array.from(nodes), numbers: Float32Array.from(numbers) };
}

/**
 * Lays trees out again.
 *
 * @param limits What the trees must keep to; whatever does not is handed to `refuse`.
 */
export function unpackTrees(
  packed: PackedTrees,
  limits: { trees: number; heightLimit: number; columns: number; longestPath: number },
  refuse: (rule: string) => never,
): IsolationTrees {
  const { trees } = limits;
  // Nothing is allocated before the nodes are known to be trees, and how high they are.
  const depth = layoutDepth(checkedHeight(packed, limits, refuse));
  const tooLarge = sizeRefusal(trees, depth);
  if (tooLarge !== undefined) refuse(tooLarge);
  const { nodes, numbers } = packed;
  const slots = 1 << depth;
  const features = new Uint16Array(trees * slots);
  const thresholds = new Float32Array(trees * slots);
  const paths = new Float32Array(trees * slots);
  let next = 0;
  const place = (base: number, slot: number): void => {
    const feature = nodes[next]!;
    const number = numbers[next]!;
    next++;
    if (feature === LEAF) {
      let end = slot;
      for (; end < slots; end *= 2) thresholds[base + end] = Infinity;
      paths[base + end - slots] = number;
      return;
    }
    features[base + slot] = feature;
    thresholds[base + slot] = number;
    place(base, 2 * slot);
    place(base, 2 * slot + 1);
  };
  for (let tree = 0; tree < trees; tree++) place(tree * slots, 1);
  return { trees, depth, features, thresholds, paths };
}

/** Checks that the nodes are whole trees within the limits, and returns the height of the highest. */
function checkedHeight(
  { nodes, numbers }: PackedTrees,
  { trees, heightLimit, columns, longestPath }: Parameters<typeof unpackTrees>[1],
  refuse: (rule: string) => never,
): number {
  let highest = 0;
  let next = 0;
  const check = (level: number): void => {
    if (next >= nodes.length) refuse("the last tree must end with a leaf, got no more nodes");
    const feature = nodes[next]!;
    const number = numbers[next]!;
    next++;
    if (feature === LEAF) {
      if (number < 0 || number > longestPath)
        refuse(`path lengths must be from 0 to ${longestPath}, got ${number}`);
      return;
    }
    if (feature >= columns) refuse(`columns must be below ${columns}, got ${feature}`);
    if (level >= heightLimit) refuse(`trees must be at most ${heightLimit} levels high, got one higher`);
    if (level >= highest) highest = level + 1;
    check(level + 1);
    check(level + 1);
  };
  for (let tree = 0; tree < trees; tree++) check(0);
  if (next !== nodes.length) refuse(`there must be ${trees} trees, got nodes beyond the last one`);
  return highest;
}
