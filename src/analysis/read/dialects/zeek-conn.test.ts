import type { FlowTable } from "../../table/mod.ts";
import { CONN_FIELDS, CONN_TYPES, connLog, connRow, failure, load } from "../testing/input.ts";

function rowOf(table: FlowTable, row: number, ...names: string[]): unknown[] {
  return names.map((name) => table.column(name).at(row));
}

const REQUIRED = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];
const LABELED = { fields: `${CONN_FIELDS} label detailedlabel`, types: `${CONN_TYPES} string string` };
const rows = [
  [...connRow(), "Malicious", "External-Attack"],
  [...connRow(), "Benign", "-"],
  [...connRow(), "Background", "(empty)"],
  [...connRow(), "(empty)", "-"],
];

describe("the canonical fields of a Zeek conn.log", () => {
  test("gives the canonical fields: seconds, IP bytes, both directions, UTC milliseconds", async () => {
    const table = await load(connLog([connRow()]));
    expect(rowOf(table, 0, ...REQUIRED)).toEqual([1.5, 10, 1000, 2500, 350]);
    expect(
      rowOf(
        table,
        0,
        "timestamp",
        "src_ip",
        "src_port",
        "dst_ip",
        "dst_port",
        "protocol",
        "service",
        "state",
      ),
    ).toEqual([1713484795943.239, "10.0.0.1", 51234, "192.0.2.7", 443, "tcp", "ssl", "SF"]);
    expect(table.mapping).toMatchObject({
      dialect: "zeek-tsv",
      byteMeaning: "ip",
      direction: "two-way",
      timeZone: "explicit",
    });
    expect(table.mapping.field("bytes_sent")).toMatchObject({ status: "direct", columns: ["orig_ip_bytes"] });
    expect(table.mapping.field("packet_count")).toMatchObject({
      status: "computed",
      formula: "[orig_pkts] + [resp_pkts]",
    });
    expect(table.mapping.field("timestamp").unit).toEqual({ from: "s", to: "ms", factor: 1000 });
    expect(table.report.warnings).toEqual([]);
    expect(table.column("orig_bytes").at(0)).toBe(700);
    expect(table.column("source:duration").at(0)).toBe(1.5);
  });

  test("counts payload where it is asked to, and where the log has no IP bytes", async () => {
    const payload = await load(connLog([connRow()]), { bytes: "payload" });
    expect([
      ...rowOf(payload, 0, "bytes_sent", "bytes_received", "packet_size_mean"),
      payload.mapping.byteMeaning,
    ]).toEqual([700, 2000, 270, "payload"]);
    const old = connLog([connRow()]).replaceAll("_ip_bytes", "_other_bytes");
    const table = await load(old);
    expect([...rowOf(table, 0, "bytes_sent"), table.mapping.byteMeaning]).toEqual([700, "payload"]);
    const none = await load(old.replaceAll("orig_bytes", "a").replaceAll("resp_bytes", "b"));
    expect([none.mapping.byteMeaning, none.columnNames.includes("bytes_sent")]).toEqual(["unknown", false]);
    expect(none.mapping.field("packet_size_mean").reason).toBe("the log has no byte counts");
  });

  test("settles unset and negative durations, and flows without packets", async () => {
    const rows = [
      connRow({ duration: "-", orig_pkts: 1, resp_pkts: 0 }),
      connRow({
        duration: "-",
        orig_pkts: 0,
        resp_pkts: 0,
        orig_ip_bytes: 0,
        resp_ip_bytes: 0,
        orig_bytes: 0,
        resp_bytes: 0,
      }),
      connRow({ duration: "-" }),
      connRow({ duration: "-0.5" }),
      connRow({ duration: "0.000000" }),
    ];
    const table = await load(connLog(rows));
    expect([...table.column("duration")]).toEqual([0, 0, null, null, 0]);
    expect(table.column("packet_size_mean").at(1)).toBeNull();
    expect(table.mapping.field("duration")).toMatchObject({
      status: "imputed",
      reason: expect.stringContaining("2 unset") as string,
    });
    expect(table.report.warnings.map(({ code, count, lines }) => [code, count, lines])).toEqual([
      ["W_NEGATIVE_DURATION", 1, [11]],
      ["W_ZERO_DURATION", 1, [12]],
      ["W_IMPUTED_DURATION", 2, []],
      ["W_ZERO_PACKETS", 1, [9]],
    ]);
  });

  test("tells payload above IP bytes, and repairs nothing", async () => {
    const table = await load(
      connLog([connRow(), connRow({ orig_bytes: 1596, resp_bytes: 4039, missed_bytes: 5138 })]),
    );
    expect(table.report.warnings).toMatchObject([{ code: "W_PAYLOAD_ABOVE_IP", count: 1, lines: [9] }]);
    expect(table.column("bytes_sent").at(1)).toBe(1000);
  });

  test("has no ports for ICMP, whose port columns hold type and code", async () => {
    const table = await load(
      connLog([connRow(), connRow({ proto: "icmp", "id.orig_p": 8, "id.resp_p": 0 })]),
    );
    expect([...table.column("src_port")]).toEqual([51234, null]);
    expect([...table.column("dst_port")]).toEqual([443, null]);
    expect([...table.column("id.orig_p")]).toEqual([51234, 8]);
  });

  test("fields that are named like canonical ones or like prefixed ones stay apart too", async () => {
    const table = await load(
      connLog([[...connRow(), "a", "b"]], {
        fields: `${CONN_FIELDS} src_ip source:src_ip`,
        types: `${CONN_TYPES} string string`,
      }),
    );
    expect(rowOf(table, 0, "src_ip", "source:src_ip", "source:src_ip#2")).toEqual(["10.0.0.1", "a", "b"]);
  });

  test("columns of a type that is not theirs give no field, and the reason", async () => {
    const types = CONN_TYPES.replace("time string addr", "time string count").replace(
      "count count count count count",
      "string string string string string",
    );
    const table = await load(connLog([connRow({ "id.orig_h": 7 })], { types }));
    expect(table.mapping.field("src_ip")).toMatchObject({
      status: "cannot derive",
      reason: "id.orig_h holds no text",
    });
    expect(rowOf(table, 0, "duration", "bytes_sent")).toEqual([1.5, 700]);
    expect(table.mapping.byteMeaning).toBe("payload");
    expect(table.columnNames).not.toContain("packet_count");
  });

  test("masked times are missing and counted, the rest is read", async () => {
    const table = await load(connLog([connRow({ ts: "XXXXXXXXXX.XXXXXX" })]));
    expect(table.rowCount).toBe(1);
    expect(table.report.warnings).toMatchObject([{ code: "W_MASKED_TIME", count: 1, column: "ts" }]);
    expect(table.mapping.field("timestamp").reason).toBe("ts holds no times");
  });

  test("relative times give no timestamp, but stay as ts", async () => {
    const table = await load(connLog([connRow({ ts: "0.000000" }), connRow({ ts: "272.5" })]));
    expect([table.mapping.timeZone, table.columnNames.includes("timestamp")]).toEqual(["relative", false]);
    expect([...table.column("ts")]).toEqual([0, 272.5]);
    expect(table.report.warnings).toMatchObject([{ code: "W_RELATIVE_TIME", count: 1 }]);
  });

  test("takes another column for the label where it is told so, and its benign values", async () => {
    const table = await load(connLog(rows, LABELED), { label: "detailedlabel", benign: ["nothing"] });
    expect([...table.column("label")]).toEqual(["External-Attack", null, null, null]);
    expect([...table.column("is_attack")]).toEqual([true, null, null, null]);
    expect((await failure(load(connLog([connRow()]), { label: "klass" }))).message).toContain(
      'label must name a column, got "klass"; there are "ts"',
    );
    expect((await failure(load(connLog([connRow()]), { benign: ["x"] }))).message).toContain(
      "benign needs a label column, got none",
    );
  });
});
