import type { Column, LoadReport } from "../core/mod.ts";
import type { TextColumn } from "./columns.ts";

/**
 * How often each label stands in a table, and what the table says of it.
 *
 * @param isAttack The verdict of each row.
 * @returns In order of the column's categories; a verdict is null where no row has one, or where rows disagree.
 */
export function countLabels(label: TextColumn, isAttack: Column | null): LoadReport["labels"] {
  const counts = new Uint32Array(label.categories.length);
  const verdicts = new Uint8Array(label.categories.length);
  for (let row = 0; row < label.length; row++) {
    const code = label.values[row]!;
    if (code < 0) continue;
    counts[code]!++;
    if (isAttack && !isAttack.isMissing(row)) verdicts[code]! |= isAttack.values[row] === 0 ? 1 : 2;
  }
  const labels = label.categories.map((value, code) => ({
    value,
    count: counts[code]!,
    isAttack: verdicts[code] === 2 ? true : verdicts[code] === 1 ? false : null,
  }));
  return labels.filter(({ count }) => count > 0);
}
