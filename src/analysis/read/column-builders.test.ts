import { BooleanBuilder, InferredBuilder, NumberBuilder, TextBuilder } from "./column-builders.ts";
import { NumberParser } from "../rows/mod.ts";
import { bytesOf } from "./testing/input.ts";

function inferred(cells: readonly string[], quoted: readonly number[] = []): InferredBuilder {
  const builder = new InferredBuilder(new NumberParser());
  cells.forEach((cell, i) => {
    const bytes = bytesOf(cell);
    builder.pushBytes(bytes, 0, bytes.length, quoted.includes(i));
  });
  return builder;
}

function columnOf(
  cells: readonly string[],
  quoted: readonly number[] = [],
): { type: string; cells: unknown[] } {
  const column = inferred(cells, quoted).build("x");
  return { type: column.type, cells: column.toArray() };
}

describe("NumberBuilder", () => {
  test("grows past its largest block and gives back what was pushed", () => {
    const builder = new NumberBuilder("float");
    for (let row = 0; row < 200_000; row++) builder.push(row / 2);
    builder.padTo(200_002);
    const values = builder.values();
    expect(values).toHaveLength(200_002);
    expect(values.subarray(0, 200_000).every((value, row) => value === row / 2)).toBe(true);
    expect([...values.subarray(200_000)]).toEqual([NaN, NaN]);
  });

  test("gives back all values of a column that is as long as its last block", () => {
    for (const rows of [16, 32, 64, 1024]) {
      const builder = new NumberBuilder("float");
      for (let row = 0; row < rows; row++) builder.push(row + 1);
      expect([rows, ...builder.values()]).toEqual([
        rows,
        ...Array.from({ length: rows }, (_, row) => row + 1),
      ]);
    }
  });

  test("makes whole numbers an int column, everything else float, and times a time column", () => {
    const typeOf = (type: "number" | "float" | "time", ...values: number[]): string => {
      const builder = new NumberBuilder(type);
      for (const value of values) builder.push(value);
      return builder.build("x").type;
    };
    expect(typeOf("number", 1, 2, NaN)).toBe("int");
    expect(typeOf("number", 1, 2.5)).toBe("float");
    expect(typeOf("number", 2 ** 31)).toBe("float");
    expect(typeOf("number", -0)).toBe("float");
    expect(typeOf("number", NaN)).toBe("float");
    expect(typeOf("float", 1)).toBe("float");
    expect(typeOf("time", 1)).toBe("time");
  });
});

describe("TextBuilder", () => {
  test("has no category that no row has", () => {
    const builder = new TextBuilder();
    builder.dictionary.codeOf("rejected");
    builder.push(builder.dictionary.codeOf("kept"));
    builder.padTo(3);
    const column = builder.build("x");
    expect(column.categories).toEqual(["kept"]);
    expect(column.toArray()).toEqual(["kept", null, null]);
  });
});

test("BooleanBuilder keeps true, false and missing apart", () => {
  const builder = new BooleanBuilder();
  for (const value of [1, 0, -1, 1]) builder.push(value);
  builder.padTo(5);
  expect(builder.build("x").toArray()).toEqual([true, false, null, true, null]);
});

describe("InferredBuilder", () => {
  test("writes truth values before the first text as the file wrote them", () => {
    expect(columnOf(["T", "F", "", "T", "tcp"]).cells).toEqual(["T", "F", null, "T", "tcp"]);
    expect(columnOf(["f", "t", "x"]).cells).toEqual(["f", "t", "x"]);
    expect(columnOf(["False", "True", "x"]).cells).toEqual(["False", "True", "x"]);
    expect(columnOf(["TRUE", "FALSE", "x"]).cells).toEqual(["TRUE", "FALSE", "x"]);
  });

  test("takes the kind of the first cell that is there", () => {
    expect(columnOf(["", "1", "NA", "2"])).toEqual({ type: "int", cells: [null, 1, null, 2] });
    expect(columnOf(["1.5", "inf"])).toEqual({ type: "float", cells: [1.5, Infinity] });
    expect(columnOf(["-", "T", "false"])).toEqual({ type: "boolean", cells: [null, true, false] });
    expect(columnOf(["a", "1", "-", "true"])).toEqual({ type: "text", cells: ["a", "1", null, "true"] });
    expect(columnOf(["", "-"])).toEqual({ type: "float", cells: [null, null] });
  });

  test("becomes text at a cell of another kind, and says from which row on", () => {
    expect(columnOf(["1", "", "2.50", "x"])).toEqual({ type: "text", cells: ["1", null, "2.5", "x"] });
    expect(inferred(["1", "", "2.50", "x"]).mixedFrom).toBe(3);
    expect(columnOf(["t", "maybe"])).toEqual({ type: "text", cells: ["t", "maybe"] });
    expect(inferred(["t", "maybe"]).mixedFrom).toBe(1);
    expect(inferred(["x", "1"]).mixedFrom).toBe(-1);
  });

  test("takes a quoted cell for text, whatever it spells", () => {
    expect(columnOf(["1", "NA", ""], [0, 1, 2])).toEqual({ type: "text", cells: ["1", "NA", ""] });
    expect(columnOf(["1", "2"], [1])).toEqual({ type: "text", cells: ["1", "2"] });
  });

  test("fills up with missing cells before and after it has a kind", () => {
    const builder = new InferredBuilder(new NumberParser());
    builder.padTo(2);
    expect(builder.length).toBe(2);
    builder.pushBytes(bytesOf("7"), 0, 1, false);
    builder.padTo(5);
    expect(builder.build("x").toArray()).toEqual([null, null, 7, null, null]);
  });
});
