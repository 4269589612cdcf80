import type { DanfoColumn } from "../adapters/mod.ts";
import { tableFromFrameColumns } from "./from-frame.ts";
import { FlowTable } from "./flow-table.ts";

function table(...columns: DanfoColumn[]): FlowTable {
  return tableFromFrameColumns(columns, (stored, meta) => FlowTable.fromColumns(stored, meta));
}

describe("tableFromFrameColumns()", () => {
  test("stores every kind of column, missing cells in each of their forms", () => {
    const made = table(
      { name: "duration", type: "float", values: [1.5, null, undefined, NaN] },
      { name: "packet_count", type: "int", values: [1, 2, null, 4] },
      { name: "label", type: "text", values: ["a", null, "b", undefined] },
      { name: "is_attack", type: "boolean", values: [true, false, null, undefined] },
      { name: "timestamp", type: "time", values: [0, null, 1e12, NaN] },
      { name: "x", type: "text", values: ["", "y", null, "z"] },
    );
    expect(
      Object.fromEntries(
        made.columnNames.map((name) => [name, [made.column(name).type, made.column(name).toArray()]]),
      ),
    ).toEqual({
      duration: ["float", [1.5, null, null, null]],
      packet_count: ["int", [1, 2, null, 4]],
      label: ["text", ["a", null, "b", null]],
      is_attack: ["boolean", [true, false, null, null]],
      timestamp: ["time", [0, null, 1e12, null]],
      x: ["text", ["", "y", null, "z"]],
    });
    expect(made.report).toMatchObject({
      read: 4,
      kept: 4,
      labels: [
        { value: "a", count: 1, isAttack: true },
        { value: "b", count: 1, isAttack: null },
      ],
    });
    expect(made.mapping).toMatchObject({ dialect: "trafficlab", timeZone: "explicit" });
    expect(made.provenance).toMatchObject({ call: "FlowTable.fromDanfo", source: { name: "data frame" } });
  });

  test("gives canonical fields their own kind", () => {
    const made = table(
      { name: "label", type: "int", values: [0, 1] },
      { name: "is_attack", type: "int", values: [0, 1] },
      { name: "timestamp", type: "float", values: [1e12, NaN] },
      { name: "duration", type: "text", values: [null, null] },
    );
    expect(
      made.columnNames.map((name) => [name, made.column(name).type, made.column(name).toArray()]),
    ).toEqual([
      ["duration", "float", [null, null]],
      ["label", "text", ["0", "1"]],
      ["is_attack", "boolean", [false, true]],
      ["timestamp", "time", [1e12, null]],
    ]);
  });

  test.each([
    ["duration", "text", ["a"], 'column "duration" must hold numbers, got text'],
    ["packet_count", "boolean", [true], 'column "packet_count" must hold numbers, got boolean'],
    [
      "timestamp",
      "text",
      ["2026-01-01"],
      'column "timestamp" must hold dates or epoch milliseconds, got text',
    ],
    ["is_attack", "text", ["yes"], 'column "is_attack" must hold truth values, got text'],
  ] as const)("refuses a column %s of %s", (name, type, values, message) => {
    expect(() => table({ name, type, values })).toThrow(
      expect.objectContaining({
        name: "TypeError",
        code: "BAD_INPUT",
        column: name,
        message: `Cannot make a table of a data frame: ${message}`,
      }),
    );
  });
});
