import type { Filter } from "../core/mod.ts";
import {
  booleanColumn,
  emptyValidity,
  floatColumn,
  intColumn,
  setValid,
  textColumn,
  timeColumn,
} from "./columns.ts";
import { rowsWhere } from "./filter.ts";
import { tableOf } from "./testing/tables.ts";

const known = emptyValidity(4);
for (const row of [0, 1, 3]) setValid(known, row);

/** Row 2 is missing in every column. */
const table = tableOf([
  floatColumn("duration", Float64Array.of(0.5, -1, NaN, Infinity)),
  intColumn("packet_count", Int32Array.of(1, 0, 0, 5), known),
  textColumn("label", Int32Array.of(0, 1, -1, 0), ["scan", "web"]),
  booleanColumn("is_attack", Uint8Array.of(1, 0, 0, 1), known),
  timeColumn("timestamp", Float64Array.of(1000, 2000, NaN, 3000)),
]);

function rows(filter: Filter): number[] {
  return [...rowsWhere(table, filter)];
}

const on = (
  column: string,
  op: "==" | "!=" | "<" | "<=" | ">" | ">=",
  value: number | string | boolean,
): number[] => rows({ column, op, value });

describe("rowsWhere()", () => {
  test("compares numbers, texts, truth values and times; a missing cell matches no comparison, not even !=", () => {
    expect(on("duration", "<", 0.5)).toEqual([1]);
    expect(on("duration", "<=", 0.5)).toEqual([0, 1]);
    expect(on("duration", ">", 0)).toEqual([0, 3]);
    expect(on("duration", "!=", 0.5)).toEqual([1, 3]);
    expect(on("duration", "==", Infinity)).toEqual([3]);
    expect(on("packet_count", "==", 0)).toEqual([1]);
    expect(on("packet_count", "!=", 1)).toEqual([1, 3]);
    expect(on("label", "==", "scan")).toEqual([0, 3]);
    expect(on("label", "!=", "scan")).toEqual([1]);
    expect(on("label", ">", "scan")).toEqual([1]);
    expect(on("is_attack", "==", true)).toEqual([0, 3]);
    expect(on("is_attack", "==", 0)).toEqual([1]);
    expect(on("timestamp", ">=", 2000)).toEqual([1, 3]);
  });

  test("between is from <= x < to, contains looks into texts", () => {
    expect(rows({ column: "timestamp", op: "between", from: 1000, to: 2000 })).toEqual([0]);
    expect(rows({ column: "packet_count", op: "between", from: 0, to: 6 })).toEqual([0, 1, 3]);
    expect(rows({ column: "is_attack", op: "between", from: 1, to: 2 })).toEqual([0, 3]);
    expect(rows({ column: "label", op: "contains", value: "ca" })).toEqual([0, 3]);
    expect(rows({ column: "label", op: "contains", value: "" })).toEqual([0, 1, 3]);
  });

  test("a missing cell matches missing, and in with null, in every kind of column", () => {
    for (const column of table.columnNames) {
      expect(rows({ column, op: "missing" })).toEqual([2]);
      expect(rows({ column, op: "in", values: [null] })).toEqual([2]);
      expect(rows({ column, op: "in", values: [] })).toEqual([]);
    }
    expect(rows({ column: "label", op: "in", values: ["web", null, "nope"] })).toEqual([1, 2]);
    expect(rows({ column: "packet_count", op: "in", values: [0, 5] })).toEqual([1, 3]);
    expect(rows({ column: "duration", op: "in", values: [Infinity, 0.5] })).toEqual([0, 3]);
    expect(rows({ column: "is_attack", op: "in", values: [false] })).toEqual([1]);
    expect(rows({ column: "is_attack", op: "in", values: [1, null] })).toEqual([0, 2, 3]);
  });

  test("and, or, not and rows go together; not turns the whole answer around, missing cells too", () => {
    const scan: Filter = { column: "label", op: "==", value: "scan" };
    expect(rows({ not: scan })).toEqual([1, 2]);
    expect(rows({ and: [scan, { column: "duration", op: ">", value: 1 }] })).toEqual([3]);
    expect(rows({ or: [scan, { rows: [2] }] })).toEqual([0, 2, 3]);
    expect(rows({ and: [] })).toEqual([0, 1, 2, 3]);
    expect(rows({ or: [] })).toEqual([]);
    expect(rows({ rows: [3, 0, 3] })).toEqual([0, 3]);
    expect(rows({ not: { rows: [] } })).toEqual([0, 1, 2, 3]);
  });

  test.each([
    [null, "a filter must be an object"],
    [[], "a filter must be an object"],
    ["label", "a filter must be an object"],
    [{}, "a filter must name a column"],
    [{ column: 3, op: "==" }, "a filter must name a column"],
    [{ and: {} }, '"and" must hold a list of filters'],
    [{ or: [null] }, "a filter must be an object"],
    [{ rows: "1" }, '"rows" must hold a list of row numbers'],
    [{ column: "label", op: "like", value: "x" }, 'unknown operator "like"'],
    [{ column: "label", op: "constructor" }, 'unknown operator "constructor"'],
    [{ column: "label" }, 'unknown operator "undefined"'],
    [{ column: "label", op: "==", value: 3 }, 'column "label" is text, got 3 to compare with'],
    [{ column: "duration", op: "<", value: "3" }, 'column "duration" is float, got "3" to compare with'],
    [{ column: "duration", op: "==", value: null }, 'column "duration" is float, got null to compare with'],
    [{ column: "duration", op: "==" }, "got undefined to compare with"],
    [{ column: "timestamp", op: "==", value: true }, 'column "timestamp" is time, got true to compare with'],
    [
      { column: "packet_count", op: "in", values: ["1"] },
      'column "packet_count" is int, got "1" to compare with',
    ],
    [{ column: "label", op: "in", values: "web" }, '"in" must hold a list of values'],
    [{ column: "label", op: "between", from: 1, to: 2 }, '"between" needs a numeric column and two numbers'],
    [
      { column: "duration", op: "between", from: "1", to: 2 },
      '"between" needs a numeric column and two numbers',
    ],
    [{ column: "duration", op: "contains", value: "1" }, '"contains" needs a text column and a text'],
  ])("refuses %j as a TypeError", (filter, message) => {
    expect(() => rows(filter as Filter)).toThrow(
      expect.objectContaining({
        name: "TypeError",
        code: "BAD_INPUT",
        message: expect.stringContaining(message) as string,
      }),
    );
  });

  test("refuses columns and rows that there are not as a RangeError", () => {
    for (const filter of [
      { column: "nope", op: "missing" },
      { rows: [4] },
      { rows: [-1] },
      { rows: [0.5] },
      { rows: ["0"] },
    ]) {
      expect(() => rows(filter as Filter)).toThrow(
        expect.objectContaining({ name: "RangeError", code: "BAD_INPUT" }),
      );
    }
  });

  test("refuses filters that nest without end, and takes wide ones", () => {
    let deep: Filter = { column: "label", op: "missing" };
    for (let depth = 0; depth < 10_000; depth++) deep = { not: deep };
    expect(() => rows(deep)).toThrow("filters must nest at most 64 deep");
    expect(rows({ or: new Array<Filter>(1000).fill({ rows: [1] }) })).toEqual([1]);
  });
});
