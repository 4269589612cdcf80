/** How many flows of a batch are nearly identical to each. */
import { log2 } from "../../kernels/mod.ts";
import type { Column } from "../core/mod.ts";
import type { BatchNumbers, FlowColumns } from "./fields.ts";

/** Fewest flows of which a share says something. */
export const FEWEST_FLOWS = 200;
/** Rows between two steps. */
const CHUNK = 16_384;
/** Levels of each part of a signature: 0 is missing. */
const LEVELS = 256;

/**
 * Shares of nearly identical flows: the same protocol and port (the service where there are no ports), and bytes and packets of either direction on
 * the same step of a logarithmic scale (a half power of two for bytes, a power of two for packets).
 *
 * The flow itself is not counted, so that a flow without a like has 0 in a batch of any size.
 *
 * @returns Nothing for fewer than 200 flows.
 */
export function* repetitionNumbers(flows: FlowColumns): Generator<void, BatchNumbers, void> {
  const rows = flows.rowCount;
  if (rows < FEWEST_FLOWS) return {};
  const keys = yield* signatureKeys(flows);
  const counts = new Float64Array(rows);
  for (let row = 0; row < rows; row++) counts[keys[row]!]!++;
  const share = new Float64Array(rows);
  const alike = new Float64Array(rows);
  for (let from = 0; from < rows; from += CHUNK) {
    for (let row = from; row < Math.min(rows, from + CHUNK); row++) {
      const count = counts[keys[row]!]!;
      alike[row] = count;
      share[row] = (count - 1) / rows;
    }
    yield;
  }
  return { signature_share: share, signature_flows: alike };
}

/** A number for each flow, the same for nearly identical ones: whole and below the count of rows. */
export function* signatureKeys(flows: FlowColumns): Generator<void, Float64Array, void> {
  const rows = flows.rowCount;
  let keys = textKeys(flows, "protocol");
  const ports = columnOf(flows, "dst_port");
  keys = joined(keys, ports && ports.missing < rows ? portKeys(ports) : textKeys(flows, "service"));
  yield;
  keys = joined(keys, sizeKeys(columnOf(flows, "bytes_sent"), columnOf(flows, "bytes_received"), 2));
  yield;
  const sent = columnOf(flows, "packets_sent");
  const received = columnOf(flows, "packets_received");
  keys = joined(keys, sizeKeys(sent ?? columnOf(flows, "packet_count"), received, 1));
  yield;
  return keys;
}

function columnOf(flows: FlowColumns, name: string): Column | null {
  return flows.columnNames.includes(name) ? flows.column(name) : null;
}

function textKeys(flows: FlowColumns, name: string): Float64Array {
  const column = columnOf(flows, name);
  const keys = new Float64Array(flows.rowCount);
  if (column?.type !== "text") return keys;
  for (let row = 0; row < keys.length; row++) keys[row] = column.values[row]! + 1;
  return keys;
}

function portKeys(column: Column): Float64Array {
  const keys = new Float64Array(column.length);
  for (let row = 0; row < keys.length; row++) {
    const port = column.values[row]!;
    keys[row] = port >= 0 && port <= 65535 && !(column.missing > 0 && column.isMissing(row)) ? port + 1 : 0;
  }
  return keys;
}

/** A step of the scale for each of two columns, as one number. */
function sizeKeys(a: Column | null, b: Column | null, steps: number): Float64Array {
  const rows = (a ?? b)?.length ?? 0;
  const keys = new Float64Array(rows);
  for (let row = 0; row < rows; row++) keys[row] = stepOf(a, row, steps) * LEVELS + stepOf(b, row, steps);
  return keys;
}

function stepOf(column: Column | null, row: number, steps: number): number {
  if (column === null || column.type === "text") return 0;
  const value = column.values[row]!;
  if (!(value >= 0) || value === Infinity || (column.missing > 0 && column.isMissing(row))) return 0;
  return 1 + Math.min(LEVELS - 2, Math.round(steps * log2(1 + value)));
}

/** Numbers pairs of keys in the order in which they occur, so that keys of many parts stay whole numbers below the count of rows. */
function joined(a: Float64Array, b: Float64Array): Float64Array {
  if (b.length === 0) return a;
  let width = 0;
  for (let row = 0; row < b.length; row++) if (b[row]! > width) width = b[row]!;
  const known = new Map<number, number>();
  const result = new Float64Array(a.length);
  for (let row = 0; row < a.length; row++) {
    const key = a[row]! * (width + 1) + b[row]!;
    let code = known.get(key);
    if (code === undefined) known.set(key, (code = known.size));
    result[row] = code;
  }
  return result;
}
