import { LineMap } from "./line-map.ts";

describe("LineMap", () => {
  test("gives the physical line of every row, through gaps", () => {
    const lines = [2, 3, 4, 7, 8, 20, 21, 22, 30];
    const map = new LineMap();
    lines.forEach((line, row) => map.add(row, line));
    expect(lines.map((_, row) => map.lineOf(row))).toEqual(lines);
  });

  test("counts from the first line when no row was added", () => {
    expect(new LineMap().lineOf(0)).toBe(1);
  });
});
