/**
 * Tail probabilities of columns by their empirical distribution: what ECOD and COPOD add up.
 *
 * Z. Li et al., "ECOD: Unsupervised Outlier Detection Using Empirical Cumulative Distribution Functions", IEEE TKDE 2022; Z. Li et al.,
 * "COPOD: Copula-Based Outlier Detection", ICDM 2020; with the details (ties, skewness 0, new rows) of PyOD's `ECOD` and `COPOD`.
 */
import { log } from "../math.ts";
import type { SortSpace } from "../radix-sort.ts";
import { signOfSkew, skewOfCounted, skewWith } from "./skew.ts";
import type { ColumnMoments } from "./skew.ts";

/** How the two tails of a cell become its score. */
export type TailRule = "ecod" | "copod";

/** What is kept of a fitted column. */
export interface TailColumn {
  /** Different values, ascending. */
  readonly values: Float64Array;
  /** For each value, how many rows have it or a smaller one; the last is the number of rows. */
  readonly counts: Uint32Array;
}

/** Numbers that a pass handles between two yields. */
const SLICE = 1 << 18;

/**
 * -log(k / n) for k = 0 to n: what a tail of k of n rows is worth. Entry 0 is never asked for.
 *
 * @yields Entries done.
 */
export function* tailTable(n: number): Generator<number, Float64Array, void> {
  const table = new Float64Array(n + 1);
  for (let from = 1; from <= n; from += SLICE) {
    const to = Math.min(n + 1, from + SLICE);
    for (let k = from; k < to; k++) table[k] = tailOf(k, n);
    yield to - from;
  }
  return table;
}

/** -log(k / n). */
export function tailOf(k: number, n: number): number {
  return k === n ? 0 : -log(k / n);
}

/**
 * Score of a cell.
 *
 * Where the column is skewed, ECOD takes the rarer tail and COPOD the tail on the long side, but never less than the mean of both; where
 * the skewness is exactly 0, both count.
 */
export function cellScore(rule: TailRule, left: number, right: number, skew: number): number {
  if (skew === 0) return left + right;
  if (rule === "ecod") return Math.max(left, right);
  return Math.max(skew < 0 ? left : right, (left + right) / 2);
}

/**
 * Fits a column and adds the scores of its rows to `sums`.
 *
 * @param column Finite numbers in the order of the rows, shape (n,); not changed.
 * @param table Of `tailTable(n)`.
 * @param space For at least n numbers.
 * @param alone Whether it is the only column; numpy then sums in another order, on which the sign of a skewness next to 0 hangs.
 * @yields Numbers looked at.
 */
export function* fitTails(
  column: Float64Array,
  rule: TailRule,
  table: Float64Array,
  space: SortSpace,
  alone: boolean,
  sums: Float64Array,
): Generator<number, TailColumn, void> {
  const n = column.length;
  const skew = signOfSkew(column, alone);
  let order: Uint32Array | undefined;
  for (const sorting = space.sort(column); ;) {
    const step = sorting.next();
    if (step.done) {
      order = step.value;
      break;
    }
    yield 0;
  }
  const values = new Float64Array(n);
  const counts = new Uint32Array(n);
  let different = 0;
  let next = SLICE;
  for (let from = 0; from < n;) {
    const value = column[order[from]!]!;
    let to = from + 1;
    while (to < n && column[order[to]!]! === value) to++;
    const score = cellScore(rule, table[to]!, table[n - from]!, skew);
    for (let i = from; i < to; i++) sums[order[i]!]! += score;
    values[different] = value + 0; // no -0, which ties with 0
    counts[different] = to;
    different++;
    from = to;
    if (from < next) continue;
    next = from + SLICE;
    yield 0;
  }
  yield n;
  return { values: values.slice(0, different), counts: counts.slice(0, different) };
}

/**
 * Adds the scores of new rows, judged together with the fitted rows and each other, as PyOD does: all of them make up the distribution.
 *
 * @param column The new rows' numbers in this column, shape (b,).
 * @param table Of `tailTable(fitted rows + b)`.
 */
export function addTailsTogether(
  fitted: TailColumn,
  column: Float64Array,
  rule: TailRule,
  table: Float64Array,
  space: SortSpace,
  sums: Float64Array,
): void {
  const { values, counts } = fitted;
  const b = column.length;
  const n = counts[counts.length - 1]! + b;
  const skew = skewOfCounted(values, counts, column);
  const order = drain(space.sort(column));
  let at = 0; // fitted values below the new one
  for (let from = 0; from < b;) {
    const value = column[order[from]!]!;
    let to = from + 1;
    while (to < b && column[order[to]!]! === value) to++;
    while (at < values.length && values[at]! < value) at++;
    const below = (at === 0 ? 0 : counts[at - 1]!) + from;
    const upTo = (at < values.length && values[at] === value ? counts[at]! : below - from) + to;
    const score = cellScore(rule, table[upTo]!, table[n - below]!, skew);
    for (let i = from; i < to; i++) sums[order[i]!]! += score;
    from = to;
  }
}

/**
 * Adds the scores of new rows, each judged as if it alone had come to the fitted rows.
 *
 * @param moments Of the fitted column.
 * @param column The new rows' numbers in this column.
 */
export function addTailsAlone(
  { values, counts }: TailColumn,
  moments: ColumnMoments,
  column: Float64Array,
  rule: TailRule,
  sums: Float64Array,
): void {
  const fitted = counts[counts.length - 1]!;
  const n = fitted + 1;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    let low = 0;
    let high = values.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (values[middle]! < value) low = middle + 1;
      else high = middle;
    }
    const below = low === 0 ? 0 : counts[low - 1]!;
    const upTo = low < values.length && values[low] === value ? counts[low]! : below;
    sums[row]! += cellScore(rule, tailOf(upTo + 1, n), tailOf(n - below, n), skewWith(moments, value));
  }
}

function drain<T>(steps: Generator<unknown, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
