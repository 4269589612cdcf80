import { booleanColumn, floatColumn, intColumn, textColumn, timeColumn } from "./columns.ts";
import { sortRows } from "./sort.ts";
import { tableOf } from "./testing/tables.ts";

const table = tableOf([
  floatColumn("duration", Float64Array.of(2, NaN, -0, Infinity, 0, 2)),
  intColumn("packet_count", Int32Array.of(1, 2, 3, 4, 5, 0)),
  textColumn("label", Int32Array.of(0, 1, -1, 2, 0, 1), ["b", "a", "é"]),
  booleanColumn("is_attack", Uint8Array.of(1, 0, 1, 0, 1, 0)),
  timeColumn("timestamp", Float64Array.of(5, 4, 3, 2, 1, NaN)),
]);

function order(...by: Parameters<typeof sortRows>[2][number][]): number[] {
  return [
    ...sortRows(
      table,
      Uint32Array.from({ length: 6 }, (_, row) => row),
      by,
    ),
  ];
}

describe("sortRows()", () => {
  test("sorts numbers, texts, truth values and times; equal cells keep their order", () => {
    expect(order({ column: "duration" })).toEqual([2, 4, 0, 5, 3, 1]);
    expect(order({ column: "label" })).toEqual([1, 5, 0, 4, 3, 2]);
    expect(order({ column: "is_attack" })).toEqual([1, 3, 5, 0, 2, 4]);
    expect(order({ column: "timestamp" })).toEqual([4, 3, 2, 1, 0, 5]);
  });

  test("puts missing cells last in either direction, and keeps the order of equal ones when descending too", () => {
    expect(order({ column: "duration", descending: true })).toEqual([3, 0, 5, 2, 4, 1]);
    expect(order({ column: "label", descending: true })).toEqual([3, 0, 4, 1, 5, 2]);
  });

  test("goes by further keys where the first are equal", () => {
    expect(order({ column: "is_attack" }, { column: "packet_count", descending: true })).toEqual([
      3, 1, 5, 4, 2, 0,
    ]);
    expect(order({ column: "label" }, { column: "duration" })).toEqual([5, 1, 4, 0, 3, 2]);
  });

  test("sorts the rows it is given and leaves them as they were; no key leaves the order", () => {
    const rows = Uint32Array.of(5, 0, 3);
    expect([...sortRows(table, rows, [{ column: "packet_count" }])]).toEqual([5, 0, 3]);
    expect([...sortRows(table, rows, [{ column: "packet_count", descending: true }])]).toEqual([3, 0, 5]);
    expect([...rows]).toEqual([5, 0, 3]);
    expect(order()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("refuses what is no list of keys, and columns that there are not", () => {
    for (const by of ["duration", {}, null]) {
      expect(() => sortRows(table, new Uint32Array(0), by as never)).toThrow("keys must be a list, got");
    }
    for (const key of [null, "duration", {}, { column: 3 }]) {
      expect(() => order(key as never)).toThrow(
        expect.objectContaining({ name: "TypeError", code: "BAD_INPUT" }),
      );
    }
    expect(() => order({ column: "nope" })).toThrow(
      expect.objectContaining({ name: "RangeError", code: "BAD_INPUT" }),
    );
  });
});
