/** What the flows of each cluster have in common. */
import { medianInto } from "../../kernels/mod.ts";
import type { Cluster, ClusterField, Job, Table } from "../core/mod.ts";
import type { FlowMatrix } from "../flow-matrix/mod.ts";
import { clusterNames, clusterSentence } from "./names.ts";
import type { ClusterTraits } from "./names.ts";
import { mainService, servicesOf } from "./services.ts";

const MOST_LABELS = 5;

/** @param labels Cluster of each row, from 0 to k - 1, each there. */
export async function describeClusters(
  job: Job,
  table: Table,
  { X, values }: FlowMatrix,
  labels: Int32Array,
  k: number,
): Promise<Cluster[]> {
  const members = membersOf(labels, k);
  const usual = new Map(X.names.map((name, at) => [name, medianInto(values[at]!.slice())]));
  const services = servicesOf(table);
  const traits: ClusterTraits[] = [];
  for (const rows of members) {
    await job.pause();
    traits.push({
      fields: X.names.map((field, at) => fieldOf(field, values[at]!, { X, at }, rows)),
      usual,
      service: mainService(services, rows),
      share: rows.length / labels.length,
    });
  }
  const names = clusterNames(traits);
  return members.map((rows, id) => ({
    id,
    size: rows.length,
    share: traits[id]!.share,
    name: names[id]!,
    sentence: clusterSentence(traits[id]!),
    fields: [...traits[id]!.fields],
    labels: labelsOf(table, rows),
  }));
}

/** @returns Rows of each cluster, ascending. */
export function membersOf(labels: Int32Array, k: number): Uint32Array[] {
  const sizes = new Uint32Array(k);
  for (const label of labels) sizes[label]!++;
  const members = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(k);
  labels.forEach((label, row) => (members[label]![filled[label]!++] = row));
  return members;
}

function fieldOf(
  field: string,
  values: Float64Array,
  { X, at }: { X: FlowMatrix["X"]; at: number },
  rows: Uint32Array,
): ClusterField {
  let sum = 0;
  let standard = 0;
  const own = new Float64Array(rows.length);
  rows.forEach((row, place) => {
    own[place] = values[row]!;
    sum += values[row]!;
    standard += X.data[row * X.columns + at]!;
  });
  const n = Math.max(1, rows.length);
  return { field, mean: sum / n, median: rows.length === 0 ? 0 : medianInto(own), deviation: standard / n };
}

function labelsOf(table: Table, rows: Uint32Array): Cluster["labels"] {
  if (!table.columnNames.includes("label")) return [];
  const column = table.column("label");
  const counts = new Map<string, number>();
  for (const row of rows) {
    const label = column.at(row);
    if (label !== null) counts.set(String(label), (counts.get(String(label)) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MOST_LABELS);
}
