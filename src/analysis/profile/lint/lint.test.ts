import { numbers, provenanceFor, reportFor, mappingFor } from "../../../../tests/support/flows.ts";
import { generateTraffic } from "../../generate/mod.ts";
import { runJob, type LintFinding, type MappingJSON, type Table } from "../../core/mod.ts";
import { floatColumn, FlowTable, intColumn, textColumnFromStrings, timeColumn } from "../../table/mod.ts";
import { LINT_RULES, lintFlows } from "./lint.ts";

const ROWS = 2000;
/** Rows in which a defect is planted. */
const PLANTED = [3, 77, 500, 1999];

/** Columns by name: numbers, or texts. */
type Columns = Record<string, (number | null)[] | (string | null)[]>;

const TIMES = new Set(["timestamp"]);

/** A capture that nothing is wrong with, with the columns of several meters. */
function cleanCapture(): Columns {
  const next = numbers(11);
  const each = <T>(make: (row: number) => T): T[] => Array.from({ length: ROWS }, (_, row) => make(row));
  const sent = each(() => 2 + next(40));
  const received = each(() => 2 + next(40));
  const bytesSent = sent.map((packets) => packets * (40 + next(1400)));
  const bytesReceived = received.map((packets) => packets * (40 + next(1400)));
  const duration = each(() => (1 + next(1_000_000)) / 1e4);
  const packets = sent.map((count, row) => count + received[row]!);
  const bytes = bytesSent.map((count, row) => count + bytesReceived[row]!);
  return {
    duration,
    packet_count: packets,
    bytes_sent: bytesSent,
    bytes_received: bytesReceived,
    packet_size_mean: bytes.map((count, row) => count / packets[row]!),
    label: each((row) => (row % 9 === 0 ? "scan" : "normal")),
    timestamp: each((row) => 1_499_428_790_123 + row * 1250),
    src_ip: each((row) => `10.0.0.${row % 200}`),
    src_port: each((row) => 40_000 + row),
    dst_ip: each((row) => `10.0.1.${row % 20}`),
    dst_port: each((row) => (row % 3 === 0 ? 443 : 22)),
    protocol: each(() => "tcp"),
    state: each(() => "SF"),
    packets_sent: sent,
    packets_received: received,
    "Flow Packets/s": packets.map((count, row) => count / duration[row]!),
    "Flow Bytes/s": bytes.map((count, row) => count / duration[row]!),
    "Average Packet Size": bytes.map((count, row) => count / packets[row]!),
    "Fwd Header Length": sent.map((count) => 20 * count),
    "Subflow Fwd Packets": sent.map((count) => Math.ceil(count / 2)),
    "Subflow Fwd Bytes": bytesSent.map((count) => Math.ceil(count / 2)),
    "Fwd Avg Bytes/Bulk": each((row) => row % 5),
    orig_bytes: sent.map((count, row) => Math.max(0, bytesSent[row]! - 40 * count)),
    resp_bytes: received.map((count, row) => Math.max(0, bytesReceived[row]! - 40 * count)),
  };
}

function tableOf(columns: Columns, mapping: Partial<MappingJSON> = {}): FlowTable {
  const made = Object.entries(columns).map(([name, cells]) => {
    if (cells.some((cell) => typeof cell === "string")) return textColumnFromStrings(name, cells as string[]);
    const values = Float64Array.from(cells as (number | null)[], (cell) => cell ?? NaN);
    if (TIMES.has(name)) return timeColumn(name, values);
    const isWhole = values.every((value) => value === Math.floor(value) && Math.abs(value) < 2 ** 31);
    return isWhole ? intColumn(name, Int32Array.from(values)) : floatColumn(name, values);
  });
  return FlowTable.fromColumns(made, {
    mapping: { ...mappingFor(Object.keys(columns)), dialect: "zeek-tsv", byteMeaning: "ip", ...mapping },
    report: reportFor(made[0]?.length ?? 0),
    provenance: provenanceFor(made[0]?.length ?? 0),
  });
}

function lint(table: Table): Promise<LintFinding[]> {
  return runJob("the lint", {}, (job) => lintFlows(table, job));
}

/** Sets cells of the planted rows. */
function plant(columns: Columns, changes: Record<string, number | string | null>): void {
  for (const [name, cell] of Object.entries(changes))
    for (const row of PLANTED) (columns[name] as (number | string | null)[])[row] = cell;
}

function update(columns: Columns, name: string, change: (cell: number, row: number) => number | null): void {
  columns[name] = (columns[name] as number[]).map(change);
}

