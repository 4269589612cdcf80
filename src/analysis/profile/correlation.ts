import type { Column, Correlation, Job } from "../core/mod.ts";
import { scaleFor } from "./moments.ts";
import { inSlices } from "./slices.ts";

/** A numeric column that varies, ready to be correlated. */
export interface Correlated {
  column: Column;
  /** Largest absolute finite value. */
  size: number;
  /** Rows with a finite value. */
  count: number;
  /** Twice the average rank, 0 where the row has no finite value. */
  ranks: Int32Array;
}

/** Numbers of one column at the rows of a correlation. */
interface Series {
  values: Float64Array | Int32Array | Uint8Array;
  scale: number;
  /** Mean of the scaled values over these rows. */
  mean: number;
  varies: boolean;
}

type Matrix = (number | null)[][];

/** Rows whose numbers lie together while all pairs of columns are multiplied. */
const BLOCK = 1024;

/**
 * Pearson and Spearman correlations of all pairs of columns, each over the rows where both have a finite value ("pairwise complete").
 *
 * Spearman is Pearson on average ranks; where the two columns lack different rows, the ranks are taken anew over the common ones, as
 * scipy does. Columns that lack the same rows are handled together, so few gaps cost little. Null where one of the two does not vary
 * over the common rows.
 */
export async function correlations(columns: Correlated[], job: Job): Promise<Correlation> {
  const empty = (): Matrix => columns.map(() => columns.map(() => null));
  const pearson = empty();
  const spearman = empty();
  const groups = groupByGaps(columns);
  for (let a = 0; a < groups.length; a++) {
    for (let b = a; b < groups.length; b++) {
      const left = groups[a]!;
      const right = a === b ? [] : groups[b]!;
      const members = [...left, ...right].map((at) => columns[at]!);
      const rows = await commonRows(columns[left[0]!]!, columns[groups[b]![0]!]!, job);
      const count = rows === null ? members[0]!.column.length : rows.length;
      const values: Series[] = [];
      for (const member of members) values.push(await valuesOver(member, rows, count, job));
      fill(pearson, left, right, await multiply(values, left.length, rows, count, job));
      const ranks: Series[] = [];
      // The doubled ranks of any `count` rows have this mean; equal ones all lie on it, so that their variation is 0 by itself.
      for (const member of members)
        ranks.push({ values: await ranksOver(member, rows, job), scale: 1, mean: count + 1, varies: true });
      fill(spearman, left, right, await multiply(ranks, left.length, null, count, job));
    }
  }
  return { columns: columns.map(({ column }) => column.name), pearson, spearman };
}

/** Indices of the columns, those with gaps in the same rows together. */
function groupByGaps(columns: Correlated[]): number[][] {
  const groups: number[][] = [];
  columns.forEach((column, at) => {
    const group = groups.find((members) => sameGaps(columns[members[0]!]!, column));
    if (group) group.push(at);
    else groups.push([at]);
  });
  return groups;
}

function sameGaps(a: Correlated, b: Correlated): boolean {
  if (a.count !== b.count) return false;
  const n = a.ranks.length;
  if (a.count === n) return true;
  for (let row = 0; row < n; row++) if ((a.ranks[row] === 0) !== (b.ranks[row] === 0)) return false;
  return true;
}

/** The rows where both columns have a value; null for all rows. */
async function commonRows(a: Correlated, b: Correlated, job: Job): Promise<Uint32Array | null> {
  const n = a.ranks.length;
  if (a.count === n && b.count === n) return null;
  const rows = new Uint32Array(Math.min(a.count, b.count));
  let count = 0;
  await inSlices(n, job, (from, to) => {
    for (let row = from; row < to; row++) if (a.ranks[row] !== 0 && b.ranks[row] !== 0) rows[count++] = row;
  });
  return rows.subarray(0, count);
}

/** The values over some of the rows: they stay where they are, only their mean and variation are of those rows. */
async function valuesOver(
  { column, size }: Correlated,
  rows: Uint32Array | null,
  count: number,
  job: Job,
): Promise<Series> {
  const { values } = column;
  const scale = scaleFor(size);
  let total = 0;
  let min = Infinity;
  let max = -Infinity;
  await inSlices(count, job, (from, to) => {
    let part = 0;
    for (let i = from; i < to; i++) {
      const value = values[rows === null ? i : rows[i]!]!;
      if (value < min) min = value;
      if (value > max) max = value;
      part += value * scale;
    }
    total += part;
  });
  return { values, scale, mean: total / count, varies: min < max };
}

