import { neighborEngine } from "../../../kernels/mod.ts";
import { checkInteger, checkOptions, codedError, runJob, runSteps } from "../../core/mod.ts";
import type { FitOptions, Matrix } from "../../core/mod.ts";
import { checkMatrix } from "../shared/mod.ts";
import { indexRows, searchAll } from "./search.ts";
import { findNearestTask } from "./tasks.ts";

export interface SuggestEpsOptions {
  /** That of the DBSCAN which the eps is for. Default 5. */
  minSamples?: number | undefined;
}

/** Share of the rows, from the nearest, in which the knee is looked for: the farthest few would draw it to themselves. */
const KNEE_SHARE = 0.99;

/**
 * Distance of each row to its k-th nearest other row; sorted, the k-distance curve. Exact; equal rows are at distance 0 of each other.
 *
 * @param X Row-major, shape (rows, columns); finite, at least 2 rows.
 * @param k From 1 to rows - 1.
 * @returns Euclidean distances, shape (rows,), in the order of the rows; Infinity where a squared distance overflows.
 * @throws {TypeError | RangeError} code BAD_INPUT.
 */
export async function kDistances(X: Matrix, k: number, run: FitOptions = {}): Promise<Float64Array> {
  const action = "measure distances to neighbours";
  return runJob("measuring distances to neighbours", run, async (job) => {
    checkMatrix(action, X, { minRows: 2 });
    checkInteger(action, "k", k, 1, X.rows - 1);
    const { rows, index } = await indexRows(job, X);
    const phase = "finding neighbours";
    const lists = await searchAll(job, findNearestTask, { index, k }, { workers: run.workers, phase });
    const byPoint = new Float64Array(index.points);
    let slot = 0;
    for (const { counts, squares } of lists) {
      for (let at = 0; at < counts.length && slot < index.points; at++, slot++) {
        byPoint[index.pointOfSlot[slot]!] = Math.sqrt(squares[at * k + counts[at]! - 1]!);
      }
    }
    return Float64Array.from(rows.pointOfRow, (point) => byPoint[point]!);
  });
}

/**
 * Distance of each row to its k-th nearest row of others: how far it is from what is known. Exact.
 *
 * @param X The rows that are asked about; finite.
 * @param known The rows that distances are taken to, of the same width; finite, at least 1.
 * @param k From 1 to the number of known rows.
 * @returns Euclidean distances, shape (rows of X,); Infinity where a squared distance overflows.
 * @throws {TypeError | RangeError} code BAD_INPUT.
 */
export async function distancesToKnown(
  X: Matrix,
  known: Matrix,
  k: number,
  run: FitOptions = {},
): Promise<Float64Array> {
  const action = "measure distances to known rows";
  return runJob("measuring distances to known rows", run, async (job) => {
    checkMatrix(action, known, { minRows: 1 });
    checkMatrix(action, X);
    checkInteger(action, "columns of X", X.columns, known.columns, known.columns);
    checkInteger(action, "k", k, 1, known.rows);
    if (X.rows === 0) return new Float64Array(0);
    const { index } = await indexRows(job, known);
    const asked = await indexRows(job, X);
    const { leaves, points, pointOfSlot } = asked.index;
    const steps = neighborEngine().findNearest(asked.index, index, k, 0, leaves);
    const { counts, squares } = await runSteps(job, steps);
    const byPoint = new Float64Array(points);
    for (let slot = 0; slot < points; slot++)
      byPoint[pointOfSlot[slot]!] = Math.sqrt(squares[slot * k + counts[slot]! - 1]!);
    return Float64Array.from(asked.rows.pointOfRow, (point) => byPoint[point]!);
  });
}

/**
 * An eps for DBSCAN: the knee of the curve of distances to the (minSamples - 1)-th nearest other row (M. Ester et al., KDD 1996, section
 * 4.2), that is its point farthest below the chord (V. Satopää et al., "Finding a kneedle in a haystack", ICDCS Workshops 2011). Rows
 * with so many exact duplicates that the distance is 0 say nothing of eps and are left out, and so is the farthest hundredth. A starting
 * point: where clusters differ in density there is no one knee.
 *
 * @param X As for DBSCAN, columns scaled; at least 2 rows.
 * @returns Above 0.
 * @throws {RangeError} code BAD_INPUT, when every row has minSamples - 1 exact duplicates, so that every eps gives the same cores, or when
 *   distances overflow.
 */
export async function suggestEps(
  X: Matrix,
  options: SuggestEpsOptions = {},
  run: FitOptions = {},
): Promise<number> {
  const action = "suggest eps";
  checkOptions(action, options, ["minSamples"]);
  const { minSamples = 5 } = options;
  checkInteger(action, "minSamples", minSamples, 1, 0x7fffffff);
  checkMatrix(action, X, { minRows: 2 });
  const distances = await kDistances(X, Math.min(X.rows - 1, Math.max(1, minSamples - 1)), run);
  const eps = epsOfDistances(distances);
  if (eps === null)
    throw refusal(
      action,
      `every row has ${minSamples - 1} exact duplicates; give eps as the distance that matters`,
    );
  if (eps === Infinity) throw refusal(action, "distances overflow; scale the columns first");
  return eps;
}

/**
 * What `suggestEps` reads from distances that are there already.
 *
 * @param distances As `kDistances` gives them, in any order.
 * @returns null where all are 0; Infinity where they overflow.
 */
export function epsOfDistances(distances: Float64Array): number | null {
  const curve = distances.filter((distance) => distance > 0).sort();
  if (curve.length === 0) return null;
  const kept = Math.max(1, Math.ceil(curve.length * KNEE_SHARE));
  if (curve[kept - 1] === Infinity) return Infinity;
  return curve[kneeOf(curve, kept)]!;
}

/** Place of the point farthest below the chord from the first to the last of `count` ascending numbers; the first of equals. */
function kneeOf(curve: Float64Array, count: number): number {
  const first = curve[0]!;
  const range = curve[count - 1]! - first;
  let knee = count - 1;
  let most = 0;
  for (let at = 0; at < count - 1; at++) {
    const below = at / (count - 1) - (curve[at]! - first) / range;
    if (below > most) {
      most = below;
      knee = at;
    }
  }
  return knee;
}

function refusal(action: string, rule: string): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot ${action}: ${rule}`);
}
