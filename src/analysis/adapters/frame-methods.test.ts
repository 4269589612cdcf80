import type { DanfoColumn, FlowFrame } from "./mod.ts";
import { columnsFromFrame, frameFromColumns, loadDanfo } from "./mod.ts";

const FLOWS: DanfoColumn[] = [
  { name: "bytes", type: "int", values: [500, 20, 7000, 20, 900] },
  { name: "seconds", type: "float", values: [1.5, NaN, 0.25, 3, Infinity] },
  { name: "label", type: "text", values: ["scan", "benign", null, "benign", "scan"] },
  { name: "is_attack", type: "boolean", values: [true, false, null, false, true] },
  { name: "when", type: "time", values: [3000.5, 1000, 2000, null, 500] },
];

function frameOf(columns: DanfoColumn[] = FLOWS): FlowFrame {
  return frameFromColumns(columns);
}

function rowsOf(frame: FlowFrame): unknown[][] {
  return frame.values as unknown[][];
}

describe("choosing rows and columns", () => {
  test("query() takes a condition on a column, and what it gives is a FlowFrame under the same labels", () => {
    const frame = frameOf();
    const large = frame.query(frame.column("bytes").gt(400));
    expect(large.constructor).toBe(frame.constructor);
    expect(large).toBeInstanceOf(loadDanfo().DataFrame);
    expect(large.index).toEqual([0, 2, 4]);
    expect(large.column("label").values).toEqual(["scan", null, "scan"]);
    // danfo's own takes labels for places, so that a second condition met other rows.
    expect(large.query(large.column("bytes").lt(1000)).index).toEqual([0, 4]);
    expect(frame.query(frame.column("bytes").gt(1e9)).shape).toEqual([0, 5]);
    expect(frame.query([true, false, false, false, true]).index).toEqual([0, 4]);
  });

  test("conditions compare text, truth values and moments, and join", () => {
    const frame = frameOf();
    const column = (name: string) => frame.column(name);
    expect(frame.query(column("label").eq("scan")).index).toEqual([0, 4]);
    expect(frame.query(column("is_attack").eq(true)).index).toEqual([0, 4]);
    expect(frame.query(column("when").ge(new Date(2000))).index).toEqual([0, 2]);
    expect(frame.query(column("bytes").gt(100).and(column("seconds").lt(1))).index).toEqual([2]);
    expect(frame.query(column("seconds").ne(3)).index).toEqual([0, 1, 2, 4]);
  });

  test("query() changes the frame itself in place, and its columns with it", () => {
    const frame = frameOf();
    expect(frame.query(frame.column("bytes").eq(20), { inplace: true })).toBeUndefined();
    expect(frame.index).toEqual([1, 3]);
    expect(frame.shape).toEqual([2, 5]);
    expect(frame.column("bytes").values).toEqual([20, 20]);
    expect(frame["bytes"].values).toEqual([20, 20]);
  });

  test("loc() takes labels, slices without their end, truth values, and names that hold a colon", () => {
    const frame = frameOf([...FLOWS, { name: "source:label", type: "int", values: [1, 2, 3, 4, 5] }]);
    const sorted = frame.sortValues("bytes");
    expect(sorted.loc({ rows: [4, 0], columns: ["label", "bytes"] }).values).toEqual([
      ["scan", 900],
      ["scan", 500],
    ]);
    expect(sorted.loc({ rows: ["3:4"] }).index).toEqual([3, 0]);
    expect(sorted.loc({ rows: ["2:"] }).index).toEqual([2]);
    expect(sorted.loc({ columns: ["bytes:label"] }).columns).toEqual(["bytes", "seconds"]);
    expect(sorted.loc({ columns: ["source:label"] }).columns).toEqual(["source:label"]);
    expect(sorted.loc({ columns: ["when:"] }).columns).toEqual(["when", "source:label"]);
    expect(sorted.loc({ rows: [false, true, false, false, true] }).index).toEqual([3, 2]);
    expect(sorted.loc({ rows: [] }).shape).toEqual([0, 6]);
  });

  test("iloc() takes places from 0, whatever the labels are", () => {
    const sorted = frameOf().sortValues("bytes", { ascending: false });
    expect(sorted.index).toEqual([2, 4, 0, 1, 3]);
    expect(sorted.iloc({ rows: [0, 4], columns: [0] }).values).toEqual([[7000], [20]]);
    expect(sorted.iloc({ rows: ["1:3"] }).index).toEqual([4, 0]);
    expect(sorted.iloc({ rows: [true, false, false, false, true] }).index).toEqual([2, 3]);
  });

  test("refuses labels and places that are not there or stand twice, and conditions of another length", () => {
    const frame = frameOf();
    expect(() => frame.loc({ rows: [9] })).toThrow("no row is labelled 9; there are 0, 1, 2, 3, 4");
    expect(() => frame.loc({ columns: ["byte"] })).toThrow('no column is labelled "byte"; there are "bytes"');
    expect(() => frame.loc({ rows: [1, 1] })).toThrow("each may be named once, got the row at 1 twice");
    expect(() => frame.loc({ rows: 5 as never })).toThrow('rows must be a list as [1, 2] or ["0:10"], got 5');
    expect(() => frame.iloc({ rows: [5] })).toThrow(
      'rows are whole numbers from 0 to 4, or one slice as "0:5", got 5',
    );
    expect(() => frame.iloc({ rows: ["0:6"] })).toThrow('got "0:6"');
    expect(() => frame.iloc({ rows: [-1] })).toThrow("got -1");
    expect(() => frame.query([true])).toThrow("expected a truth value for each of the 5 rows, got 1");
    expect(() => frame.query(frame.column("bytes"))).toThrow("the condition must be truth values");
    expect(() => frame.column("nothing")).toThrow(
      'Cannot read column "nothing": the frame has no such column',
    );
  });

  test("drop() leaves a column out by its whole name, and rows by their labels", () => {
    const frame = frameOf([...FLOWS, { name: "bytes_sent", type: "int", values: [1, 2, 3, 4, 5] }]);
    expect(frame.drop({ columns: "bytes_sent" }).columns).toEqual(FLOWS.map(({ name }) => name));
    expect(frame.drop({ columns: ["bytes", "when"] }).shape).toEqual([5, 4]);
    expect(frame.drop({ index: [0, 3] }).index).toEqual([1, 2, 4]);
    frame.drop({ columns: ["label"], inplace: true });
    expect(frame.columns).not.toContain("label");
    expect(() => frame.drop({})).toThrow("name either columns or index, got none");
  });
});

