import { brotliCompressSync, gzipSync } from "node:zlib";
import { capture, testWithCaptures } from "../../../../../tests/support/captures.ts";
import type { Cell } from "../../../core/mod.ts";
import { currentHost } from "../../../host/mod.ts";
import { loadFlows } from "../../mod.ts";
import { failure, gzip } from "../../testing/input.ts";
import { columnsOf, optional, written } from "./testing/files.ts";
import { PYARROW_FILES } from "./testing/pyarrow-files.ts";

const ROWS = 12;
const rows = <T>(cell: (i: number) => T): T[] => Array.from({ length: ROWS }, (_, i) => cell(i));

/** What the files of pyarrow hold. */
const EXPECTED: Record<string, { type: string; cells: Cell[] }> = {
  b: { type: "boolean", cells: rows((i) => (i === 3 ? null : i % 2 === 0)) },
  i32: { type: "int", cells: rows((i) => (i === 5 ? null : i - 6)) },
  u32: { type: "float", cells: rows((i) => 4294967295 - i) },
  i64: { type: "float", cells: rows((i) => i * 1e12) },
  f: { type: "float", cells: rows((i) => i / 4) },
  d: { type: "float", cells: rows((i) => (i === 0 ? null : i / 10)) },
  h: { type: "float", cells: rows((i) => 1.5 * i) },
  s: { type: "text", cells: rows((i) => (i === 1 ? null : ["tcp", "udp", "é"][i % 3]!)) },
  us: { type: "time", cells: rows((i) => 1499398200000.123 + i / 1000) },
  ns: { type: "time", cells: rows((i) => 1499398200000 + (123456 + i) / 1e6) },
  day: { type: "time", cells: rows(() => 1499385600000) },
  dec: { type: "float", cells: rows((i) => i / 100) },
  fixed: { type: "text", cells: rows((i) => `${i.toString(16).padStart(2, "0")}ff`) },
  none: { type: "int", cells: rows(() => null) },
  "st.orig_h": { type: "text", cells: rows((i) => (i === 2 ? null : `1.1.1.${i}`)) },
};

describe("Parquet of pyarrow", () => {
  test.each(PYARROW_FILES)("%s: every type, missing cells, two groups of rows", async (_, base64) => {
    const columns = await columnsOf(Buffer.from(base64, "base64"));
    expect([...columns.keys()]).toEqual(Object.keys(EXPECTED));
    for (const [name, { type, cells }] of Object.entries(EXPECTED)) {
      const column = columns.get(name)!;
      const isTime = type === "time";
      expect([name, column.type]).toEqual([name, type]);
      column.toArray().forEach((cell, row) => {
        if (isTime) expect(cell).toBeCloseTo(cells[row] as number, 3);
        else expect([name, row, cell]).toEqual([name, row, cells[row]]);
      });
    }
  });
});

