import { kmeans } from "ml-kmeans";

export interface MlKMeansOptions {
  /** 0 to 2^32 - 1. The package's own generator works in 32-bit arithmetic and its distances in + - * only: the same bits in every engine. */
  readonly seed: number;
  readonly maxIterations: number;
}

/**
 * Clusters few rows with ml-kmeans: k-means++ and Lloyd's iteration on arrays of arrays, so not for more than a few thousand.
 *
 * @param data Finite, row-major, shape (rows, columns); squares of differences must be finite too.
 * @param clusters At most as many as rows.
 * @returns The centers, row-major, shape (clusters, columns).
 */
export function clusterSmall(
  data: Float64Array,
  columns: number,
  clusters: number,
  { seed, maxIterations }: MlKMeansOptions,
): Float64Array {
  const rows: number[][] = [];
  for (let at = 0; at < data.length; at += columns) rows.push(Array.from(data.subarray(at, at + columns)));
  const { centroids } = kmeans(rows, clusters, { seed, maxIterations, initialization: "kmeans++" });
  return Float64Array.from(centroids.flat());
}
