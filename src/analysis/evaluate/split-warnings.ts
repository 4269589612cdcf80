/** What a split by group could not keep. */
import { cutText, groupDigits, quote } from "../core/mod.ts";

/** A split, as far as it matters here. */
interface Sides {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** A test part that is off by more than this share of what was asked for is worth a word. */
const OFF = 0.2;

/** @param counts Rows of each group. */
export function sizeWarning(
  { train, test }: Sides,
  wanted: number,
  groups: readonly string[],
  counts: Float64Array,
): string | null {
  if (Math.abs(test.length - wanted) <= OFF * wanted) return null;
  const rows = train.length + test.length;
  const largest = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
  return `The test part has ${inRows(test.length, rows)}, where ${inRows(wanted, rows)} were asked for: groups are not cut, and the largest, ${quote(cutText(groups[largest]!))}, has ${inRows(counts[largest]!, rows)}`;
}

/** One warning a side that lacks classes, naming them. */
export function lackWarnings(
  { train, test }: Sides,
  classes: readonly string[],
  codes: Int32Array,
): string[] {
  const sides = [
    ["training", train],
    ["test", test],
  ] as const;
  return sides.flatMap(([name, rows]) => {
    const seen = new Uint8Array(classes.length);
    for (let i = 0; i < rows.length; i++) seen[codes[rows[i]!]!] = 1;
    const lacking = classes.filter((_, code) => seen[code] === 0);
    if (lacking.length === 0) return [];
    return [
      `The ${name} part has no row of ${lacking.length} of ${classes.length} classes: ${cutText(lacking.map(quote).join(", "))}`,
    ];
  });
}

function inRows(count: number, rows: number): string {
  return `${groupDigits(count)} rows (${((100 * count) / rows).toFixed(1)} %)`;
}