/** A defect: what is planted, the rows it is found in (all of the table's where none can be named), and what else follows from it. */
interface Defect {
  rule: string;
  change: (columns: Columns) => void;
  rows?: number[] | "none";
  also?: string[];
  mapping?: Partial<MappingJSON>;
}

const FROM_1000 = Array.from({ length: 100 }, (_, at) => 1000 + at);
const WITHOUT_RATES = (columns: Columns): void => {
  for (const name of ["Flow Packets/s", "Flow Bytes/s"]) delete columns[name];
};
const WITHOUT_METER = (columns: Columns): void => {
  WITHOUT_RATES(columns);
  for (const name of ["Average Packet Size", "Fwd Header Length", "orig_bytes", "resp_bytes"])
    delete columns[name];
};

const DEFECTS: readonly Defect[] = [
  { rule: "negative-amount", change: (columns) => plant(columns, { duration: -1 }) },
  {
    rule: "no-packets",
    change: (columns) => (
      WITHOUT_METER(columns),
      plant(columns, {
        packet_count: 0,
        packets_sent: 0,
        packets_received: 0,
        bytes_sent: 0,
        bytes_received: 0,
        packet_size_mean: null,
        state: "OTH",
      })
    ),
  },
  {
    rule: "bytes-without-packets",
    change: (columns) => (
      WITHOUT_METER(columns),
      plant(columns, {
        packets_sent: 0,
        packets_received: 30,
        packet_count: 30,
        bytes_received: 3000,
        bytes_sent: 90,
        packet_size_mean: 103,
      })
    ),
  },
  {
    rule: "packets-without-bytes",
    change: (columns) => (
      WITHOUT_METER(columns),
      plant(columns, {
        packets_sent: 3,
        packets_received: 3,
        packet_count: 6,
        bytes_sent: 0,
        bytes_received: 600,
        packet_size_mean: 100,
      })
    ),
  },
  {
    rule: "bytes-below-headers",
    change: (columns) => (
      WITHOUT_METER(columns),
      plant(columns, {
        packets_sent: 10,
        packets_received: 10,
        packet_count: 20,
        bytes_sent: 399,
        bytes_received: 600,
        packet_size_mean: 49.95,
      })
    ),
  },
  {
    rule: "mean-size-mismatch",
    change: (columns) => plant(columns, { packet_size_mean: 5 }),
    also: ["average-counts-twice"],
  },
  {
    rule: "packets-mismatch",
    change: (columns) => (
      WITHOUT_METER(columns),
      plant(columns, {
        packet_count: 100,
        packets_sent: 40,
        packets_received: 40,
        bytes_sent: 2000,
        bytes_received: 2000,
        packet_size_mean: 40,
      })
    ),
  },
  {
    rule: "mean-size-impossible",
    change: (columns) => (
      WITHOUT_METER(columns),
      plant(columns, {
        packet_count: 4,
        packets_sent: 2,
        packets_received: 2,
        bytes_sent: 280_000,
        bytes_received: 80,
        packet_size_mean: 70_020,
        duration: 9,
      })
    ),
  },
  { rule: "payload-above-packets", change: (columns) => plant(columns, { orig_bytes: 1e8 }) },
  { rule: "zero-duration", change: (columns) => (WITHOUT_RATES(columns), plant(columns, { duration: 0 })) },
  {
    rule: "lone-packet-duration",
    change: (columns) => (
      WITHOUT_METER(columns),
      plant(columns, {
        packet_count: 1,
        packets_sent: 1,
        packets_received: 0,
        bytes_sent: 60,
        bytes_received: 0,
        packet_size_mean: 60,
        state: "S0",
      })
    ),
  },
  {
    rule: "impossible-rate",
    change: (columns) => (
      WITHOUT_METER(columns),
      plant(columns, {
        duration: 0.002,
        packet_count: 80_000,
        packets_sent: 40_000,
        packets_received: 40_000,
        bytes_sent: 6e7,
        bytes_received: 6e7,
        packet_size_mean: 1500,
      })
    ),
  },
  {
    rule: "endless-duration",
    change: (columns) => (WITHOUT_RATES(columns), plant(columns, { duration: 3e6 })),
  },
  { rule: "impossible-time", change: (columns) => plant(columns, { timestamp: 61_000 }) },
  { rule: "rate-mismatch", change: (columns) => plant(columns, { "Flow Packets/s": 1e9 }) },
  { rule: "infinite-rate", change: (columns) => plant(columns, { "Flow Bytes/s": Infinity }) },
  {
    rule: "unit-jump",
    change: (columns) => (
      WITHOUT_RATES(columns),
      update(columns, "duration", (cell, row) => (row < 1000 ? cell : cell * 1000))
    ),
    rows: FROM_1000,
  },
  {
    rule: "byte-unit-jump",
    change: (columns) => (
      WITHOUT_METER(columns),
      delete columns["packet_size_mean"],
      update(columns, "bytes_sent", (cell, row) => (row < 1000 ? cell : cell / 1000))
    ),
    rows: FROM_1000,
    also: ["bytes-below-headers"],
  },
  {
    rule: "split-flow",
    change: (columns) => {
      for (const row of PLANTED) {
        for (const name of ["src_ip", "src_port", "dst_ip", "dst_port"])
          columns[name]![row] = columns[name]![row - 1]!;
        columns["duration"]![row - 1] = 0.5;
        columns["timestamp"]![row] = (columns["timestamp"]![row - 1] as number) + 900;
        // The other piece goes the other way.
        if (row === 77) {
          for (const [from, to] of [
            ["src_ip", "dst_ip"],
            ["src_port", "dst_port"],
          ] as const)
            [columns[from]![row], columns[to]![row]] = [columns[to]![row]!, columns[from]![row]!];
        }
      }
      WITHOUT_RATES(columns);
    },
    also: ["inverted-direction"],
  },
  {
    rule: "twelve-hour-clock",
    change: (columns) =>
      update(columns, "timestamp", (_, row) =>
        Date.UTC(2017, 6, 7, [9, 10, 11, 12, 1, 2, 3, 4][row % 8], row % 60),
      ),
    rows: Array.from({ length: 200 }, (_, row) => row).filter((row) => row % 8 >= 4),
  },
  {
    rule: "conflicting-labels",
    change: (columns) => {
      for (const name of Object.keys(columns)) columns[name]![501] = columns[name]![500]!;
      columns["label"]![500] = "normal";
      columns["label"]![501] = "scan";
    },
    rows: [500, 501],
    also: ["split-flow"],
  },
  {
    rule: "inverted-direction",
    change: (columns) => {
      for (const row of PLANTED) {
        columns["src_port"]![row] = 443;
        columns["dst_port"]![row] = 50_000 + row;
      }
    },
  },
  { rule: "bad-port", change: (columns) => plant(columns, { dst_port: 70_000 }) },
  {
    rule: "own-endpoint",
    change: (columns) => plant(columns, { src_ip: "10.0.1.1", dst_ip: "10.0.1.1", src_port: 7, dst_port: 7 }),
    also: [],
  },
  { rule: "state-contradiction", change: (columns) => plant(columns, { state: "S0" }) },
  {
    rule: "never-answered",
    change: (columns) => {
      WITHOUT_METER(columns);
      for (const name of ["packets_received", "state"]) delete columns[name];
      update(columns, "bytes_received", () => 0);
      columns["packet_count"] = [...(columns["packets_sent"] as number[])];
      columns["packet_size_mean"] = (columns["bytes_sent"] as number[]).map(
        (bytes, row) => bytes / (columns["packet_count"]![row] as number),
      );
    },
    rows: "none",
  },
  { rule: "average-counts-twice", change: (columns) => plant(columns, { "Average Packet Size": 9000 }) },
  { rule: "impossible-header", change: (columns) => plant(columns, { "Fwd Header Length": -32 }) },
  {
    rule: "repeated-column",
    change: (columns) => (columns["Fwd Header Length#2"] = [...(columns["Fwd Header Length"] as number[])]),
    rows: "none",
  },
  {
    rule: "subflow-copies",
    change: (columns) => {
      columns["Subflow Fwd Packets"] = [...(columns["packets_sent"] as number[])];
      columns["Subflow Fwd Bytes"] = [...(columns["bytes_sent"] as number[])];
    },
    rows: "none",
  },
  {
    rule: "dead-bulk-columns",
    change: (columns) => update(columns, "Fwd Avg Bytes/Bulk", () => 0),
    rows: "none",
  },
];

