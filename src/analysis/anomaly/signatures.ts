/** Near-identical flows: same protocol and port, bytes and packets alike in both directions. */
import { log2 } from "../../kernels/mod.ts";
import type { Job, Table } from "../core/mod.ts";

/** Ports whose flows are alike by nature: name service, address assignment, clocks, discovery. */
const ALIKE_BY_NATURE: ReadonlySet<number> = new Set([
  53, 67, 68, 69, 88, 123, 137, 138, 161, 162, 389, 500, 514, 546, 547, 636, 853, 1900, 5353, 5355,
]);
const NO_PORT = 65_536;
const CHUNK_ROWS = 32_768;

/** The largest signatures. */
export interface Signatures {
  /** Rows of each of the largest, largest first. */
  readonly largest: readonly number[];
  /** 1 for the rows of the largest three. */
  readonly dense: Uint8Array;
  /** Share of all rows in the largest three. */
  readonly denseShare: number;
}

/** How many signatures count as "a few dense ones". */
const DENSE = 3;

export async function signaturesOf(job: Job, table: Table): Promise<Signatures> {
  const rows = table.rowCount;
  const numbers = (name: string): Float64Array | null =>
    table.columnNames.includes(name) && table.column(name).type !== "text" ? table.numeric(name) : null;
  const ports = numbers("dst_port");
  const sizes = [numbers("bytes_sent"), numbers("bytes_received")];
  const hasDirections =
    table.columnNames.includes("packets_sent") && table.columnNames.includes("packets_received");
  const packets = hasDirections
    ? [numbers("packets_sent"), numbers("packets_received")]
    : [numbers("packet_count"), null];
  const protocols = table.columnNames.includes("protocol") ? table.column("protocol").values : null;

  const keys = new Float64Array(rows);
  const counts = new Map<number, number>();
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    await job.pause();
    const to = Math.min(rows, from + CHUNK_ROWS);
    for (let row = from; row < to; row++) {
      const port = portOf(ports, row);
      let key = protocols === null ? 0 : (protocols[row]! + 1) % 256;
      key = key * 131_072 + port;
      for (const values of sizes) key = key * 128 + steps(values, row, 2);
      for (const values of packets) key = key * 64 + steps(values, row, 1);
      keys[row] = key;
      if (!ALIKE_BY_NATURE.has(port)) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const largest = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, DENSE);
  // One flow of a kind is no pattern, however few flows there are.
  const patterns = new Set(largest.filter(([, count]) => count > 1).map(([key]) => key));
  const dense = Uint8Array.from(keys, (key) => (patterns.has(key) ? 1 : 0));
  const denseRows = dense.reduce((sum, one) => sum + one, 0);
  return { largest: largest.map(([, count]) => count), dense, denseShare: rows === 0 ? 0 : denseRows / rows };
}

function portOf(ports: Float64Array | null, row: number): number {
  const port = ports?.[row] ?? NaN;
  return port >= 0 && port < NO_PORT ? Math.floor(port) : NO_PORT;
}

/** Size in powers of 2, `parts` steps each; missing as 0. */
function steps(values: Float64Array | null, row: number, parts: number): number {
  const value = values?.[row] ?? 0;
  return value > 0 && value < 1e18 ? Math.round(parts * log2(1 + value)) : 0;
}
