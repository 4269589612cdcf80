import { DataFrame } from "danfojs-node";
import { prng } from "../../kernels/mod.ts";
import { loadFlows } from "../read/mod.ts";
import { booleanColumn, floatColumn, intColumn, textColumnFromStrings, timeColumn } from "./columns.ts";
import { FlowTable } from "./flow-table.ts";
import { handleFor } from "./handles.ts";
import { direct } from "./mapping.ts";
import { tableFor } from "./table-for.ts";
import { cellsOf, metaOf, tableOf } from "./testing/tables.ts";

const ROWS = 10;
const table = tableOf([
  textColumnFromStrings(
    "note",
    Array.from({ length: ROWS }, (_, row) => (row === 4 ? null : `n${row}`)),
  ),
  floatColumn(
    "duration",
    Float64Array.from({ length: ROWS }, (_, row) => (row === 3 ? NaN : row / 2)),
  ),
  booleanColumn(
    "is_attack",
    Uint8Array.from({ length: ROWS }, (_, row) => row % 2),
  ),
  intColumn(
    "packet_count",
    Int32Array.from({ length: ROWS }, (_, row) => row),
  ),
  timeColumn(
    "timestamp",
    Float64Array.from({ length: ROWS }, (_, row) => 1.7e12 + row),
  ),
  textColumnFromStrings(
    "label",
    Array.from({ length: ROWS }, (_, row) => (row % 3 === 0 ? "scan" : "web")),
  ),
  floatColumn("source:label", new Float64Array(ROWS).fill(7)),
]);

const packetsOf = (flows: FlowTable): unknown[] => flows.column("packet_count").toArray();
const bad = (Class: string, message: string): Error =>
  expect.objectContaining({
    name: Class,
    code: "BAD_INPUT",
    message: expect.stringContaining(message) as string,
  }) as Error;

describe("FlowTable", () => {
  test("lists canonical fields first, in their order, then the source's in theirs", () => {
    expect(table.columnNames).toEqual([
      "duration",
      "packet_count",
      "label",
      "is_attack",
      "timestamp",
      "note",
      "source:label",
    ]);
    expect(table.rowCount).toBe(ROWS);
    expect(table.storedColumns().map(({ name }) => name)).toEqual(table.columnNames);
  });

  test("refuses columns of different lengths or of one name", () => {
    const columns = [floatColumn("a", new Float64Array(2)), floatColumn("b", new Float64Array(3))];
    expect(() => FlowTable.fromColumns(columns, metaOf(columns))).toThrow(
      bad("RangeError", 'columns must have 2 rows as the first, got 3 in "b"'),
    );
    const twice = [columns[0]!, columns[0]!];
    expect(() => FlowTable.fromColumns(twice, metaOf(twice))).toThrow(
      bad("RangeError", 'names must differ, got "a" twice'),
    );
  });

  test("takes no columns at all", () => {
    expect([tableOf([]).rowCount, tableOf([]).columnNames]).toEqual([0, []]);
  });

  test("carries mapping, report and provenance, the number of rows in it", () => {
    expect(table.provenance).toMatchObject({
      rows: ROWS,
      mapping: table.mapping.toJSON(),
      source: { name: "test.csv" },
    });
    expect(JSON.parse(JSON.stringify(table.mapping))).toEqual(table.mapping.toJSON());
  });
});

describe("column()", () => {
  test("finds canonical and source columns, and the source's own by its prefix", () => {
    expect(table.column("label").at(0)).toBe("scan");
    expect(table.column("source:label").at(0)).toBe(7);
    expect(table.column("source:note")).toBe(table.column("note"));
    expect(table.column("source:duration")).toBe(table.column("duration"));
  });

  test("finds a canonical column by the name it has in the file, where it is that column as it stands", () => {
    const columns = [
      floatColumn("duration", Float64Array.of(1)),
      timeColumn("timestamp", Float64Array.of(1)),
    ];
    const fields = [
      direct("duration", "Dauer"),
      { ...direct("timestamp", "Zeit"), unit: { from: "s", to: "ms", factor: 1000 } as const },
    ];
    const named = tableOf(columns, { mapping: { fields } });
    expect(named.column("Dauer")).toBe(columns[0]);
    expect(named.column("source:Dauer")).toBe(columns[0]);
    expect(() => named.column("Zeit")).toThrow(bad("RangeError", "the table has no such column"));
  });

  test("says why a field is not there, and which columns are", () => {
    expect(() => table.column("bytes_sent")).toThrow(
      bad(
        "RangeError",
        'Cannot read column "bytes_sent": it cannot be derived (the file has no such column); it has "duration", "packet_count"',
      ),
    );
    for (const name of ["Nope", "constructor", "source:nope", "", 3 as never, undefined as never]) {
      expect(() => table.column(name)).toThrow(bad("RangeError", "Cannot read column"));
    }
    const wide = tableOf(Array.from({ length: 5000 }, (_, i) => floatColumn(`c${i}`, new Float64Array(1))));
    try {
      wide.column("nope");
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(800);
    }
  });
});

