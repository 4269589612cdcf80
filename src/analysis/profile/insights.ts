import type { CanonicalField, Insights, Job, Table } from "../core/mod.ts";
import type { ColumnFindings } from "./column-profile.ts";
import { inSlices } from "./slices.ts";

/** Fields that the insights read. */
export const INSIGHT_FIELDS: readonly CanonicalField[] = [
  "bytes_sent",
  "bytes_received",
  "packet_count",
  "duration",
  "timestamp",
];

/** Flows with fewer packets are counted as short. */
const FEW_PACKETS = 10;

/**
 * Volume, packets and connections as the original application reports them, over the cells that have a value; null where the data
 * has no such field.
 *
 * @param found Findings by column name.
 */
export async function insights(
  table: Table,
  found: ReadonlyMap<string, ColumnFindings>,
  job: Job,
): Promise<Insights> {
  const sent = found.get("bytes_sent");
  const received = found.get("bytes_received");
  const packets = found.get("packet_count")?.profile;
  const duration = found.get("duration")?.profile;
  const time = found.get("timestamp")?.profile;
  const sentP95 = sent?.profile.quantiles?.p95;
  const durationP90 = duration?.quantiles?.p90;

  const result: Insights = { volume: null, packets: null, connections: null };
  if (sent !== undefined && sentP95 !== undefined) {
    const totalBytes = sent.sum + (received?.sum ?? 0);
    const flows = await countRows(
      table,
      job,
      ["bytes_sent", "bytes_received"],
      (a, b) => isFinite(a) || isFinite(b),
    );
    const flowsAboveSentP95 = await countRows(
      table,
      job,
      ["bytes_sent"],
      (bytes) => bytes > sentP95 && isFinite(bytes),
    );
    result.volume = { totalBytes, meanBytes: totalBytes / flows, sentP95, flowsAboveSentP95 };
  }
  if (packets !== undefined && packets.mean !== null) {
    const flowsUnder10 = await countRows(
      table,
      job,
      ["packet_count"],
      (count) => count < FEW_PACKETS && isFinite(count),
    );
    result.packets = { mean: packets.mean, flowsUnder10 };
  }
  if (duration !== undefined && duration.mean !== null && durationP90 !== undefined) {
    const flowsAboveDurationP90 = await countRows(
      table,
      job,
      ["duration"],
      (seconds) => seconds > durationP90 && isFinite(seconds),
    );
    result.connections = { meanDuration: duration.mean, durationP90, flowsAboveDurationP90 };
  }
  if (time !== undefined && time.min !== null && time.max !== null)
    result.time = { from: time.min, to: time.max };
  return result;
}

/** Counts the rows whose numbers pass a test; a missing cell or column is NaN. */
async function countRows(
  table: Table,
  job: Job,
  names: string[],
  test: (a: number, b: number) => boolean,
): Promise<number> {
  const [a, b] = names.map((name) => (table.columnNames.includes(name) ? table.numeric(name) : undefined));
  let count = 0;
  await inSlices(table.rowCount, job, (from, to) => {
    for (let row = from; row < to; row++) if (test(a?.[row] ?? NaN, b?.[row] ?? NaN)) count++;
  });
  return count;
}
