import { shownNames } from "./bounded.ts";
import { carriedText, cutToWidth, displayWidth, utf8Bytes, visibleText } from "./plain.ts";
import { textTable } from "./text-table.ts";

test("a text of a megabyte travels with 200 characters, the last of them the mark", () => {
  const cut = carriedText("x".repeat(1_000_000));
  expect(cut).toHaveLength(200);
  expect(cut.endsWith("…")).toBe(true);
});

test("halves of characters are replaced, whole ones kept", () => {
  expect(carriedText("a\ud800b\udc00")).toBe("a\ufffdb\ufffd");
  expect(carriedText("😀")).toBe("😀");
});

test("what cannot be seen is shown", () => {
  expect(visibleText("a\u0000b\nc\u007f")).toBe("a␀b␊c␡");
  expect(visibleText("user\u202egnp.exe")).toBe("user\\u202egnp.exe");
  expect(visibleText("plain text")).toBe("plain text");
});

test("widths count wide characters twice and marks not at all", () => {
  expect(displayWidth("abc")).toBe(3);
  expect(displayWidth("数据")).toBe(4);
  expect(displayWidth("e\u0301")).toBe(1);
  expect(cutToWidth("数据流量", 5)).toBe("数据…");
  expect(displayWidth(cutToWidth("数据流量", 5))).toBe(5);
});

test("tables stay aligned with wide characters and cut long cells", () => {
  const table = textTable(
    [
      { head: "name", max: 6 },
      { head: "n", align: "right" },
    ],
    [
      ["数据", "1"],
      ["long name", "22"],
    ],
  );
  expect(table.split("\n")).toEqual(["name     n", "──────  ──", "数据     1", "long …  22"]);
});

test("bytes are counted in UTF-8", () => {
  expect(utf8Bytes("aé…😀")).toBe(1 + 2 + 3 + 4);
});

test("names that become equal by the cut are told apart, and __proto__ is a name like any other", () => {
  const long = "n".repeat(500);
  const shown = shownNames([`${long}a`, `${long}b`, `${long}c`, "__proto__", "x", "x~2"]);
  expect(new Set(shown).size).toBe(6);
  expect(shown.every((name) => name.length <= 200)).toBe(true);
  expect(shown.slice(3)).toEqual(["__proto__", "x", "x~2"]);
});
