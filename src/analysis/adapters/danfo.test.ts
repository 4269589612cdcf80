import type { DanfoColumn, FlowFrame } from "./mod.ts";
import { columnsFromFrame, frameFromColumns, loadDanfo } from "./mod.ts";

const FLOWS: DanfoColumn[] = [
  { name: "duration", type: "float", values: [0.5, NaN, 2.25, null] },
  { name: "packet_count", type: "int", values: [3, 4, 5, 6] },
  { name: "bytes_sent", type: "int", values: [10, null, 5_000_000_000, 7] },
  { name: "label", type: "text", values: ["normal", "scan", null, undefined] },
  { name: "is_attack", type: "boolean", values: [false, true, null, null] },
  { name: "timestamp", type: "time", values: [0, 1_700_000_000_123, null, NaN] },
];

type Display = () => Record<"text/html" | "text/plain", string>;

function displayOf(frame: object): ReturnType<Display> {
  return (frame as Record<symbol, Display>)[Symbol.for("Jupyter.display")]!();
}

describe("frameFromColumns()", () => {
  test("makes a danfo DataFrame whose missing cells are NaN in numeric columns and null elsewhere", () => {
    const frame = frameFromColumns(FLOWS);
    expect(frame).toBeInstanceOf(loadDanfo().DataFrame);
    expect(frame.shape).toEqual([4, 6]);
    expect(frame.column("duration").values).toEqual([0.5, NaN, 2.25, NaN]);
    expect(frame.column("label").values).toEqual(["normal", "scan", null, null]);
    expect(frame.column("timestamp").values).toEqual([new Date(0), new Date(1_700_000_000_123), null, null]);
    expect(frame.note).toBeNull();
  });

  test("types whole numbers int32 only where an int32 tensor holds them: no gap, no value past 2^31", () => {
    expect(frameFromColumns(FLOWS).dtypes).toEqual([
      "float32",
      "int32",
      "float32",
      "string",
      "boolean",
      "datetime",
    ]);
  });

  test("a moment that no Date can hold is missing", () => {
    const frame = frameFromColumns([{ name: "when", type: "time", values: [9e15, 1] }]);
    expect(frame.column("when").values).toEqual([null, new Date(1)]);
  });

  test("reads columns of a table by at(), never by their codes", () => {
    const column = {
      name: "label",
      type: "text" as const,
      length: 2,
      at: (row: number) => ["a", "b"][row]!,
      values: new Int32Array([1, 0]),
    };
    expect(frameFromColumns([column]).column("label").values).toEqual(["a", "b"]);
  });

  test("past the limit takes evenly spaced rows under their own numbers, and shows a note that says how to get all", () => {
    const values = Float64Array.from({ length: 100_001 }, (_, row) => row);
    const frame = frameFromColumns([{ name: "row", type: "int", values }]);
    expect(frame.shape).toEqual([100_000, 1]);
    expect(frame.index.slice(0, 2)).toEqual([0, 1]);
    expect(frame.index.at(-1)).toBe(100_000);
    expect(new Set(frame.index).size).toBe(100_000);
    expect(frame.column("row").values).toEqual(frame.index);
    const note =
      "A sample: 100,000 of the table's 100,001 rows, evenly spaced; toDanfo({ limit: 100001 }) takes them all";
    expect(frame.note).toContain(note);
    expect(frame.head(3).toString()).toContain(note);
    expect(displayOf(frame)["text/plain"]).toContain(note);
    expect(displayOf(frame)["text/html"]).toContain("A sample: 100,000 of the table&#39;s 100,001 rows");
    expect(frameFromColumns([{ name: "row", type: "int", values }], { limit: 100_001 }).note).toBeNull();
  });

  test("takes no rows, no columns, and a limit of one row", () => {
    const empty = frameFromColumns(FLOWS.map((column) => ({ ...column, values: [] })));
    expect(empty.shape).toEqual([0, 6]);
    expect(empty.describe().column("packet_count").values[0]).toBe(0);
    expect(empty.toString()).toContain("0 rows × 6 columns");
    expect(empty.head().shape).toEqual([0, 6]);
    expect(frameFromColumns([]).toString()).toContain("0 rows × 0 columns");
    expect(frameFromColumns(FLOWS, { limit: 1 }).index).toEqual([0]);
  });

  test("refuses unequal columns, a name twice, a bad limit and an unknown option", () => {
    const two: DanfoColumn = { name: "a", type: "int", values: [1, 2] };
    expect(() => frameFromColumns([two, { ...two, name: "b", values: [1] }])).toThrow(
      'columns must have 2 rows each, got 1 in "b"',
    );
    expect(() => frameFromColumns([two, two])).toThrow('column names must differ, got "a" twice');
    expect(() => frameFromColumns([two], { limit: 0 })).toThrow(
      "limit must be a whole number from 1 to 4294967295, got 0",
    );
    expect(() => frameFromColumns([two], { rows: 5 } as never)).toThrow('unknown option "rows"');
  });
});

