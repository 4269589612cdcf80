/** Which fields of a flow a model relies on. */
import { prng } from "../../kernels/mod.ts";
import type { CanonicalField, Job } from "../core/mod.ts";
import { scorer } from "../evaluate/mod.ts";
import type { MetricName } from "../evaluate/mod.ts";
import type { TrafficModel } from "../persist/mod.ts";
import { FlowTable } from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";

export interface FieldImportance {
  feature: string;
  /** Mean loss of the metric, higher = more important. */
  value: number;
  /** Over the repeats, divided by their number. */
  std: number;
}

const REPEATS = 5;
/** Test flows that are looked at: enough for two digits. */
const MOST_ROWS = 4000;
/** The work of exact support vectors grows with their number. */
const MOST_ROWS_OF_VECTORS = 1000;

/**
 * Shuffles one field of the test flows at a time, makes the features anew and measures how much worse the model does: permutation
 * importance (L. Breiman, "Random forests", Machine Learning 45, 2001, section 10) by field. A field is shuffled with all that is derived
 * of it, so that its logarithm does not stand in for it; where two fields say the same, each still looks unimportant.
 *
 * @returns Most important first.
 */
export async function fieldImportance(
  job: Job,
  model: TrafficModel,
  testTable: FlowTable,
  yTest: readonly string[],
  { metric, seed }: { metric: MetricName; seed: number },
): Promise<FieldImportance[]> {
  const most = model.name === "SVC" ? MOST_ROWS_OF_VECTORS : MOST_ROWS;
  const places = sampled(testTable.rowCount, most, seed);
  const table = places.length < testTable.rowCount ? testTable.filter({ rows: [...places] }) : testTable;
  const labels = Array.from(places, (row) => yTest[row]!);
  const judge = scorer(metric);
  const sign = judge.greaterIsBetter ? 1 : -1;
  const scoreOf = (flows: FlowTable): number => {
    const X = model.features.transform(flows);
    return judge.needs === "classes"
      ? judge.score(labels, { predicted: model.model.predict(X) })
      : judge.score(labels, { probabilities: model.model.predictProba(X), classes: model.classes });
  };
  const baseline = scoreOf(table);
  const columns = table.storedColumns();
  const found: FieldImportance[] = [];
  for (const [at, column] of columns.entries()) {
    const losses: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      await job.pause();
      const order = prng(seed, 1 + at * REPEATS + repeat).shuffle(
        Uint32Array.from({ length: table.rowCount }, (_, row) => row),
      );
      losses.push(sign * (baseline - scoreOf(withColumn(table, columns, at, column.take(order)))));
    }
    const value = losses.reduce((sum, loss) => sum + loss, 0) / REPEATS;
    const squares = losses.reduce((sum, loss) => sum + (loss - value) * (loss - value), 0);
    found.push({ feature: column.name, value, std: Math.sqrt(squares / REPEATS) });
  }
  const order = columns.map(({ name }) => name as CanonicalField);
  return found
    .filter(({ feature, value, std }) => !UNUSED.includes(feature) || value !== 0 || std !== 0)
    .sort(
      (a, b) =>
        b.value - a.value ||
        order.indexOf(a.feature as CanonicalField) - order.indexOf(b.feature as CanonicalField),
    );
}

/** Fields that no feature is made from: their zeros would only take up room. */
const UNUSED: readonly string[] = ["timestamp", "src_ip", "src_port", "dst_ip"];

function withColumn(
  table: FlowTable,
  columns: readonly StoredColumn[],
  at: number,
  column: StoredColumn,
): FlowTable {
  return FlowTable.fromColumns(
    columns.map((each, place) => (place === at ? column : each)),
    { mapping: table.mapping.toJSON(), report: table.report, provenance: table.provenance },
  );
}

/** At most so many of the rows, each set as likely, rising. */
export function sampled(rows: number, most: number, seed: number): Uint32Array {
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  return rows <= most ? all : prng(seed).shuffle(all).slice(0, most).sort();
}
