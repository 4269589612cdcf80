import { CANONICAL_FIELDS } from "../../core/mod.ts";
import type { CanonicalField } from "../../core/mod.ts";
import { NumberParser } from "../../rows/mod.ts";
import { bytesOf } from "../testing/input.ts";
import { zoneOffset } from "../times.ts";
import { canonicalCell } from "./canonical-cells.ts";

const CONTEXT = { parser: new NumberParser(), zone: zoneOffset("UTC"), quotesMarkText: true, grouped: false };

/** The column that cells make, bad ones left out, and what was said of those. */
function read(
  field: CanonicalField,
  cells: readonly (string | { quoted: string })[],
  changes: Partial<typeof CONTEXT> = {},
): { cells: unknown[]; rules: string[] } {
  const cell = canonicalCell(field, field);
  const rules: string[] = [];
  for (const input of cells) {
    const bytes = bytesOf(typeof input === "string" ? input : input.quoted);
    const rule = cell.read(bytes, 0, bytes.length, typeof input !== "string", { ...CONTEXT, ...changes });
    if (rule === null) cell.keep();
    else rules.push(rule);
  }
  return { cells: cell.builder.build(field).toArray(), rules };
}

describe("canonicalCell()", () => {
  test("gives each field cells of its kind", () => {
    const types = CANONICAL_FIELDS.map((field) => canonicalCell(field, "x").constructor.name);
    expect(types).toEqual([
      ...new Array<string>(5).fill("NumberCell"),
      "TextCell",
      "TextCell",
      "BooleanCell",
      "TimeCell",
      "TextCell",
      "NumberCell",
      "TextCell",
      "NumberCell",
      "TextCell",
      "TextCell",
      "TextCell",
      "NumberCell",
      "NumberCell",
    ]);
  });

  test("reads numbers and refuses what is none", () => {
    expect(read("duration", ["0.5", "NA", "12abc", "inf"])).toEqual({
      cells: [0.5, null, Infinity],
      rules: ["a number"],
    });
    expect(read("bytes_sent", [{ quoted: "1,234" }, "1,234"], { grouped: true })).toEqual({
      cells: [1234],
      rules: ["a number"],
    });
  });

  test("reads texts; a missing word is text where it is quoted and quotes mark text", () => {
    expect(read("label", ["normal", "NA", { quoted: "NA" }, ""])).toEqual({
      cells: ["normal", null, "NA", null],
      rules: [],
    });
    expect(read("label", [{ quoted: "NA" }], { quotesMarkText: false }).cells).toEqual([null]);
  });

  test("reads truth values in their usual spellings", () => {
    expect(
      read("is_attack", ["true", "FALSE", "1", "0", "T", "f", "", "-", "yes", "2", "true or not"]),
    ).toEqual({
      cells: [true, false, true, false, true, false, null, null],
      rules: ["true or false", "true or false", "true or false"],
    });
  });

  test("reads stamps or epoch numbers, whichever the first kept time is", () => {
    const stamps = read("timestamp", [
      "",
      "1970-01-01 00:00:01",
      "1700000000",
      "1970-01-01T00:00:02Z",
      "soon",
    ]);
    expect(stamps.cells).toEqual([null, 1000, 2000]);
    expect(stamps.rules).toEqual([
      "a time stamp as in the rows before",
      "a time as 2026-10-20 12:00:00, with or without zone, or an epoch number",
    ]);
    const epochs = read("timestamp", ["1700000000.5", "NA", "1970-01-01 00:00:01"]);
    expect(epochs).toEqual({ cells: [1700000000.5, null], rules: ["an epoch number as in the rows before"] });
  });
});
