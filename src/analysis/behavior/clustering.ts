/** K-Means for the number of clusters that was asked for, or for the one that fits best. */
import { codedError, countOf } from "../core/mod.ts";
import type { BehaviorData, Job, Matrix } from "../core/mod.ts";
import { KMeans } from "../estimators/mod.ts";
import { sampleRows } from "../flow-matrix/mod.ts";
import { ACTION } from "./options.ts";
import type { BehaviorSettings } from "./options.ts";
import { PairDistances, SILHOUETTE_ROWS } from "./silhouette.ts";

/** Numbers of clusters that are tried. */
const FEWEST = 2;
const MOST = 10;

export interface Clustering {
  readonly k: number;
  readonly chosenBy: BehaviorData["chosenBy"];
  /** Cluster of each row, from 0, the largest first. */
  readonly labels: Int32Array;
  readonly silhouette: number;
  readonly silhouetteRows: number;
  readonly candidates: BehaviorData["candidates"];
  readonly notes: string[];
}

/** @param X In standard units. */
export async function clusterRows(job: Job, X: Matrix, { k, seed }: BehaviorSettings): Promise<Clustering> {
  const distinct = distinctRows(X, Math.max(MOST, k === "auto" ? 0 : k));
  if (k !== "auto" && k > distinct)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${ACTION}: k must be at most the number of different flows, got ${k} for ${countOf(distinct, "different flow")} in these fields; give a smaller k`,
    );
  const tried = triedCounts(k, X.rows, distinct);
  const sample = sampleRows(X.rows, SILHOUETTE_ROWS, seed);
  const distances = await PairDistances.of(job, X, sample);
  const candidates: BehaviorData["candidates"] = [];
  let best: { k: number; labels: Int32Array; silhouette: number } | null = null;
  for (const [done, count] of tried.entries()) {
    job.progress({ phase: "clusters", done, total: tried.length, unit: "steps", message: `k = ${count}` });
    const model = await new KMeans({ nClusters: count, seed }).fit(X, { signal: job.signal });
    const silhouette = await distances.mean(job, model.labels, count);
    candidates.push({ k: count, silhouette, inertia: model.inertia });
    if (best === null || (k === "auto" ? silhouette > best.silhouette : count === k))
      best = { k: count, labels: model.labels, silhouette };
  }
  job.progress({ phase: "clusters", done: tried.length, total: tried.length, unit: "steps" });
  const chosen = best!;
  return {
    k: chosen.k,
    chosenBy: k === "auto" ? "silhouette" : "user",
    labels: byLargest(chosen.labels, chosen.k),
    silhouette: chosen.silhouette,
    silhouetteRows: sample.length,
    candidates,
    notes: distinct === 1 ? ["All flows are alike in these fields: there is one cluster."] : [],
  };
}

/** All numbers that can be compared; where one was asked for, too, so that the curve shows what else there is. */
function triedCounts(k: BehaviorSettings["k"], rows: number, distinct: number): number[] {
  const most = Math.min(MOST, rows - 1, distinct);
  const counts = Array.from({ length: Math.max(0, most - FEWEST + 1) }, (_, at) => FEWEST + at);
  if (counts.length === 0 && k === "auto") return [1];
  if (k === "auto" || counts.includes(k)) return counts;
  return [...counts, k].sort((a, b) => a - b);
}

/** How many different rows there are; counts no further than to `enough`. */
function distinctRows({ data, rows, columns }: Matrix, enough: number): number {
  const seen = new Set<string>();
  for (let row = 0; row < rows && seen.size < enough; row++)
    seen.add(data.subarray(row * columns, (row + 1) * columns).join());
  return seen.size;
}

function byLargest(labels: Int32Array, k: number): Int32Array {
  const sizes = new Float64Array(k);
  for (const label of labels) sizes[label]!++;
  const order = Array.from({ length: k }, (_, cluster) => cluster).sort(
    (a, b) => sizes[b]! - sizes[a]! || a - b,
  );
  const place = new Int32Array(k);
  order.forEach((cluster, at) => (place[cluster] = at));
  return labels.map((label) => place[label]!);
}
