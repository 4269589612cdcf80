import { gzip, expectBalanced, failure, load } from "../testing/input.ts";
import type { Column } from "../../core/mod.ts";
import { loadFlows } from "../mod.ts";

describe("canonical CSV", () => {
  test("takes names in any order, case and spelling, and lets other columns come along under their own", async () => {
    const table = await load(
      "Note, Bytes-Received ,LABEL,Packet Count,DURATION,bytes.sent\nhello,20,normal,3,1,10\n",
    );
    expect(table.columnNames).toEqual([
      "duration",
      "packet_count",
      "bytes_sent",
      "bytes_received",
      "packet_size_mean",
      "label",
      "is_attack",
      "Note",
    ]);
    expect(table.column("packet_size_mean").at(0)).toBe(10);
    expect(table.mapping.field("packet_size_mean")).toMatchObject({
      status: "computed",
      formula: "([bytes.sent] + [Bytes-Received]) / [Packet Count]",
    });
    expect(table.mapping.field("bytes_received")).toMatchObject({
      status: "direct",
      columns: ["Bytes-Received"],
      confidence: 1,
      by: "dialect",
    });
    expect(table.column("Bytes-Received")).toBe(table.column("bytes_received"));
    expect(table.mapping.field("src_ip")).toMatchObject({
      status: "cannot derive",
      reason: "the input has no column for it",
    });
  });

  test.each([
    [" ", ["comma", ","]],
    [" ", ["tab", "\t"]],
    [" ", ["semicolon", ";"]],
    [" ", ["bar", "|"]],
  ])("reads tables separated by %s%j", async (_, [, delimiter]) => {
    const text = "duration,packet_count,label\n0.5,3,a\n1.5,4,b\n".replaceAll(",", delimiter!);
    expect([...(await load(text)).column("duration")]).toEqual([0.5, 1.5]);
  });

  test("reads BOM, CR LF, lone CR, leading comments, blank lines and a last line without end alike", async () => {
    const plain = "duration,label\n1,a\n2,b\n";
    const expected = await load(plain);
    for (const text of [
      `\uFEFF${plain}`,
      plain.replaceAll("\n", "\r\n"),
      plain.replaceAll("\n", "\r"),
      `### test\n### more, of "it\n${plain}`,
      `\n\n${plain}\n \n`,
      plain.trimEnd(),
      '"duration","label"\n"1","a"\n"2","b"\n',
    ]) {
      const table = await load(text);
      expect(table.toCSV()).toBe(expected.toCSV());
      expect(table.report.rejected).toBe(0);
    }
    expect((await loadFlows(gzip(plain))).toCSV()).toBe(expected.toCSV());
    expect((await loadFlows(gzip("duration,label\n1,a\n", "2,b\n"))).toCSV()).toBe(expected.toCSV());
  });

  test("drops the header where it stands again, whatever it looks like, and counts it", async () => {
    const header = ' "Duration" ,Größe,packet_count';
    const table = await load(`${header}\n1,2,3\n${header}\n4,5,6\n${header}\n`);
    expect(table.report).toMatchObject({ read: 4, kept: 2, rejected: 0, dropped: { "repeated header": 2 } });
    expectBalanced(table);
  });

  test("sets aside rows with too few or too many fields, bad numbers and stray quotes, by physical line", async () => {
    const good = "1,2,3\n".repeat(600);
    const table = await load(`duration,packet_count,x\n${good}1,2\n1,2,3,4\n1,abc,3\n1,"2,3\n4,5,6\n`);
    expect(table.report.rejectedRows).toEqual([
      { line: 602, reason: "expected 3 fields, got 2", text: "1,2" },
      { line: 603, reason: "expected 3 fields, got 4", text: "1,2,3,4" },
      { line: 604, reason: 'packet_count must be a number, got "abc"', text: "1,abc,3" },
      { line: 605, reason: "a quote is opened and not closed", text: '1,"2,3' },
    ]);
    expect(table.report).toMatchObject({ read: 605, kept: 601, rejected: 4, truncated: false });
    expectBalanced(table);
  });

  test("says of half a last line that it is cut", async () => {
    const table = await load("duration,packet_count\n1,2\n3");
    expect(table.report).toMatchObject({ kept: 1, rejected: 1, truncated: true });
    expect(table.report.rejectedRows[0]!.reason).toBe("expected 2 fields, got 1 (truncated last line)");
  });

  test("a rejected row leaves nothing behind: no label, no category", async () => {
    const table = await load("duration,packet_count,label,note\n1,1,a,x\nbad,1,b,y\n");
    expect(table.report.labels.map(({ value }) => value)).toEqual(["a"]);
    expect((table.column("note") as Column).categories).toEqual(["x"]);
  });

  test("a name twice: the first counts, the later ones come along, and it is told", async () => {
    const table = await load(
      "duration,packet_count,x,x,label,Label,label,source:label,\n1,9,2,3,a,b,c,d,e\n",
    );
    expect(table.columnNames).toEqual([
      "duration",
      "packet_count",
      "label",
      "is_attack",
      "x",
      "x#2",
      "Label",
      "label#2",
      "source:label",
      "column 9",
    ]);
    expect([table.column("label").at(0), table.column("Label").at(0), table.column("label#2").at(0)]).toEqual(
      ["a", "b", "c"],
    );
    expect(
      table.report.warnings.filter(({ code }) => code === "W_DUPLICATE_HEADER").map(({ column }) => column),
    ).toEqual(["x", "label", "Label"]);
  });

  test("keeps a column of its own file name that a canonical field would hide", async () => {
    const table = await load("duration,packet_count,label,class\n1,1,a,x\n2,1,b,y\n", { label: "class" });
    expect(table.columnNames).toEqual(["duration", "packet_count", "label", "is_attack", "source:label"]);
    expect([...table.column("label")]).toEqual(["x", "y"]);
    expect([...table.column("class")]).toEqual(["x", "y"]);
    expect([...table.column("source:label")]).toEqual(["a", "b"]);
  });

  test("names like __proto__ and constructor are columns and labels like any other", async () => {
    const table = await load(
      "duration,packet_count,__proto__,constructor,label\n1,1,x,5,__proto__\n2,1,y,6,constructor\n",
    );
    expect([...table.column("__proto__")]).toEqual(["x", "y"]);
    expect([...table.numeric("constructor")]).toEqual([5, 6]);
    expect(table.report.labels.map(({ value }) => value)).toEqual(["__proto__", "constructor"]);
    expect(table.filter((row) => row["__proto__"] === "y").rowCount).toBe(1);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("reads numbers grouped by commas only where they are quoted and the comma is no delimiter", async () => {
    const table = await load('duration;packet_count;bytes_sent\n1;"1,234";"5"\n');
    expect(table.column("packet_count").at(0)).toBe(1234);
    expect((await failure(load('duration,packet_count\n1,"1,234"\n'))).code).toBe("E_TOO_MANY_BAD_ROWS");
  });
});

describe("canonical CSV that cannot be read", () => {
  test("a header that names nothing: why, what it found and what to do", async () => {
    const error = await failure(load("colour,shape\nred,round\nblue,square\n"));
    expect(error).toMatchObject({ name: "SyntaxError", code: "E_REQUIRED_UNDERIVABLE" });
    expect(error.message).toContain("none of the five required fields can be derived: duration (");
    expect(error.message).toContain('the columns are "colour", "shape"; name them with { mapping: { ... } }');
  });

  test.each([
    ["E_NO_HEADER", "0,tcp,http,SF,181\n0,udp,dns,SF,105\n", "the first row must name the columns"],
    ["E_NO_HEADER", "1.5,2,3\n4,5,6\n", "add a header that names the columns"],
    [
      "E_NO_HEADER",
      'duration,"open\n1,2\n',
      "the header must be a row of names, got one where a quote is opened and not closed",
    ],
    ["E_HEADER_ONLY", "duration,label\n", "a table must have rows, got a header only"],
    ["E_HEADER_ONLY", "duration,label\nduration,label\n", "a header only"],
    ["E_TOO_MANY_BAD_ROWS", "duration,label\nx,y\n", "got 1 bad row of 1 row"],
    ["E_UNSUPPORTED", `duration,${"x,".repeat(20_000)}\n1,2\n`, "a table may have 16384 columns, got 20002"],
    ["E_UNSUPPORTED", "# README\n\nSome prose, as it is.\n", "no known format begins as it does"],
  ])("%s for %j", async (code, text, message) => {
    const error = await failure(load(text));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(message)]);
  });

  test("E_REQUIRED_UNDERIVABLE where prose is called CSV", async () => {
    expect((await failure(load("README\n\nSome prose.\n", { format: "csv" }))).code).toBe(
      "E_REQUIRED_UNDERIVABLE",
    );
  });

  test("options that name columns are held against the file", async () => {
    expect((await failure(load("duration,packet_count,class\n1,1,a\n", { label: "klass" }))).message).toBe(
      'Cannot load bytes: label must name a column, got "klass"; there are "duration", "packet_count", "class"',
    );
    expect(
      (await failure(load("duration,packet_count,class\n1,1,a\n", { benign: ["a"] }))).message,
    ).toContain("benign needs a label column, got none");
  });

  test("names of a megabyte are cut in messages and kept in the table", async () => {
    const name = "x".repeat(1 << 20);
    expect((await failure(load(`${name},b\n1,2\n3,4\n`))).message.length).toBeLessThan(1000);
    expect((await load(`duration,packet_count,${name}\n1,1,2\n`)).columnNames[2]).toBe(name);
  });
});
