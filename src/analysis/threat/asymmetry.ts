/** Two scores of a flow that need no model: how one-sided it is, and how odd its packets are among those of its capture. */
import { log1p, medianInto } from "../../kernels/mod.ts";
import type { Table } from "../core/mod.ts";

export const ASYMMETRY_FORMULA =
  "(bytes_sent - bytes_received) / (bytes_sent + bytes_received); 0 where both are 0";
export const PACKET_ANOMALY_FORMULA =
  "max(|m(ln(1 + packet_count))|, |m(packet_size_mean)|), m(x) = 0.6745 (x - median) / median absolute deviation, cut at 10";

/** 0.75 quantile of the normal distribution: makes a median deviation one of standard deviations. */
const NORMAL = 0.6745;
const HIGHEST = 10;

/** -1, all received, to 1, all sent. */
export function asymmetry(sent: number, received: number): number {
  return sent === 0 && received === 0 ? 0 : (sent - received) / (sent + received);
}

/**
 * How one-sided each flow is: (sent - received) / (sent + received), 0 where both are 0.
 *
 * @returns Shape (rowCount,), -1 to 1; NaN where a count is missing.
 * @throws {RangeError} code BAD_INPUT, when the table lacks the bytes.
 */
export function flowAsymmetry(table: Table): Float64Array {
  const sent = table.numeric("bytes_sent");
  const received = table.numeric("bytes_received");
  return sent.map((value, row) => asymmetry(value, received[row]!));
}

/** Middle and spread of a quantity in the flows that others are measured by. */
export interface PacketScale {
  readonly packets: { readonly median: number; readonly deviation: number };
  readonly size: { readonly median: number; readonly deviation: number };
}

/** What is usual for packets in a table; null where it lacks a field or every value. */
export function packetScale(table: Table): PacketScale | null {
  const spread = (name: string, change: (x: number) => number): PacketScale["size"] | null => {
    if (!table.columnNames.includes(name) || table.column(name).type === "text") return null;
    const values = table
      .numeric(name)
      .map(change)
      .filter((x) => x - x === 0);
    if (values.length === 0) return null;
    const median = medianInto(values.slice());
    return { median, deviation: medianInto(values.map((x) => Math.abs(x - median))) };
  };
  const packets = spread("packet_count", log1p);
  const size = spread("packet_size_mean", (x) => x);
  return packets && size ? { packets, size } : null;
}

/** The score of one flow: 0, usual, to 10. */
export function packetAnomaly({ packets, size }: PacketScale, count: number, meanSize: number): number {
  return Math.max(Math.abs(away(log1p(count), packets)), Math.abs(away(meanSize, size)));
}

function away(x: number, { median, deviation }: PacketScale["size"]): number {
  if (!(x - x === 0)) return 0;
  if (deviation === 0) return x === median ? 0 : HIGHEST;
  return Math.max(-HIGHEST, Math.min(HIGHEST, (NORMAL * (x - median)) / deviation));
}

/**
 * How odd the packets of each flow are among those of the table: the larger of two robust z-scores, of ln(1 + packets) and of the mean size.
 *
 * Wrong where a capture has two kinds of flow in equal numbers: both are then usual, or neither is.
 *
 * @returns Shape (rowCount,), 0 to 10; a missing value counts 0, and so does a flow in a table without the fields.
 */
export function packetAnomalyScore(table: Table): Float64Array {
  const scores = new Float64Array(table.rowCount);
  const scale = packetScale(table);
  if (scale === null) return scores;
  const count = table.numeric("packet_count");
  const size = table.numeric("packet_size_mean");
  for (let row = 0; row < scores.length; row++) scores[row] = packetAnomaly(scale, count[row]!, size[row]!);
  return scores;
}
