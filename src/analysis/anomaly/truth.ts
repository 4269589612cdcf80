/** How right a detection is, where the flows have labels. */
import type { AnomalyMetrics, Table } from "../core/mod.ts";
import { averagePrecision, rocAuc } from "../evaluate/mod.ts";

/** 1 attack, 0 benign, -1 not known; null where the table has no verdicts of both kinds. */
export function verdictsOf(table: Table): Int8Array | null {
  if (!table.columnNames.includes("is_attack")) return null;
  const column = table.column("is_attack");
  const verdicts = new Int8Array(table.rowCount).fill(-1);
  const seen = [false, false];
  for (let row = 0; row < verdicts.length; row++) {
    if (column.missing > 0 && column.isMissing(row)) continue;
    verdicts[row] = column.values[row]! > 0 ? 1 : 0;
    seen[verdicts[row]!] = true;
  }
  return seen[0] && seen[1] ? verdicts : null;
}

/** Over the rows that have a verdict. */
export function metricsOf(
  verdicts: Int8Array,
  consensusScore: Float64Array,
  isFlagged: Uint8Array,
): AnomalyMetrics {
  const known = Uint32Array.from(verdicts.keys()).filter((row) => verdicts[row]! >= 0);
  const truth = Uint8Array.from(known, (row) => verdicts[row]!);
  const scores = Float64Array.from(known, (row) => consensusScore[row]!);
  let [flagged, attacks, hits] = [0, 0, 0];
  for (const row of known) {
    attacks += verdicts[row]!;
    flagged += isFlagged[row]!;
    hits += isFlagged[row]! & verdicts[row]!;
  }
  return {
    precision: flagged === 0 ? 0 : hits / flagged,
    recall: hits / attacks,
    averagePrecision: averagePrecision(truth, scores),
    rocAuc: rocAuc(truth, scores),
  };
}
