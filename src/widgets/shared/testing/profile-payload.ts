/** Payloads for tests: a small capture made by arithmetic, with every kind of field. */
import type {
  Cell,
  CanonicalField,
  ColumnProfile,
  ColumnType,
  LedgerLine,
  MappedField,
  ProfilePayload,
  Scatter,
} from "../../../analysis/mod.ts";

/** Columns of the small capture, by name. */
export type Capture = Record<string, Cell[]>;

const SERVICES = ["dns", "http", "ssl", "ssh", "ntp", "smtp"];
const ROLES = new Map<string, CanonicalField>([
  ["duration", "duration"],
  ["packet_count", "packet_count"],
  ["bytes_sent", "bytes_sent"],
  ["bytes_received", "bytes_received"],
  ["packet_size_mean", "packet_size_mean"],
  ["timestamp", "timestamp"],
  ["is_attack", "is_attack"],
  ["label", "label"],
  ["dst_port", "dst_port"],
  ["service", "service"],
]);
const TYPES = new Map<string, ColumnType>([
  ["packet_count", "int"],
  ["dst_port", "int"],
  ["timestamp", "time"],
  ["is_attack", "boolean"],
  ["label", "text"],
  ["service", "text"],
  ["note", "text"],
]);

/** A capture of `rows` flows; every 50th has no duration, every 10th is an attack. */
export function makeCapture(rows: number): Capture {
  const numbers = Array.from({ length: rows }, (_, row) => row);
  const packets = numbers.map((row) => 1 + ((row * 7919) % 97));
  return {
    duration: numbers.map((row) => (row % 50 === 0 ? null : Math.exp(((row * 104729) % 1000) / 110 - 4))),
    packet_count: packets,
    bytes_sent: numbers.map((row) => Math.round(60 * (packets[row] ?? 1) * (1 + ((row * 31) % 20)))),
    bytes_received: numbers.map((row) => Math.round(40 * (packets[row] ?? 1) * (1 + ((row * 17) % 45)))),
    packet_size_mean: numbers.map((row) => 60 + ((row * 6007) % 1400)),
    timestamp: numbers.map((row) => Date.UTC(2017, 6, 7, 11, 59, 50) + row * 417),
    is_attack: numbers.map((row) => row % 10 === 0),
    label: numbers.map((row) => (row % 10 !== 0 ? "normal" : row % 20 === 0 ? "port-scan" : "brute-force")),
    dst_port: numbers.map((row) => [53, 80, 443, 22, 123, 25][(row * 13) % 6] ?? 0),
    service: numbers.map((row) => (row % 9 === 0 ? null : (SERVICES[(row * 13) % 6] ?? ""))),
    note: numbers.map((row) => `note ${row}`),
  };
}

function line(rule: string, points: number): LedgerLine {
  return { source: "rule", rule, points, why: `${rule} was seen` };
}

