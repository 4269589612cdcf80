/** The leaderboard as CSV that a spreadsheet can open without running anything. */
import type { Interval, TrainingData } from "../../analysis/mod.ts";

/** What a spreadsheet would take for a formula gets an apostrophe before it. */
const FORMULA = /^[=+\-@\t\r]/;

type Cells = (string | number | boolean)[];

/** One row a model, all digits; class scores after the columns that every training has. */
export function leaderboardCSV({ leaderboard, metric, bestName, provenance }: TrainingData): string {
  const labels =
    leaderboard.find(({ perClass }) => perClass.length > 0)?.perClass.map(({ label }) => label) ?? [];
  const timing = provenance.timing ?? {};
  const ends = (name: string): string[] => [name, `${name}_low`, `${name}_high`];
  const head = [
    ...[
      "name",
      "model",
      ...ends(`validation_${metric}`),
      ...ends(`test_${metric}`),
      ...ends("test_accuracy"),
    ],
    ...["bytes", "fit_ms", "predict_ms", "best", "tied_with_best", "failed"],
    ...labels.flatMap((label) => [
      `precision:${label}`,
      `recall:${label}`,
      `f1:${label}`,
      `support:${label}`,
    ]),
  ];
  const rows = leaderboard.map((row): Cells => {
    const hasScores = row.failed === undefined;
    const interval = ({ value, low, high }: Interval): Cells =>
      [value, low, high].map((end) => (hasScores && Number.isFinite(end) ? end : ""));
    return [
      ...[row.name, row.model, ...interval(row.validation), ...interval(row.test), ...interval(row.accuracy)],
      ...[row.bytes, timing[`fit:${row.name}`] ?? "", timing[`predict:${row.name}`] ?? ""],
      ...[row.name === bestName, row.tiedWithBest, row.failed ?? ""],
      ...labels.flatMap((label): Cells => {
        const one = hasScores ? row.perClass.find((score) => score.label === label) : undefined;
        return one === undefined ? ["", "", "", ""] : [one.precision, one.recall, one.f1, one.support];
      }),
    ];
  });
  return [head, ...rows].map((cells) => `${cells.map(csvCell).join(",")}\n`).join("");
}

function csvCell(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
