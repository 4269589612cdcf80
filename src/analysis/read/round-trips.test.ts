import { capture, testWithCaptures } from "../../../tests/support/captures.ts";
import { prng } from "../../kernels/mod.ts";
import { generateTraffic } from "../generate/mod.ts";
import {
  booleanColumn,
  FlowTable,
  floatColumn,
  intColumn,
  numberColumn,
  textColumnFromStrings,
  timeColumn,
} from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";
import { parquetBytes } from "../table/mod.ts";
import { loadFlows } from "./mod.ts";
import { bytesOf } from "./testing/input.ts";

const WAYS: [way: string, there: (table: FlowTable) => Promise<FlowTable>][] = [
  ["CSV", (table) => loadFlows(bytesOf(table.toCSV()))],
  ["Parquet", async (table) => loadFlows(await parquetBytes(table, () => Promise.resolve()))],
  ["danfo", (table) => Promise.resolve(FlowTable.fromDanfo(table.toDanfo({ limit: 1e6 })))],
];

/** Columns called like canonical fields, columns without a value, columns of whole numbers that were written as decimals. */
const CAPTURES = [
  "cic-ids2017/Friday-DDos.first299.csv.gz",
  "cic-ids2017/Thursday-WebAttacks.balanced.csv.gz",
  "zeek-misc/zat/conn.log.gz",
  "slips/test6-malicious.suricata.json.gz",
  "slips/test5-mixed.binetflow.gz",
  "iot-23-multitool/Tranalyzer/b3a_flows.txt.gz",
];

const TEXTS = [
  'a "quoted" text',
  "two\nlines",
  "a,b;c|d\te",
  "é — 漢",
  "12",
  "1e5",
  "0x10",
  "-",
  "NaN",
  "true",
  "",
  " blank ",
  "#comment",
  "=SUM(A1)",
  "'",
  '"',
  "\r\n",
  "__proto__",
];

/** Tables of every type, with missing cells and texts that look like something else. */
function oddTable(seed: number, rows: number): FlowTable {
  const random = prng(seed);
  const some = <T>(cell: (row: number) => T): (T | null)[] =>
    Array.from({ length: rows }, (_, row) => (random.int(5) === 0 ? null : cell(row)));
  const numbers = (cell: (row: number) => number): Float64Array =>
    Float64Array.from(some(cell), (value) => value ?? NaN);
  const truths = some(() => random.int(2));
  const validity = new Uint8Array((rows + 7) >>> 3);
  truths.forEach((value, row) => (validity[row >>> 3]! |= value === null ? 0 : 1 << (row & 7)));
  const columns: StoredColumn[] = [
    floatColumn(
      "duration",
      numbers((row) => row / 3 + 0.1),
    ),
    numberColumn(
      "packet_count",
      Float64Array.from({ length: rows }, (_, row) => row + 1),
    ),
    numberColumn(
      "bytes_sent",
      Float64Array.from({ length: rows }, (_, row) => row * 4_000_000_001),
    ),
    numberColumn(
      "bytes_received",
      numbers((row) => row * 7),
    ),
    floatColumn(
      "packet_size_mean",
      Float64Array.from({ length: rows }, (_, row) => (row * 4_000_000_001 + row * 7) / (row + 1) + 0),
    ),
    textColumnFromStrings(
      "label",
      some(() => ["normal", "attack", "Web Attack - XSS"][random.int(3)]!),
    ),
    booleanColumn(
      "is_attack",
      Uint8Array.from(truths, (value) => value ?? 0),
      validity,
    ),
    timeColumn(
      "timestamp",
      numbers((row) => 1.5e12 + row * 1000.125),
    ),
    intColumn(
      "src_port",
      Int32Array.from({ length: rows }, (_, row) => row),
    ),
    textColumnFromStrings(
      "service",
      some(() => TEXTS[random.int(TEXTS.length)]!),
    ),
    textColumnFromStrings(
      "a text, of its own",
      some(() => TEXTS[random.int(TEXTS.length)]!),
    ),
    floatColumn(
      "ratio",
      Float64Array.from({ length: rows }, (_, row) => [0, -0, Infinity, -Infinity, NaN, 1e-320][row % 6]!),
    ),
    numberColumn(
      "count",
      numbers(() => random.int(9) - 4),
    ),
  ];
  const [made] = [generateTraffic({ flows: 1, seed })];
  const { report, provenance } = made;
  const mapping = { ...made.mapping.toJSON(), fields: [] };
  return FlowTable.fromColumns(columns, { mapping, report, provenance });
}

function expectSame(back: FlowTable, table: FlowTable): void {
  expect(back.columnNames).toEqual(table.columnNames);
  expect(back.rowCount).toBe(table.rowCount);
  for (const name of table.columnNames) {
    const [column, expected] = [back.column(name), table.column(name)];
    expect([name, column.type, column.missing]).toEqual([name, expected.type, expected.missing]);
    const differs = expected.toArray().findIndex((cell, row) => !Object.is(cell, column.at(row)));
    expect([name, differs, column.at(differs)]).toEqual([name, -1, expected.at(differs)]);
  }
}

describe.each(WAYS)("a table through %s and back", (way, there) => {
  test("is the same: types, missing cells, texts with quotes and line ends", async () => {
    for (const seed of [1, 2, 3]) {
      const table = oddTable(seed, 60);
      expectSame(await there(table), table);
    }
  });

  test("generated traffic is the same", async () => {
    const table = generateTraffic({ flows: 500, seed: 3 });
    expectSame(await there(table), table);
  });

  testWithCaptures("captures are the same, with all the columns of their files", CAPTURES, async () => {
    for (const name of CAPTURES) {
      const table = await loadFlows(capture(name));
      expectSame(await there(table), table);
    }
  });

  if (way !== "danfo")
    test("a table without rows keeps its columns", async () => {
      const table = generateTraffic({ flows: 20, seed: 1 }).slice(0, 0);
      if (way === "CSV") return expect(there(table)).rejects.toMatchObject({ code: "E_HEADER_ONLY" });
      const back = await there(table);
      expect(back.columnNames.map((name) => [name, back.column(name).type])).toEqual(
        table.columnNames.map((name) => [name, table.column(name).type]),
      );
    });
});
