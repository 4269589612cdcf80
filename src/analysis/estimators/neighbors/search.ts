/** Trees over the rows of a matrix, and searches of them in parallel. */
import { NEIGHBOR_LANES, distinctRows, neighborEngine } from "../../../kernels/mod.ts";
import type { DistinctRows, NeighborIndex } from "../../../kernels/mod.ts";
import { finishSteps, runSteps } from "../../core/mod.ts";
import type { Job, Matrix } from "../../core/mod.ts";
import { defaultWorkers, runTasks } from "../../workers/mod.ts";
import type { Task } from "../../workers/mod.ts";
import type { LeafRange } from "./tasks.ts";

/** The rows of a matrix, as a tree over the distinct ones. */
export interface IndexedRows {
  readonly rows: DistinctRows;
  readonly index: NeighborIndex;
}

/** The share of a search that is done here to see how long the whole takes. */
const TRIAL_SHARE = 32;
/** Parts that are handed to workers: each puts the tree into a kernel anew. Where a search is cut changes no result. */
const PARTS = 8;
/** Leaves of a part at least: below that, handing over the tree costs more than searching it. */
const LEAST_LEAVES = 64;
/** A tree is small beside the time that a search of it takes, so workers pay off sooner than for most tasks. */
const WORTH_WORKERS_MS = 80;

/** @param X At least one row. */
export async function indexRows(job: Job, X: Matrix): Promise<IndexedRows> {
  const rows = await runSteps(job, distinctRows(X.data, X.rows, X.columns));
  const index = await runSteps(job, neighborEngine().buildIndex(rows));
  return { rows, index };
}

/** The same without a pause. */
export function indexRowsAtOnce(X: Matrix): IndexedRows {
  const rows = finishSteps(distinctRows(X.data, X.rows, X.columns));
  return { rows, index: finishSteps(neighborEngine().buildIndex(rows)) };
}

/**
 * Searches a tree for all of its own points.
 *
 * @param shared Holds the tree.
 * @returns The results of the parts, in the order of the leaves.
 */
export async function searchAll<S extends { readonly index: NeighborIndex }, O>(
  job: Job,
  task: Task<S, LeafRange, O>,
  shared: S,
  { workers, phase }: { workers: number | undefined; phase: string },
): Promise<O[]> {
  const { leaves, points } = shared.index;
  const plan = { task, shared, phase, unit: "rows", total: points } as const;
  if (workers !== undefined)
    return runTasks(job, { ...plan, inputs: cut(0, leaves, workers), workMs: 0, workers });

  // How long a search takes depends on the data: the first part, done here, tells whether the rest is worth workers.
  const size = Math.min(leaves, Math.max(LEAST_LEAVES, Math.ceil(leaves / TRIAL_SHARE)));
  const start = performance.now();
  const first = await runTasks(job, { ...plan, inputs: [{ from: 0, to: size }], workMs: 0, workers: 0 });
  const workMs = (performance.now() - start) * (leaves / size - 1);
  const chosen = workMs < WORTH_WORKERS_MS ? 0 : defaultWorkers();
  const done = Math.min(points, size * NEIGHBOR_LANES);
  const later: Job = {
    ...job,
    progress: (progress) => job.progress({ ...progress, done: progress.done + done }),
  };
  return [
    ...first,
    ...(await runTasks(later, { ...plan, inputs: cut(size, leaves, chosen), workMs, workers: chosen })),
  ];
}

/** Leaves from `from` to `to` - 1 in parts; in one where no worker helps. */
function cut(from: number, to: number, workers: number): LeafRange[] {
  const size = workers === 0 ? to - from : Math.max(LEAST_LEAVES, Math.ceil((to - from) / PARTS));
  const parts: LeafRange[] = [];
  for (let at = from; at < to; at += size) parts.push({ from: at, to: Math.min(to, at + size) });
  return parts;
}
