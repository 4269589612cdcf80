import { NumberParser } from "../../rows/mod.ts";
import { bytesOf } from "../testing/input.ts";
import { ZeekColumn } from "./zeek-column.ts";

function columnOf(name: string, type: string, cells: readonly (string | null)[]): ZeekColumn {
  const column = new ZeekColumn(name, type, new NumberParser());
  for (const cell of cells) {
    const bytes = bytesOf(cell ?? "");
    if (cell === null) column.pushMissing();
    else column.pushBytes(bytes, 0, bytes.length);
  }
  return column;
}

describe("ZeekColumn", () => {
  test("knows by #types which columns hold numbers, and which of them fractions", () => {
    const typeOf = (type: string): string => {
      const column = new ZeekColumn("x", type, new NumberParser());
      if (!column.isNumber) return "no number";
      column.pushNumber(7);
      return column.build().type;
    };
    expect(
      [
        "count",
        "int",
        "port",
        "double",
        "interval",
        "time",
        "string",
        "addr",
        "enum",
        "set[string]",
        "bool",
      ].map(typeOf),
    ).toEqual(["int", "int", "int", "float", "float", "float", ...new Array<string>(5).fill("no number")]);
  });

  test("reads T and F as truth values and counts everything else as malformed", () => {
    const column = columnOf("local_orig", "bool", ["T", "F", null, "yes", "t"]);
    expect(column.build().toArray()).toEqual([true, false, null, null, null]);
    expect(column.malformed).toBe(2);
  });

  test("without types infers, but keeps addresses, ids, labels and states as text", () => {
    expect(columnOf("orig_pkts", "", ["1", null, "2"]).build().toArray()).toEqual([1, null, 2]);
    expect(columnOf("uid", "", ["1", "2"]).build().toArray()).toEqual(["1", "2"]);
    expect(columnOf("label", "", ["0", "1"]).build().type).toBe("text");
    expect(columnOf("orig_pkts", "", ["1", "x"]).mixedFrom).toBe(1);
  });

  test("fills up with missing cells", () => {
    const column = columnOf("service", "string", ["http"]);
    column.padTo(3);
    expect(column.build().toArray()).toEqual(["http", null, null]);
  });
});
