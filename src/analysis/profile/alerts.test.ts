import { exp, prng } from "../../kernels/mod.ts";
import { mappingFor, provenanceFor, reportFor, tableOf } from "../../../tests/support/flows.ts";
import type { Alert } from "../core/mod.ts";
import {
  booleanColumn,
  direct,
  floatColumn,
  FlowTable,
  intColumn,
  numberColumn,
  textColumnFromStrings,
  timeColumn,
  type StoredColumn,
} from "../table/mod.ts";
import { profile } from "./mod.ts";

// A machine may do other work beside.
jest.setTimeout(60_000);

const ROWS = 2000;
const random = prng(8);
const floats = (draw: (row: number) => number): Float64Array =>
  Float64Array.from({ length: ROWS }, (_, row) => draw(row));
const texts = (draw: (row: number) => string | null): (string | null)[] =>
  Array.from({ length: ROWS }, (_, row) => draw(row));

/** Independent columns in which nothing is wrong. */
function cleanColumns(): StoredColumn[] {
  return [
    floatColumn(
      "duration",
      floats(() => random.exponential(2)),
    ),
    numberColumn(
      "packet_count",
      floats(() => 1 + random.int(200)),
    ),
    numberColumn(
      "bytes_sent",
      floats(() => 40 + random.int(90_000)),
    ),
    numberColumn(
      "bytes_received",
      floats(() => random.int(90_000)),
    ),
    floatColumn(
      "packet_size_mean",
      floats(() => 40 + 1400 * random.next()),
    ),
    textColumnFromStrings(
      "label",
      texts(() => (random.int(3) === 0 ? "flood" : "normal")),
    ),
    booleanColumn(
      "is_attack",
      Uint8Array.from({ length: ROWS }, () => random.int(3) >> 1),
    ),
    timeColumn(
      "timestamp",
      floats((row) => 1.7e12 + row * 500),
    ),
    textColumnFromStrings(
      "src_ip",
      texts(() => `10.0.${random.int(8)}.${random.int(200)}`),
    ),
    numberColumn(
      "dst_port",
      floats(() => random.int(65536)),
    ),
    textColumnFromStrings(
      "protocol",
      texts(() => (random.int(9) === 0 ? "udp" : "tcp")),
    ),
    floatColumn(
      "rate",
      floats(() => random.normal(50, 10)),
    ),
  ];
}

function withColumn(column: StoredColumn): StoredColumn[] {
  return [...cleanColumns().filter(({ name }) => name !== column.name), column];
}

async function alertsOf(columns: StoredColumn[]): Promise<Alert[]> {
  return (await profile(tableOf(columns))).alerts;
}

test("a clean table raises no alert", async () => {
  expect(await alertsOf(cleanColumns())).toEqual([]);
});

const base = cleanColumns();
const sent = base.find(({ name }) => name === "bytes_sent")!;

const PLANTED: [Alert["code"], StoredColumn, string][] = [
  [
    "missing",
    floatColumn(
      "rate",
      floats((row) => (row % 20 === 0 ? NaN : random.next())),
    ),
    "rate has no value in 100 of 2,000 flows (5 %).",
  ],
  [
    "infinite",
    floatColumn(
      "rate",
      floats((row) => (row === 3 ? Infinity : random.next())),
    ),
    "rate is infinite in 1 of 2,000 flows; a rate over a duration of 0 may be the cause. Statistics leave these cells out.",
  ],
  [
    "constant",
    numberColumn(
      "flags",
      floats(() => 16),
    ),
    "flags is 16 in every flow, so it tells nothing apart.",
  ],
  [
    "skewed",
    floatColumn(
      "rate",
      floats((row) => (row < 3 ? 1e6 : exp(random.normal()))),
    ),
    "",
  ],
  [
    "imbalanced",
    textColumnFromStrings(
      "label",
      texts((row) => (row % 100 === 0 ? "bot" : "normal")),
    ),
    "The classes of label are uneven: 99 % of the flows are normal; accuracy alone would hide errors in the rare classes.",
  ],
  [
    "identifier",
    textColumnFromStrings(
      "uid",
      texts((row) => `C${row}`),
    ),
    "uid has 2,000 different values in 2,000 flows, so it may be an identifier; a model that sees it learns the rows by heart.",
  ],
  [
    "identifier",
    numberColumn(
      "row",
      floats((row) => row + 1),
    ),
    "",
  ],
  [
    "time-not-monotone",
    timeColumn(
      "timestamp",
      floats((row) => 1.7e12 + (row === 77 ? 0 : row * 500)),
    ),
    "1 flow begins before the flow in the row above; the file may be in order of flow end, or be joined from several captures.",
  ],
  [
    "high-cardinality",
    textColumnFromStrings(
      "agent",
      texts(() => `browser ${random.int(400)}`),
    ),
    "",
  ],
  [
    "zeros",
    numberColumn(
      "urgent",
      floats((row) => (row % 4 === 0 ? 1 + random.int(9) : 0)),
    ),
    "urgent is 0 in 1,500 of 2,000 flows (75 %).",
  ],
  [
    "negative",
    numberColumn(
      "window",
      floats((row) => (row % 8 === 0 ? -1 : random.int(65536))),
    ),
    'window is negative in 250 of 2,000 flows; all are -1, which may stand for "not set".',
  ],
  [
    "negative",
    floatColumn(
      "duration",
      floats((row) => (row === 1 ? -0.5 : row === 2 ? -1.5 : random.next())),
    ),
    "duration is negative in 2 of 2,000 flows.",
  ],
];

