import { isBlankRow, isCommentRow, joinSurplus, RowFields } from "./row-fields.ts";
import { RowScanner } from "./row-scanner.ts";
import type { ScannedRow } from "./row-scanner.ts";
import { bytesOf } from "./testing/input.ts";

/** Calls `look` with the row that a line is. */
function scan<T>(line: string, look: (row: ScannedRow) => T): T {
  const seen: T[] = [];
  const sink = {
    row: (row: ScannedRow) => void seen.push(look(row)),
    badRow: () => undefined,
    fits: () => true,
  };
  const scanner = new RowScanner(sink, { delimiter: 0x2c, quotes: true });
  scanner.push(bytesOf(line));
  scanner.end();
  return seen[0]!;
}

function textsOf(line: string): string[] {
  return scan(line, (row) => new RowFields().textsOf(row));
}

describe("RowFields", () => {
  test("drops outer blanks but in quotes, and makes doubled quotes single", () => {
    expect(textsOf(' a ,\tb,"  c ","say ""x""",\n')).toEqual(["a", "b", "  c ", 'say "x"', ""]);
  });

  test("gives a row as it stands", () => {
    expect(scan(' a ,"b"\r\n', (row) => new RowFields().lineOf(row))).toBe(' a ,"b"');
  });
});

describe("joinSurplus()", () => {
  const joined = (line: string, at: number, count: number): string[] | null =>
    scan(line, (row) => (joinSurplus(row, at, count) ? new RowFields().textsOf(row) : null));

  test("makes one field of those that a text with delimiters was split into", () => {
    expect(joined("1,2,h2,,x,9", 2, 4)).toEqual(["1", "2", "h2,,x", "9"]);
    expect(joined('1,2,a,b,"q""r",9', 2, 5)).toEqual(["1", "2", "a,b", 'q"r', "9"]);
    expect(joined("1,2,a,b", 2, 3)).toEqual(["1", "2", "a,b"]);
  });

  test("leaves rows alone that have no surplus, no such field, or quotes in it", () => {
    expect(joined("1,2,3", 1, 3)).toBeNull();
    expect(joined("1,2", 1, 3)).toBeNull();
    expect(joined("1,2,3", -1, 2)).toBeNull();
    expect(joined('1,"2",3', 1, 2)).toBeNull();
  });
});

test("blank and comment rows are known", () => {
  expect(scan(" \t \n", isBlankRow)).toBe(true);
  expect(scan(" x \n", isBlankRow)).toBe(false);
  expect(scan(",\n", isBlankRow)).toBe(false);
  expect(scan("### BTest\n", isCommentRow)).toBe(true);
  for (const line of ["#", "# made by a meter", "# made on\r", "sep=;"])
    expect([line, scan(`${line}\n`, isCommentRow)]).toEqual([line, true]);
  for (const line of ["#fields", "#flow_id,protocol", "# duration,packets", "sep=", "sep=;x", "serial"])
    expect([line, scan(`${line}\n`, isCommentRow)]).toEqual([line, false]);
});