describe("ordering and grouping", () => {
  test("sortValues() by several columns is stable and puts missing cells last in either direction", () => {
    const frame = frameOf();
    expect(frame.sortValues("seconds").index).toEqual([2, 0, 3, 4, 1]);
    expect(frame.sortValues("seconds", { ascending: false }).index).toEqual([4, 3, 0, 2, 1]);
    expect(frame.sortValues("bytes").index).toEqual([1, 3, 0, 4, 2]);
    expect(frame.sortValues(["label", "bytes"], { ascending: [false, true] }).index).toEqual([0, 4, 1, 3, 2]);
    expect(frame.sortValues("when").index).toEqual([4, 1, 2, 0, 3]);
    expect(frame.sortValues("label", { inplace: true })).toBeUndefined();
    expect(frame.index).toEqual([1, 3, 0, 4, 2]);
    expect(frame.column("bytes").values).toEqual([20, 20, 500, 900, 7000]);
  });

  test("sortValues() refuses what it cannot order by", () => {
    const frame = frameOf();
    expect(() => frame.sortValues("byte")).toThrow('Cannot read column "byte"');
    expect(() => frame.sortValues([])).toThrow("expected a column or a list of columns, got");
    expect(() => frame.sortValues(["bytes", "label"], { ascending: [true] })).toThrow("a list of 2 of them");
    expect(() => frame.sortValues("bytes", { descending: true } as never)).toThrow(
      'unknown option "descending"',
    );
  });

  test("groupby() leaves out text, times, missing values and rows without a key, and names results as danfo", () => {
    const means = frameOf().groupby(["label"]).mean();
    expect(means.columns).toEqual(["label", "bytes_mean", "seconds_mean", "is_attack_mean"]);
    expect(rowsOf(means)).toEqual([
      ["benign", 20, 3, 0],
      ["scan", 700, 1.5, 1],
    ]);
    expect(means.constructor.name).toBe("FlowFrame");
  });

  test("groupby() counts, aggregates by column, gives groups and their rows", () => {
    const groups = frameOf().groupby(["label"]);
    expect(groups.ngroups).toBe(2);
    expect(rowsOf(groups.count())).toEqual([
      ["benign", 2, 1, 2, 1],
      ["scan", 2, 1, 2, 2],
    ]);
    const summary = groups.agg({ bytes: ["min", "max"], when: "max" });
    expect(summary.columns).toEqual(["label", "bytes_min", "bytes_max", "when_max"]);
    expect(rowsOf(summary)[1]).toEqual(["scan", 500, 900, new Date(3000.5)]);
    expect(groups.getGroup(["scan"]).index).toEqual([0, 4]);
    expect(rowsOf(groups.col(["seconds"]).std())).toEqual([
      ["benign", NaN],
      ["scan", NaN],
    ]);
  });

  test("keys with dashes, numbers and truth values stay apart, and danfo's own group methods remain", () => {
    const frame = frameOf([
      { name: "a", type: "text", values: ["x-y", "x", "x-y"] },
      { name: "b", type: "text", values: ["z", "y-z", "z"] },
      { name: "n", type: "int", values: [10, 9, 11] },
    ]);
    const groups = frame.groupby(["a", "b"]);
    expect(rowsOf(groups.sum())).toEqual([
      ["x", "y-z", 9],
      ["x-y", "z", 21],
    ]);
    expect(rowsOf(frame.groupby(["n"]).count()).map(([key]) => key)).toEqual([9, 10, 11]);
    expect(frame.groupby(["a"]).col(["n"]).cumSum().columns).toEqual(["a", "n_cumsum"]);
    expect(frame.groupby(["a"]).size().shape[0]).toBe(2);
  });

  test("groupby() refuses columns that are not there and statistics that make no sense", () => {
    const frame = frameOf();
    expect(() => frame.groupby(["nothing"])).toThrow('Cannot read column "nothing"');
    expect(() => frame.groupby([])).toThrow("keys must be one column or several different ones");
    expect(() => frame.groupby(["bytes"]).col(["label"]).mean()).toThrow(
      'there is no mean of "label", a column of text',
    );
    expect(() => frame.groupby(["bytes"]).col(["when"]).sum()).toThrow(
      'there is no sum of "when", a column of time',
    );
    expect(() => frame.groupby(["label"]).agg({ bytes: "range" })).toThrow("operations are count, sum, mean");
    expect(() => frame.groupby(["label"]).getGroup(["flood"])).toThrow(
      'no group has the keys "flood" of "label"',
    );
  });
});

