/**
 * Silhouettes: how much nearer a row is to its own cluster than to the next one (P. Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20,
 * 1987), over a sample, as scikit-learn's `silhouette_score` with `sample_size`.
 */
import type { Job, Matrix } from "../core/mod.ts";

/** Rows of the sample at most: distances of all pairs are held. */
export const SILHOUETTE_ROWS = 2000;
const ROWS_A_STEP = 64;

/** Distances of all pairs of some rows; measured once, used for every number of clusters. */
export class PairDistances {
  readonly rows: Uint32Array;
  readonly #distances: Float32Array;

  private constructor(rows: Uint32Array, distances: Float32Array) {
    this.rows = rows;
    this.#distances = distances;
  }

  static async of(job: Job, { data, columns }: Matrix, rows: Uint32Array): Promise<PairDistances> {
    const n = rows.length;
    const distances = new Float32Array(n * n);
    for (let a = 0; a < n; a++) {
      if (a % ROWS_A_STEP === 0) await job.pause();
      const from = rows[a]! * columns;
      for (let b = 0; b < a; b++) {
        const to = rows[b]! * columns;
        let squares = 0;
        for (let column = 0; column < columns; column++) {
          const difference = data[from + column]! - data[to + column]!;
          squares += difference * difference;
        }
        distances[a * n + b] = distances[b * n + a] = Math.sqrt(squares);
      }
    }
    return new PairDistances(rows, distances);
  }

  /**
   * The mean silhouette, from -1 to 1; a row that is alone in its cluster counts 0.
   *
   * @param labels Cluster of every row of the table, from 0 to k - 1.
   * @returns 0 where the sample has one cluster only.
   */
  async mean(job: Job, labels: Int32Array, k: number): Promise<number> {
    const { rows } = this;
    const n = rows.length;
    const own = Int32Array.from(rows, (row) => labels[row]!);
    const sizes = new Int32Array(k);
    for (const cluster of own) sizes[cluster]!++;
    if (sizes.filter((size) => size > 0).length < 2) return 0;
    const sums = new Float64Array(k);
    let total = 0;
    for (let a = 0; a < n; a++) {
      if (a % ROWS_A_STEP === 0) await job.pause();
      if (sizes[own[a]!] === 1) continue;
      sums.fill(0);
      for (let b = 0; b < n; b++) sums[own[b]!] = sums[own[b]!]! + this.#distances[a * n + b]!;
      let nearest = Infinity;
      for (let cluster = 0; cluster < k; cluster++)
        if (cluster !== own[a] && sizes[cluster]! > 0)
          nearest = Math.min(nearest, sums[cluster]! / sizes[cluster]!);
      const inside = sums[own[a]!]! / (sizes[own[a]!]! - 1);
      const larger = Math.max(inside, nearest);
      if (larger > 0) total += (nearest - inside) / larger;
    }
    return total / n;
  }
}
