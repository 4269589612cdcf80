import { normalizeName, repeatedNames, uniqueNames } from "./names.ts";

describe("uniqueNames()", () => {
  test("trims names, calls an empty one by its place and numbers repeated ones", () => {
    expect(uniqueNames([" a ", "", "a", "b", "a", " "])).toEqual([
      "a",
      "column 2",
      "a#2",
      "b",
      "a#3",
      "column 6",
    ]);
  });

  test("never gives a name twice, not even where the file has a numbered one of its own", () => {
    const names = uniqueNames([
      "a#2",
      "a",
      "a",
      "a",
      "column 5",
      "",
      "__proto__",
      "__proto__",
      "constructor",
    ]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.slice(0, 4)).toEqual(["a#2", "a", "a#3", "a#4"]);
    expect(names.slice(6)).toEqual(["__proto__", "__proto__#2", "constructor"]);
  });

  test("numbers 10,000 equal names without slowing down", () => {
    expect(uniqueNames(new Array<string>(10_000).fill("x")).at(-1)).toBe("x#10000");
  });
});

test("repeatedNames() tells each name that stands in a header before, once, and no empty one", () => {
  expect(repeatedNames(["a", "b", " a", "a", "", ""])).toEqual(["a"]);
});

test("normalizeName() makes blanks, underscores, hyphens and dots alike", () => {
  expect(
    ["Bytes Sent", "bytes_sent", " BYTES-SENT ", "bytes.sent", "bytes _-. sent"].map(normalizeName),
  ).toEqual(new Array<string>(5).fill("bytes_sent"));
});
