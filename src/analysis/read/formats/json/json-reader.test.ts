import type { FlowTable } from "../../../table/mod.ts";
import { loadFlows } from "../../mod.ts";
import type { LoadOptions } from "../../mod.ts";
import { bytesOf, expectBalanced, failure, gzip, load } from "../../testing/input.ts";

/** A record of unknown origin, with names that the guess knows. */
function flow(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { duration_s: 1.5, packets: 10, bytes_out: 1000, bytes_in: 2500, src_ip: "10.0.0.1", ...changes };
}

function lines(...records: unknown[]): string {
  return `${records.map((record) => (typeof record === "string" ? record : JSON.stringify(record))).join("\n")}\n`;
}

/** With a mapping that settles the required fields, so that only the reading is tested. */
const MAPPING: LoadOptions = {
  mapping: {
    duration: { column: "duration_s", unit: "s" },
    packet_count: "packets",
    bytes_sent: { column: "bytes_out", unit: "B" },
    bytes_received: { column: "bytes_in", unit: "B" },
  },
};

/** An array in arrays, so many of them. */
function nested(levels: number): unknown {
  return levels === 0 ? 1 : [nested(levels - 1)];
}

async function read(text: string, options: LoadOptions = {}): Promise<FlowTable> {
  const table = await load(text, { ...MAPPING, ...options });
  expectBalanced(table);
  return table;
}

function warnings(table: FlowTable): [string, number, string | undefined][] {
  return table.report.warnings.map(({ code, count, column }) => [code, count, column]);
}

