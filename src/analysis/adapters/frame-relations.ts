import { meanSpread, moments, SortSpace } from "../../kernels/mod.ts";
import { finishSteps } from "../core/mod.ts";

export type Relation = "covariance" | "pearson" | "spearman";

/**
 * Covariances (ddof 1) or correlations of all pairs of columns, each over the rows where both have a finite value, as pandas does.
 *
 * Spearman is Pearson on average ranks over those rows. A correlation is NaN where one of the two does not vary, a covariance where
 * there are less than two rows. Columns that lack the same rows are multiplied together, so few gaps cost little.
 *
 * @param columns Numbers, NaN where missing; of one length. Not changed.
 * @returns Shape (columns, columns).
 */
export function relate(columns: readonly Float64Array[], relation: Relation): number[][] {
  const matrix = columns.map(() => columns.map(() => NaN));
  const groups = groupByGaps(columns);
  const space = relation === "spearman" ? new SortSpace(columns[0]?.length ?? 0) : null;
  for (let a = 0; a < groups.length; a++) {
    for (let b = a; b < groups.length; b++) {
      const left = groups[a]!;
      const right = a === b ? [] : groups[b]!;
      const members = [...left, ...right];
      const rows = commonRows(columns[left[0]!]!, columns[groups[b]![0]!]!);
      if (rows.length === 0) continue;
      const series = members.map((at) => seriesOf(columns[at]!, rows, space));
      fill(matrix, members, left.length, right.length, series, rows.length, relation);
    }
  }
  return matrix;
}

/** The values of one column at the common rows, brought near 1 by a power of two and about their mean. */
interface Series {
  readonly values: Float64Array;
  readonly scale: number;
  readonly varies: boolean;
}

/** @param space For ranks in place of values. */
function seriesOf(column: Float64Array, rows: Uint32Array, space: SortSpace | null): Series {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]!]!;
  const values = space === null ? taken : averageRanks(taken, space);
  const { scale, center, spread } = meanSpread(values, 1);
  // Without the mean, whose rounding would stay in every product: far from 0 it is larger than the deviations' own.
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * scale - center;
  return { values, scale, varies: spread > 0 };
}

/** Ranks from 1; equal values share the mean of theirs. */
function averageRanks(values: Float64Array, space: SortSpace): Float64Array {
  const order = finishSteps(space.sort(values));
  const ranks = new Float64Array(values.length);
  for (let from = 0, to = 1; from < order.length; from = to++) {
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
  }
  return ranks;
}

function fill(
  matrix: number[][],
  members: readonly number[],
  nLeft: number,
  nRight: number,
  series: readonly Series[],
  rows: number,
  relation: Relation,
): void {
  const width = series.length;
  const data = new Float64Array(rows * width);
  for (let c = 0; c < width; c++) {
    const { values } = series[c]!;
    for (let row = 0, at = c; row < rows; row++, at += width) data[at] = values[row]!;
  }
  const { products } = finishSteps(moments(data, { rows, columns: width }));
  for (let i = 0; i < nLeft; i++) {
    for (let j = nRight === 0 ? i : nLeft; j < width; j++) {
      const product = products[i * width + j]!;
      const value =
        relation === "covariance"
          ? covariance(product, series[i]!, series[j]!, rows)
          : correlation(
              product,
              products[i * width + i]!,
              products[j * width + j]!,
              series[i]!,
              series[j]!,
              i === j,
            );
      matrix[members[i]!]![members[j]!] = value;
      matrix[members[j]!]![members[i]!] = value;
    }
  }
}

function covariance(product: number, a: Series, b: Series, rows: number): number {
  if (rows < 2) return NaN;
  if (!a.varies || !b.varies) return 0;
  return product / (rows - 1) / a.scale / b.scale;
}

function correlation(product: number, xx: number, yy: number, a: Series, b: Series, same: boolean): number {
  if (!a.varies || !b.varies || !(xx > 0) || !(yy > 0)) return NaN;
  if (same) return 1;
  return Math.max(-1, Math.min(1, product / (Math.sqrt(xx) * Math.sqrt(yy))));
}

/** Positions of the columns, those with finite values in the same rows together. */
function groupByGaps(columns: readonly Float64Array[]): number[][] {
  const groups: number[][] = [];
  columns.forEach((column, at) => {
    const group = groups.find((members) => sameGaps(columns[members[0]!]!, column));
    if (group) group.push(at);
    else groups.push([at]);
  });
  return groups;
}

function sameGaps(a: Float64Array, b: Float64Array): boolean {
  for (let row = 0; row < a.length; row++) {
    if ((a[row]! - a[row]! === 0) !== (b[row]! - b[row]! === 0)) return false;
  }
  return true;
}

function commonRows(a: Float64Array, b: Float64Array): Uint32Array {
  const rows = new Uint32Array(a.length);
  let count = 0;
  for (let row = 0; row < a.length; row++) {
    // The difference of infinite and of missing numbers with themselves is NaN.
    if (a[row]! - a[row]! === 0 && b[row]! - b[row]! === 0) rows[count++] = row;
  }
  return rows.subarray(0, count);
}
