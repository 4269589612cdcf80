/** A unit that changes inside a column, as where files of two meters were joined. */
import { log10 } from "../../../kernels/mod.ts";
import type { CanonicalField, Job } from "../../core/mod.ts";
import { formatCount } from "../../display/mod.ts";
import { inSlices } from "../slices.ts";
import type { LintView, Numbers } from "./lint-view.ts";
import { LISTED_ROWS, type Found, type LintRule } from "./rule.ts";

/** Blocks of rows whose middles are compared. */
const BLOCKS = 64;
/** Fewest positive values on either side of a jump. */
const FEWEST = 100;
/** Powers of ten between the sides from which on it is worth a closer look. */
const LEAST = 2;
/** How far from a power of a thousand a jump may be, in powers of ten. */
const SLACK = 0.25;
/** Largest distance (Kolmogorov and Smirnov's) between the sides, put into one unit. */
const ALIKE = 0.15;

export const UNIT_RULES: readonly LintRule[] = [
  { id: "unit-jump", find: (view, job) => jumpOf(view, "duration", ["packet_count", "bytes_sent"], job) },
  {
    id: "byte-unit-jump",
    find: (view, job) => jumpOf(view, "bytes_sent", ["duration", "packet_count"], job),
  },
];

/**
 * Finds the place where a field becomes a thousand or a million times larger or smaller at once.
 *
 * Other traffic does that, too; a unit leaves the shape of the distribution as it was, and the other fields.
 */
async function jumpOf(
  view: LintView,
  field: CanonicalField,
  others: readonly CanonicalField[],
  job: Job,
): Promise<Found | null> {
  const values = view.numbers(field);
  if (values === null || view.rowCount < 2 * FEWEST) return null;
  const { rows, logs } = await positives(values, job);
  if (rows.length < 2 * FEWEST) return null;
  const { at, gap } = bestSplit(logs);
  if (gap < LEAST || at < FEWEST || rows.length - at < FEWEST) return null;
  await job.pause();
  const left = logs.slice(0, at).sort();
  const right = logs.slice(at).sort();
  const shift = middle(right) - middle(left);
  const powers = 3 * Math.round(shift / 3);
  if (powers === 0 || Math.abs(powers) > 9 || Math.abs(shift - powers) > SLACK) return null;
  if (
    distance(
      left,
      right.map((value) => value - powers),
    ) > ALIKE
  )
    return null;
  for (const other of others) {
    await job.pause();
    const numbers = view.numbers(other);
    if (numbers === null) continue;
    const [before, after] = [take(numbers, rows.subarray(0, at)), take(numbers, rows.subarray(at))];
    if (distance(before, after) > ALIKE) return null;
  }
  const factor = formatCount(Number(`1e${Math.abs(powers)}`));
  const first = rows[at]!;
  const found = rows.subarray(at);
  return {
    count: found.length,
    rows: Array.from(found.subarray(0, LISTED_ROWS)),
    evidence: `${field} becomes ${factor} times ${powers > 0 ? "larger" : "smaller"} from row ${formatCount(first)} on (${formatCount(found.length)} flows), in the same shape, while the other fields stay as they were; the unit changes there, as where two files were joined.`,
    repair: `Load the parts one by one with their own unit, then FlowTable.concat: table.slice(0, ${first}) and table.slice(${first}).`,
  };
}

async function positives(values: Numbers, job: Job): Promise<{ rows: Uint32Array; logs: Float64Array }> {
  const rows = new Uint32Array(values.length);
  const logs = new Float64Array(values.length);
  let count = 0;
  await inSlices(values.length, job, (from, to) => {
    for (let row = from; row < to; row++) {
      const value = values[row]!;
      if (!(value > 0 && value < Infinity)) continue;
      rows[count] = row;
      logs[count++] = log10(value);
    }
  });
  return { rows: rows.subarray(0, count), logs: logs.subarray(0, count) };
}

/** The place in the values at which both sides lie farthest apart, to the value, and how far, in powers of ten. */
function bestSplit(logs: Float64Array): { at: number; gap: number } {
  const size = Math.max(1, Math.floor(logs.length / BLOCKS));
  const middles: number[] = [];
  for (let from = 0; from + size <= logs.length; from += size)
    middles.push(middle(logs.slice(from, from + size).sort()));
  // Means are farthest apart where both sides are pure; middles would be as far apart a few blocks beside it.
  let best = 0;
  let most = -1;
  for (let block = 1; block < middles.length; block++) {
    const gap = Math.abs(mean(middles, block, middles.length) - mean(middles, 0, block));
    if (gap > most) [best, most] = [block, gap];
  }
  // Within the blocks on both sides, the place that leaves the fewest values nearer to the other side.
  const low = mean(middles, 0, best);
  const high = mean(middles, best, middles.length);
  const from = Math.max(0, (best - 2) * size);
  const to = Math.min(logs.length, (best + 2) * size);
  let wrong = 0;
  let fewest = 0;
  let at = from;
  for (let place = from; place < to; place++) {
    const isLeft = Math.abs(logs[place]! - low) <= Math.abs(logs[place]! - high);
    wrong += isLeft ? -1 : 1;
    if (wrong < fewest) [fewest, at] = [wrong, place + 1];
  }
  return { at, gap: Math.abs(high - low) };
}

function mean(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at]!;
  return sum / (to - from);
}

/** The middle of sorted values. */
function middle(sorted: ArrayLike<number>): number {
  return sorted[sorted.length >>> 1] ?? NaN;
}

function take(values: Numbers, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!)
    .filter((value) => value - value === 0)
    .sort();
}

/** The largest difference between the distribution functions of two sorted samples. */
function distance(a: Float64Array, b: Float64Array): number {
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    most = Math.max(most, Math.abs(i / a.length - j / b.length));
  }
  return most;
}