describe("Parquet of other writers", () => {
  const whole = [3, 1, 4, 1, 5, -9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4];

  test.each(["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT", "RLE_DICTIONARY"] as const)(
    "numbers encoded as %s",
    async (encoding) => {
      const longs = whole.map((value) => BigInt(value) * 10n ** 12n);
      const columns = await columnsOf(
        written([
          { name: "int", data: Int32Array.from(whole), type: "INT32", encoding },
          { name: "long", data: BigInt64Array.from(longs), type: "INT64", encoding },
        ]),
      );
      expect(columns.get("int")!.toArray()).toEqual(whole);
      expect(columns.get("long")!.toArray()).toEqual(whole.map((value) => value * 1e12));
    },
  );

  test.each(["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "RLE_DICTIONARY"] as const)(
    "texts encoded as %s",
    async (encoding) => {
      const data = ["tcp", "tcp6", null, "", 'a "b",\nc', "tcp6", "udp — é", "x".repeat(300)];
      const columns = await columnsOf(written([{ name: "text", data, type: "STRING", encoding }]));
      expect(columns.get("text")!.toArray()).toEqual(data);
    },
  );

  describe.each([["the runtime's own codecs"], ["codecs in JavaScript"]])("packed, with %s", (whose) => {
    beforeAll(() => {
      if (whose === "codecs in JavaScript") jest.spyOn(currentHost(), "unpacker").mockReturnValue(null);
    });
    afterAll(() => jest.restoreAllMocks());

    test.each([
      ["GZIP", (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))],
      ["BROTLI", (bytes: Uint8Array) => new Uint8Array(brotliCompressSync(bytes))],
      ["SNAPPY", undefined],
      ["UNCOMPRESSED", undefined],
    ] as const)("by %s, in many pages", async (codec, compress) => {
      const data = Array.from({ length: 5000 }, (_, i) => (i % 7 === 0 ? null : i / 8));
      const compressors = compress ? { [codec]: compress } : {};
      const bytes = written([{ name: "x", data, type: "DOUBLE" }], {
        codec,
        compressors,
        pageSize: 500,
        rowGroupSize: 1300,
      });
      expect((await columnsOf(bytes)).get("x")!.toArray()).toEqual(data);
    });
  });

  test("data that unpack into more than a page has are refused", async () => {
    const compressors = { BROTLI: (bytes: Uint8Array) => brotliCompressSync(Buffer.concat([bytes, bytes])) };
    const bytes = written([{ name: "x", data: Float64Array.of(1, 2, 3) }], { codec: "BROTLI", compressors });
    expect((await failure(columnsOf(bytes))).code).toBe("E_ENCODING");
  });

  test("whole numbers past 2^53 are the nearest that a double holds", async () => {
    const data = BigInt64Array.from([2n ** 53n + 1n, -(2n ** 62n) - 1n]);
    const columns = await columnsOf(written([{ name: "x", data, type: "INT64" }]));
    expect(columns.get("x")!.toArray()).toEqual([9007199254740992, -4611686018427387904]);
  });

  test("words that mean a missing cell mean it here too, as in the CSV such files are made of", async () => {
    const table = await loadFlows(
      written([
        { name: "duration", data: Float64Array.of(1, 2, 3) },
        { name: "bytes_sent", data: Int32Array.of(1, 2, 3) },
        { name: "packet_count", data: Int32Array.of(1, 2, 3) },
        { name: "Service Name", data: ["http", "-", "NaN"] },
      ]),
    );
    expect(table.column("Service Name").toArray()).toEqual(["http", null, null]);
  });

  test("is told by its content, gzipped too, and mapped by the dialect that its names show", async () => {
    const bytes = written([
      { name: "Flow Duration", data: Int32Array.of(372345) },
      { name: "Total Fwd Packets", data: Int32Array.of(25) },
      { name: "Total Backward Packets", data: Int32Array.of(22) },
      { name: "Fwd Packets Length Total", data: Float64Array.of(1944) },
      { name: "Bwd Packets Length Total", data: Float64Array.of(2665) },
      { name: "Label", data: ["SSH-Bruteforce"] },
    ]);
    for (const table of [await loadFlows(bytes), await loadFlows(gzip(bytes))]) {
      expect(table.mapping.dialect).toBe("cicflowmeter");
      expect(table.column("duration").at(0)).toBe(0.372345);
      expect(table.column("packet_size_mean").at(0)).toBe(98.06382978723404);
      expect(table.column("is_attack").at(0)).toBe(true);
      expect(table.report).toMatchObject({ read: 1, kept: 1, rejected: 0 });
    }
  });

  test("lists are left out, and the report says so", async () => {
    const { report, columnNames } = await loadFlows(Buffer.from(PYARROW_FILES[0]![1], "base64"), {
      mapping: { duration: { column: "i32", unit: "s" } },
      lenient: true,
    }).catch((error: unknown) => Promise.reject(error as Error));
    expect(columnNames).not.toContain("li");
    expect(report.warnings).toContainEqual(
      expect.objectContaining({
        code: "E_UNSUPPORTED",
        column: "li",
        message: expect.stringContaining("lists"),
      }),
    );
  });

  test("a file of lists alone is refused", async () => {
    const schema = [
      { name: "flows", num_children: 1 },
      optional("flags", { converted_type: "LIST", num_children: 1 }),
      { name: "list", repetition_type: "REPEATED" as const, num_children: 1 },
      optional("element", { type: "INT32" }),
    ];
    const error = await failure(loadFlows(written([{ name: "flags", data: [[1], [2, 3]] }], { schema })));
    expect([error.code, error.message]).toEqual([
      "E_UNSUPPORTED",
      'Cannot load bytes: Parquet must have columns of numbers, texts, times or truth values, got "flags" (lists)',
    ]);
  });
});

describe("captures in Parquet", () => {
  const file = "cse-cic-ids2018/Bruteforce-Wednesday-14-02-2018_TrafficForML_CICFlowMeter.parquet";

  testWithCaptures("all rows, all labels, and the worked row", [file], async () => {
    const table = await loadFlows(capture(file));
    expect(table.report).toMatchObject({ read: 6053, kept: 6053, rejected: 0, merged: 0, dropped: {} });
    expect(Object.fromEntries(table.report.labels.map(({ value, count }) => [value, count]))).toEqual({
      Benign: 3000,
      "SSH-Bruteforce": 3000,
      "FTP-BruteForce": 53,
    });
    const names = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean", "label"];
    expect([...names, "is_attack", "protocol"].map((name) => table.column(name).at(0))).toEqual([
      0.372345,
      47,
      1944,
      2665,
      98.06382978723404,
      "SSH-Bruteforce",
      true,
      "tcp",
    ]);
  });
});
