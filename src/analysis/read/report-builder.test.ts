import { checkBadRows, ReportBuilder } from "./report-builder.ts";

function reportWith(kept: number, rejected: number): ReturnType<ReportBuilder["build"]> {
  const builder = new ReportBuilder();
  builder.kept = kept;
  for (let i = 0; i < rejected; i++) builder.reject(i + 2, "expected 3 fields, got 2", "1,2");
  return builder.build([]);
}

describe("ReportBuilder", () => {
  test("counts every row once: read = kept + rejected + dropped", () => {
    const builder = new ReportBuilder();
    builder.kept = 10;
    builder.reject(5, "reason", "text");
    builder.drop("repeated header");
    builder.drop("repeated header", 2);
    expect(builder.build([])).toMatchObject({
      read: 14,
      kept: 10,
      rejected: 1,
      dropped: { "repeated header": 3 },
      merged: 0,
    });
  });

  test("lists the first 1,000 rejected rows, counts all, and cuts their text at 200 characters", () => {
    const builder = new ReportBuilder();
    for (let i = 0; i < 1500; i++) builder.reject(i + 1, "reason", "x".repeat(1000));
    const { rejected, rejectedRows } = builder.build([]);
    expect(rejected).toBe(1500);
    expect(rejectedRows).toHaveLength(1000);
    expect(rejectedRows[999]).toMatchObject({ line: 1000, reason: "reason" });
    expect(rejectedRows[0]!.text).toBe(`${"x".repeat(199)}…`);
  });

  test("counts a warning once per code and column, with the first three lines and the remedy", () => {
    const builder = new ReportBuilder();
    for (const line of [4, 7, 9, 12])
      builder.warn("W_X", "message", { line, column: "a", remedy: "do this" });
    builder.warn("W_X", "message", { column: "b", count: 5 });
    expect(builder.build([]).warnings).toEqual([
      { code: "W_X", count: 4, column: "a", lines: [4, 7, 9], message: "message", remedy: "do this" },
      { code: "W_X", count: 5, column: "b", lines: [], message: "message" },
    ]);
  });
});

describe("checkBadRows()", () => {
  test("lets up to 1 % of bad rows pass, and up to four whatever their share", () => {
    expect(() => checkBadRows("x", reportWith(0, 0), false)).not.toThrow();
    expect(() => checkBadRows("x", reportWith(1, 4), false)).not.toThrow();
    expect(() => checkBadRows("x", reportWith(495, 5), false)).not.toThrow();
    expect(() => checkBadRows("x", reportWith(494, 5), false)).toThrow("got 5 bad rows of 499 rows");
  });

  test("refuses more, with report, line, reason and the way out; lenient lets them pass", () => {
    const report = reportWith(100, 20);
    expect(() => checkBadRows("x.csv", report, false)).toThrow(
      expect.objectContaining({
        name: "SyntaxError",
        code: "E_TOO_MANY_BAD_ROWS",
        line: 2,
        report,
        message:
          "Cannot load x.csv: at most 1 % of rows may be unreadable, got 20 bad rows of 120 rows, first on line 2 (expected 3 fields, got 2); to keep the rest, load with { lenient: true }",
      }),
    );
    expect(() => checkBadRows("x.csv", report, true)).not.toThrow();
  });

  test("refuses a file of which no row could be read", () => {
    expect(() => checkBadRows("x.csv", reportWith(0, 1), false)).toThrow("got 1 bad row of 1 row");
  });
});
