/** A leaderboard as a table of its own, for a file. */
import type { Interval, TrainingData } from "../core/mod.ts";
import { FlowTable, floatColumn, intColumn, textColumnFromStrings } from "../table/mod.ts";

/**
 * One row a model, in the order of the leaderboard; scores of models that failed are missing.
 *
 * @param flows What the models were trained on: the file's provenance.
 */
export function leaderboardTable(training: TrainingData, flows: FlowTable): FlowTable {
  const { leaderboard, metric } = training;
  const texts = (name: string, values: (string | null)[]) => textColumnFromStrings(name, values);
  const scores = (name: string, score: (row: TrainingData["leaderboard"][number]) => Interval) =>
    (["value", "low", "high"] as const).map((end) =>
      floatColumn(
        end === "value" ? name : `${name}_${end}`,
        Float64Array.from(leaderboard, (row) => (row.failed === undefined ? score(row)[end] : Number.NaN)),
      ),
    );
  const columns = [
    texts(
      "name",
      leaderboard.map(({ name }) => name),
    ),
    texts(
      "model",
      leaderboard.map(({ model }) => model),
    ),
    ...scores(`validation_${metric}`, ({ validation }) => validation),
    ...scores(`test_${metric}`, ({ test }) => test),
    ...scores("test_accuracy", ({ accuracy }) => accuracy),
    intColumn(
      "bytes",
      Int32Array.from(leaderboard, ({ bytes }) => bytes),
    ),
    texts(
      "tied_with_best",
      leaderboard.map(({ tiedWithBest }) => String(tiedWithBest)),
    ),
    texts(
      "failed",
      leaderboard.map(({ failed }) => failed ?? null),
    ),
  ];
  const { mapping, report, provenance } = flows;
  return FlowTable.fromColumns(columns, { mapping: mapping.toJSON(), report, provenance });
}
