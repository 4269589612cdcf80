import type { SortSpace } from "../../kernels/mod.ts";
import { runSteps } from "../core/mod.ts";
import type { Cell, ColumnProfile, Job } from "../core/mod.ts";
import type { Gathered } from "./gather.ts";
import { inSlices } from "./slices.ts";

/** Top values a profile lists for each column. */
export const TOP_VALUES = 10;

/** The values of a column in order, and where each came from. */
export interface Sorted {
  /** Shape (count,), ascending, 0 in place of -0. */
  values: Float64Array;
  /** Position in the gathered values; equal values in row order. */
  order: Uint32Array;
}

/** Sorts the gathered values; `order` is a view of the space. */
export async function sorted(gathered: Gathered, space: SortSpace, job: Job): Promise<Sorted> {
  const source = gathered.values;
  const order = await runSteps(job, space.sort(source));
  const values = new Float64Array(source.length);
  await inSlices(source.length, job, (from, to) => {
    for (let i = from; i < to; i++) values[i] = source[order[i]!]! + 0;
  });
  return { values, order };
}

const PERCENTS = [1, 5, 25, 50, 75, 90, 95, 99] as const;

/** R-7 quantiles (R. Hyndman and Y. Fan, "Sample quantiles in statistical packages", 1996), as NumPy's and pandas' default. */
export function quantiles(values: Float64Array): ColumnProfile["quantiles"] {
  if (values.length === 0) return null;
  const entries = PERCENTS.map((percent) => [`p${percent}`, percentile(values, percent)]);
  return Object.fromEntries(entries) as NonNullable<ColumnProfile["quantiles"]>;
}

/**
 * One R-7 percentile of ascending values.
 *
 * @param values Ascending, finite, at least one.
 * @param percent From 0 to 100.
 */
export function percentile(values: Float64Array, percent: number): number {
  const position = ((values.length - 1) * percent) / 100;
  const index = Math.floor(position);
  const part = position - index;
  const low = values[index]!;
  if (part === 0) return low;
  const high = values[index + 1]!;
  const step = high - low;
  if (step === Infinity) return low * (1 - part) + high * part;
  // From the nearer end, so that the result never passes it.
  return part < 0.5 ? low + step * part : high - step * (1 - part);
}

/** A value, how often it stands, and where first. */
interface Candidate {
  code: number;
  count: number;
  first: number;
}

/** The most frequent of what is offered, most frequent first, ties by first appearance. */
export class TopList {
  readonly #best: Candidate[] = [];

  /** @param code What tells the value; `first` its first position. */
  offer(code: number, count: number, first: number): void {
    const best = this.#best;
    let at = best.length;
    while (at > 0 && isBefore(count, first, best[at - 1]!)) at--;
    if (at >= TOP_VALUES) return;
    best.splice(at, 0, { code, count, first });
    if (best.length > TOP_VALUES) best.pop();
  }

  values(valueOf: (code: number) => Cell): ColumnProfile["top"] {
    return this.#best.map(({ code, count }) => ({ value: valueOf(code), count }));
  }
}

function isBefore(count: number, first: number, other: Candidate): boolean {
  return count > other.count || (count === other.count && first < other.first);
}

export interface Runs {
  distinct: number;
  top: ColumnProfile["top"];
}

/**
 * Counts the distinct values, finds the most frequent ones and, where `ranks` is given, writes twice the average rank of each row
 * (1 + the number of smaller + the number of smaller or equal values: a whole number), leaving 0 where a row has no value.
 */
export async function runs(
  { values, order }: Sorted,
  rows: Uint32Array | null,
  ranks: Int32Array | null,
  job: Job,
): Promise<Runs> {
  const n = values.length;
  const top = new TopList();
  let distinct = 0;
  let start = 0;
  await inSlices(n, job, (from, to) => {
    for (let i = from; i < to; i++) {
      if (i + 1 < n && values[i + 1] === values[i]) continue;
      // The sort is stable, so a run begins with its first appearance.
      top.offer(start, i + 1 - start, order[start]!);
      distinct++;
      if (ranks !== null) {
        const rank = start + 1 + (i + 1);
        for (let j = start; j <= i; j++) {
          const position = order[j]!;
          ranks[rows === null ? position : rows[position]!] = rank;
        }
      }
      start = i + 1;
    }
  });
  return { distinct, top: top.values((at) => values[at]!) };
}
