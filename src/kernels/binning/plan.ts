/** The bins of all columns of a matrix, from a sample of its rows where it is long. */
import { prng } from "../prng.ts";
import type { Engine } from "../forest/types.ts";
import { wasmAvailable } from "../wasm/instance.ts";
import { cutColumn, MOST_BINS } from "./cuts.ts";
import type { ColumnBins } from "./cuts.ts";
import type { BinPlan, Cells } from "./types.ts";
import { WasmSorter } from "./wasm.ts";

/** Rows that are looked at for cuts; a quantile of 1/256 is then off by less than a tenth of its bin. */
const SAMPLE_ROWS = 65536;
/** Rows between two pauses where all of them are looked at. */
const SLICE = 1 << 20;

/** Whole numbers below this are looked up in a table. */
const SMALL = 4096;

/**
 * Plans the bins of a matrix: at most 256 a column; exact midpoints where a column has no more distinct values, else quantiles.
 *
 * Above 65,536 rows the quantiles come from one row drawn in each of as many equal stretches, the same ones for the same shape; whether
 * a column has few values is checked on all rows. A generator, so that it can be paused at each step (about 10 ms).
 */
export function* planBins(
  cells: Cells,
  engine: Engine = wasmAvailable() ? "wasm" : "reference",
): Generator<void, BinPlan, void> {
  const { rows, columns } = cells;
  const sample = sampledRows(rows);
  const sorter = engine === "wasm" ? new WasmSorter(sample.length) : new PlainSorter(sample.length);
  try {
    const plans: ColumnBins[] = [];
    for (let column = 0; column < columns; column++) {
      const { values } = sorter;
      gather(cells, column, sample, values);
      sorter.sort();
      const found = distinct(values);
      const whole =
        rows > sample.length && found.values.length <= MOST_BINS
          ? yield* withStrangers(cells, column, found.values)
          : null;
      plans.push(whole ?? cutColumn(found.values, found.counts));
      yield;
    }
    return joined(plans);
  } finally {
    sorter.close();
  }
}

// Loops stay out of the generators, where engines run them slower.
function gather({ data, columns }: Cells, column: number, sample: Uint32Array, values: Float64Array): void {
  // Adding 0 makes -0 and 0 one value.
  for (let at = 0; at < sample.length; at++) values[at] = data[sample[at]! * columns + column]! + 0;
}

/** What sorts the sample of a column: numbers are written into `values`, then sorted there. */
interface Sorter {
  readonly values: Float64Array;
  sort(): void;
  close(): void;
}

class PlainSorter implements Sorter {
  readonly values: Float64Array;

  constructor(length: number) {
    this.values = new Float64Array(length);
  }

  sort(): void {
    this.values.sort();
  }

  close(): void {}
}

/** Puts the bins of the columns into flat arrays. */
function joined(plans: readonly ColumnBins[]): BinPlan {
  const cutOffsets = new Uint32Array(plans.length + 1);
  plans.forEach(({ cuts }, column) => (cutOffsets[column + 1] = cutOffsets[column]! + cuts.length));
  const cuts = new Float64Array(cutOffsets[plans.length]!);
  const middles = new Float64Array(plans.length * MOST_BINS);
  plans.forEach((plan, column) => {
    cuts.set(plan.cuts, cutOffsets[column]);
    middles.set(plan.middles, column * MOST_BINS);
  });
  return { cuts, cutOffsets, middles };
}

function sampledRows(rows: number): Uint32Array {
  if (rows <= SAMPLE_ROWS) return Uint32Array.from({ length: rows }, (_, row) => row);
  const random = prng(0, rows);
  const sample = new Uint32Array(SAMPLE_ROWS);
  for (let at = 0; at < SAMPLE_ROWS; at++) {
    const from = Math.floor((at * rows) / SAMPLE_ROWS);
    const to = Math.floor(((at + 1) * rows) / SAMPLE_ROWS);
    sample[at] = from + random.int(to - from);
  }
  return sample;
}

function distinct(sorted: Float64Array): { values: Float64Array; counts: Uint32Array } {
  const values = new Float64Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let found = 0;
  let first = 0;
  for (let at = 1; at <= sorted.length; at++) {
    const value = sorted[at - 1]!;
    if (at < sorted.length && sorted[at] === value) continue;
    values[found] = value;
    counts[found++] = at - first;
    first = at;
  }
  return { values: values.subarray(0, found), counts: counts.subarray(0, found) };
}

/**
 * A column whose sample has few values may have more of them outside.
 *
 * @returns Its bins with all its values, or null when those are too many.
 */
function* withStrangers(
  cells: Cells,
  column: number,
  known: Float64Array,
): Generator<void, ColumnBins | null, void> {
  const strangers = new Set<number>();
  for (let from = 0; from < cells.rows; from += SLICE) {
    const to = Math.min(cells.rows, from + SLICE);
    if (!addStrangers(cells, column, from, to, known, strangers)) return null;
    yield;
  }
  const values = Float64Array.from([...known, ...strangers]).sort();
  return cutColumn(values, new Uint32Array(values.length).fill(1));
}

/** @returns Whether all values so far are few enough. */
function addStrangers(
  { data, columns }: Cells,
  column: number,
  from: number,
  to: number,
  known: Float64Array,
  strangers: Set<number>,
): boolean {
  // Most columns of few values hold small whole numbers, which are found without a search.
  const isKnown = new Uint8Array(SMALL);
  for (const value of known) if (value >= 0 && value < SMALL && value % 1 === 0) isKnown[value] = 1;
  let last = NaN;
  for (let row = from; row < to; row++) {
    const value = data[row * columns + column]! + 0;
    if (value === last || isKnown[value] === 1) continue;
    last = value;
    if (holds(known, value) || strangers.has(value)) continue;
    if (known.length + strangers.size === MOST_BINS) return false;
    strangers.add(value);
  }
  return true;
}

function holds(sorted: Float64Array, value: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low < sorted.length && sorted[low] === value;
}
