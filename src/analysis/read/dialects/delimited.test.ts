import { makeHead } from "../recognize.ts";
import { bytesOf } from "../testing/input.ts";
import { findDelimiter } from "./delimited.ts";

function found(text: string, complete: boolean = true): ReturnType<typeof findDelimiter> {
  return findDelimiter(makeHead(bytesOf(text), complete));
}

describe("findDelimiter()", () => {
  test.each([
    ["a,b\n1,2\n", ","],
    ["a\tb\n1\t2,5\n", "\t"],
    ["a;b\n1,5;2,5\n3,5;4,5\n", ";"],
    ["a|b|c\n1|2|3\n", "|"],
    ["a\n1\n2\n", ","],
    ['a,"b;c;d"\n1,"2;3;4"\n', ","],
    ["a,b\n1,x;y\n2,z\n", ","],
  ])("tells in %j the delimiter %j", (text, delimiter) => {
    expect(String.fromCharCode(found(text)!.delimiter)).toBe(delimiter);
  });

  test("is null for nothing but blanks", () => {
    expect(found("")).toBeNull();
    expect(found(" \n\n")).toBeNull();
  });

  test("tells lone carriage returns from line feeds", () => {
    expect(found("a,b\r1,2\r")).toMatchObject({ crOnly: true, header: ["a", "b"], looksLikeTable: true });
    expect(found("a,b\r\n1,2\r\n")!.crOnly).toBe(false);
  });

  test("tells whether everything is quoted, also with delimiters and doubled quotes inside", () => {
    expect(found('a,b\n"1","x, ""y"""\n"2",""\n')!.allQuoted).toBe(true);
    expect(found('a,b\n"1",2\n')!.allQuoted).toBe(false);
    expect(found('"a","b"\n')!.allQuoted).toBe(false);
  });

  test("looks like a table where at least half of the lines have as many fields as the first", () => {
    expect(found("a,b\n1,2\n3\n")!.looksLikeTable).toBe(true);
    expect(found("a,b\n1\n2\n3,4\n")!.looksLikeTable).toBe(false);
    expect(found("a,b\n")!.looksLikeTable).toBe(false);
    expect(found("a\n1\n")!.looksLikeTable).toBe(false);
  });

  test("leaves out the last line of a head that is cut", () => {
    expect(found("a,b,c\n1,2,3\n4,", false)!.looksLikeTable).toBe(true);
  });
});
