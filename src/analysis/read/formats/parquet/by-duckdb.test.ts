import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ColumnSource } from "hyparquet-writer";
import { capture, capturesIn, testWithCaptures } from "../../../../../tests/support/captures.ts";
import type { Column, Progress } from "../../../core/mod.ts";
import { DuckDb } from "../../../adapters/mod.ts";
import { currentHost } from "../../../host/mod.ts";
import { generateTraffic } from "../../../generate/mod.ts";
import type { FlowTable } from "../../../table/mod.ts";
import { loadFlows } from "../../mod.ts";
import type { LoadOptions } from "../../mod.ts";
import { failure, gzip } from "../../testing/input.ts";
import { written } from "./testing/files.ts";
import { PYARROW_FILES } from "./testing/pyarrow-files.ts";

const folder = mkdtempSync(join(tmpdir(), "trafficlab-duckdb-"));
afterAll(() => rmSync(folder, { recursive: true }));

const REQUIRED: ColumnSource[] = [
  { name: "duration", data: Float64Array.of(0.5, 0, -0, 1e-300), type: "DOUBLE" },
  { name: "packet_count", data: Int32Array.of(1, 2, 3, 4), type: "INT32" },
];

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Everything of a table that does not say which engine read it. */
function contentOf(table: FlowTable): unknown {
  const columns = table.storedColumns().map((column) => ({
    name: column.name,
    type: column.type,
    counts: [column.missing, column.infinite],
    values: column.values,
    missing: Array.from({ length: column.length }, (_, row) => column.isMissing(row)),
    categories: (column as Column).categories,
  }));
  return { columns, mapping: table.mapping.toJSON(), report: table.report };
}

async function expectSame(path: string, options: LoadOptions = {}): Promise<FlowTable> {
  const own = await loadFlows(path, { ...options, engine: "own" });
  const table = await loadFlows(path, { ...options, engine: "duckdb" });
  expect(contentOf(table)).toEqual(contentOf(own));
  expect([own.provenance.source.engine, table.provenance.source.engine]).toEqual([
    undefined,
    expect.stringMatching(/^DuckDB v1\./),
  ]);
  expect(table.provenance.source.sha256).toBe(own.provenance.source.sha256);
  return table;
}

