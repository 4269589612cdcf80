import { checkInteger, checkOptions } from "../../core/mod.ts";
import type { FitOptions, Labels } from "../../core/mod.ts";

/** What stands where a classifier takes its labels: nothing, labels that are not read, or the run control itself. */
export type UnusedLabels = Labels | FitOptions | null | undefined;

const MOST_WORKERS = 64;

/**
 * Checks the run control of a fit.
 *
 * @param action What cannot be done, as "fit KMeans".
 * @throws {TypeError} or {RangeError} code BAD_INPUT, for an option of another name, or a number of workers that makes no sense.
 */
export function checkRun(action: string, run: FitOptions | undefined): FitOptions {
  checkOptions(action, run, ["signal", "onProgress", "workers"]);
  if (run?.workers !== undefined) checkInteger(action, "workers", run.workers, 0, MOST_WORKERS);
  return run ?? {};
}

/**
 * The run control of an estimator that needs no labels: `fit(X, run)` and `fit(X, y, run)` are both understood, so that a signal in the
 * second place is never ignored.
 *
 * @throws {TypeError} or {RangeError} code BAD_INPUT, as `checkRun`.
 */
export function runOf(action: string, second: UnusedLabels, third: FitOptions | undefined): FitOptions {
  const isRun =
    typeof second === "object" && second !== null && !Array.isArray(second) && !ArrayBuffer.isView(second);
  return checkRun(action, isRun && third === undefined ? (second as FitOptions) : third);
}