/** Twice the average ranks over some of the rows, shape (rows,). */
async function ranksOver(
  { ranks, count }: Correlated,
  rows: Uint32Array | null,
  job: Job,
): Promise<Int32Array> {
  if (rows === null) return ranks;
  const taken = new Int32Array(rows.length);
  if (rows.length === count) {
    await inSlices(rows.length, job, (from, to) => {
      for (let i = from; i < to; i++) taken[i] = ranks[rows[i]!]!;
    });
    return taken;
  }
  // Each value that is left out lowers the ranks above it: by 2 those of larger values, by 1 those of its equals.
  const lowered = new Int32Array(2 * ranks.length + 1);
  let next = 0;
  await inSlices(ranks.length, job, (from, to) => {
    for (let row = from; row < to; row++) {
      if (rows[next] === row) next++;
      else lowered[ranks[row]!]!++;
    }
  });
  lowered[0] = 0;
  let below = 0;
  await inSlices(lowered.length, job, (from, to) => {
    for (let rank = from; rank < to; rank++) {
      const equals = lowered[rank]!;
      lowered[rank] = 2 * below + equals;
      below += equals;
    }
  });
  await inSlices(rows.length, job, (from, to) => {
    for (let i = from; i < to; i++) {
      const rank = ranks[rows[i]!]!;
      taken[i] = rank - lowered[rank]!;
    }
  });
  return taken;
}

/** Products of deviations, before they are made correlations. */
interface Products {
  /** Sum of squared deviations; 0 for a series that does not vary. */
  squares: Float64Array;
  /** Sums of products, shape (series, series), row-major. */
  products: Float64Array;
  sums: Float64Array;
  count: number;
  series: number;
}

/**
 * Sums of products of deviations of the first `nLeft` series with each other, or with the rest where there is one.
 *
 * @param rows Rows to take of each series; null for all.
 */
async function multiply(
  series: Series[],
  nLeft: number,
  rows: Uint32Array | null,
  count: number,
  job: Job,
): Promise<Products> {
  const n = series.length;
  const within = nLeft === n;
  const products = new Float64Array(n * n);
  const squares = new Float64Array(n);
  const sums = new Float64Array(n);
  const block = Array.from(series, () => new Float64Array(BLOCK));
  for (let from = 0; from < count; from += BLOCK) {
    if (from % (8 * BLOCK) === 0) await job.pause();
    const length = Math.min(BLOCK, count - from);
    for (let i = 0; i < n; i++) fillBlock(block[i]!, series[i]!, rows, from, length);
    for (let i = 0; i < n; i++) {
      const x = block[i]!;
      sums[i]! += sum(x, length);
      squares[i]! += dot(x, x, length);
      if (i >= nLeft) continue;
      for (let j = within ? i + 1 : nLeft; j < n; j++) products[i * n + j]! += dot(x, block[j]!, length);
    }
  }
  for (let i = 0; i < n; i++) if (!series[i]!.varies) squares[i] = 0;
  return { squares, products, sums, count, series: n };
}

function fillBlock(
  block: Float64Array,
  { values, scale, mean }: Series,
  rows: Uint32Array | null,
  from: number,
  length: number,
): void {
  if (rows === null) for (let i = 0; i < length; i++) block[i] = values[from + i]! * scale - mean;
  else for (let i = 0; i < length; i++) block[i] = values[rows[from + i]!]! * scale - mean;
}

function sum(x: Float64Array, length: number): number {
  let total = 0;
  for (let i = 0; i < length; i++) total += x[i]!;
  return total;
}

/** Four partial sums, which do not wait for each other. */
function dot(x: Float64Array, y: Float64Array, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    a += x[i]! * y[i]!;
    b += x[i + 1]! * y[i + 1]!;
    c += x[i + 2]! * y[i + 2]!;
    d += x[i + 3]! * y[i + 3]!;
  }
  for (; i < length; i++) a += x[i]! * y[i]!;
  return a + b + (c + d);
}

/** Writes correlations where the group of `left` meets itself or the group of `right`. */
function fill(
  matrix: Matrix,
  left: number[],
  right: number[],
  { squares, products, sums, count, series }: Products,
): void {
  const at = [...left, ...right];
  const within = right.length === 0;
  // The sums are what rounding of the means left over.
  const variation = (i: number): number =>
    squares[i] === 0 ? 0 : squares[i]! - (sums[i]! * sums[i]!) / count;
  for (let i = 0; i < left.length; i++) {
    if (within) matrix[at[i]!]![at[i]!] = variation(i) > 0 ? 1 : null;
    for (let j = within ? i + 1 : left.length; j < series; j++) {
      const xx = variation(i);
      const yy = variation(j);
      const xy = products[i * series + j]! - (sums[i]! * sums[j]!) / count;
      const r = xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy)))) : null;
      matrix[at[i]!]![at[j]!] = r;
      matrix[at[j]!]![at[i]!] = r;
    }
  }
}
