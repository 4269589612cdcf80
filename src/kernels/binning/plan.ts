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

/** Whole numbers below this, a power of two, are looked up in a table. */
const SMALL = 4096;
/** Columns gathered in one pass over the sample: one at a time would bring every row into the cache for each. */
const AT_ONCE = 16;
/** Rows whose columns are gathered while they are in the cache. */
const BLOCK_ROWS = 256;

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
    const gathered = new Float64Array(sample.length * Math.min(columns, AT_ONCE));
    const scratch = { values: new Float64Array(sample.length), counts: new Uint32Array(sample.length) };
    for (let column = 0; column < columns; column++) {
      const place = column % AT_ONCE;
      if (place === 0) gather(cells, column, Math.min(columns, column + AT_ONCE), sample, gathered);
      const values = gathered.subarray(place * sample.length, (place + 1) * sample.length);
      const found = countSmall(values, scratch) ?? countSorted(values, sorter, scratch);
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
/** Copies columns `from` to `to` - 1 of the sampled rows, one after the other. */
function gather(cells: Cells, from: number, to: number, sample: Uint32Array, out: Float64Array): void {
  const rows = sample.length;
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    const end = Math.min(rows, row + BLOCK_ROWS);
    for (let column = from; column < to; column += 4) {
      // Where less than four are left the last one is copied again, to its own place.
      const places = [0, 1, 2, 3].map((more) => Math.min(to - 1, column + more) - from) as Four;
      gatherFour(cells, from, places, sample, row, end, out);
    }
  }
}

type Four = [number, number, number, number];

function gatherFour(
  { data, columns }: Cells,
  from: number,
  [a, b, c, d]: Four,
  sample: Uint32Array,
  first: number,
  end: number,
  out: Float64Array,
): void {
  const rows = sample.length;
  for (let row = first; row < end; row++) {
    const cell = sample[row]! * columns + from;
    // Adding 0 makes -0 and 0 one value.
    out[a * rows + row] = data[cell + a]! + 0;
    out[b * rows + row] = data[cell + b]! + 0;
    out[c * rows + row] = data[cell + c]! + 0;
    out[d * rows + row] = data[cell + d]! + 0;
  }
}

/** Distinct values, ascending, and how often each occurs. */
interface Counted {
  readonly values: Float64Array;
  readonly counts: Uint32Array;
}

/** Counts values that are all small whole numbers, as most columns of few values are, without sorting; null for others. */
function countSmall(values: Float64Array, { values: out, counts }: Counted): Counted | null {
  const times = new Uint32Array(SMALL);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    const whole = value & (SMALL - 1);
    if (whole !== value) return null;
    times[whole]!++;
  }
  let found = 0;
  for (let value = 0; value < SMALL; value++) {
    if (times[value] === 0) continue;
    out[found] = value;
    counts[found++] = times[value]!;
  }
  return { values: out.subarray(0, found), counts: counts.subarray(0, found) };
}

function countSorted(values: Float64Array, sorter: Sorter, scratch: Counted): Counted {
  const sorted = sorter.values;
  sorted.set(values);
  sorter.sort();
  return distinct(sorted, scratch);
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
  const sample = new Uint32Array(Math.min(rows, SAMPLE_ROWS));
  for (let row = 0; row < sample.length; row++) sample[row] = row;
  if (rows <= SAMPLE_ROWS) return sample;
  const random = prng(0, rows);
  for (let at = 0; at < SAMPLE_ROWS; at++) {
    const from = Math.floor((at * rows) / SAMPLE_ROWS);
    const to = Math.floor(((at + 1) * rows) / SAMPLE_ROWS);
    sample[at] = from + random.int(to - from);
  }
  return sample;
}

function distinct(sorted: Float64Array, { values, counts }: Counted): Counted {
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
