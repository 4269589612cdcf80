import { loadFlows } from "../mod.ts";

/** Rows of a table whose names no dialect knows, with some of their byte counts replaced. */
function csv(rows: number, strays: ReadonlyMap<number, string>): Uint8Array {
  const lines = Array.from({ length: rows }, (_, row) => {
    const sent = strays.get(row) ?? String(100 * (2 + row));
    return `${row / 10},${2 + row},${3 + row},${sent},${200 * (3 + row)},n${row}`;
  });
  const header = "elapsed_seconds,pkts_sent,pkts_rcvd,sent_octets,rcvd_octets,remark";
  return new TextEncoder().encode([header, ...lines, ""].join("\n"));
}

describe("a text among the numbers of a table of unknown names", () => {
  test("costs its row, which is listed, and not the column", async () => {
    const flows = await loadFlows(csv(200, new Map([[7, "many"]])));
    expect(flows.report).toMatchObject({ read: 200, kept: 199, rejected: 1 });
    expect(flows.report.rejectedRows).toEqual([
      { line: 9, reason: 'sent_octets must be a number, got "many"', text: "many" },
    ]);
    expect(flows.report.warnings.map(({ code }) => code)).not.toContain("W_MIXED_COLUMN");
    expect(flows.mapping.field("bytes_sent")).toMatchObject({ columns: ["sent_octets"], by: "guess" });
    expect(flows.column("bytes_sent").at(6)).toBe(800);
    expect(flows.column("bytes_sent").at(7)).toBe(1000);
    expect(flows.column("remark").at(7)).toBe("n8");
  });

  test("is too much when it happens in too many rows, unless the caller is lenient", async () => {
    const strays = new Map(Array.from({ length: 12 }, (_, at) => [at * 10, "?x"] as const));
    const failure = await loadFlows(csv(200, strays)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "E_TOO_MANY_BAD_ROWS", line: 2 });
    const flows = await loadFlows(csv(200, strays), { lenient: true });
    expect(flows.rowCount).toBe(188);
  });

  test("leaves a column of texts alone that is only called like numbers", async () => {
    const strays = new Map(Array.from({ length: 60 }, (_, row) => [row, `x${row}`] as const));
    const flows = await loadFlows(csv(200, strays));
    expect(flows.rowCount).toBe(200);
    expect(flows.column("sent_octets").type).toBe("text");
  });

  test("is a number where it has a scale, as large counts of nfdump have, and the report says that it is rounded", async () => {
    const flows = await loadFlows(
      csv(
        200,
        new Map([
          [7, "   1.1 M"],
          [9, "2.5 G"],
        ]),
      ),
    );
    expect(flows.report).toMatchObject({ read: 200, kept: 200, rejected: 0 });
    expect(flows.column("bytes_sent").at(7)).toBe(1_100_000);
    expect(flows.column("bytes_sent").at(9)).toBe(2_500_000_000);
    expect(flows.report.warnings).toContainEqual(
      expect.objectContaining({ code: "W_ROUNDED", column: "sent_octets", count: 2, lines: [9, 11] }),
    );
  });

  test("is a number with a decimal comma where most of its column are, and the report says so", async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) => `${row},${row}25;${2 + row};${100 + row};${90 + row}`,
    );
    const header = "duration (s);packets;sent bytes;rcvd bytes";
    const flows = await loadFlows(new TextEncoder().encode([header, ...rows, "7;2;8;9", ""].join("\n")));
    expect(flows.rowCount).toBe(41);
    expect(flows.column("duration").at(3)).toBe(3.325);
    expect(flows.column("duration").at(40)).toBe(7);
    expect(flows.report.warnings).toContainEqual(
      expect.objectContaining({ code: "W_DECIMAL_COMMA", column: "duration (s)", count: 41 }),
    );
  });

  test("stays text where the commas may part thousands", async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `${row + 1},125;${2 + row};${100 + row};${90 + row}`);
    const header = "duration (s);packets;sent bytes;rcvd bytes";
    const flows = await loadFlows(new TextEncoder().encode([header, ...rows, ""].join("\n")));
    expect(flows.mapping.field("duration").status).toBe("cannot derive");
    expect(flows.column("duration (s)").type).toBe("text");
  });
});