/** The payload of a capture, with as much of the real profile's content as the widget shows. */
export function makePayload(capture: Capture = makeCapture(2000), sampleRows = 20): ProfilePayload {
  const names = Object.keys(capture);
  const rowCount = capture[names[0] ?? ""]?.length ?? 0;
  const rowIndex = Array.from({ length: Math.min(sampleRows, rowCount) }, (_, row) => row);
  const times = numbersOf(capture["timestamp"] ?? []);
  const sent = numbersOf(capture["bytes_sent"] ?? []);
  return {
    type: "profile",
    version: 1,
    table: "table-1",
    profile: {
      rowCount,
      columns: names.map((name) => makeColumn(name, capture[name] ?? [])),
      correlation: { columns: [], pearson: [], spearman: [] },
      insights: {
        volume: {
          totalBytes: sent.reduce((sum, bytes) => sum + bytes, 0),
          meanBytes: 48_211,
          sentP95: 104_220,
          flowsAboveSentP95: Math.floor(rowCount / 20),
        },
        packets: { mean: 48.6, flowsUnder10: Math.floor(rowCount / 11) },
        connections: {
          meanDuration: 3.1,
          durationP90: 41.2,
          flowsAboveDurationP90: Math.floor(rowCount / 10),
        },
        ...(times.length > 0 && { time: { from: Math.min(...times), to: Math.max(...times) } }),
      },
      alerts: [
        { code: "duplicate-rows", value: 12, threshold: 0, message: "12 rows repeat exactly (0.6 %)" },
        {
          code: "high-cardinality",
          column: "note",
          value: 1,
          threshold: 0.9,
          message: "note has a different value in each row",
        },
        {
          code: "missing",
          column: "service",
          value: 0.11,
          threshold: 0.05,
          message: "service is missing in 11 % of the rows",
        },
      ],
      flowLint: [
        {
          rule: "zero-duration",
          rows: [0, 3, 5],
          count: 3,
          evidence: "3 flows have more than one packet in no time at all",
          repair: `table.filter({ not: { column: "duration", op: "==", value: 0 } })`,
        },
        {
          rule: "dead-bulk-columns",
          rows: [],
          count: rowCount,
          evidence: "Bulk columns are 0 in every flow",
        },
      ],
      topThreats: [
        { row: 20, evidence: 2.5, ledger: [line("no-reply", 37.5), line("tiny-flow", 25)] },
        { row: 40, evidence: 0.5, ledger: [line("tiny-flow", 12.5)] },
      ],
      provenance: {
        library: "trafficlab 0.1.0",
        formatVersion: 1,
        source: {
          name: "capture.csv",
          sha256: "9f3a61c07be44d0f8f2b6a1c",
          bytes: 1_234_567,
          dialect: "trafficlab",
        },
        rows: rowCount,
        call: "profile",
        parameters: {},
        seed: 42,
        runtime: { name: "deno", version: "2.9.8" },
      },
    },
    mapping: {
      dialect: "trafficlab",
      byteMeaning: "ip",
      direction: "two-way",
      timeZone: "explicit",
      fields: [
        mapped("duration", { columns: ["Flow Duration"], unit: { from: "us", to: "s", factor: 1e-6 } }),
        mapped("packet_count", {
          status: "computed",
          columns: ["orig_pkts", "resp_pkts"],
          formula: "[orig_pkts] + [resp_pkts]",
        }),
        mapped("bytes_sent"),
        mapped("bytes_received"),
        mapped("packet_size_mean", { status: "imputed", confidence: 0.8 }),
        mapped("state", {
          status: "cannot derive",
          columns: [],
          confidence: 0,
          reason: "the file has no column for it",
        }),
      ],
    },
    report: {
      read: rowCount + 2,
      kept: rowCount,
      rejected: 2,
      dropped: {},
      merged: 0,
      rejectedRows: [
        { line: 17, reason: "expected 12 cells, got 11", text: "1,2,3" },
        { line: 4711, reason: 'duration must be a number, got "abc"', text: "abc,2,3" },
      ],
      warnings: [
        {
          code: "W_TIME",
          count: 3,
          lines: [4, 9],
          message: "times are out of order",
          remedy: "sort the rows",
        },
      ],
      labels: [
        { value: "normal", count: 900, isAttack: false },
        { value: "port-scan", count: 50, isAttack: true },
        { value: "brute-force", count: 50, isAttack: true },
      ],
      truncated: false,
    },
    sample: {
      columns: names,
      rowIndex,
      cells: rowIndex.map((row) => names.map((name) => capture[name]?.[row] ?? null)),
    },
    threats: {
      columns: ["duration", "bytes_sent", "dst_port"],
      rowIndex: [20, 40],
      cells: [
        [0.25, 40, 22],
        [3, 120, null],
      ],
    },
    scatters: makeScatters(capture),
    code: 'import { loadFlows, profile, show } from "trafficlab";\n\nconst flows = await loadFlows("capture.csv");\nawait show(await profile(flows));\n',
    reduced: [],
  };
}