describe("numeric()", () => {
  test("gives a new array: missing NaN, infinite as it is, boolean 0 or 1, time epoch ms", () => {
    expect([...table.numeric("duration")]).toEqual([0, 0.5, 1, NaN, 2, 2.5, 3, 3.5, 4, 4.5]);
    expect([...table.numeric("is_attack").subarray(0, 3)]).toEqual([0, 1, 0]);
    expect(table.numeric("timestamp")[1]).toBe(1.7e12 + 1);
    expect(table.numeric("packet_count")).toBeInstanceOf(Float64Array);
    table.numeric("duration").fill(9);
    expect(table.column("duration").at(0)).toBe(0);
    const gaps = tableOf([
      intColumn("n", Int32Array.of(1, 2), Uint8Array.of(2)),
      floatColumn("x", Float64Array.of(Infinity, 1)),
    ]);
    expect([...gaps.numeric("n"), ...gaps.numeric("x")]).toEqual([NaN, 2, Infinity, 1]);
  });

  test("refuses text", () => {
    expect(() => table.numeric("note")).toThrow(
      bad("TypeError", 'Cannot read column "note" as numbers: it is text'),
    );
  });
});

describe("filter()", () => {
  test("takes plain data and functions of a row, and keeps the order", () => {
    expect(packetsOf(table.filter({ column: "label", op: "==", value: "scan" }))).toEqual([0, 3, 6, 9]);
    expect(packetsOf(table.filter((row) => row["label"] === "scan" && row.rowIndex > 2))).toEqual([3, 6, 9]);
    const seen: unknown[] = [];
    table.slice(3, 5).filter((row) => seen.push({ ...row }) > 0);
    expect(seen).toEqual([
      {
        duration: null,
        packet_count: 3,
        label: "scan",
        is_attack: true,
        timestamp: 1.7e12 + 3,
        note: "n3",
        "source:label": 7,
        rowIndex: 0,
      },
      {
        duration: 2,
        packet_count: 4,
        label: "web",
        is_attack: false,
        timestamp: 1.7e12 + 4,
        note: null,
        "source:label": 7,
        rowIndex: 1,
      },
    ]);
  });

  test("may leave nothing", () => {
    const none = table.filter(() => false);
    expect([none.rowCount, none.columnNames, none.toCSV().split("\n").length]).toEqual([
      0,
      table.columnNames,
      2,
    ]);
  });

  test("leaves the table as it was and notes the step, behind those before it", () => {
    const step = { column: "label", op: "==", value: "scan" } as const;
    const derived = table
      .filter(step)
      .sort([{ column: "packet_count", descending: true }])
      .slice(0, 2)
      .select(["packet_count"])
      .sample(1, 7);
    expect(derived.provenance.parameters).toEqual({
      lenient: true,
      steps: [
        { filter: step },
        { sort: [{ column: "packet_count", descending: true }] },
        { slice: [0, 2] },
        { select: ["packet_count"] },
        { sample: [1, 7] },
      ],
    });
    expect(derived.provenance.rows).toBe(1);
    expect(derived.report).toBe(table.report);
    expect(table.provenance.parameters).toEqual({ lenient: true });
    expect(table.filter((row) => row["packet_count"] === 1).provenance.parameters).toMatchObject({
      steps: [{ filterFunction: expect.stringContaining("packet_count") as string }],
    });
  });
});

describe("select() and slice()", () => {
  test("select() keeps the named columns in the table's order, by any of their names", () => {
    expect(table.select(["note", "label", "source:duration", "label"]).columnNames).toEqual([
      "duration",
      "label",
      "note",
    ]);
    expect(table.select([]).columnNames).toEqual([]);
    expect(() => table.select(["nope"])).toThrow(bad("RangeError", "Cannot read column"));
    expect(() => table.select("note" as never)).toThrow(bad("TypeError", "names must be a list"));
  });

  test("slice() counts from either end as Array does", () => {
    for (const [from, to] of [
      [2, 5],
      [-3, undefined],
      [0, -8],
      [5, 2],
      [-100, 100],
      [10, 20],
    ] as const) {
      expect(packetsOf(table.slice(from, to))).toEqual(packetsOf(table).slice(from, to));
    }
    expect(() => table.slice("1" as never)).toThrow(bad("TypeError", 'from must be a number, got "1"'));
    expect(() => table.slice(0, NaN)).toThrow(bad("RangeError", "to must be a whole number"));
  });
});