function defective({ change, mapping }: Defect): FlowTable {
  const columns = cleanCapture();
  change(columns);
  return tableOf(columns, mapping);
}

test("there are twenty rules at least, each with its own name and its own planted defect", () => {
  const ids = LINT_RULES.map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(20);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...new Set(DEFECTS.map(({ rule }) => rule))].sort()).toEqual([...ids].sort());
});

test("nothing is found in a capture that nothing is wrong with, nor in generated traffic", async () => {
  expect(await lint(tableOf(cleanCapture()))).toEqual([]);
  for (const seed of [1, 2, 3]) {
    const flows = generateTraffic({ flows: 3000, seed, scenarios: ["normal"] });
    expect((await lint(flows)).map(({ rule, evidence }) => [rule, evidence])).toEqual([]);
  }
});

test.each(DEFECTS.map((defect) => [defect.rule, defect] as const))(
  "%s is found in the rows that it was planted in, and nothing else",
  async (rule, defect) => {
    const findings = await lint(defective(defect));
    const own = findings.find((finding) => finding.rule === rule);
    const rows = defect.rows ?? PLANTED;
    expect(own?.rows).toEqual(rows === "none" ? [] : rows.slice(0, 100));
    expect(own?.evidence).toMatch(/[^.]\.$/);
    const others = findings.map((finding) => finding.rule).filter((other) => other !== rule);
    expect(others.filter((other) => defect.also?.includes(other) !== true)).toEqual([]);
  },
);