/** The profile of one column of numbers, texts, times or yes and no. */
export function makeColumn(name: string, cells: readonly Cell[]): ColumnProfile {
  const type =
    TYPES.get(name) ?? (typeof cells.find((cell) => cell !== null) === "string" ? "text" : "float");
  const present = cells.filter((cell) => cell !== null);
  const numbers = type === "text" || type === "boolean" ? [] : numbersOf(present).sort((a, b) => a - b);
  const counts = new Map<Cell, number>();
  for (const cell of present) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 10);
  const at = (share: number): number => numbers[Math.round(share * (numbers.length - 1))] ?? 0;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const isNumeric = numbers.length > 0;
  return {
    name,
    role: ROLES.get(name) ?? "source",
    type,
    count: present.length,
    missing: cells.length - present.length,
    infinite: 0,
    zeros: numbers.filter((value) => value === 0).length,
    distinct: counts.size,
    distinctExact: true,
    min: isNumeric ? at(0) : null,
    max: isNumeric ? at(1) : null,
    mean: isNumeric ? mean : null,
    std: isNumeric ? Math.sqrt(squares / Math.max(1, numbers.length - 1)) : null,
    skew: isNumeric ? 1.4 : null,
    quantiles: isNumeric
      ? {
          p1: at(0.01),
          p5: at(0.05),
          p25: at(0.25),
          p50: at(0.5),
          p75: at(0.75),
          p90: at(0.9),
          p95: at(0.95),
          p99: at(0.99),
        }
      : null,
    histogram: isNumeric ? makeHistogram(numbers, name === "duration") : null,
    top: top.map(([value, count]) => ({ value, count })),
  };
}

function makeHistogram(
  sorted: readonly number[],
  isLog: boolean,
  bins = 24,
): NonNullable<ColumnProfile["histogram"]> {
  const least = sorted[0] ?? 0;
  const greatest = sorted.at(-1) ?? 0;
  const edges = Array.from({ length: bins + 1 }, (_, at) =>
    isLog ? least * (greatest / least) ** (at / bins) : least + ((greatest - least) * at) / bins,
  );
  edges[0] = least;
  edges[bins] = greatest;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of sorted) {
    let bin = 0;
    while (bin < bins - 1 && value >= (edges[bin + 1] ?? Infinity)) bin++;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, counts, scale: isLog ? "log" : "linear" };
}

function mapped(field: CanonicalField, over: Partial<MappedField> = {}): MappedField {
  return { field, status: "direct", columns: [field], confidence: 1, by: "dialect", ...over };
}

function numbersOf(cells: readonly Cell[]): number[] {
  return cells.filter((cell) => typeof cell === "number");
}

/** Both forms of a scatter: flow by flow, and in cells. */
function makeScatters(capture: Capture): Scatter[] {
  const [sent, received] = [
    numbersOf(capture["bytes_sent"] ?? []),
    numbersOf(capture["bytes_received"] ?? []),
  ];
  if (sent.length === 0 || sent.length !== received.length) return [];
  const classes = [
    { name: "normal", isAttack: false, count: sent.length - 1 },
    { name: "port-scan", isAttack: true, count: 1 },
  ];
  const shown = Math.min(200, sent.length);
  return [
    {
      x: "bytes_sent",
      y: "bytes_received",
      classes,
      flows: shown,
      points: {
        x: sent.slice(0, shown),
        y: received.slice(0, shown),
        classes: Array.from({ length: shown }, (_, row) => (row === 0 ? 1 : row === 1 ? -1 : 0)),
      },
      density: null,
    },
    {
      x: "duration",
      y: "packet_size_mean",
      classes,
      flows: 8,
      points: null,
      density: {
        xEdges: [0, 0.001, 1],
        yEdges: [40, 200, 1500],
        cells: [
          [0, 0, 0, 5],
          [1, 1, 1, 3],
        ],
      },
    },
  ];
}
