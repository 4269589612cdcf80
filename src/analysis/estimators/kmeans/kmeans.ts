import {
  drawCoreset,
  lloyd,
  openKMeans,
  prng,
  putRows,
  spread,
  thinOut,
  trySwaps,
} from "../../../kernels/mod.ts";
import type { Coreset, KMeansResult, KMeansSpace, LloydOptions } from "../../../kernels/mod.ts";
import { clusterSmall } from "../../adapters/mod.ts";
import { codedError, countOf, runJob, runSteps } from "../../core/mod.ts";
import type { FitOptions, Job, Matrix } from "../../core/mod.ts";
import { runTasks } from "../../workers/mod.ts";
import { checkMagnitude, checkMatrix, featureNamesOf, runOf } from "../shared/mod.ts";
import type { UnusedLabels } from "../shared/mod.ts";
import { KMeansModel } from "./model.ts";
import { checkedOptions, rowsForStarts } from "./options.ts";
import type { CheckedKMeansOptions, KMeansOptions } from "./options.ts";
import { openSample, tryStartsTask } from "./tasks.ts";
import type { StartData, Starts } from "./tasks.ts";

const ACTION = "fit KMeans";
/** Only a mean variance from here on may come from values whose squares overflow in a sum. */
const SUSPECT = 1e270;
/** Lloyd iterations of a start before the best one is chosen; few more change which is best. */
const TRIAL_ITERATIONS = { all: 8, sample: 5 };
/** Swaps that are tried; a sample is a stand-in anyway, and large tables are in a hurry. */
const SWAPS = { all: 20, sample: 12 };
/** Other results that go on beside the best: on a sample they are compared on more rows, on few rows they are improved, too. */
const RIVALS = 2;
/** Few enough rows to improve the rivals. */
const CHEAP_ROWS = 16_384;
/** First centers are chosen from each so many rows of a sample, if that leaves enough of them for each. */
const SEED_STEP = 4;
const ROWS_A_SEED = 64;
/** How much larger the sample is on which results are compared. */
const JUDGING = 4;
const JUDGING_ITERATIONS = 2;
/** Rows that ml-kmeans gets, which works on arrays of arrays. */
const SMALL = 512;
/** Streams of random numbers beside those of the starts, which are numbered from 0. */
const STREAM = { sample: -1, swaps: -2, small: -3 };
/** Time of one product in a pass over the rows, ms. */
const PRODUCT_MS = 4e-7;
const CHUNK_ROWS = 65_536;

/**
 * K-means clustering: centers such that the sum of squared distances of rows to their nearest center (the inertia) is small.
 *
 * Scale the columns first: the one with the largest numbers decides otherwise. Starts are chosen by k-means++ and one more by ml-kmeans
 * on a few rows; after a few iterations the best is improved by swapping centers and refined on all rows with a kernel that skips rows
 * whose cluster cannot change. `subsample: false` does what scikit-learn does instead. The result is a local optimum.
 *
 * Clusters that are long, of very different size or not convex come out wrong; see DBSCAN.
 *
 * @example
 * ```ts
 * import { KMeans } from "trafficlab";
 *
 * const model = await new KMeans({ nClusters: 2 }).fit({ data: Float64Array.of(0, 1, 10, 11), rows: 4, columns: 1 });
 * model.inertia; // 1
 * ```
 */
export class KMeans {
  readonly name = "KMeans";
  readonly options: CheckedKMeansOptions;

  /** @throws {TypeError|RangeError} code BAD_INPUT, for an unknown option or a value out of bounds. */
  constructor(options: KMeansOptions = {}) {
    this.options = checkedOptions(options);
  }

