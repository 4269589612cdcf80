import { putCenters, withoutPadding } from "./space.ts";
import type { KMeansSpace, Moves } from "./space.ts";
import { inSteps, total } from "./steps.ts";

export interface LloydOptions {
  readonly maxIterations: number;
  /** Ends when the centers move by no more than this, as the sum of squares. */
  readonly tolerance: number;
}

export interface KMeansResult {
  /** Shape (clusters, columns). */
  readonly centers: Float64Array;
  /** Nearest of these centers for each row. */
  readonly labels: Int32Array;
  /** Weighted sum of squared distances to the nearest center. */
  readonly inertia: number;
  readonly iterations: number;
}

/** Above this many clusters the gaps between centers cost more than they save. */
const MOST_FOR_GAPS = 512;

/**
 * Lloyd's iteration from the centers in the space, or from those given: rows to their nearest center, centers to the mean of their
 * rows, until nothing changes.
 *
 * Ends as scikit-learn does: when no label changes, when the centers hardly move, or after `maxIterations`. A cluster that loses its
 * last row takes the row farthest from its center, as there. A generator that yields rows worked on.
 */
export function* lloyd(
  space: KMeansSpace,
  { maxIterations, tolerance }: LloydOptions,
  start?: ArrayLike<number>,
): Generator<number, KMeansResult, void> {
  const { clusters, columns, counts } = space;
  if (start) putCenters(space, start);
  let iterations = 0;
  let again = false;
  while (iterations < maxIterations) {
    iterations += 1;
    const changed = again ? yield* reassign(space) : yield* assign(space);
    again = true;
    if (counts.includes(0) && (yield* fillEmpty(space))) again = false;
    const moved = moveCenters(space);
    if (changed === 0 || moved <= tolerance) break;
  }
  if (again) {
    const moves = lastMoves(space);
    yield* inSteps(space, 2, (from, to) => space.labelAgain(from, to, moves));
  } else {
    yield* inSteps(space, clusters, (from, to) => space.label(from, to));
  }
  return {
    centers: withoutPadding(space.centers, clusters, columns),
    labels: space.labels.slice(),
    inertia: total(space.blocks),
    iterations,
  };
}

/** Every row looks at every center. */
function* assign(space: KMeansSpace): Generator<number, number, void> {
  space.sums.fill(0);
  space.rests.fill(0);
  space.counts.fill(0);
  yield* inSteps(space, space.clusters, (from, to) => space.assignAll(from, to));
  return space.rows;
}

/** Rows whose bounds leave a doubt look again. */
function* reassign(space: KMeansSpace): Generator<number, number, void> {
  const moves = lastMoves(space);
  let changed = 0;
  yield* inSteps(space, space.clusters, (from, to) => {
    changed += space.assignAgain(from, to, moves);
  });
  return changed;
}

/** What the bounds need to know of the last moves; also writes `half`. */
function lastMoves(space: KMeansSpace): Moves {
  const { clusters, shift, half } = space;
  let mover = 0;
  for (let cluster = 1; cluster < clusters; cluster++) if (shift[cluster]! > shift[mover]!) mover = cluster;
  let next = 0;
  for (let cluster = 0; cluster < clusters; cluster++) {
    if (cluster !== mover && shift[cluster]! > next) next = shift[cluster]!;
  }
  if (clusters <= MOST_FOR_GAPS) space.halfGaps();
  else half.fill(0);
  return { most: shift[mover]!, next, mover };
}

/** Centers to the means of their rows; a cluster without rows keeps its center. Returns the sum of squared moves. */
function moveCenters({ clusters, stride, centers, sums, rests, counts, shift }: KMeansSpace): number {
  let moved = 0;
  for (let cluster = 0; cluster < clusters; cluster++) {
    const count = counts[cluster]!;
    let square = 0;
    for (let at = cluster * stride; count > 0 && at < (cluster + 1) * stride; at++) {
      const mean = (sums[at]! + rests[at]!) / count;
      const d = mean - centers[at]!;
      centers[at] = mean;
      square += d * d;
    }
    shift[cluster] = Math.sqrt(square);
    moved += square;
  }
  return moved;
}

/**
 * Gives each empty cluster the row that is farthest from its own center; the sums change, the labels follow in the next pass.
 *
 * @returns False when no row is off its center, which is so with fewer distinct rows than clusters.
 */
function* fillEmpty(space: KMeansSpace): Generator<number, boolean, void> {
  const { clusters, stride, weights, labels, closest, sums, rests, counts } = space;
  const empty: number[] = [];
  for (let cluster = 0; cluster < clusters; cluster++) if (counts[cluster] === 0) empty.push(cluster);
  yield* inSteps(space, 1, (from, to) => space.ownDistances(from, to));
  const rows = farthest(closest, empty.length);
  const x = new Float64Array(stride);
  rows.forEach((row, at) => {
    const to = empty[at]!;
    space.copyRow(row, x, 0);
    const from = labels[row]!;
    const weight = weights.length === 0 ? 1 : weights[row]!;
    for (let column = 0; column < stride; column++) {
      const value = x[column]! * weight;
      sums[from * stride + column] = sums[from * stride + column]! - value;
      sums[to * stride + column] = value;
      rests[to * stride + column] = 0;
    }
    counts[from] = counts[from]! - weight;
    counts[to] = weight;
  });
  return rows.length > 0;
}

/** The `count` rows of the largest distances above 0, largest first, the first of equals first. */
function farthest(distances: Float64Array, count: number): number[] {
  const before = (a: number, b: number): boolean =>
    distances[a]! > distances[b]! || (distances[a] === distances[b] && a < b);
  const heap: number[] = []; // the least of those kept is on top
  for (let row = 0; row < distances.length; row++) {
    if (distances[row] === 0) continue;
    if (heap.length < count) {
      heap.push(row);
      for (let at = heap.length - 1; at > 0;) {
        const up = (at - 1) >> 1;
        if (!before(heap[up]!, heap[at]!)) break;
        [heap[up], heap[at]] = [heap[at]!, heap[up]!];
        at = up;
      }
    } else if (before(row, heap[0]!)) {
      heap[0] = row;
      for (let at = 0; ;) {
        let least = at;
        for (const child of [2 * at + 1, 2 * at + 2]) {
          if (child < heap.length && before(heap[least]!, heap[child]!)) least = child;
        }
        if (least === at) break;
        [heap[least], heap[at]] = [heap[at]!, heap[least]!];
        at = least;
      }
    }
  }
  return heap.sort((a, b) => distances[b]! - distances[a]! || a - b);
}
