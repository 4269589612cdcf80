import { checkInteger, checkNumber, checkOptions } from "../../core/mod.ts";
import type { Complete } from "../shared/mod.ts";

/** Options of `KMeans`; all have defaults. */
export interface KMeansOptions {
  /** Number of clusters; 8. At most the number of rows. */
  nClusters?: number | undefined;
  /** How often it starts anew, to keep the best; 10. */
  nInit?: number | undefined;
  /** Most iterations of Lloyd's algorithm from one start; 300. */
  maxIter?: number | undefined;
  /** Ends when the centers move by less than this, as the sum of squares relative to the mean variance of the columns; 1e-4. */
  tol?: number | undefined;
  /**
   * On how many rows the starts are tried out; the best is then refined on all rows. "auto" (default) = all rows up to 65,536, a weighted
   * sample of 20,000 above. false = scikit-learn's procedure: every start runs to its end on all rows, and nothing else is tried.
   */
  subsample?: "auto" | number | false | undefined;
  /** 42. */
  seed?: number | undefined;
}

export type CheckedKMeansOptions = Complete<KMeansOptions>;

/** Up to this many rows "auto" tries starts on all of them. */
const MOST_ROWS_WHOLE = 65_536;
const SAMPLE_ROWS = 20_000;
/** More than one table holds. */
const MOST_ROWS = 2_147_483_647;

/** @throws {TypeError|RangeError} code BAD_INPUT. */
export function checkedOptions(options: KMeansOptions): CheckedKMeansOptions {
  const action = "make KMeans";
  checkOptions(action, options, ["nClusters", "nInit", "maxIter", "tol", "subsample", "seed"]);
  const { nClusters = 8, nInit = 10, maxIter = 300, tol = 1e-4, subsample = "auto", seed = 42 } = options;
  checkInteger(action, "nClusters", nClusters, 1, MOST_ROWS);
  checkInteger(action, "nInit", nInit, 1, 100_000);
  checkInteger(action, "maxIter", maxIter, 1, 1_000_000_000);
  checkNumber(action, "tol", tol, { min: 0 });
  checkInteger(action, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if (subsample !== "auto" && subsample !== false)
    checkInteger(action, 'subsample, unless "auto" or false,', subsample, 1, MOST_ROWS);
  return { nClusters, nInit, maxIter, tol, subsample, seed };
}

/** Rows that starts are tried out on; all of them, or a sample that has room for the clusters. */
export function rowsForStarts({ subsample, nClusters }: CheckedKMeansOptions, rows: number): number {
  if (subsample === false || (subsample === "auto" && rows <= MOST_ROWS_WHOLE)) return rows;
  const wanted = subsample === "auto" ? SAMPLE_ROWS : subsample;
  return Math.min(rows, Math.max(wanted, 4 * nClusters));
}