test.each(PLANTED)("a planted fault is told by %s alone", async (code, column, message) => {
  const alerts = await alertsOf(withColumn(column));
  expect(alerts.map((alert) => [alert.code, alert.column])).toEqual([[code, column.name]]);
  if (message !== "") expect(alerts[0]!.message).toBe(message);
  expect(alerts[0]!.value).toBeGreaterThanOrEqual(alerts[0]!.threshold);
});

test("a column that follows another is told by high-correlation alone", async () => {
  const noisy = floatColumn(
    "octets",
    Float64Array.from(sent.values, (value) => value * 8 + random.int(9000)),
  );
  const alerts = await alertsOf([...base, noisy]);
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatchObject({ code: "high-correlation", column: "octets" });
  expect(alerts[0]!.message).toMatch(
    /^octets follows bytes_sent closely \((?:Pearson|Spearman) correlation 0\.99\d|1\)/,
  );
});

test("repeated rows are counted exactly and told once", async () => {
  const table = tableOf(base);
  const twice = FlowTable.concat([table, table.slice(0, 30), table.slice(0, 1)]);
  const { alerts } = await profile(twice);
  const repeated = alerts.find(({ code }) => code === "duplicate-rows")!;
  expect(repeated.value).toBe(31 / 2031);
  expect(repeated.message).toMatch(/^31 of 2,031 flows repeat an earlier one in every column \(1\.5 %\)/);
});

test("the twelve planted together are all found, one for each column and code", async () => {
  const planted = new Map<string, StoredColumn>(cleanColumns().map((column) => [column.name, column]));
  PLANTED.slice(0, -1).forEach(([code, column], at) => {
    const keeps = ["label", "timestamp"].includes(column.name);
    planted.set(keeps ? column.name : `${code} ${at}`, keeps ? column : column.named(`${code} ${at}`));
  });
  planted.set("copy", sent.named("copy"));
  planted.set("original", sent.named("bytes_sent"));
  planted.delete("bytes_sent");
  const table = tableOf([...planted.values()]);
  const { alerts } = await profile(FlowTable.concat([table, table.slice(10, 20)]));
  const codes = new Set(alerts.map(({ code }) => code));
  expect([...codes].sort()).toEqual(
    [
      ...["constant", "duplicate-rows", "high-cardinality", "high-correlation", "identifier", "imbalanced"],
      ...["infinite", "missing", "negative", "skewed", "time-not-monotone", "zeros"],
    ].sort(),
  );
  const keys = alerts.map(({ code, column }) => `${code} ${column}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test("a canonical field speaks for the source column that it copies, and no correlation is told between the two", async () => {
  const values = floats((row) => (row % 10 === 0 ? NaN : random.next()));
  const hosts = texts(() => `10.0.0.${random.int(200)}`);
  const columns = [
    floatColumn("duration", values),
    textColumnFromStrings("src_ip", hosts),
    numberColumn(
      "packets_sent",
      floats((row) => row % 77),
    ),
    floatColumn(
      "Dur",
      values.map((value) => value * 1e6),
    ),
    floatColumn("Idle", values),
    textColumnFromStrings("SrcAddr", hosts),
    numberColumn(
      "Octets",
      floats((row) => 100 * (row % 77)),
    ),
    numberColumn(
      "Pkts",
      floats((row) => row % 77),
    ),
    timeColumn(
      "timestamp",
      floats((row) => row),
    ),
  ];
  const mapping = mappingFor([]);
  mapping.fields = [direct("duration", "Dur"), direct("src_ip", "SrcAddr"), direct("packets_sent", "Pkts")];
  const table = FlowTable.fromColumns(columns, {
    mapping,
    report: reportFor(ROWS),
    provenance: provenanceFor(ROWS),
  });
  const told = async (options: { columns?: string[] }): Promise<string[]> =>
    (await profile(table, options)).alerts.map(({ code, column }) => `${code} ${column}`);
  expect(await told({})).toEqual([
    "missing duration",
    "missing Idle",
    "high-correlation Idle",
    "high-correlation Octets",
  ]);
  // Alone, the source column speaks for itself.
  expect(await told({ columns: ["Dur", "SrcAddr"] })).toEqual(["missing Dur", "high-cardinality SrcAddr"]);
});

test("names and values of any length stand cut in messages", async () => {
  const name = "x".repeat(100_000);
  const alerts = await alertsOf([
    textColumnFromStrings(name, new Array<string>(3).fill("y".repeat(100_000))),
  ]);
  expect(alerts.map(({ code }) => code)).toContain("constant");
  for (const { message } of alerts) expect(message.length).toBeLessThan(400);
});

test("whole numbers that happen to differ are no identifier", async () => {
  const ports = Float64Array.from({ length: 40 }, (_, row) => ((row * 7919) % 60_000) + 1000);
  expect(await alertsOf([numberColumn("dst_port", ports)])).toEqual([]);
  expect(
    await alertsOf([
      intColumn(
        "n",
        Int32Array.from({ length: 10 }, (_, row) => row),
      ),
    ]),
  ).toEqual([]);
});
