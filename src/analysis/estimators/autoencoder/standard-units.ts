import type { Job, Matrix } from "../../core/mod.ts";

/**
 * How the columns are brought to mean 0 and standard deviation 1: (x / unit - center) / deviation. The unit, the largest size in the
 * column, keeps squares of very large and very small numbers within range.
 */
export interface StandardUnits {
  readonly units: Float64Array;
  readonly centers: Float64Array;
  readonly deviations: Float64Array;
}

/** What the network sees of a value lies within this many standard deviations: heavy tails would take all of its attention. */
export const SEEN = 10;
/** Beyond this many standard deviations values count as equally far. */
const FARTHEST = 1e6;
/** Rows between two pauses. */
const BLOCK = 8192;

/** Mean and standard deviation (ddof 0) of each column; a column that never changes keeps deviation 1. */
export async function standardUnits(job: Job, { data, rows, columns }: Matrix): Promise<StandardUnits> {
  const units = new Float64Array(columns);
  const centers = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  await overRows(job, rows, (row) => {
    for (let c = 0, at = row * columns; c < columns; c++, at++)
      units[c] = Math.max(units[c]!, Math.abs(data[at]!));
  });
  for (let c = 0; c < columns; c++) if (units[c] === 0) units[c] = 1;
  await overRows(job, rows, (row) => {
    for (let c = 0, at = row * columns; c < columns; c++, at++) centers[c]! += data[at]! / units[c]! / rows;
  });
  await overRows(job, rows, (row) => {
    for (let c = 0, at = row * columns; c < columns; c++, at++) {
      const difference = data[at]! / units[c]! - centers[c]!;
      deviations[c]! += (difference * difference) / rows;
    }
  });
  for (let c = 0; c < columns; c++) {
    const deviation = Math.sqrt(deviations[c]!);
    // What rounding leaves of a constant column is no spread.
    deviations[c] = deviation > 1e-14 ? deviation : 1;
  }
  return { units, centers, deviations };
}

/** Rows in standard units: as they are, but for the farthest, and as the network sees them. */
export function inStandardUnits(
  { units, centers, deviations }: StandardUnits,
  { data, columns }: Matrix,
  from: number,
  to: number,
): { values: Float64Array; seen: Float32Array } {
  const values = new Float64Array((to - from) * columns);
  const seen = new Float32Array(values.length);
  for (let at = 0, source = from * columns; at < values.length; at++, source++) {
    const c = at % columns;
    const value = (data[source]! / units[c]! - centers[c]!) / deviations[c]!;
    values[at] = Math.max(-FARTHEST, Math.min(FARTHEST, value));
    seen[at] = Math.max(-SEEN, Math.min(SEEN, value));
  }
  return { values, seen };
}

async function overRows(job: Job, rows: number, visit: (row: number) => void): Promise<void> {
  for (let from = 0; from < rows; from += BLOCK) {
    await job.pause();
    for (let row = from; row < Math.min(rows, from + BLOCK); row++) visit(row);
  }
}
