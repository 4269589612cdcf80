import type { FlowTable } from "../../table/mod.ts";
import { loadFlows } from "../mod.ts";
import {
  bytesOf,
  CONN_FIELDS,
  CONN_TYPES,
  connLog,
  connRow,
  expectBalanced,
  failure,
  load,
} from "../testing/input.ts";

function rowOf(table: FlowTable, row: number, ...names: string[]): unknown[] {
  return names.map((name) => table.column(name).at(row));
}

const REQUIRED = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];
const LABELED = { fields: `${CONN_FIELDS} label detailedlabel`, types: `${CONN_TYPES} string string` };
const PACKED_FIELDS = `${CONN_FIELDS} tunnel_parents|label|detailed-label`;

/** An IoT-23 log: the last three names and values are joined by three blanks. */
function packedLog(rows: readonly string[]): string {
  const log = connLog(
    rows.map((last) => [...connRow(), last]),
    { fields: PACKED_FIELDS, types: `${CONN_TYPES} set[string]|string|string` },
  );
  return log.replaceAll("|", "   ");
}

describe("Zeek conn.log", () => {
  test("reads columns by name wherever they stand, and unknown ones as they are", async () => {
    const table = await load(
      connLog([["node-1", ...connRow(), "aa:bb"]], {
        fields: `_node_name ${CONN_FIELDS} orig_l2_addr`,
        types: `string ${CONN_TYPES} string`,
      }),
    );
    expect(rowOf(table, 0, "duration", "_node_name", "orig_l2_addr")).toEqual([1.5, "node-1", "aa:bb"]);
  });

  test("reads logs with a BOM, CR LF, a leading tab or ### lines before #separator, without #close or last line end", async () => {
    const plain = connLog([connRow(), connRow({ uid: "C2" })]);
    const expected = (await load(plain)).toCSV();
    for (const text of [
      `\uFEFF${plain}`,
      plain.replaceAll("\n", "\r\n"),
      `\t${plain}`,
      `### BTest\n${plain}`,
      plain.replace(/#close.*\n/, "").trimEnd(),
    ]) {
      const table = await load(text);
      expect(table.toCSV()).toBe(expected);
      expect(table.report.rejected).toBe(0);
    }
    const open = await load(plain.replace(/#close.*\n/, ""));
    expect(open.report.warnings.map(({ code }) => code)).toEqual(["W_NO_CLOSE"]);
  });

  test("takes other separators, unset and empty texts than the usual ones", async () => {
    const log = connLog([connRow({ duration: "NIL", service: "nothing" })])
      .replace("\\x09", "\\x7c")
      .replace("#empty_field\t(empty)", "#empty_field|nothing")
      .replace("#unset_field\t-", "#unset_field|NIL")
      .replaceAll("\t", "|");
    const table = await load(log);
    expect(rowOf(table, 0, "duration", "service", "bytes_sent")).toEqual([null, null, 1000]);
    const minusOne = await load(
      connLog([connRow({ orig_pkts: -1 })]).replace("#unset_field\t-", "#unset_field\t-1"),
    );
    expect(rowOf(minusOne, 0, "orig_pkts", "packet_count")).toEqual([null, 4]);
  });

  test("a new #fields block in the middle starts a new layout", async () => {
    const second = connLog([["extra", ...connRow({ uid: "C2" })]], {
      fields: `extra ${CONN_FIELDS}`,
      types: `string ${CONN_TYPES}`,
    });
    const table = await load(connLog([connRow()]) + second + connLog([connRow({ uid: "C3" })]));
    expect([...table.column("uid")]).toEqual(["CAbc1", "C2", "C3"]);
    expect([...table.column("extra")]).toEqual([null, "extra", null]);
    expect([...table.column("packet_count")]).toEqual([10, 10, 10]);
    expect(table.report).toMatchObject({ read: 3, kept: 3, rejected: 0 });
    expectBalanced(table);
  });

  test("without #types, or with too few of them, tells kinds from the cells", async () => {
    for (const types of ["", "time string addr"]) {
      const table = await load(connLog([connRow(), connRow({ duration: "-" })], { types }));
      expect(rowOf(table, 0, ...REQUIRED)).toEqual([1.5, 10, 1000, 2500, 350]);
      expect(rowOf(table, 0, "src_ip", "dst_port", "protocol")).toEqual(["10.0.0.1", 443, "tcp"]);
    }
  });

  test("names given twice and empty names stay apart", async () => {
    const table = await load(
      connLog([[...connRow(), "a", "b", "c"]], {
        fields: `${CONN_FIELDS} uid  x`,
        types: `${CONN_TYPES} string string string`,
      }),
    );
    expect(rowOf(table, 0, "uid", "uid#2", "column 19", "x")).toEqual(["CAbc1", "a", "b", "c"]);
    expect(table.report.warnings).toMatchObject([{ code: "W_DUPLICATE_HEADER", count: 1, column: "uid" }]);
  });

  test("sets aside rows of another width and bad numbers, by physical line; half a last line is cut", async () => {
    const log = connLog(
      [connRow(), connRow().slice(0, 5), [...connRow(), "x"], connRow({ orig_pkts: "12abc" })],
      { end: connRow().slice(0, 4).join("\t") },
    );
    const table = await load(log, { lenient: true });
    expect(table.report).toMatchObject({ read: 5, kept: 1, rejected: 4, truncated: true });
    expect(table.report.rejectedRows.map(({ line, reason }) => [line, reason])).toEqual([
      [9, "expected 17 fields, got 5"],
      [10, "expected 17 fields, got 18"],
      [11, '"orig_pkts" must be a number, got "12abc"'],
      [12, "expected 17 fields, got 4 (truncated last line)"],
    ]);
    expectBalanced(table);
  });

  test("rows before any #fields line are set aside", async () => {
    const table = await load(connLog([connRow()]).replace("#fields", "1\t2\n#fields"));
    expect(table.report.rejectedRows).toEqual([
      { line: 6, reason: "row before any #fields line", text: "1\t2" },
    ]);
  });
});

describe("Zeek conn.log with labels", () => {
  const rows = [
    [...connRow(), "Malicious", "External-Attack"],
    [...connRow(), "Benign", "-"],
    [...connRow(), "Background", "(empty)"],
    [...connRow(), "(empty)", "-"],
  ];

  test("reads own columns: malicious is an attack, benign is none, background says nothing", async () => {
    const table = await load(connLog(rows, LABELED));
    expect([...table.column("label")]).toEqual(["Malicious", "Benign", "Background", null]);
    expect([...table.column("label_detail")]).toEqual(["External-Attack", null, null, null]);
    expect([...table.column("is_attack")]).toEqual([true, false, null, null]);
    expect(table.report.labels).toEqual([
      { value: "Malicious", count: 1, isAttack: true },
      { value: "Benign", count: 1, isAttack: false },
      { value: "Background", count: 1, isAttack: null },
    ]);
    expect(table.report.warnings).toEqual([]);
  });

  test("splits packed fields at runs of two or more blanks, and sets aside what does not give three", async () => {
    const log = packedLog([
      "-   Malicious   C&C",
      "(empty)  Benign      -",
      "-   Malicious",
      "- Malicious C&C",
      "a   b   c   d",
      "",
      "C1,C2   Malicious   Part Of Scan  ",
    ]);
    const table = await load(log, { lenient: true });
    expect([...table.column("label")]).toEqual(["Malicious", "Benign", "Malicious"]);
    expect([...table.column("label_detail")]).toEqual(["C&C", null, "Part Of Scan"]);
    expect([...table.column("tunnel_parents")]).toEqual([null, null, "C1,C2"]);
    expect(table.report.rejectedRows.map(({ line, reason }) => [line, reason])).toEqual([
      [10, "last field must pack 3 values, got 2"],
      [11, "last field must pack 3 values, got 1"],
      [12, "last field must pack 3 values, got 4"],
      [13, "last field must pack 3 values, got 0"],
    ]);
    expect(table.report.rejectedRows[0]!.text).toContain("2500\t-   Malicious");
    expectBalanced(table);
  });

  test("reads packed numbers as numbers", async () => {
    const log = connLog(
      [
        [...connRow(), "7|x"],
        [...connRow(), "y|x"],
      ],
      { fields: `${CONN_FIELDS} n|note`, types: `${CONN_TYPES} count|string` },
    ).replaceAll("|", "   ");
    const table = await load(log);
    expect([...table.column("n")]).toEqual([7]);
    expect(table.report.rejectedRows[0]!.reason).toBe('"n" must be a number, got "y"');
  });
});

describe("Zeek logs that cannot be read", () => {
  test("another log is named and refused, also behind a conn.log", async () => {
    const dns = connLog([], { path: "dns" });
    const error = await failure(load(dns));
    expect(error).toMatchObject({ code: "E_NOT_A_FLOW_LOG", line: 5 });
    expect(error.message).toBe(
      'Cannot load bytes: a flow log must have #path conn, got "dns"; load the conn.log of the same folder',
    );
    expect((await failure(load(connLog([connRow()]) + dns))).code).toBe("E_NOT_A_FLOW_LOG");
    const unnamed = connLog([], { fields: "ts uid", types: "time string", path: "" });
    expect((await failure(load(unnamed))).message).toContain(
      'must have the field "id.orig_h", got "ts, uid"',
    );
  });

  test("a conn.log whose fields were renamed, or joined by another sign, is one all the same", async () => {
    const joined = await load(connLog([connRow()], { fields: CONN_FIELDS.replaceAll("id.", "id_") }));
    expect(joined.column("src_ip").at(0)).toBe("10.0.0.1");
    const fields = CONN_FIELDS.replace(
      "id.orig_h id.orig_p id.resp_h id.resp_p",
      "src src_port dst dst_port",
    );
    const renamed = await load(connLog([connRow()], { fields }));
    expect(
      ["src_ip", "src_port", "dst_ip", "dst_port", "bytes_sent"].map((name) => renamed.column(name).at(0)),
    ).toEqual(["10.0.0.1", 51234, "192.0.2.7", 443, 1000]);
  });

  test.each([
    ["E_HEADER_ONLY", connLog([])],
    ["E_NO_HEADER", "#separator \\x09\n#path\tconn\n"],
    ["E_NO_HEADER", connLog([connRow()]).replaceAll("\t", " ")],
    ["E_REQUIRED_UNDERIVABLE", connLog([["1", "h"]], { fields: "ts id.orig_h", types: "time addr" })],
    ["E_UNSUPPORTED", connLog([], { fields: `id.orig_h ${"x ".repeat(20_000)}x`, types: "" })],
    ["E_TOO_MANY_BAD_ROWS", connLog(new Array<string[]>(6).fill(["a", "b"]))],
  ])("%s", async (code, text) => {
    const error = await failure(loadFlows(bytesOf(text)));
    expect([error.code, error.message.length < 1000]).toEqual([code, true]);
  });

  test("says that the tabs were lost", async () => {
    expect((await failure(load(connLog([connRow()]).replaceAll("\t", " ")))).message).toContain(
      'must be separated by "\\t"',
    );
  });
});
