import { lloyd, openKMeans, prng, putRows, seedCenters, thinOut } from "../../../kernels/mod.ts";
import type { KMeansResult, KMeansSpace } from "../../../kernels/mod.ts";
import { defineTask } from "../../workers/mod.ts";

/** Rows to cluster, and how. */
export interface StartData {
  readonly data: Float64Array | Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** One a row, or none. */
  readonly weights: Float64Array;
  readonly clusters: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly seed: number;
  /** First centers are chosen from each so many of the rows. */
  readonly seedStep: number;
}

/** Starts number `from` to `to`; or one from centers that are given. */
export interface Starts {
  readonly from: number;
  readonly to: number;
  readonly centers?: Float64Array | undefined;
}

/** Runs Lloyd's algorithm from several starts, and gives the best result, the first of equals. */
export const tryStartsTask = defineTask(
  "kmeans.tryStarts",
  function* (shared: StartData, { from, to, centers }: Starts): Generator<number, KMeansResult, void> {
    const { columns, clusters, seed, seedStep } = shared;
    const space = openSample(shared, columns, clusters);
    const seeding = seedStep > 1 ? openSample(thinOut(shared, seedStep), columns, clusters) : space;
    try {
      let best: KMeansResult | undefined;
      for (let start = from; start < to; start++) {
        if (!centers) {
          yield* withoutUnits(seedCenters(seeding, prng(seed, start)));
          space.centers.set(seeding.centers);
        }
        const result = yield* withoutUnits(lloyd(space, shared, centers));
        if (!best || result.inertia < best.inertia) best = result;
        yield 1;
      }
      return best!;
    } finally {
      if (seeding !== space) seeding.close();
      space.close();
    }
  },
);

/** A space filled with rows; weighted, unless there are no weights. */
export function openSample(
  { data, rows, weights }: Pick<StartData, "data" | "rows" | "weights">,
  columns: number,
  clusters: number,
): KMeansSpace {
  const space = openKMeans({ rows, columns, clusters, weighted: weights.length > 0 });
  putRows(space, 0, data);
  space.weights.set(weights);
  return space;
}

/** Progress is counted in starts, so the steps within one count nothing. */
function* withoutUnits<T>(steps: Generator<number, T, void>): Generator<number, T, void> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield 0;
  }
}
