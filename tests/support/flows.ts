/** Flow tables for tests of what stands behind them: display and service. */
import {
  CANONICAL_FIELDS,
  type LoadReport,
  type MappingJSON,
  type Provenance,
} from "../../src/analysis/core/mod.ts";
import {
  FlowTable,
  booleanColumn,
  floatColumn,
  intColumn,
  textColumnFromStrings,
  timeColumn,
  type StoredColumn,
} from "../../src/analysis/table/mod.ts";

/** A small generator of whole numbers, the same everywhere. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export function mappingFor(present: readonly string[]): MappingJSON {
  return {
    dialect: "csv",
    byteMeaning: "ip",
    direction: "two-way",
    timeZone: "explicit",
    fields: CANONICAL_FIELDS.map((field) =>
      present.includes(field)
        ? { field, status: "direct", columns: [field], confidence: 1, by: "dialect" }
        : {
            field,
            status: "cannot derive",
            columns: [],
            confidence: 0,
            by: "dialect",
            reason: "the source has no column for it",
          },
    ),
  };
}

export function reportFor(kept: number, changes: Partial<LoadReport> = {}): LoadReport {
  return {
    read: kept,
    kept,
    rejected: 0,
    dropped: {},
    merged: 0,
    rejectedRows: [],
    warnings: [],
    labels: [],
    truncated: false,
    ...changes,
  };
}

export function provenanceFor(rows: number, changes: Partial<Provenance> = {}): Provenance {
  return {
    library: "trafficlab 0.1.0",
    formatVersion: 1,
    source: { name: "capture.csv", sha256: "9f3a".repeat(16), bytes: rows * 56, dialect: "csv" },
    rows,
    call: "loadFlows",
    parameters: {},
    runtime: { name: "node", version: "20.20.0" },
    timing: { read: 120.5 },
    ...changes,
  };
}

export function tableOf(
  columns: readonly StoredColumn[],
  changes: { report?: Partial<LoadReport>; provenance?: Partial<Provenance> } = {},
): FlowTable {
  const rows = columns[0]?.length ?? 0;
  return FlowTable.fromColumns(columns, {
    mapping: mappingFor(columns.map((column) => column.name)),
    report: reportFor(rows, changes.report),
    provenance: provenanceFor(rows, changes.provenance),
  });
}

const LABELS = ["normal", "port-scan", "flood", "exfiltration"];

/** Flows with every canonical field that matters, skewed like traffic, with missing and infinite cells. */
export function sampleFlows(rows: number, changes: Parameters<typeof tableOf>[1] = {}): FlowTable {
  const next = numbers(42);
  const column = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => make(row));
  const kinds = column(() => (next(10) < 7 ? 0 : 1 + next(3)));
  const packets = Int32Array.from(column((row) => 1 + next(kinds[row] === 0 ? 40 : 4)));
  const sent = Int32Array.from(column((row) => (packets[row] ?? 1) * (40 + next(1400))));
  const rate = Float64Array.from(
    column((row) => (next(50) === 0 ? NaN : next(60) === 0 ? Infinity : (sent[row] ?? 0) / (1 + next(1000)))),
  );
  const ports = [80, 443, 53, 22, 51234];
  return tableOf(
    [
      floatColumn("duration", Float64Array.from(column(() => next(1_000_000) / 1e5))),
      intColumn("packet_count", packets),
      intColumn("bytes_sent", sent),
      intColumn("bytes_received", Int32Array.from(column(() => next(20) * next(30_000)))),
      floatColumn(
        "packet_size_mean",
        Float64Array.from(column((row) => (sent[row] ?? 0) / (packets[row] ?? 1))),
      ),
      textColumnFromStrings(
        "label",
        kinds.map((kind) => LABELS[kind] ?? null),
      ),
      booleanColumn(
        "is_attack",
        Uint8Array.from(kinds, (kind) => (kind > 0 ? 1 : 0)),
      ),
      timeColumn("timestamp", Float64Array.from(column((row) => 1_499_428_790_000 + row * 250))),
      textColumnFromStrings(
        "src_ip",
        column(() => `10.0.${next(4)}.${next(250)}`),
      ),
      intColumn("dst_port", Int32Array.from(column(() => ports[next(5)] ?? 80))),
      textColumnFromStrings(
        "protocol",
        column(() => (next(4) === 0 ? "udp" : "tcp")),
      ),
      floatColumn("Flow Bytes/s", rate),
    ],
    changes,
  );
}