describe('loadFlows() with { engine: "duckdb" }', () => {
  test("gives numbers of every kind as our own decoder does", async () => {
    const columns: ColumnSource[] = [
      ...REQUIRED,
      { name: "float", data: Float32Array.of(0.1, Infinity, -0, 3), type: "FLOAT" },
      { name: "gaps", data: [null, 0.1, NaN, -Infinity], type: "DOUBLE" },
      { name: "whole", data: [7, null, -2147483648, 2147483647], type: "INT32" },
      { name: "long", data: BigInt64Array.of(2n ** 53n + 1n, -(2n ** 62n) - 1n, 0n, -1n), type: "INT64" },
      { name: "short long", data: [1n, 2n, null, 4n], type: "INT64" },
      { name: "truth", data: [true, false, null, true], type: "BOOLEAN" },
      { name: "none", data: [null, null, null, null], type: "DOUBLE", nullable: true },
      { name: "nothing", data: [null, null, null, null], type: "STRING", nullable: true },
    ];
    const table = await expectSame(file("numbers.parquet", written(columns)));
    expect(Object.is(table.column("float").at(2), -0)).toBe(true);
  });

  test("gives texts as our own decoder does, coded in the order of their rows over all groups", async () => {
    const words = ["udp", null, "", 'a "b",\nc', "tcp6", "udp — é", "x".repeat(300), "-", "Ü\u0000z"];
    const rows = 4000;
    const columns: ColumnSource[] = [
      { name: "duration", data: Float64Array.from({ length: rows }, (_, row) => row / 8), type: "DOUBLE" },
      {
        name: "proto",
        data: Array.from({ length: rows }, (_, row) => words[(row * row) % words.length]!),
        type: "STRING",
      },
      { name: "own", data: Array.from({ length: rows }, (_, row) => `flow ${rows - row}`), type: "STRING" },
      {
        name: "Label",
        data: Array.from({ length: rows }, (_, row) => (row < 3000 ? "z" : "a")),
        type: "STRING",
      },
      { name: "label", data: Array.from({ length: rows }, () => "BENIGN"), type: "STRING" },
    ];
    const path = file("it's text.parquet", written(columns, { rowGroupSize: 700, pageSize: 2000 }));
    const table = await expectSame(path);
    const [own] = table.storedColumns().filter(({ name }) => name === "own");
    expect((own as Column).categories!.slice(0, 2)).toEqual(["flow 4000", "flow 3999"]);
  });

  test("gives times of every unit as our own decoder does", async () => {
    const time = (unit: "MILLIS" | "MICROS" | "NANOS", isAdjustedToUTC: boolean) => ({
      name: `${unit} ${isAdjustedToUTC}`,
      type: "INT64" as const,
      logical_type: { type: "TIMESTAMP" as const, isAdjustedToUTC, unit },
      repetition_type: "OPTIONAL" as const,
    });
    const elements = [
      ...[true, false].flatMap((utc) => [time("MILLIS", utc), time("MICROS", utc)]),
      time("NANOS", false),
      {
        name: "day",
        type: "INT32" as const,
        converted_type: "DATE" as const,
        repetition_type: "OPTIONAL" as const,
      },
    ];
    const schema = [
      { name: "flows", num_children: elements.length + 1 },
      { name: "duration", type: "DOUBLE" as const, repetition_type: "REQUIRED" as const },
      ...elements,
    ];
    const scale = { MILLIS: 1n, MICROS: 1000n, NANOS: 1_000_000n };
    const columns: ColumnSource[] = [
      { name: "duration", data: Float64Array.of(1, 2, 3, 4) },
      ...elements.slice(0, -1).map(({ name }) => {
        const unit = scale[name.split(" ")[0] as keyof typeof scale];
        return { name, data: [1499398200123n * unit + 7n, null, -5n * unit - 1n, 4102444800000n * unit] };
      }),
      { name: "day", data: [17354, null, -1, 0] },
    ];
    await expectSame(file("times.parquet", written(columns, { schema })));
  });

  describe.each([["the runtime's own codecs"], ["codecs in JavaScript"]])("with %s beside it", (whose) => {
    beforeAll(() => {
      if (whose === "codecs in JavaScript") jest.spyOn(currentHost(), "unpacker").mockReturnValue(null);
    });
    afterAll(() => jest.restoreAllMocks());

    test.each(["gzip", "brotli", "zstd", "snappy", "lz4_raw", "uncompressed"])(
      "pages of %s in which levels stand before the values",
      async (codec) => {
        const path = join(folder, `levels ${whose.length} ${codec}.parquet`);
        const gap = (column: string, every: number): string =>
          `case when i % ${every} = 0 then null else ${column} end as "${column}"`;
        const columns = [
          "i / 8 as duration",
          ...[gap("i * 3", 7), gap("sqrt(i)", 5), gap("'text ' || (i % 40)", 3), gap("i % 2 = 0", 11)],
          gap("timestamp '2026-10-20' + interval (i) second", 13),
        ];
        const db = await DuckDb.open(1e9, new AbortController().signal);
        await db.run(
          `copy (select ${columns.join(", ")} from range(5000) r(i)) to '${path}' (format parquet, codec '${codec}')`,
        );
        db.close();
        const table = await expectSame(path);
        expect([table.column("i * 3").at(1), table.column("sqrt(i)").at(4)]).toEqual([3, 2]);
      },
    );
  });

  test("reads back what toParquet wrote as the table that it was", async () => {
    const table = generateTraffic({ flows: 300, seed: 5 });
    const path = join(folder, "own.parquet");
    await table.toParquet(path);
    const back = await expectSame(path);
    expect(back.columnNames).toEqual(table.columnNames);
    expect((await loadFlows(pathToFileURL(path), { engine: "duckdb" })).rowCount).toBe(300);
  });

  test.each(capturesIn("").filter((path) => path.endsWith(".parquet")))("%s", (path) =>
    expectSame(capture(path)).then(() => undefined),
  );

  testWithCaptures("there are captures in Parquet", [], () => {
    expect(capturesIn("").some((path) => path.endsWith(".parquet"))).toBe(true);
    return Promise.resolve();
  });
});

describe("what DuckDB cannot read as we do", () => {
  const refused = (path: string, options: LoadOptions = {}): Promise<string[]> =>
    failure(loadFlows(path, { ...options, engine: "duckdb" })).then(({ code, message }) => [code, message]);

  test("is refused, naming the column and the way out", async () => {
    const path = file("pyarrow.parquet", Buffer.from(PYARROW_FILES[0]![1], "base64"));
    const [code, message] = await refused(path);
    expect([code, message]).toEqual([
      "E_UNSUPPORTED",
      expect.stringMatching(
        /^Cannot load pyarrow\.parquet with the engine "duckdb": the column "\w+" must be one that DuckDB shows as our own decoder does, got [A-Z(), \d]+; leave the option out/,
      ),
    ]);
  });

  test.each([
    ["text", Buffer.from("duration,packet_count\n1,2\n"), 'got the format "trafficlab"'],
    ["packed Parquet", gzip(written(REQUIRED)), "got a packed file"],
  ])("is refused: %s", async (name, bytes, got) => {
    const [code, message] = await refused(file(`${name}.x`, bytes));
    expect([code, message]).toEqual(["E_UNSUPPORTED", expect.stringContaining(got)]);
  });

  test("is refused: bytes, and a path that DuckDB takes for a pattern", async () => {
    const bytes = written(REQUIRED);
    const { code, message } = await failure(loadFlows(bytes, { engine: "duckdb" }));
    expect([code, message]).toEqual(["E_UNSUPPORTED", expect.stringContaining("got no file")]);
    expect(await refused(file("odd [1].parquet", bytes))).toEqual([
      "E_UNSUPPORTED",
      expect.stringContaining("must not be a pattern"),
    ]);
  });

  test("a damaged file gives the same error as our own decoder", async () => {
    const bytes = written(REQUIRED);
    const [code, message] = await refused(file("cut.parquet", bytes.subarray(0, bytes.length - 9)));
    expect([code, message]).toEqual([
      "E_ENCODING",
      expect.stringMatching(/^Cannot load cut\.parquet: Parquet must end with/),
    ]);
  });

  test("what is wrong with the table and not with the engine is said as without it", async () => {
    const path = file("others.parquet", written([{ name: "colour", data: ["red"], type: "STRING" }]));
    const own = await failure(loadFlows(path, { engine: "own" }));
    const error = await failure(loadFlows(path, { engine: "duckdb" }));
    expect(error.code).toBe("E_REQUIRED_UNDERIVABLE");
    expect([error.name, error.code, error.message]).toEqual([own.name, own.code, own.message]);
  });

  test("broken pages end in an error, not in a table", async () => {
    const bytes = written([...REQUIRED, { name: "text", data: ["a", "b", "c", "d"], type: "STRING" }]);
    const broken = bytes.slice();
    broken.fill(0xee, 4, 60);
    const [code] = await refused(file("broken.parquet", broken));
    expect(code).toBe("E_READ");
  });

  test("an unknown engine is refused before anything is read", async () => {
    const error = await failure(loadFlows("nowhere.parquet", { engine: "spark" as "own" }));
    expect([error.name, error.code]).toEqual(["RangeError", "BAD_INPUT"]);
    expect(error.message).toContain('engine must be one of "auto", "own", "duckdb"');
  });
});

