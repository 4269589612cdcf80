/** Local reachability densities and outlier factors, from lists of nearest points. */
import type { NearestLists } from "../../../kernels/mod.ts";

/** What the density around points was found to be, by point. */
export interface Densities {
  /** Rows behind each point. */
  readonly weights: Uint32Array;
  /** Distance to the k-th nearest other row. */
  readonly kDistances: Float64Array;
  /** M. Breunig et al., "LOF: identifying density-based local outliers", SIGMOD 2000, definition 6. */
  readonly densities: Float64Array;
}

/** A mean of 0, of k exact duplicates, must not divide; scikit-learn's number. */
const LEAST_MEAN = 1e-10;

/** Where the lists of a query begin, and of which points they are. */
export interface Lists {
  readonly lists: NearestLists;
  readonly k: number;
  /** Point by slot of the searched tree. */
  readonly pointOfSlot: Uint32Array;
}

/**
 * Density around a query (definition 6): the inverse of the mean reachability distance of its k neighbours.
 *
 * @param at Place of its list.
 * @param own Its point, of whose rows one is the query itself; -1 when it is none of them.
 */
export function densityAt(
  { lists, k, pointOfSlot }: Lists,
  at: number,
  own: number,
  { weights, kDistances }: Pick<Densities, "weights" | "kDistances">,
): number {
  let sum = 0;
  let left = k;
  const start = at * k;
  for (let i = start; i < start + lists.counts[at]!; i++) {
    const point = pointOfSlot[lists.slots[i]!]!;
    const rows = Math.min(left, weights[point]! - (point === own ? 1 : 0));
    sum += rows * Math.max(Math.sqrt(lists.squares[i]!), kDistances[point]!);
    left -= rows;
  }
  return 1 / (sum / k + LEAST_MEAN);
}

/** Outlier factor of a query (definition 7): the mean density around its neighbours, over its own. */
export function factorAt(
  { lists, k, pointOfSlot }: Lists,
  at: number,
  own: number,
  density: number,
  { weights, densities }: Densities,
): number {
  let sum = 0;
  let left = k;
  const start = at * k;
  for (let i = start; i < start + lists.counts[at]!; i++) {
    const point = pointOfSlot[lists.slots[i]!]!;
    const rows = Math.min(left, weights[point]! - (point === own ? 1 : 0));
    sum += rows * (densities[point]! / density);
    left -= rows;
  }
  // A query so far away that its squared distances overflow has no density; its factor stays a number that sorts last.
  return Math.min(sum / k, Number.MAX_VALUE);
}