describe("sample()", () => {
  test("draws without replacement, in the table's order, the same rows for the same seed", () => {
    const drawn = packetsOf(table.sample(4, 5)) as number[];
    expect(new Set(drawn).size).toBe(4);
    expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
    expect(packetsOf(table.sample(4, 5))).toEqual(drawn);
    expect(packetsOf(table.sample(100))).toEqual(packetsOf(table));
    expect(table.sample(0).rowCount).toBe(0);
  });

  test("pins the rows of seed 42", () => {
    const flows = tableOf([
      intColumn(
        "packet_count",
        Int32Array.from({ length: 1000 }, (_, row) => row),
      ),
    ]);
    expect(packetsOf(flows.sample(5))).toEqual(packetsOf(flows.sample(5, 42)));
    expect(packetsOf(flows.sample(5))).toEqual([86, 635, 833, 910, 933]);
  });

  test("includes every row, and every pair of rows, equally often", () => {
    const draws = 6000;
    const counts = new Float64Array(ROWS);
    const pairs = new Float64Array(ROWS * ROWS);
    const seeds = prng(1);
    for (let i = 0; i < draws; i++) {
      const drawn = packetsOf(table.sample(3, seeds.nextUint32())) as number[];
      for (const a of drawn) {
        counts[a]!++;
        for (const b of drawn) if (a < b) pairs[a * ROWS + b]!++;
      }
    }
    const share = 3 / ROWS;
    const bound = 5 * Math.sqrt(draws * share * (1 - share));
    for (const count of counts) expect(Math.abs(count - draws * share)).toBeLessThan(bound);
    const pairShare = (3 * 2) / (ROWS * (ROWS - 1));
    const pairBound = 5 * Math.sqrt(draws * pairShare * (1 - pairShare));
    for (let a = 0; a < ROWS; a++) {
      for (let b = a + 1; b < ROWS; b++)
        expect(Math.abs(pairs[a * ROWS + b]! - draws * pairShare)).toBeLessThan(pairBound);
    }
  });

  test("refuses what is no number of rows and no seed", () => {
    expect(() => table.sample(-1)).toThrow(bad("RangeError", "rows must be a whole number"));
    expect(() => table.sample("3" as never)).toThrow(bad("TypeError", "rows must be a number"));
    expect(() => table.sample(1, 0.5)).toThrow(bad("RangeError", "seed must be a whole number"));
  });
});

test("sort() orders rows by the keys, missing last", () => {
  expect(packetsOf(table.sort([{ column: "label" }, { column: "duration", descending: true }]))).toEqual([
    9, 6, 0, 3, 8, 7, 5, 4, 2, 1,
  ]);
});

describe("concat()", () => {
  test("puts tables one below the other, columns by name", () => {
    const other = tableOf([textColumnFromStrings("label", ["x"]), textColumnFromStrings("extra", ["e"])]);
    const both = FlowTable.concat([table.slice(0, 2), other]);
    expect(both.columnNames).toEqual([
      "duration",
      "packet_count",
      "label",
      "is_attack",
      "timestamp",
      "note",
      "source:label",
      "extra",
    ]);
    expect(both.column("label").toArray()).toEqual(["scan", "web", "x"]);
    expect(both.column("extra").toArray()).toEqual([null, null, "e"]);
    expect(both.column("packet_count").toArray()).toEqual([0, 1, null]);
    expect(cellsOf(FlowTable.concat([table]))).toEqual(cellsOf(table));
    expect(FlowTable.concat([table, table]).rowCount).toBe(2 * ROWS);
  });

  test("refuses no tables and what is none", () => {
    expect(() => FlowTable.concat([])).toThrow(
      bad("RangeError", "expected a list of at least one, got an array of 0"),
    );
    expect(() => FlowTable.concat(null as never)).toThrow(bad("RangeError", "got null"));
    expect(() => FlowTable.concat([table, {} as never])).toThrow(
      bad("TypeError", "each must be a FlowTable"),
    );
  });
});

describe("toDanfo() and fromDanfo()", () => {
  test("a table goes through a danfo frame and back with cells and types", () => {
    const frame = table.toDanfo();
    expect(frame).toBeInstanceOf(DataFrame);
    expect(frame.shape).toEqual([ROWS, 7]);
    const again = FlowTable.fromDanfo(frame);
    expect(again.columnNames).toEqual(table.columnNames);
    for (const name of table.columnNames)
      expect([name, again.column(name).type]).toEqual([name, table.column(name).type]);
    expect(cellsOf(again)).toEqual(cellsOf(table));
    expect(handleFor(again)).toBe(handleFor(table));
  });

  test("past the limit a frame holds fewer rows", () => {
    expect(table.toDanfo({ limit: 3 }).shape).toEqual([3, 7]);
    expect(() => table.toDanfo({ rows: 3 } as never)).toThrow(bad("TypeError", 'unknown option "rows"'));
  });

  test("a frame that danfo made gives its columns", () => {
    const frame = new DataFrame({ duration: [1.5, 2], label: ["a", "b"], x: [1, 2] });
    const flows = FlowTable.fromDanfo(frame);
    expect(cellsOf(flows)).toEqual({ duration: [1.5, 2], label: ["a", "b"], x: [1, 2] });
    expect(() => FlowTable.fromDanfo({} as never)).toThrow(bad("TypeError", "expected a danfo DataFrame"));
  });
});

test("shows itself in a notebook, with a handle that finds it again", async () => {
  const flows = await loadFlows(new TextEncoder().encode("duration,label\n1,<img onerror=x>\n"));
  const bundle = (flows as unknown as Record<symbol, () => Record<string, string>>)[
    Symbol.for("Jupyter.display")
  ]!();
  expect(bundle["text/html"]).not.toContain("<img onerror");
  expect(bundle["text/plain"]).toContain("1 row");
  expect(tableFor(handleFor(flows))).toBe(flows);
});