describe("statistics", () => {
  test("of nothing, of one row, of equal and of infinite numbers", () => {
    const frame = frameOf([
      { name: "none", type: "float", values: [NaN, NaN, NaN] },
      { name: "one", type: "float", values: [NaN, 5, Infinity] },
      { name: "equal", type: "int", values: [3, 3, 3] },
      { name: "huge", type: "float", values: [1e308, -1e308, 0] },
    ]);
    const summary = frame.describe();
    expect(summary.column("none").values).toEqual([0, ...new Array<number>(8).fill(NaN)]);
    expect(summary.column("one").values).toEqual([1, 5, NaN, 5, 5, 5, 5, 5, NaN]);
    expect(summary.column("equal").values).toEqual([3, 3, 0, 3, 3, 3, 3, 3, 0]);
    expect((summary.column("huge").values as number[])[2]).toBeCloseTo(1e308, -294);
    expect(frame.corr().loc({ rows: ["huge"] }).values).toEqual([[NaN, NaN, NaN, 1]]);
    expect(frame.cov().loc({ rows: ["equal"] }).values).toEqual([[NaN, NaN, 0, 0]]);
    expect(frame.quantile([0, 1]).column("one").values).toEqual([5, 5]);
    expect(frameOf(FLOWS.map((column) => ({ ...column, values: [] }))).corr().shape).toEqual([3, 3]);
  });

  test("quantile() and corr() refuse shares and methods that there are not", () => {
    const frame = frameOf();
    expect(() => frame.quantile(1.5)).toThrow("a share must be finite and at least 0 and at most 1, got 1.5");
    expect(() => frame.quantile([0.5, 0.5])).toThrow("shares must differ, got 0.5 twice");
    expect(() => frame.corr({ method: "kendall" as never })).toThrow(
      'method must be one of "pearson", "spearman"',
    );
  });

  test("a column's median, describe() and quantile() of 400,000 ties end at once", () => {
    const values = Float64Array.from({ length: 400_000 }, (_, row) => row % 7);
    const frame = frameFromColumns([{ name: "n", type: "int", values }], { limit: 400_000 });
    const column = frame.column("n");
    const started = process.cpuUsage().user;
    expect([column.median(), column.quantile(0.25)]).toEqual([3, 1]);
    expect(column.describe().values.slice(3, 8)).toEqual([0, 1, 3, 5, 6]);
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(4_000);
  });
});