describe("FlowFrame", () => {
  test("describe() of a frame with times, text and gaps agrees with pandas", () => {
    const cells = [4, 1, 3, 2, NaN, Infinity];
    const summary = frameFromColumns([
      { name: "x", type: "float", values: cells },
      { name: "when", type: "time", values: cells.map((_, i) => i * 1000) },
      { name: "who", type: "text", values: cells.map(String) },
    ]).describe();
    expect(summary.columns).toEqual(["x", "when"]);
    // The same moments as dates; missing where a column of times has no such number.
    const [count, , std, min, , median] = summary.column("when").values as unknown[];
    expect([count, std, min, median]).toEqual([6, null, new Date(0), new Date(2500)]);
    // pandas: Series([4, 1, 3, 2]).describe() and .var()
    const expected = {
      count: 4,
      mean: 2.5,
      std: 1.2909944487358056,
      min: 1,
      "25%": 1.75,
      median: 2.5,
      "75%": 3.25,
      max: 4,
      variance: 5 / 3,
    };
    expect(summary.index).toEqual(Object.keys(expected));
    const values = summary.column("x").values as number[];
    for (const [i, value] of Object.values(expected).entries()) expect(values[i]).toBeCloseTo(value, 12);
  });

  test("describe() of 400,000 rows with few distinct values ends at once, where danfo's own is quadratic", () => {
    const values = Float64Array.from({ length: 400_000 }, (_, row) => row % 7);
    const frame = frameFromColumns([{ name: "packet_count", type: "int", values }], { limit: 400_000 });
    const started = process.cpuUsage().user;
    const summary = frame.describe();
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(4_000);
    expect(summary.column("packet_count").values.slice(4, 7)).toEqual([1, 3, 5]);
  });

  test("prints times in UTC, and text with control characters as text", () => {
    const frame = frameFromColumns([
      { name: "when", type: "time", values: [1_700_000_000_123, null] },
      { name: "what", type: "text", values: ["\u001b[31mred\n", "plain\u202ereversed"] },
    ]);
    expect(frame.toString()).toBe(
      [
        "   when                      what",
        "─  ────────────────────────  ───────────────────",
        "0  2023-11-14T22:13:20.123Z  ␛[31mred␊",
        "1  –                         plain\\u202ereversed",
        "[2 rows × 2 columns]",
      ].join("\n"),
    );
  });

  test("shows at most ten rows and leaves out the columns in the middle, saying so", () => {
    const wide = Array.from({ length: 40 }, (_, c): DanfoColumn => ({
      name: `c${c}`,
      type: "int",
      values: new Array(12).fill(c),
    }));
    const { "text/plain": text, "text/html": html } = displayOf(frameFromColumns(wide));
    expect(text).toMatch(/c4 +… +c35/);
    expect(text).toContain("[12 rows × 40 columns, the first 10 shown]");
    expect(html.match(/<tr>/g)).toHaveLength(11);
    expect(html).toContain('<th scope="col">…</th>');
  });

  test("shows hostile names and cells as text, cut at 200 characters and marked", () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const frame = frameFromColumns([
      { name: hostile, type: "text", values: [`"'&</td><script>`] },
      { name: "__proto__", type: "text", values: ["x".repeat(1_000_000)] },
      { name: "constructor", type: "text", values: [hostile] },
    ]);
    const html = displayOf(frame)["text/html"];
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(html).toContain("&quot;&#39;&amp;&lt;/td&gt;&lt;script&gt;");
    expect(html).toContain(`<td>${"x".repeat(199)}…</td>`);
    expect(html).not.toMatch(/<img|<script/);
    expect(html.length).toBeLessThan(3_000);
    expect(frame.describe().columns).toEqual([]);
    expect(Object.getPrototypeOf(frame).constructor.name).toBe("FlowFrame");
  });

  test("columns named like danfo's own members leave these alone and are read by column()", () => {
    const names = [
      "index",
      "values",
      "columns",
      "shape",
      "count",
      "head",
      "note",
      "$data",
      "$index",
      "toString",
      "hasOwnProperty",
      "",
    ];
    const frame = frameFromColumns(names.map((name) => ({ name, type: "int", values: [1, 2, 3] })));
    expect(frame.shape).toEqual([3, 12]);
    expect(frame.index).toEqual([0, 1, 2]);
    expect(frame.head(2).shape).toEqual([2, 12]);
    expect(frame.tail(1).index).toEqual([2]);
    expect(frame.note).toBeNull();
    for (const name of names) expect(frame.column(name).values).toEqual([1, 2, 3]);
    expect(columnsFromFrame(frame).map((column) => column.name)).toEqual(names);
  });

  test("a column added in place can be read by its name and is printed", () => {
    const frame = frameFromColumns(FLOWS);
    frame.addColumn("rate", [1, 2, 3, 4], { inplace: true });
    expect((frame as FlowFrame & { rate: { values: number[] } }).rate.values).toEqual([1, 2, 3, 4]);
    expect(frame.toString()).toContain("rate");
    expect(columnsFromFrame(frame).at(-1)).toMatchObject({ name: "rate", type: "int" });
  });

  test("head(), tail() and copy() are FlowFrames of their own", () => {
    const frame = frameFromColumns(FLOWS);
    const copy = frame.copy();
    (copy.values as number[][])[0]![0] = 99;
    expect(frame.iat(0, 0)).toBe(0.5);
    expect(frame.head(2)).toBeInstanceOf(frame.constructor);
    expect(frame.tail(2).index).toEqual([2, 3]);
    expect(() => frame.head(0)).toThrow(RangeError);
  });

  test("frames that danfo's own methods make are shown in a notebook too", () => {
    const frame = frameFromColumns(FLOWS);
    const chosen = frame.query(frame.column("packet_count").gt(4));
    expect(displayOf(chosen)["text/html"]).toContain("2 rows × 6 columns");
  });

  test("danfo computes on it synchronously before any engine was asked for", () => {
    const frame = frameFromColumns([FLOWS[1]!]);
    expect(frame.add(1).values).toEqual([[4], [5], [6], [7]]);
  });
});

