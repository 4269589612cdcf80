import type { Column } from "../core/mod.ts";
import { booleanColumn, floatColumn, intColumn, textColumn, timeColumn } from "./columns.ts";
import type { StoredColumn } from "./columns.ts";
import { concatColumns } from "./concat.ts";

function concat(...parts: (StoredColumn | number)[]): { type: string; cells: unknown[] } {
  const columns = parts.map((part) => (typeof part === "number" ? null : part));
  const column = concatColumns(
    "x",
    columns,
    parts.map((part) => (typeof part === "number" ? part : part.length)),
  );
  return { type: column.type, cells: column.toArray() };
}

const text = (codes: number[], categories: string[]): StoredColumn =>
  textColumn("x", Int32Array.from(codes), categories);

describe("concatColumns()", () => {
  test("keeps the kind where all parts have it, and fills up where a table lacks the column", () => {
    expect(concat(intColumn("x", Int32Array.of(1)), 2, intColumn("x", Int32Array.of(2)))).toEqual({
      type: "int",
      cells: [1, null, null, 2],
    });
    expect(concat(timeColumn("x", Float64Array.of(5)), 1)).toEqual({ type: "time", cells: [5, null] });
    expect(concat(1, booleanColumn("x", Uint8Array.of(1, 0)))).toEqual({
      type: "boolean",
      cells: [null, true, false],
    });
    expect(concat(text([1, -1], ["a", "b"]), 1, text([0, 1], ["b", "c"]))).toEqual({
      type: "text",
      cells: ["b", null, null, "b", "c"],
    });
  });

  test("ints and floats give floats, other mixtures text", () => {
    expect(concat(intColumn("x", Int32Array.of(1)), floatColumn("x", Float64Array.of(0.5)))).toEqual({
      type: "float",
      cells: [1, 0.5],
    });
    expect(concat(intColumn("x", Int32Array.of(1)), text([0], ["a"]))).toEqual({
      type: "text",
      cells: ["1", "a"],
    });
    expect(concat(booleanColumn("x", Uint8Array.of(1)), timeColumn("x", Float64Array.of(5)))).toEqual({
      type: "text",
      cells: ["true", "5"],
    });
  });

  test("a part without any value has no say in the kind", () => {
    expect(concat(floatColumn("x", Float64Array.of(NaN)), text([0], ["a"]))).toEqual({
      type: "text",
      cells: [null, "a"],
    });
    expect(concat(text([-1], []), intColumn("x", Int32Array.of(3)))).toEqual({
      type: "int",
      cells: [null, 3],
    });
    expect(concat(text([-1], []), text([-1], []))).toEqual({ type: "text", cells: [null, null] });
  });

  test("texts have no category that no row has", () => {
    const parts = [text([1], ["unused", "b"]), text([0], ["b", "c"])];
    expect((concatColumns("x", parts, [1, 1]) as Column).categories).toEqual(["b"]);
  });
});
