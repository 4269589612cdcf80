import {
  booleanColumn,
  emptyValidity,
  floatColumn,
  intColumn,
  isValid,
  numberColumn,
  setValid,
  textColumn,
  textColumnFromStrings,
  timeColumn,
} from "./columns.ts";
import type { StoredColumn } from "./columns.ts";

function validity(...valid: number[]): Uint8Array {
  const bits = emptyValidity(valid.length);
  valid.forEach((bit, row) => bit && setValid(bits, row));
  return bits;
}

/** One column of each kind: a value, a missing cell, a value. */
const KINDS: [string, StoredColumn, unknown[]][] = [
  ["float", floatColumn("x", Float64Array.of(1.5, NaN, Infinity)), [1.5, null, Infinity]],
  ["time", timeColumn("x", Float64Array.of(0, NaN, 1e12)), [0, null, 1e12]],
  ["int", intColumn("x", Int32Array.of(7, 99, -7), validity(1, 0, 1)), [7, null, -7]],
  ["boolean", booleanColumn("x", Uint8Array.of(1, 1, 0), validity(1, 0, 1)), [true, null, false]],
  ["text", textColumn("x", Int32Array.of(1, -1, 0), ["b", "a"]), ["a", null, "b"]],
];

describe.each(KINDS)("a column of type %s", (type, column, cells) => {
  test("gives its cells by row, as a list and one after the other, missing as null", () => {
    expect([column.name, column.type, column.length, column.missing]).toEqual(["x", type, 3, 1]);
    expect([0, 1, 2].map((row) => column.at(row))).toEqual(cells);
    expect(column.toArray()).toEqual(cells);
    expect([...column]).toEqual(cells);
    expect([0, 1, 2].map((row) => column.isMissing(row))).toEqual([false, true, false]);
  });

  test("is missing outside its rows", () => {
    for (const row of [-1, 3, 0.5, NaN])
      expect([row, column.at(row), column.isMissing(row)]).toEqual([row, null, true]);
  });

  test("takes rows in any order and more than once, and shares its storage under another name", () => {
    const taken = column.take(Uint32Array.of(2, 1, 2, 0));
    expect([...taken]).toEqual([cells[2], cells[1], cells[2], cells[0]]);
    expect([taken.name, taken.type, taken.missing]).toEqual(["x", type, 1]);
    expect([...column.take(new Uint32Array(0))]).toEqual([]);
    const named = column.named("y");
    expect([named.name, named.values === column.values, [...named]]).toEqual(["y", true, cells]);
  });
});

test("infinite cells are counted apart from missing ones", () => {
  const column = floatColumn("x", Float64Array.of(Infinity, -Infinity, NaN, 0));
  expect([column.infinite, column.missing]).toEqual([2, 1]);
});

test("a validity bitmap keeps each row's bit, through bytes", () => {
  const rows = [0, 7, 8, 15, 16, 20];
  const bits = emptyValidity(21);
  for (const row of rows) setValid(bits, row);
  expect(Array.from({ length: 21 }, (_, row) => row).filter((row) => isValid(bits, row))).toEqual(rows);
});

test("textColumnFromStrings() codes texts in order of first appearance", () => {
  const column = textColumnFromStrings("x", ["b", null, "a", "b", "__proto__", ""]);
  expect([column.categories, [...column.values], column.missing]).toEqual([
    ["b", "a", "__proto__", ""],
    [0, -1, 1, 0, 2, 3],
    1,
  ]);
});

describe("withUsedCategories()", () => {
  test("drops categories that no row has and keeps the cells", () => {
    const column = textColumn("x", Int32Array.of(2, -1, 0, 2), ["a", "b", "c", "d"]).withUsedCategories();
    expect([column.categories, [...column]]).toEqual([
      ["a", "c"],
      ["c", null, "a", "c"],
    ]);
  });

  test("is the column itself when all are used", () => {
    const column = textColumn("x", Int32Array.of(1, 0, -1), ["a", "b"]);
    expect(column.withUsedCategories()).toBe(column);
  });

  test("has none when every cell is missing", () => {
    expect(textColumn("x", Int32Array.of(-1), ["a"]).withUsedCategories().categories).toEqual([]);
  });
});

describe("numberColumn()", () => {
  test("is int for whole numbers of 32 bits, with or without missing cells", () => {
    expect(numberColumn("x", Float64Array.of(2147483647, -2147483648, 0)).type).toBe("int");
    const gaps = numberColumn("x", Float64Array.of(NaN, 5, NaN));
    expect([gaps.type, [...gaps], gaps.missing]).toEqual(["int", [null, 5, null], 2]);
  });

  test.each([[0.5], [2147483648], [-2147483649], [-0], [Infinity], [NaN]])("is float for %d", (value) => {
    const column = numberColumn("x", Float64Array.of(value));
    expect([column.type, column.values[0]]).toEqual(["float", value]);
  });
});
