/** Neighbours by comparing every row with every other: what the tests hold the kernels against. */

export function squareBetween(data: Float64Array, columns: number, a: number, b: number): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) {
    const gap = data[a * columns + c]! - data[b * columns + c]!;
    sum += gap * gap;
  }
  return sum;
}

/** DBSCAN as scikit-learn's inner loop does it: rows in order, each new core row spreads its cluster before the next. */
export function bruteForceDBSCAN(
  data: Float64Array,
  columns: number,
  eps: number,
  minSamples: number,
): { labels: number[]; core: number[] } {
  const rows = data.length / columns;
  const all = Array.from({ length: rows }, (_, row) => row);
  const near = all.map((a) => all.filter((b) => squareBetween(data, columns, a, b) <= eps * eps));
  const core = all.filter((row) => near[row]!.length >= minSamples);
  const isCore = new Set(core);
  const labels = all.map(() => -1);
  let clusters = 0;
  for (const first of core) {
    if (labels[first] !== -1) continue;
    const waiting = [first];
    while (waiting.length > 0) {
      const row = waiting.pop()!;
      if (labels[row] !== -1) continue;
      labels[row] = clusters;
      if (isCore.has(row)) waiting.push(...near[row]!);
    }
    clusters += 1;
  }
  return { labels, core };
}

/**
 * The k nearest other rows: by distance, rows equal to each other together at the place of the first, then by row.
 *
 * @param pointOfRow Equal for equal rows, ascending by first row.
 */
export function bruteForceNearest(
  data: Float64Array,
  columns: number,
  k: number,
  row: number,
  pointOfRow: Uint32Array,
): { row: number; square: number }[] {
  return Array.from(pointOfRow, (point, other) => ({
    row: other,
    point,
    square: squareBetween(data, columns, row, other),
  }))
    .filter((other) => other.row !== row)
    .sort((a, b) => a.square - b.square || a.point - b.point || a.row - b.row)
    .slice(0, k);
}