describe("without the option", () => {
  const ROWS = 600_000;
  const NUMBERS = `(abs(sin(i)) * 10000)::double as duration, i::integer as packet_count`;
  const engineOf = async (path: string): Promise<string | undefined> =>
    (await loadFlows(path)).provenance.source.engine;

  /** A file of numbers that pack badly. */
  async function large(name: string, codec: string, columns: string = NUMBERS): Promise<string> {
    const path = join(folder, name);
    const db = await DuckDb.open(1e9, new AbortController().signal);
    try {
      await db.run(
        `copy (select ${columns} from range(${ROWS}) r(i)) to '${path}' (format parquet, codec '${codec}')`,
      );
    } finally {
      db.close();
    }
    return path;
  }

  beforeAll(() => {
    // As in the oldest runtime that the library runs on.
    jest.spyOn(currentHost(), "unpacker").mockReturnValue(null);
  });
  afterAll(() => jest.restoreAllMocks());

  test("DuckDB reads large files of a codec that the runtime lacks, and only those", async () => {
    expect(await engineOf(await large("zstd.parquet", "zstd"))).toMatch(/^DuckDB/);
    expect(await engineOf(await large("snappy.parquet", "snappy"))).toBeUndefined();
    expect(await engineOf(file("small.parquet", written(REQUIRED)))).toBeUndefined();
  });

  test("our own decoder reads all where the runtime has the codec", async () => {
    const unpacker = jest.mocked(currentHost().unpacker).mockReturnValue(() => new Uint8Array());
    const { code, message } = await failure(loadFlows(await large("zstd.parquet", "zstd")));
    expect([code, message]).toEqual(["E_ENCODING", expect.stringContaining("a page must have")]);
    unpacker.mockReturnValue(null);
  });

  test("our own decoder reads them where DuckDB is not installed, and says so where it was asked for", async () => {
    const path = await large("without.parquet", "zstd");
    const cwd = jest.spyOn(process, "cwd").mockReturnValue("/");
    try {
      expect(await engineOf(path)).toBeUndefined();
      const { code, message } = await failure(loadFlows(path, { engine: "duckdb" }));
      expect([code, message]).toEqual([
        "E_UNSUPPORTED",
        expect.stringContaining("run npm install @duckdb/node-api in the working directory"),
      ]);
    } finally {
      cwd.mockRestore();
    }
  });

  test("our own decoder reads the file again where DuckDB has another idea of a column", async () => {
    const clock = `${NUMBERS}, time '10:00:00' + interval (i % 60) second as clock`;
    const table = await loadFlows(await large("clock.parquet", "zstd", clock));
    expect([table.provenance.source.engine, table.rowCount]).toEqual([undefined, ROWS]);
    expect(table.column("clock").at(1)).toBe(36_001_000_000);
  });

  test("a cancel ends DuckDB's query, and nothing stays behind", async () => {
    const path = await large("cancel.parquet", "zstd");
    const controller = new AbortController();
    const onProgress = ({ phase, total }: Progress): void => {
      if (phase === "parse" && total === ROWS) controller.abort();
    };
    const error = await failure(loadFlows(path, { signal: controller.signal, onProgress }));
    expect(error.code).toBe("CANCELLED");
    expect((await loadFlows(path)).rowCount).toBe(ROWS);
  });

  test("columns of many texts and of decimals come as our own decoder gives them", async () => {
    const columns = `${NUMBERS}, 'C' || ((i * 7919) % 250007) as uid, ((i % 1000) / 100)::decimal(9, 2) as rate`;
    await expectSame(await large("texts.parquet", "snappy", columns));
  });
});
