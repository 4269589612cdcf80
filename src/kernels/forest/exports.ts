import type { KernelExports } from "../wasm/instance.ts";

/** What src/kernels/assembly/forest.ts exports. */
export interface ForestExports extends KernelExports {
  growerBytes(): number;
  startTree(grower: number, seed: number, tree: number): void;
  startRoot(grower: number, balance: number): void;
  growTree(grower: number, budget: number): number;
  sortDoubles(values: number, n: number, spare: number, counts: number): void;
  placeNodes(nodes: number, count: number): void;
  binRows(values: number, rows: number, columns: number, cuts: number, out: number): void;
  binGroups(values: number, rows: number, columns: number, cuts: number, out: number): void;
  walkTree(
    root: number,
    groups: number,
    count: number,
    columns: number,
    kinds: number,
    sums: number,
    offsets: number,
    classes: number,
    values: number,
    scratch: number,
  ): void;
  dropCertain(
    bins: number,
    sums: number,
    ids: number,
    rows: number,
    columns: number,
    kinds: number,
    total: number,
    rest: number,
    winners: number,
  ): number;
}