test.each(DEFECTS.map((defect) => [defect.rule, defect] as const))(
  "the repair of %s is a sentence, or code after which it is found no more",
  async (rule, defect) => {
    const table = defective(defect);
    const { repair = "" } = (await lint(table)).find((finding) => finding.rule === rule) ?? {};
    expect(repair).not.toBe("");
    if (!/^(?:table|await)\b/.test(repair)) return;
    // The code that is offered is run as a reader would run it.
    const mended = (new Function("table", `return ${repair}`) as (table: FlowTable) => FlowTable)(table);
    expect((await lint(mended)).map((finding) => finding.rule)).not.toContain(rule);
    expect(mended.columnNames.length * mended.rowCount).toBeGreaterThan(0);
  },
);

test.each([
  ["a flow of an address to another port of its own", { src_ip: "10.0.1.1", dst_ip: "10.0.1.1" }],
  ["a flow between equal ports of two hosts", { src_port: 500, dst_port: 500 }],
  ["a flow from one served port to another", { src_port: 443, dst_port: 22 }],
  ["a flow that a server of FTP begins", { src_port: 20, dst_port: 51_000 }],
  ["a connection that was refused", { state: "REJ" }],
])("%s is no defect", async (_, cells) => {
  const columns = cleanCapture();
  plant(columns, cells);
  expect((await lint(tableOf(columns))).map(({ rule }) => rule)).toEqual([]);
});

test("a finding lists its first hundred rows and counts all", async () => {
  const columns = cleanCapture();
  WITHOUT_RATES(columns);
  update(columns, "duration", (cell, row) => (row % 2 === 0 ? 0 : cell));
  const [finding] = await lint(tableOf(columns));
  expect(finding?.count).toBe(ROWS / 2);
  expect(finding?.rows).toHaveLength(100);
  expect(finding?.evidence).toContain("1,000 of 2,000 flows (50 %) have");
});

test.each([
  ["no rows", (columns: Columns) => Object.keys(columns).forEach((name) => (columns[name] = []))],
  ["cells that are all missing", (columns: Columns) => plantAll(columns)],
  ["infinite cells", (columns: Columns) => plant(columns, { duration: Infinity, bytes_sent: Infinity })],
])("a table of %s is no error", async (_, change) => {
  const columns = cleanCapture();
  change(columns);
  expect(Array.isArray(await lint(tableOf(columns)))).toBe(true);
});

function plantAll(columns: Columns): void {
  for (const name of Object.keys(columns)) columns[name] = columns[name]!.map(() => null);
}

test("an amount of traffic that changes by a thousand is no change of unit when packets change, too", async () => {
  const columns = cleanCapture();
  WITHOUT_METER(columns);
  for (const name of [
    "duration",
    "bytes_sent",
    "bytes_received",
    "packets_sent",
    "packets_received",
    "packet_count",
  ])
    update(columns, name, (cell, row) => (row < 1000 ? cell : cell * 1000));
  expect((await lint(tableOf(columns))).map(({ rule }) => rule)).not.toContain("unit-jump");
});

test("the lint ends when it is cancelled", async () => {
  const controller = new AbortController();
  const table = tableOf(cleanCapture());
  const running = runJob("the lint", { signal: controller.signal }, (job) => lintFlows(table, job));
  controller.abort();
  await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
});