describe("beside danfo's own methods", () => {
  test("what danfo computes is a FlowFrame again, note and all", () => {
    const { name, values } = FLOWS[0]!;
    const frame = frameFromColumns([{ name, type: "int", values }], { limit: 3 });
    for (const made of [
      frame.add(1),
      frame.gt(30),
      frame.dropNa(),
      frame.isNa(),
      frame.rename({ bytes: "b" }),
      frame.T,
    ]) {
      expect(made.constructor.name).toBe("FlowFrame");
      expect((made as FlowFrame).note).toBe(frame.note);
    }
    expect(rowsOf(frame.add(1) as FlowFrame)).toEqual([[501], [7001], [901]]);
  });

  test("rows that a user writes to are what is computed with", () => {
    const frame = frameOf();
    expect(frame.column("bytes").values).toEqual([500, 20, 7000, 20, 900]);
    rowsOf(frame)[0]![0] = 5_000_000;
    expect(frame.column("bytes").values).toEqual([5_000_000, 20, 7000, 20, 900]);
    expect(frame.sortValues("bytes", { ascending: false }).index[0]).toBe(0);
    expect(columnsFromFrame(frame)[0]!.values[0]).toBe(5_000_000);
    expect(frame.head(1).values).toEqual([[5_000_000, 1.5, "scan", true, new Date(3000)]]);
  });

  test("fillNa() and asType() leave the frame that they are called on as it was", () => {
    const frame = frameOf();
    const filled = frame.fillNa(0, { columns: ["seconds"] }) as FlowFrame;
    expect(filled.column("seconds").values).toEqual([1.5, 0, 0.25, 3, Infinity]);
    expect(frame.column("seconds").values).toEqual([1.5, NaN, 0.25, 3, Infinity]);
    const typed = frame.asType("bytes", "string") as FlowFrame;
    expect(typed.column("bytes").values[0]).toBe("500");
    expect(frame.column("bytes").values[0]).toBe(500);
    frame.fillNa(-1, { columns: ["seconds"], inplace: true });
    expect(frame.column("seconds").values[1]).toBe(-1);
  });

  test("addColumn() takes a list or a Series at a place, gives values to a column that is there, and can work in place", () => {
    const frame = frameOf();
    const doubled = frame.column("bytes").mul(2);
    const wider = frame.addColumn("double", doubled, { atIndex: 1 }) as FlowFrame;
    expect(wider.columns.slice(0, 2)).toEqual(["bytes", "double"]);
    expect(wider.dtypes[1]).toBe("int32");
    expect(wider["double"].values).toEqual([1000, 40, 14_000, 40, 1800]);
    frame.addColumn("mixed", [1, "a", NaN, true, "b"], { inplace: true });
    expect(frame.column("mixed").values).toEqual([1, "a", NaN, true, "b"]);
    expect(frame.describe().columns).not.toContain("mixed");
    frame.addColumn("bytes", [1, 2, 3, 4, 5]);
    frame["seconds"] = [5, 4, 3, 2, 1];
    expect(rowsOf(frame)[4]!.slice(0, 2)).toEqual([5, 1]);
    expect(() => frame.addColumn("short", [1])).toThrow("it takes one value for each of the 5 rows, got 1");
  });

  test("moments keep their fractions of a millisecond on the way back to a table, which dates cannot", () => {
    const frame = frameOf();
    expect(columnsFromFrame(frame)[4]!.values[0]).toBe(3000.5);
    expect(columnsFromFrame(frame.sortValues("when"))[4]!.values[3]).toBe(3000.5);
    expect(frame.values[0]).toEqual([500, 1.5, "scan", true, new Date(3000)]);
  });

  test("tensor holds numbers and truth values row by row, as danfo's", () => {
    const columns: DanfoColumn[] = [
      { name: "a", type: "int", values: [1, 2] },
      { name: "b", type: "boolean", values: [true, false] },
    ];
    const { tensor } = frameOf(columns) as { tensor: { shape: number[]; arraySync(): number[][] } };
    expect(tensor.shape).toEqual([2, 2]);
    expect(tensor.arraySync()).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });

  test("a column of a frame is shown as a table, its first rows and its length", () => {
    const series = frameOf().column("label");
    expect(String(series)).toContain("[5 rows × 1 column]");
    const bundle = (series as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]!();
    expect(bundle["text/html"]).toContain('<th scope="col">label</th>');
    expect(bundle["text/html"]).toContain("<td>benign</td>");
  });
});