describe("columnsFromFrame()", () => {
  test("gives back the columns that frameFromColumns() was given: types, values, missing cells", () => {
    const back = columnsFromFrame(frameFromColumns(FLOWS));
    expect(back.map(({ name, type }) => [name, type])).toEqual(FLOWS.map(({ name, type }) => [name, type]));
    expect(back[0]!.values).toEqual(Float64Array.of(0.5, NaN, 2.25, NaN));
    expect(back[2]!.values).toEqual(Float64Array.of(10, NaN, 5_000_000_000, 7));
    expect(back[3]!.values).toEqual(["normal", "scan", null, null]);
    expect(back[4]!.values).toEqual([false, true, null, null]);
    expect(back[5]!.values).toEqual(Float64Array.of(0, 1_700_000_000_123, NaN, NaN));
  });

  test("keeps the types of columns that hold no value, and of a frame without rows", () => {
    for (const values of [[null, null], []]) {
      const columns = FLOWS.map((column) => ({ ...column, values }));
      expect(columnsFromFrame(frameFromColumns(columns)).map((column) => column.type)).toEqual(
        FLOWS.map((column) => column.type),
      );
    }
  });

  test("types a user's own frame by its cells", () => {
    const { DataFrame } = loadDanfo();
    const df = new DataFrame(
      [
        [1, 1.5, "a", true, new Date(5), "7", 2, null],
        [2, 2, "b", false, new Date(NaN), "8", NaN, null],
      ],
      { columns: ["int", "float", "text", "bool", "time", "digits", "gap", "none"] },
    );
    expect(columnsFromFrame(df)).toEqual([
      { name: "int", type: "int", values: Float64Array.of(1, 2) },
      { name: "float", type: "float", values: Float64Array.of(1.5, 2) },
      { name: "text", type: "text", values: ["a", "b"] },
      { name: "bool", type: "boolean", values: [true, false] },
      { name: "time", type: "time", values: Float64Array.of(5, NaN) },
      { name: "digits", type: "int", values: Float64Array.of(7, 8) },
      { name: "gap", type: "int", values: Float64Array.of(2, NaN) },
      { name: "none", type: "float", values: Float64Array.of(NaN, NaN) },
    ]);
  });

  test("keeps a float column float where all its values are whole", () => {
    const whole: DanfoColumn = { name: "duration", type: "float", values: [1, NaN, 2] };
    expect(columnsFromFrame(frameFromColumns([whole]))[0]!.type).toBe("float");
  });

  test("reads a user's frame whose columns hide danfo's getters", () => {
    const { DataFrame } = loadDanfo();
    const names = ["values", "columns", "dtypes", "shape"];
    const df = new DataFrame([[1, "a", true, 2.5]], { columns: names });
    expect(columnsFromFrame(df).map(({ name, type }) => [name, type])).toEqual([
      ["values", "int"],
      ["columns", "text"],
      ["dtypes", "boolean"],
      ["shape", "float"],
    ]);
  });

  test("does not believe danfo's guess from the first 500 rows", () => {
    const { DataFrame } = loadDanfo();
    const cells: unknown[][] = Array.from({ length: 600 }, (_, row) => [String(row)]);
    cells.push(["n/a"]);
    const [column] = columnsFromFrame(new DataFrame(cells, { columns: ["x"] }));
    expect(column!.type).toBe("text");
    expect(column!.values[600]).toBe("n/a");
  });

  test("reads any object of a frame's shape, mixed cells as text, and short rows as missing", () => {
    const df = { columns: ["a", "b"], values: [[1, "x"], ["y"], [2n, 3]], dtypes: ["string", "string"] };
    expect(columnsFromFrame(df)).toEqual([
      { name: "a", type: "text", values: ["1", "y", "2"] },
      { name: "b", type: "text", values: ["x", null, "3"] },
    ]);
  });

  test("refuses what is no frame, names given twice, and cells that no column holds", () => {
    for (const wrong of [null, undefined, 5, {}, { columns: ["a"], values: [1, 2] }, [[1, 2]]]) {
      expect(() => columnsFromFrame(wrong)).toThrow(
        /^Cannot read data frame: expected a danfo DataFrame, got /,
      );
    }
    expect(() => columnsFromFrame({ columns: ["a", "a"], values: [[1, 2]] })).toThrow(
      "column names must differ",
    );
    expect(() => columnsFromFrame({ columns: ["a"], values: [[1], [{ evil: 1 }]] })).toThrow(
      'got an object (Object) in column "a", row 1',
    );
  });
});
