import { encodeLabels } from "./labels.ts";

describe("encodeLabels()", () => {
  it("sorts numbers by value and texts by code unit", () => {
    const y = ["b", "10", "-1", "a", "9", "B", "9"];
    const { classes, codes } = encodeLabels("fit it", y, y.length);
    expect(classes).toEqual(["-1", "9", "10", "B", "a", "b"]);
    expect(Array.from(codes, (code) => classes[code])).toEqual(y);
  });

  it("keeps different spellings of a number apart", () => {
    expect(encodeLabels("fit it", ["1.0", "1", "01"], 3).classes).toEqual(["01", "1", "1.0"]);
  });

  it("takes whole numbers as decimal texts", () => {
    expect(encodeLabels("fit it", Int32Array.of(10, -3, 10), 3)).toEqual({
      classes: ["-3", "10"],
      codes: Int32Array.of(1, 0, 1),
    });
  });

  it("does not mistake names of Object's own members for classes", () => {
    expect(encodeLabels("fit it", ["__proto__", "constructor", "__proto__"], 3)).toEqual({
      classes: ["__proto__", "constructor"],
      codes: Int32Array.of(0, 1, 0),
    });
  });

  it("numbers a million classes", () => {
    const y = Array.from({ length: 1e6 }, (_, row) => `c${row}`);
    expect(encodeLabels("fit it", y, 1e6).classes).toHaveLength(1e6);
  });

  it.each([
    [undefined, "y must be a list of texts or an Int32Array, got undefined; of a column take toArray()"],
    [new Float64Array(2), "y must be a list of texts or an Int32Array, got an object (Float64Array)"],
    [["a"], "y must have a label for each of the 2 rows of X, got 1"],
    [["a", null], "y must hold texts only, got null in row 1; leave unlabeled rows out"],
    [[1, 2], "y must hold texts only, got 1 in row 0; give y.map(String), or whole numbers as an Int32Array"],
  ])("refuses %#", (y, message) => {
    expect(() => encodeLabels("fit it", y as never, 2)).toThrow(`Cannot fit it: ${message}`);
  });
});
