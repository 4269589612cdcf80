import { countOf, cutText, groupDigits, MAX_TEXT, quote } from "./text.ts";

describe("cutText()", () => {
  test("leaves short text as it is and cuts long text to the length, mark included", () => {
    expect(cutText("a".repeat(MAX_TEXT))).toBe("a".repeat(200));
    expect(cutText("a".repeat(201))).toBe(`${"a".repeat(199)}…`);
    expect(cutText("abcdef", 3)).toBe("ab…");
    expect(cutText("x".repeat(1 << 20))).toHaveLength(200);
  });

  test("never cuts a character in two", () => {
    expect(cutText("a😀bc", 3)).toBe("a…");
    expect(cutText("a😀bc", 4)).toBe("a😀…");
    expect(encodeURIComponent(cutText("😀".repeat(200)))).toMatch(/%E2%80%A6$/);
  });
});

test("quote() shows line breaks as escapes and cuts at 80 characters", () => {
  expect(quote('a"b\n')).toBe('"a\\"b\\n"');
  expect(quote("x".repeat(100))).toBe(`"${"x".repeat(79)}…"`);
});

test("countOf() and groupDigits() write whole numbers the same in every locale", () => {
  expect([
    countOf(0, "row"),
    countOf(1, "row"),
    countOf(1234567, "row"),
    countOf(2, "copy", "copies"),
  ]).toEqual(["0 rows", "1 row", "1,234,567 rows", "2 copies"]);
  expect([groupDigits(999), groupDigits(1000), groupDigits(-1234)]).toEqual(["999", "1,000", "-1,234"]);
});
