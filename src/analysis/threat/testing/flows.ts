/** Random flows for properties, and flows that a rule is about. */
import type { Prng } from "../../../kernels/mod.ts";
import type { Column, Row } from "../../core/mod.ts";
import { floatColumn, textColumnFromStrings } from "../../table/mod.ts";
import type { FlowColumns } from "../fields.ts";

export const NUMBERS = [
  "duration",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packet_size_mean",
  "dst_port",
  "packets_sent",
  "packets_received",
] as const;
export const TEXTS = ["protocol", "service", "state"] as const;

const TEXT_CHOICES: Readonly<Record<(typeof TEXTS)[number], readonly (string | null)[]>> = {
  protocol: ["tcp", "udp", "icmp", "gre", null],
  service: ["http", "dns", "ssh", "-", null],
  state: ["SF", "S0", "RSTO", "INT", "S_", null],
};
const PORTS = [22, 23, 25, 53, 80, 123, 443, 445, 1023, 1024, 4444, 8080, 50000];
/** Values at which rules begin and end, and others around them. */
const EDGES = [
  0, 0.0005, 0.001, 0.5, 1, 4, 5, 20, 60, 80, 100, 199, 200, 300, 301, 500, 1000, 1400, 2000, 8000, 12000,
  316228,
];

/** A value of any size: an edge, or one drawn on a logarithmic scale. */
export function anyNumber(random: Prng): number {
  const kind = random.int(4);
  if (kind === 0) return 0;
  if (kind === 1) return EDGES[random.int(EDGES.length)]!;
  let value = random.next();
  for (let digits = random.int(10); digits > 0; digits--) value *= 10;
  return random.int(2) === 0 ? Math.floor(value) : value;
}

/** Columns of so many random flows; some values are missing. */
export function randomFlows(
  random: Prng,
  rows: number,
): FlowColumns & { numbers: Record<string, Float64Array> } {
  const numbers: Record<string, Float64Array> = {};
  const columns = new Map<string, Column>();
  for (const name of NUMBERS) {
    numbers[name] = Float64Array.from({ length: rows }, () => {
      if (random.int(20) === 0) return NaN;
      return name === "dst_port" ? PORTS[random.int(PORTS.length)]! : anyNumber(random);
    });
    columns.set(name, floatColumn(name, numbers[name]));
  }
  for (const name of TEXTS) {
    const choices = TEXT_CHOICES[name];
    columns.set(
      name,
      textColumnFromStrings(
        name,
        Array.from({ length: rows }, () => choices[random.int(choices.length)]!),
      ),
    );
  }
  return withColumns(columns, numbers, rows);
}

export function withColumns(
  columns: ReadonlyMap<string, Column>,
  numbers: Record<string, Float64Array>,
  rows: number,
): FlowColumns & { numbers: Record<string, Float64Array> } {
  return { rowCount: rows, columnNames: [...columns.keys()], column: (name) => columns.get(name)!, numbers };
}

/** The original's first input: its mean size does not fit its bytes. */
export const DEFAULT_FLOW: Row = {
  duration: 3,
  packet_count: 25,
  bytes_sent: 2000,
  bytes_received: 1800,
  packet_size_mean: 500,
};
