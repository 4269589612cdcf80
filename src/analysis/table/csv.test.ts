import { loadFlows } from "../read/mod.ts";
import {
  booleanColumn,
  emptyValidity,
  floatColumn,
  numberColumn,
  setValid,
  textColumnFromStrings,
  timeColumn,
} from "./columns.ts";
import type { StoredColumn } from "./columns.ts";
import type { FlowTable } from "./flow-table.ts";
import { cellsOf, tableOf } from "./testing/tables.ts";

/** The table as it is after writing and reading. */
async function roundTrip(table: FlowTable): Promise<FlowTable> {
  return loadFlows(new TextEncoder().encode(table.toCSV()));
}

function texts(name: string, ...cells: (string | null)[]): StoredColumn {
  return textColumnFromStrings(name, cells);
}

describe("toCSV()", () => {
  test("writes canonical names, full precision, epoch milliseconds, and nothing for missing cells", () => {
    const known = emptyValidity(2);
    setValid(known, 0);
    const table = tableOf([
      floatColumn("duration", Float64Array.of(0.1 + 0.2, NaN)),
      numberColumn("packet_count", Float64Array.of(3, NaN)),
      texts("label", "normal", null),
      booleanColumn("is_attack", Uint8Array.of(0, 0), known),
      timeColumn("timestamp", Float64Array.of(1713484795943.239, NaN)),
    ]);
    expect(table.toCSV()).toBe(
      "duration,packet_count,label,is_attack,timestamp\n0.30000000000000004,3,normal,false,1713484795943.239\n,,,,\n",
    );
  });

  test("reading it back gives the same cells and types, to the last digit", async () => {
    const rows = 6;
    const table = tableOf([
      floatColumn(
        "duration",
        Float64Array.of(0.1 + 0.2, 5e-324, 1.7976931348623157e308, Infinity, NaN, 123456789.12345679),
      ),
      numberColumn("packet_count", Float64Array.of(2, 9, 9, 4294967296, 9, 2)),
      numberColumn("bytes_sent", Float64Array.of(9007199254740992, 1, 2, 3, 4, 5)),
      floatColumn("packet_size_mean", Float64Array.of(1, 1, 1, 1, 1, 842.4615384615385)),
      texts("label", "a", "b", null, "NA", "a", "1"),
      booleanColumn("is_attack", Uint8Array.of(1, 0, 1, 0, 1, 0)),
      timeColumn("timestamp", Float64Array.of(1713484795943.239, 1.7e12, NaN, 1e11, 99999999999999, 1.7e12)),
      texts("dst_ip", "::1", "10.0.0.1", null, "a,b", 'say "x"', "line\nbreak\r\nand more"),
      floatColumn("rate", Float64Array.of(-0, 1e-7, 1e21, -Infinity, NaN, 0.5)),
      numberColumn("n", Float64Array.of(-2147483648, 2147483647, 0, NaN, 1, 2)),
      booleanColumn("flag", Uint8Array.of(1, 0, 1, 0, 1, 0)),
    ]);
    const again = await roundTrip(table);
    expect(again.rowCount).toBe(rows);
    expect(again.report.rejected).toBe(0);
    expect(again.columnNames).toEqual(table.columnNames);
    for (const name of table.columnNames) {
      expect([name, again.column(name).type]).toEqual([name, table.column(name).type]);
      table
        .column(name)
        .toArray()
        .forEach((cell, row) => expect([name, row, again.column(name).at(row)]).toEqual([name, row, cell]));
    }
    expect(again.toCSV()).toBe(table.toCSV());
  });

  test("texts that look like something else come back as the texts they are", async () => {
    const tricky = [
      "",
      " ",
      "NA",
      "nan",
      "-",
      "(empty)",
      "null",
      "0",
      "007",
      "1e5",
      "0x10",
      "inf",
      "-Infinity",
      "true",
      "F",
      " padded ",
      "a;b",
      "a|b",
      "a\tb",
      '"',
      '""',
      "\n",
      "\r",
      "#x",
      "###",
      "=1+1",
      "@x",
      "\uFEFFx",
      "{",
      "a\0b",
      "😀",
      "__proto__",
      "2026-01-01 12:00:00",
    ];
    const table = tableOf([
      floatColumn("duration", new Float64Array(tricky.length).fill(1)),
      texts("note", ...tricky),
      texts("service", ...tricky),
    ]);
    const again = await roundTrip(table);
    expect(again.column("note").toArray()).toEqual(tricky);
    expect(again.column("service").toArray()).toEqual(tricky);
    expect(again.column("note").type).toBe("text");
  });

  test("each of them also does where it stands alone in its column", async () => {
    const tricky = [
      "",
      "NA",
      "0",
      "007",
      "1e5",
      "0x10",
      "inf",
      "true",
      "F",
      " padded ",
      "a;b",
      "###",
      "{",
      "\0",
    ];
    const table = tableOf([
      floatColumn("duration", Float64Array.of(1)),
      ...tricky.map((cell, i) => texts(`c${i}`, cell)),
    ]);
    const again = await roundTrip(table);
    expect(tricky.map((_, i) => again.column(`c${i}`).at(0))).toEqual(tricky);
  });

  test("a text that begins a line and looks like another format's header does too", async () => {
    const table = tableOf([
      texts("label", "#fields\tx", "#separator \\x09"),
      numberColumn("packets_sent", Float64Array.of(1, 2)),
      numberColumn("packets_received", Float64Array.of(1, 2)),
    ]);
    const again = await loadFlows(new TextEncoder().encode(table.toCSV()));
    expect(again.provenance.source.dialect).toBe("trafficlab");
    expect(again.column("source:label").toArray()).toEqual(["#fields\tx", "#separator \\x09"]);
  });

  test("names that look like something else come back too", async () => {
    const names = ["a,b", 'c"d', "e\nf", "#g", "###h", "1", "NA", "=i", "__proto__", "j;k;l", "true"];
    const table = tableOf([
      floatColumn("duration", Float64Array.of(1, 2)),
      ...names.map((name) => texts(name, "x", "y")),
    ]);
    expect((await roundTrip(table)).columnNames).toEqual(["duration", ...names]);
  });

  test("times that are too early to be known as milliseconds by their size come back to the last digit", async () => {
    const times = [0, 0.125, 1e-7, 999.999, -1, -12345.678, 86_400_000, 99_999_999_999.9];
    for (const values of [times, times.slice(0, 3), [1e11, 0]]) {
      const table = tableOf([
        floatColumn("duration", new Float64Array(values.length).fill(1)),
        timeColumn("timestamp", Float64Array.from(values)),
      ]);
      const again = await roundTrip(table);
      expect(again.column("timestamp").toArray()).toEqual(values);
      expect(again.mapping.timeZone).toBe("explicit");
    }
  });

  test("a loaded table comes back with its own columns beside the canonical ones", async () => {
    const text =
      "Duration,label,protocol,timestamp,note,packet_count\n-1,Web – XSS,TCP,1700000000,x,2\n2,ok,udp,1700000001,,3\n";
    const table = await loadFlows(new TextEncoder().encode(text));
    const again = await roundTrip(table);
    expect(cellsOf(again)).toEqual(cellsOf(table));
  });

  test("formulaSafe puts an apostrophe before what a spreadsheet would run, in cells and names, and into nothing else", () => {
    const table = tableOf([
      floatColumn("duration", Float64Array.of(-1)),
      texts("=cmd", "=1+1"),
      texts("a", "+x"),
      texts("b", "-x"),
      texts("c", "@x"),
      texts("d", "\tx"),
      texts("e", "x=1"),
    ]);
    expect(table.toCSV({ formulaSafe: true })).toBe(
      "duration,'=cmd,a,b,c,d,e\n-1,'=1+1,'+x,'-x,'@x,\"'\tx\",x=1\n",
    );
    expect(table.toCSV()).toBe('duration,=cmd,a,b,c,d,e\n-1,=1+1,+x,-x,@x,"\tx",x=1\n');
  });

  test("checks its options", () => {
    const table = tableOf([floatColumn("duration", Float64Array.of(1))]);
    expect(() => table.toCSV({ formulaSafe: 1 } as never)).toThrow(
      "formulaSafe must be true or false, got 1",
    );
    expect(() => table.toCSV({ safe: true } as never)).toThrow('unknown option "safe"');
  });

  test("writes a table without rows as a header", () => {
    expect(tableOf([floatColumn("duration", new Float64Array(0))]).toCSV()).toBe("duration\n");
  });
});