describe("JSON records", () => {
  test("are read from lines, from an array and one after the other, with the line on which each begins", async () => {
    const records = [flow(), flow({ packets: 11 }), flow({ packets: 12 })];
    const layouts: [string, number[]][] = [
      [lines(...records), [1, 2, 3]],
      [JSON.stringify(records), [1, 1, 1]],
      [JSON.stringify(records, null, 2), [2, 9, 16]],
      [records.map((record) => JSON.stringify(record, null, 1)).join("\n"), [1, 8, 15]],
      [`[\n${records.map((record) => JSON.stringify(record)).join(",\n")}\n]`, [2, 3, 4]],
      [records.map((record) => JSON.stringify(record)).join(",\n"), [1, 2, 3]],
      [lines(...records).replaceAll("\n", "\r\n"), [1, 2, 3]],
      [lines(...records).replaceAll("\n", "\r"), [1, 2, 3]],
      [`\ufeff\n\n${lines(...records)}`, [3, 4, 5]],
    ];
    for (const [text, where] of layouts) {
      const table = await read(text);
      expect([...table.column("packet_count")]).toEqual([10, 11, 12]);
      expect(table.mapping.dialect).toBe("jsonl");
      const broken = await read(text.replace("12", '"x'), { lenient: true });
      expect([broken.rowCount, broken.report.rejectedRows.map(({ line }) => line)]).toEqual([2, [where[2]]]);
    }
  });

  test("are read from gzip, and by the names of their formats", async () => {
    const bytes = gzip(lines(flow(), flow()));
    expect((await loadFlows(bytes, MAPPING)).rowCount).toBe(2);
    expect((await loadFlows(bytes, { ...MAPPING, format: "jsonl" })).rowCount).toBe(2);
  });

  test("become typed columns; objects are flattened to names with dots, arrays kept as JSON", async () => {
    const table = await read(
      lines(
        flow({
          a: { b: { c: 1 }, d: true },
          list: [1, { x: "y" }],
          none: null,
          mixed: 1,
          number: "5",
          empty: [],
        }),
        flow({ a: { b: { c: 2.5 }, d: false }, mixed: "two", number: "1e2", hex: "0x10", id: "007" }),
        flow({ mixed: true, number: 7, text: "-" }),
      ),
    );
    const cells = (name: string): unknown[] => [table.column(name).type, ...table.column(name)];
    expect(cells("a.b.c")).toEqual(["float", 1, 2.5, null]);
    expect(cells("a.d")).toEqual(["boolean", true, false, null]);
    expect(cells("list")).toEqual(["text", '[1,{"x":"y"}]', null, null]);
    expect(cells("none")).toEqual(["float", null, null, null]);
    expect(cells("mixed")).toEqual(["text", "1", "two", "true"]);
    expect(cells("number")).toEqual(["int", 5, 100, 7]);
    expect([cells("hex"), cells("id")]).toEqual([
      ["text", null, "0x10", null],
      ["text", null, "007", null],
    ]);
    expect([cells("text")[3], cells("empty")[1]]).toEqual([null, null]);
    expect(warnings(table)).toContainEqual(["W_MIXED_COLUMN", 1, "mixed"]);
  });

  test("keep hostile names as plain columns", async () => {
    const hostile =
      '{"packets":1,"__proto__":{"polluted":1},"constructor":{"prototype":{"x":2}},"hasOwnProperty":3,"":4,"toString":5}';
    const table = await read(lines(flow(), hostile));
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(
      ["__proto__.polluted", "constructor.prototype.x", "hasOwnProperty", "toString"].map((name) =>
        table.column(name).at(1),
      ),
    ).toEqual([1, 2, 3, 5]);
    expect(table.toCSV()).toContain("hasOwnProperty");
  });

  test("count a field that comes twice, by a dot in its name and by an object, once", async () => {
    const table = await read(lines(flow({ "a.b": 1, a: { b: 2 } }), flow({ a: { b: 3 } })));
    expect([...table.column("a.b")]).toEqual([1, 3]);
    expect(warnings(table)).toContainEqual(["W_DUPLICATE_HEADER", 1, undefined]);
  });

  test("may hold Python's NaN and Infinity, and numbers past 2^53, which are told", async () => {
    const table = await read(
      lines(
        flow(),
        '{"duration_s":NaN,"packets":2,"bytes_out":Infinity,"bytes_in":-Infinity,"note":"NaN and \\"Infinity\\""}',
        flow({ serial: 9007199254740993 }),
      ),
    );
    expect([...table.column("bytes_sent")]).toEqual([1000, Infinity, 1000]);
    expect(table.column("note").at(1)).toBe('NaN and "Infinity"');
    expect(table.column("duration").at(1)).toBeNull();
    expect(warnings(table)).toContainEqual(["W_INEXACT", 1, "serial"]);
  });

  test("are set aside with line and reason when they are broken, and cost no other row", async () => {
    const good = Array.from({ length: 600 }, (_, i) => flow({ packets: i + 1 }));
    const bad: [string, string][] = [
      ['{"packets":1,,"bytes_out":2}', "not JSON: expected a name in double quotes at character 14"],
      ["[1,2]", "must be an object, got an array"],
      ["5", "must be an object, got a number"],
      ["null", "must be an object, got null"],
      ['{"packets":', "not JSON: it ends too early"],
    ];
    const all: unknown[] = [...good];
    bad.forEach(([text], i) => all.splice(i * 100, 0, text));
    const table = await read(lines(...all, ""));
    expect(table.report).toMatchObject({ read: 605, kept: 600, rejected: 5 });
    expect(table.report.rejectedRows).toEqual(
      bad.map(([text, reason], i) => ({ line: i * 100 + 1, reason: expect.stringContaining(reason), text })),
    );
    const lineOfRow = await read(lines(...all.slice(0, 150), flow({ duration_s: -1 })));
    expect(lineOfRow.report.warnings.find(({ code }) => code === "W_NEGATIVE_DURATION")!.lines).toEqual([
      151,
    ]);
  });

  test("are cut off at the end where the input is", async () => {
    const text = lines(flow(), flow(), flow());
    const table = await read(text.slice(0, -20), { lenient: true });
    expect([table.rowCount, table.report.truncated]).toEqual([2, true]);
    expect(table.report.rejectedRows[0]!.reason).toContain("(truncated end)");
    expect((await read(text.trimEnd())).report).toMatchObject({ kept: 3, truncated: false });
    const array = JSON.stringify([flow(), flow()]);
    expect((await read(array.slice(0, -1))).report).toMatchObject({ kept: 2, truncated: true });
  });

  test("nested too deep, or with too many names, are set aside", async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const deepArray = `{"packets":1,"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`c${i}`, i])));
    const table = await read(
      lines(flow(), deep, deepArray, flow({ a: nested(32) }), wide, flow({ a: nested(31) })),
      { lenient: true },
    );
    expect(table.rowCount).toBe(2);
    expect(table.report.rejectedRows.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "objects and arrays may be nested 32 deep"],
      [3, "objects and arrays may be nested 32 deep"],
      [4, "objects and arrays may be nested 32 deep"],
      [5, "a record may have 16384 names, got 100000"],
    ]);
    const array = await read(`[${JSON.stringify(flow())},\n${deep},\n${JSON.stringify(flow())}]`, {
      lenient: true,
    });
    expect([array.rowCount, array.report.rejected]).toEqual([2, 1]);
  });

  test("whose names are data make no table far larger than they are", async () => {
    const records = Array.from({ length: 20_000 }, (_, i) => flow({ [`host-${i}`]: i }));
    const table = await read(lines(...records));
    expect(table.rowCount).toBe(20_000);
    expect(table.columnNames.length).toBeLessThan(1000);
    const codes = table.report.warnings.filter(({ code }) => code === "W_COLUMNS_LEFT_OUT");
    expect(codes.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(19_000);
  });

  test("that are no UTF-8 keep what can be read of them", async () => {
    const text = lines(flow({ note: "x" }), flow({ note: "y" }));
    const bytes = bytesOf(text);
    bytes[text.indexOf('"x"') + 1] = 0xff;
    const table = await loadFlows(bytes, MAPPING);
    expect([...table.column("note")]).toEqual(["\ufffd", "y"]);
    expect(warnings(table)).toContainEqual(["W_ENCODING", 1, undefined]);
  });

  test("are named by a dialect's names as the same table in CSV is", async () => {
    const record = {
      bidirectional_duration_ms: 145,
      src2dst_packets: 6,
      dst2src_packets: 6,
      src2dst_bytes: 1978,
      dst2src_bytes: "1196",
      bidirectional_first_seen_ms: 1536925652375,
    };
    const table = await load(lines(record, { ...record, src2dst_packets: "six" }), { lenient: true });
    expect([table.mapping.dialect, table.column("bytes_received").at(0)]).toEqual(["nfstream", 1196]);
    expect(table.report.rejectedRows[0]!.reason).toBe('"src2dst_packets" must be a number, got "six"');
  });

  test.each([
    ["[]", "E_EMPTY"],
    ["[1, 2]", "E_"],
    ["{}", "E_REQUIRED_UNDERIVABLE"],
    ["{", "E_TOO_MANY_BAD_ROWS"],
    ["{'a': 1}\n", "E_TOO_MANY_BAD_ROWS"],
    ['[["a","b"],[1,2]]', "E_TOO_MANY_BAD_ROWS"],
    ['{"a":1}\n', "E_REQUIRED_UNDERIVABLE"],
  ])("%s is refused with a code", async (text, code) => {
    expect((await failure(load(text))).code).toContain(code);
  });
});
