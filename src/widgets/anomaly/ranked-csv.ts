import type { AnomaliesPayload, BehaviorPayload } from "../../analysis/mod.ts";

/** Text that a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\n\r]/;

/** The ranked flows that an output holds, as CSV that is safe to open in a spreadsheet: for a view whose flows are out of reach. */
export function rankedCSV({ anomalies, ranked, sample }: AnomaliesPayload): string {
  const places = new Map(sample.rowIndex.map((row, at) => [row, at]));
  const head = [
    "row",
    "score",
    "flagged",
    ...anomalies.detectors.map((name) => `vote ${name}`),
    "reasons",
    ...sample.columns,
  ];
  const rows = ranked.map((flow) => [
    flow.row,
    flow.consensusScore,
    flow.flagged,
    ...flow.votes,
    flow.reasons.map(({ text }) => text).join("; "),
    ...sample.columns.map((_, at) => sample.cells[places.get(flow.row) ?? -1]?.[at] ?? null),
  ]);
  return csv([head, ...rows]);
}

/** The clusters' statistics, as CSV that is safe to open in a spreadsheet. */
export function clustersCSV({ behavior }: BehaviorPayload): string {
  const fields = behavior.clusters[0]?.fields.map(({ field }) => field) ?? [];
  const head = [
    "cluster",
    "name",
    "flows",
    "share",
    ...fields.flatMap((field) => [`mean ${field}`, `median ${field}`]),
  ];
  const rows = behavior.clusters.map(({ id, name, size, share, fields: of }) => [
    id,
    name,
    size,
    share,
    ...of.flatMap(({ mean, median }) => [mean, median]),
  ]);
  return csv([head, ...rows]);
}

type Value = string | number | boolean | null;

function csv(rows: readonly (readonly Value[])[]): string {
  return `${rows.map((row) => row.map((value) => textOf(value)).join(",")).join("\n")}\n`;
}

function textOf(value: Value): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