  /**
   * @param X Finite, shape (rows, columns), row-major; at least as many rows as clusters, no value beyond 1e140.
   * @throws {RangeError} code BAD_INPUT, when X does not fit; code E_OUT_OF_MEMORY, when it is too large for the kernel.
   * @throws {CancelledError} when cancelled.
   */
  async fit(X: Matrix, y?: UnusedLabels, control?: FitOptions): Promise<KMeansModel> {
    const run = runOf("fit KMeans", y, control);
    const { options } = this;
    checkMatrix(ACTION, X, { minRows: 1, finite: false });
    if (X.rows < options.nClusters)
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot ${ACTION}: nClusters must be at most the number of rows, got ${options.nClusters} for ${countOf(X.rows, "row")}`,
      );
    return runJob("fitting KMeans", run, async (job) => {
      const result = await cluster(job, X, options, run.workers);
      return new KMeansModel({ options, featureNames: featureNamesOf(X), ...result });
    });
  }

  /** Fits, and gives the cluster of each row. */
  async fitPredict(X: Matrix, y?: UnusedLabels, options?: FitOptions): Promise<Int32Array> {
    return (await this.fit(X, y, options)).labels;
  }
}

async function cluster(
  job: Job,
  X: Matrix,
  options: CheckedKMeansOptions,
  workers: number | undefined,
): Promise<KMeansResult> {
  const { rows, columns } = X;
  const size = rowsForStarts(options, rows);
  const kind = size < rows ? "sample" : "all";
  // Few passes go over all rows when starts are tried on a sample.
  const source = kind === "sample" ? X.data : undefined;
  const space = openKMeans({ rows, columns, clusters: options.nClusters, source });
  try {
    for (let from = 0; !source && from < rows; from += CHUNK_ROWS) {
      const to = Math.min(rows, from + CHUNK_ROWS);
      putRows(space, from, X.data.subarray(from * columns, to * columns));
      await job.pause();
    }
    const variance = await runSteps(job, spread(space));
    if (!(variance < SUSPECT)) {
      checkMatrix(ACTION, X); // a number that is missing or infinite leaves the same mark
      checkMagnitude(ACTION, X);
    }
    const limits = { maxIterations: options.maxIter, tolerance: options.tol * variance };
    const all = { data: X.data, rows, columns, weights: new Float64Array(0) };
    const shared = { ...all, clusters: options.nClusters, seed: options.seed, seedStep: 1, ...limits };
    if (options.subsample === false) return (await tryStarts(job, shared, options, workers))[0]!;

    const sample = kind === "sample" ? drawSample(space, size, options.seed) : undefined;
    const trial: StartData = {
      ...shared,
      ...(sample?.small ?? all),
      maxIterations: Math.min(TRIAL_ITERATIONS[kind], options.maxIter),
      seedStep: sample && sample.small.rows >= SEED_STEP * ROWS_A_SEED * options.nClusters ? SEED_STEP : 1,
    };
    const started = await tryStarts(job, trial, options, workers, await smallStart(trial));
    const filled = kind === "all" ? space : undefined;
    let swapped = await swap(job, trial, started[0]!, SWAPS[kind], filled);
    for (const rival of rows <= CHEAP_ROWS ? started.slice(1, 1 + RIVALS) : []) {
      const other = await swap(job, trial, rival, SWAPS[kind], filled);
      if (other.inertia < swapped.inertia) swapped = other;
    }
    const best = sample
      ? await bestOf(job, sample.large, space, limits, [swapped, ...started.slice(0, RIVALS)])
      : swapped;
    return await refine(job, lloyd(space, limits, best.centers));
  } finally {
    space.close();
  }
}

/** A sample for trying out starts, and a larger one, or none, for comparing the results. */
function drawSample(space: KMeansSpace, size: number, seed: number): { small: Coreset; large?: Coreset } {
  const random = prng(seed, STREAM.sample);
  if (space.rows < 2 * JUDGING * size) return { small: drawCoreset(space, size, random) };
  const large = drawCoreset(space, JUDGING * size, random);
  return { small: thinOut(large, JUDGING), large };
}

/**
 * The best by its inertia on more rows, or on all: on a small sample the order of good results is partly chance. On more rows it is also
 * brought to its end, which saves most passes over all.
 */
async function bestOf(
  job: Job,
  more: Coreset | undefined,
  all: KMeansSpace,
  limits: LloydOptions,
  candidates: readonly KMeansResult[],
): Promise<KMeansResult> {
  const space = more ? openSample(more, all.columns, all.clusters) : all;
  try {
    const few = {
      ...limits,
      maxIterations: more ? Math.min(limits.maxIterations, JUDGING_ITERATIONS) : 0,
    };
    const judged: KMeansResult[] = [];
    for (const { centers } of candidates) judged.push(await runSteps(job, lloyd(space, few, centers)));
    const best = judged.reduce((least, result) => (result.inertia < least.inertia ? result : least));
    return more ? await runSteps(job, lloyd(space, limits, best.centers)) : best;
  } finally {
    if (more) space.close();
  }
}

/** Results of `nInit` starts, and of one more from given centers: the best of each group of starts, best first. */
async function tryStarts(
  job: Job,
  shared: StartData,
  { nInit }: CheckedKMeansOptions,
  workers: number | undefined,
  centers?: Float64Array,
): Promise<KMeansResult[]> {
  const each = Math.ceil(nInit / 4); // a worker copies the rows once for each group
  const inputs: Starts[] = [];
  for (let from = 0; from < nInit; from += each) inputs.push({ from, to: Math.min(nInit, from + each) });
  if (centers) inputs.push({ from: nInit, to: nInit + 1, centers });
  const { rows, columns, clusters, maxIterations } = shared;
  const passes = 4 + Math.min(maxIterations, 15);
  const results = await runTasks(job, {
    task: tryStartsTask,
    shared,
    inputs,
    workMs: nInit * passes * rows * (columns + 4) * clusters * PRODUCT_MS,
    workers,
    phase: "trying out starts",
    unit: "steps",
    total: nInit + (centers ? 1 : 0),
  });
  return results.sort((a, b) => a.inertia - b.inertia); // stable: the first of equals stays first
}

/** Centers by ml-kmeans on rows drawn evenly from those given. */
async function smallStart({
  data,
  rows,
  columns,
  clusters,
  seed,
}: StartData): Promise<Float64Array | undefined> {
  const random = prng(seed, STREAM.small);
  const size = Math.min(rows, SMALL);
  if (clusters > size / 8) return undefined; // too few rows to say where so many clusters are
  const few = new Float64Array(size * columns);
  for (let at = 0; at < size; at++) {
    const row = size === rows ? at : random.int(rows);
    few.set(data.subarray(row * columns, (row + 1) * columns), at * columns);
  }
  return clusterSmall(few, columns, clusters, { seed: random.nextUint32(), maxIterations: 20 });
}

async function swap(
  job: Job,
  shared: StartData,
  best: KMeansResult,
  tries: number,
  filled: KMeansSpace | undefined,
): Promise<KMeansResult> {
  const { columns, clusters, seed, maxIterations, tolerance } = shared;
  const space = filled ?? openSample(shared, columns, clusters);
  try {
    const random = prng(seed, STREAM.swaps);
    return await runSteps(job, trySwaps(space, best, { tries, maxIterations, tolerance, random }));
  } finally {
    if (!filled) space.close();
  }
}

async function refine(job: Job, steps: Generator<number, KMeansResult, void>): Promise<KMeansResult> {
  let done = 0;
  return runSteps(job, steps, (rows) => {
    done += rows;
    job.progress({ phase: "refining on all rows", done, unit: "rows" });
  });
}
