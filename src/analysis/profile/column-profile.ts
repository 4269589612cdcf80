import { log2 } from "../../kernels/mod.ts";
import type { SortSpace } from "../../kernels/mod.ts";
import { isCanonicalField } from "../core/mod.ts";
import type { CanonicalField, Column, ColumnProfile, Job } from "../core/mod.ts";
import { gather } from "./gather.ts";
import type { Gathered } from "./gather.ts";
import { histogram } from "./histogram.ts";
import { moments } from "./moments.ts";
import { inSlices } from "./slices.ts";
import { quantiles, runs, sorted, TopList } from "./sorted.ts";

/** A column's profile and what the parts that look at several columns need of it. */
export interface ColumnFindings {
  profile: ColumnProfile;
  /** Sum of the finite values; 0 for text. */
  sum: number;
  /** Twice the average rank of each row, 0 where it has no finite value; null where ranks were not asked for. */
  ranks: Int32Array | null;
  order: OrderFacts | null;
  /** Of labels and booleans with two classes or more: 1 - entropy / log2(classes); 0 when all are as frequent. */
  imbalance: number | null;
}

/** What the row order and the values of a numeric column tell beyond its statistics. */
export interface OrderFacts {
  whole: boolean;
  negatives: number;
  distinctNegatives: number;
  /** Values smaller than the one before. */
  falls: number;
}

/** Whether a column counts as numeric in correlations. */
export function isNumeric(column: Column): boolean {
  return column.type === "float" || column.type === "int";
}

/**
 * Profiles one column.
 *
 * Statistics cover the cells that are neither missing nor infinite. Boolean columns have those of 0 and 1 but no skew, quantiles or
 * histogram, which their two counts say better; text columns have counts only.
 *
 * @param wantsRanks Whether the column takes part in the correlations if it varies.
 */
export async function profileColumn(
  column: Column,
  space: SortSpace,
  wantsRanks: boolean,
  job: Job,
): Promise<ColumnFindings> {
  if (column.type === "text") return profileText(column, job);
  const gathered = await gather(column, job);
  if (column.type === "boolean") return profileBoolean(column, gathered, job);
  return profileNumbers(column, gathered, space, wantsRanks, job);
}

/** The role of a column by its name. */
export function roleOf(name: string): CanonicalField | "source" {
  return isCanonicalField(name) ? name : "source";
}

async function profileNumbers(
  column: Column,
  gathered: Gathered,
  space: SortSpace,
  wantsRanks: boolean,
  job: Job,
): Promise<ColumnFindings> {
  const { values, rows, min, max, zeros, sum, whole, negatives, falls } = gathered;
  const inOrder = await sorted(gathered, space, job);
  const ranks = wantsRanks && min < max ? new Int32Array(column.length) : null;
  const counted = await runs(inOrder, rows, ranks, job);
  const profile: ColumnProfile = {
    ...emptyProfile(column),
    count: values.length,
    zeros,
    distinct: counted.distinct,
    ...extent(gathered),
    ...(await moments(gathered, job)),
    quantiles: quantiles(inOrder.values),
    histogram: histogram(inOrder.values, column.type, whole),
    top: counted.top,
  };
  const distinctNegatives = countDistinctNegatives(inOrder.values, negatives);
  return { profile, sum, ranks, order: { whole, negatives, distinctNegatives, falls }, imbalance: null };
}

async function profileBoolean(column: Column, gathered: Gathered, job: Job): Promise<ColumnFindings> {
  const { values, zeros, min, max, sum } = gathered;
  const ones = values.length - zeros;
  const top = new TopList();
  if (zeros > 0) top.offer(0, zeros, values.indexOf(0));
  if (ones > 0) top.offer(1, ones, values.indexOf(1));
  const profile: ColumnProfile = {
    ...emptyProfile(column),
    count: values.length,
    zeros,
    distinct: (zeros > 0 ? 1 : 0) + (ones > 0 ? 1 : 0),
    ...extent({ min, max }),
    ...(await moments(gathered, job)),
    skew: null,
    top: top.values((code) => code === 1),
  };
  return { profile, sum, ranks: null, order: null, imbalance: imbalanceOf(Int32Array.of(zeros, ones)) };
}

async function profileText(column: Column, job: Job): Promise<ColumnFindings> {
  const codes = column.values;
  const categories = column.categories ?? [];
  const counts = new Int32Array(categories.length);
  const first = new Int32Array(categories.length);
  await inSlices(codes.length, job, (from, to) => {
    for (let row = from; row < to; row++) {
      const code = codes[row]!;
      if (code < 0) continue;
      if (counts[code]!++ === 0) first[code] = row;
    }
  });
  const top = new TopList();
  let distinct = 0;
  await inSlices(counts.length, job, (from, to) => {
    for (let code = from; code < to; code++) {
      if (counts[code] === 0) continue;
      distinct++;
      top.offer(code, counts[code]!, first[code]!);
    }
  });
  const profile: ColumnProfile = {
    ...emptyProfile(column),
    count: column.length - column.missing,
    distinct,
    top: top.values((code) => categories[code]!),
  };
  return {
    profile,
    sum: 0,
    ranks: null,
    order: null,
    imbalance: profile.role === "label" ? imbalanceOf(counts) : null,
  };
}

function emptyProfile(column: Column): ColumnProfile {
  return {
    name: column.name,
    role: roleOf(column.name),
    type: column.type,
    count: 0,
    missing: column.missing,
    infinite: column.infinite,
    zeros: 0,
    distinct: 0,
    distinctExact: true,
    min: null,
    max: null,
    mean: null,
    std: null,
    skew: null,
    quantiles: null,
    histogram: null,
    top: [],
  };
}

function extent({ min, max }: { min: number; max: number }): { min: number | null; max: number | null } {
  return min <= max ? { min: min + 0, max: max + 0 } : { min: null, max: null };
}

/** 1 - Shannon entropy / its largest value, as ydata-profiling's `column_imbalance_score`; null for fewer than two classes. */
function imbalanceOf(counts: Int32Array): number | null {
  let total = 0;
  let classes = 0;
  for (const count of counts) {
    total += count;
    if (count > 0) classes++;
  }
  if (classes < 2) return null;
  let entropy = 0;
  for (const count of counts) if (count > 0) entropy -= (count / total) * log2(count / total);
  return 1 - entropy / log2(classes);
}

/** 0, 1, or 2 for more. */
function countDistinctNegatives(values: Float64Array, negatives: number): number {
  if (negatives === 0) return 0;
  return values[0] === values[negatives - 1] ? 1 : 2;
}
