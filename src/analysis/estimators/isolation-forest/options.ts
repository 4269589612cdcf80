import { MOST_DEPTH } from "../../../kernels/mod.ts";
import { checkInteger, checkNumber, checkOptions, codedError, describe } from "../../core/mod.ts";
import { checkContamination } from "../detector/mod.ts";
import type { Complete } from "../shared/mod.ts";

/** Options of `IsolationForest`; all have defaults. */
export interface IsolationForestOptions {
  /** Number of trees; 100. */
  nEstimators?: number | undefined;
  /**
   * Rows that each tree is grown on, drawn without replacement: "auto" = 256, "deep" = 4,096, a whole number from 1, or a share of the
   * rows between 0 and 1; never more than there are. Default "auto". Deep forests tell rows between several groups of ordinary rows apart
   * better, and rows that are odd together worse: those hide each other. They take about three times as long.
   */
  maxSamples?: "auto" | "deep" | number | undefined;
  /**
   * Share of outliers among the fitted rows, above 0 and at most 0.5, which sets the threshold; "auto" = the threshold of the paper, 0.5.
   * Default "auto".
   */
  contamination?: "auto" | number | undefined;
  /** 42. */
  seed?: number | undefined;
}

export type CheckedOptions = Complete<IsolationForestOptions>;

/** Samples of "auto" and "deep". */
const SAMPLES = { auto: 256, deep: 4096 };
const MOST_TREES = 100_000;
/** Slots in all trees together, 8 bytes each and as much again while scoring. */
const MOST_SLOTS = 1 << 25;

/** @throws {TypeError|RangeError} code BAD_INPUT. */
export function checkedOptions(options: IsolationForestOptions): CheckedOptions {
  const action = "make IsolationForest";
  checkOptions(action, options, ["nEstimators", "maxSamples", "contamination", "seed"]);
  const { nEstimators = 100, maxSamples = "auto", contamination = "auto", seed = 42 } = options;
  checkInteger(action, "nEstimators", nEstimators, 1, MOST_TREES);
  checkInteger(action, "seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if (maxSamples !== "auto" && maxSamples !== "deep") checkSamples(action, maxSamples);
  if (contamination !== "auto") checkContamination(action, contamination);
  return { nEstimators, maxSamples, contamination, seed };
}

function checkSamples(action: string, maxSamples: unknown): void {
  const rule = `maxSamples must be "auto", "deep", a whole number of rows or a share below 1`;
  if (typeof maxSamples !== "number")
    throw codedError(TypeError, "BAD_INPUT", `Cannot ${action}: ${rule}, got ${describe(maxSamples)}`);
  const samples = checkNumber(action, "maxSamples", maxSamples, { above: 0 });
  if (samples > 1 && !Number.isInteger(samples))
    throw codedError(RangeError, "BAD_INPUT", `Cannot ${action}: ${rule}, got ${maxSamples}`);
}

/** How many rows each tree is grown on. */
export function samplesOf({ maxSamples }: CheckedOptions, rows: number): number {
  if (typeof maxSamples === "string") return Math.min(rows, SAMPLES[maxSamples]);
  return maxSamples < 1 ? Math.max(1, Math.floor(maxSamples * rows)) : Math.min(rows, maxSamples);
}

/** Why a forest of this size is refused; undefined where it is not. */
export function sizeRefusal(trees: number, depth: number): string | undefined {
  if (depth <= MOST_DEPTH && trees * (1 << depth) <= MOST_SLOTS) return undefined;
  return `nEstimators x maxSamples must be at most ${MOST_SLOTS}, got ${trees} trees of ${depth} levels; use fewer samples`;
}
