import { expectBalanced, failure, load } from "../testing/input.ts";

const HEADER = "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes,Label";
const ROW =
  "2011/08/16 10:02:08.5,0.5,tcp,10.0.0.1,1039,->,192.0.2.7,80,CON,10,1800,600,flow=From-Botnet-V47";
const argus = (...rows: string[]): string => `${[HEADER, ...rows].join("\n")}\n`;

describe("delimited text of a known dialect", () => {
  test("a cell that must be a number and is none costs its row, not the column", async () => {
    const good = Array<string>(600).fill(ROW);
    const table = await load(
      argus(...good, ROW.replace(",10,1800", ",10x,1800"), ROW.replace("0.5,tcp", "-,tcp")),
    );
    expect(table.report).toMatchObject({ read: 602, kept: 601, rejected: 1 });
    expect(table.report.rejectedRows).toEqual([
      {
        line: 602,
        reason: 'TotPkts must be a number, got "10x"',
        text: ROW.replace(",10,1800", ",10x,1800"),
      },
    ]);
    expect([table.column("packet_count").type, table.column("duration").at(600)]).toEqual(["int", null]);
    expectBalanced(table);
  });

  test("a repeated header is dropped, however it is spelled there", async () => {
    const table = await load(argus(ROW, HEADER, ROW, HEADER.toUpperCase().replaceAll(",", ", ").trim()));
    expect(table.report).toMatchObject({ kept: 2, rejected: 0, dropped: { "repeated header": 2 } });
  });

  test("rows with too few and too many fields are set aside by line, half a last line as cut", async () => {
    const rows = [...Array<string>(600).fill(ROW), `${ROW},x`, "", "2011/08/16 10:02"];
    const table = await load(argus(...rows).trimEnd());
    expect(table.report.rejectedRows.map(({ line, reason }) => [line, reason])).toEqual([
      [602, "expected 13 fields, got 14"],
      [604, "expected 13 fields, got 1 (truncated last line)"],
    ]);
    expect(table.report).toMatchObject({ kept: 600, rejected: 2, truncated: true });
  });

  test.each([
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    ["CR LF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["lone CR", (text: string) => text.replaceAll("\n", "\r")],
    ["tabs", (text: string) => text.replaceAll(",", "\t")],
    ["semicolons", (text: string) => text.replaceAll(",", ";")],
    ["quotes around everything", (text: string) => text.replaceAll(/[^,\n]+/g, '"$&"')],
    ["remarks before it", (text: string) => `# made by ra 5.0\n#\n${text}`],
    ["the delimiter that Excel is told", (text: string) => `sep=;\r\n${text.replaceAll(",", ";")}`],
    ["comments and blank lines before it", (text: string) => `\n### x\n\n${text}\n \n`],
  ])("reads the same from a text with %s", async (_, change) => {
    const [plain, changed] = [await load(argus(ROW, ROW)), await load(change(argus(ROW, ROW)))];
    expect(changed.mapping.toJSON()).toEqual(plain.mapping.toJSON());
    expect(changed.toCSV()).toBe(plain.toCSV());
    expect(changed.report.rejected).toBe(0);
  });

  test("an unclosed quote costs its line, a NUL byte its cell, a line of a megabyte nothing else", async () => {
    const good = Array<string>(700).fill(ROW);
    const table = await load(
      argus(
        ...good,
        ROW.replace("tcp", '"tcp'),
        ROW.replace("CON", "C\0N"),
        ROW.replace("flow=", "y".repeat(1 << 20)),
        ROW,
      ),
    );
    expect(table.report).toMatchObject({ kept: 703, rejected: 1 });
    expect(table.report.rejectedRows).toMatchObject([
      { line: 702, reason: "a quote is opened and not closed" },
    ]);
    expect(table.column("state").at(700)).toBe("C\0N");
  });

  test("a table of names only is told from one of nothing", async () => {
    expect((await failure(load(argus()))).code).toBe("E_HEADER_ONLY");
    expect((await failure(load(argus(HEADER)))).code).toBe("E_HEADER_ONLY");
  });

  test("format reads as the dialect that it names, and refuses what has none of its columns", async () => {
    const few = "Dur,TotPkts,TotBytes,SrcBytes\n1,10,1800,600\n2,4,180,60\n";
    const table = await load(few, { format: "argus" });
    expect(table.mapping.dialect).toBe("argus");
    expect([...table.column("bytes_received")]).toEqual([1200, 120]);
    expect((await failure(load("a,b\n1,2\n", { format: "argus" }))).code).toBe("E_REQUIRED_UNDERIVABLE");
  });

  test("require refuses a table without a field that is named there, with the reason", async () => {
    const text =
      "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n2 123456789012 eni-1 10.0.0.1 192.0.2.7 5 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n";
    expect((await load(text, { require: ["duration", "bytes_sent"] })).rowCount).toBe(1);
    const error = await failure(load(text, { require: ["duration", "bytes_received"] }));
    expect([error.code, error.message]).toEqual([
      "E_REQUIRED_UNDERIVABLE",
      expect.stringContaining("the fields named in require must be derivable, got none for bytes_received ("),
    ]);
  });
});

describe("delimited text of unknown names", () => {
  test("names that stand twice, none, and like those of objects stay apart", async () => {
    const table = await load("dur_s,pkts,pkts,,__proto__,dur_s\n1.5,10,2,a,b,3\n2.25,4,5,c,d,6\n");
    for (const name of ["pkts#2", "column 4", "__proto__", "dur_s#2"])
      expect(table.columnNames).toContain(name);
    expect(
      table.report.warnings.filter(({ code }) => code === "W_DUPLICATE_HEADER").map(({ column }) => column),
    ).toEqual(["pkts", "dur_s"]);
    expect(table.mapping.field("duration").columns).toEqual(["dur_s"]);
  });

  test("cells where names should be are no header", async () => {
    const error = await failure(load("1.5,10,tcp\n2.5,4,udp\n"));
    expect([error.code, error.line]).toEqual(["E_NO_HEADER", 1]);
  });

  test("blanks delimit where nothing else does and every line holds a number", async () => {
    const table = await load("dur_s pkts src_bytes dst_bytes\n0.5 10 600 1200\n1.5 4 160 90\n");
    expect([...table.column("duration")]).toEqual([0.5, 1.5]);
    expect((await failure(load("We all live\nin a house\nby the sea\n"))).code).toBe("E_UNSUPPORTED");
  });

  test("as many columns as are allowed load, more are refused, and a row of a million costs itself", async () => {
    const wide = (count: number): string =>
      `dur_s,pkts,${Array.from({ length: count - 2 }, (_, i) => `x${i}`).join(",")}\n${"1,".repeat(count - 1)}1\n${"2,".repeat(count - 1)}3\n`;
    expect((await load(wide(16_384))).columnNames.length).toBeGreaterThan(16_383);
    const error = await failure(load(wide(16_385)));
    expect([error.code, error.message]).toEqual([
      "E_UNSUPPORTED",
      expect.stringContaining("a table may have 16384 columns, got 16385"),
    ]);
    const row = "1.5,10,600,1200\n";
    const table = await load(
      `dur_s,pkts,src_bytes,dst_bytes\n${row.repeat(300)}${"1,".repeat(1e6)}1\n${row}`,
    );
    expect(table.report).toMatchObject({ kept: 301, rejected: 1 });
    expect(table.report.rejectedRows[0]).toMatchObject({
      line: 302,
      reason: "expected 4 fields, got 1000001",
    });
  });
});
