import type { FlowTable } from "../../table/mod.ts";
import { expectBalanced, failure, load } from "../testing/input.ts";

/** A line of a conn.log in JSON; null leaves a key out. */
function conn(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const record = {
    ts: 1713484795.943239,
    uid: "CAbc1",
    "id.orig_h": "10.0.0.1",
    "id.orig_p": 51234,
    "id.resp_h": "192.0.2.7",
    "id.resp_p": 443,
    proto: "tcp",
    service: "ssl",
    duration: 1.5,
    orig_bytes: 700,
    resp_bytes: 2000,
    conn_state: "SF",
    missed_bytes: 0,
    orig_pkts: 6,
    orig_ip_bytes: 1000,
    resp_pkts: 4,
    resp_ip_bytes: 2500,
    ...changes,
  };
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

function lines(...records: unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

function rowOf(table: FlowTable, row: number, ...names: string[]): unknown[] {
  return names.map((name) => table.column(name).at(row));
}

const CANONICAL = [
  "duration",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packet_size_mean",
  "timestamp",
  "src_ip",
  "src_port",
  "dst_ip",
  "dst_port",
  "protocol",
  "service",
  "state",
];
const EXPECTED = [
  1.5,
  10,
  1000,
  2500,
  350,
  1713484795943.239,
  "10.0.0.1",
  51234,
  "192.0.2.7",
  443,
  "tcp",
  "ssl",
  "SF",
];

describe("Zeek's conn.log in JSON", () => {
  test("gives what the same log in TSV gives", async () => {
    const table = await load(lines(conn()));
    expect(rowOf(table, 0, ...CANONICAL)).toEqual(EXPECTED);
    expect(table.mapping).toMatchObject({
      dialect: "zeek-json",
      byteMeaning: "ip",
      direction: "two-way",
      timeZone: "explicit",
    });
    const payload = await load(lines(conn()), { bytes: "payload" });
    expect(rowOf(payload, 0, "bytes_sent", "bytes_received")).toEqual([700, 2000]);
  });

  test("may nest its endpoints, join their names by other signs, and write times as text", async () => {
    const nested = conn({
      "id.orig_h": null,
      "id.orig_p": null,
      "id.resp_h": null,
      "id.resp_p": null,
      id: { orig_h: "10.0.0.1", orig_p: 51234, resp_h: "192.0.2.7", resp_p: 443 },
      ts: "2024-04-18T23:59:55.943239Z",
    });
    const joined = Object.fromEntries(
      Object.entries(conn()).map(([name, value]) => [name.replace("id.", "id_"), value]),
    );
    for (const record of [nested, joined]) {
      const table = await load(lines(record));
      expect(rowOf(table, 0, ...CANONICAL)).toEqual(EXPECTED);
      expect(table.mapping.timeZone).toBe("explicit");
    }
  });

  test("takes an absent key for unset", async () => {
    const table = await load(
      lines(
        conn(),
        conn({ duration: null, orig_pkts: 1, resp_pkts: 0, service: null }),
        conn({ duration: null }),
        conn({ duration: null, orig_pkts: 0, resp_pkts: 0 }),
      ),
    );
    expect([...table.column("duration")]).toEqual([1.5, 0, null, 0]);
    expect(table.column("service").at(1)).toBeNull();
    expect(table.mapping.field("duration").status).toBe("imputed");
    expect(table.column("source:duration").missing).toBe(3);
  });

  test("knows relative and masked times", async () => {
    const relative = await load(lines(conn({ ts: 22.3 }), conn({ ts: 30.5 })));
    expect([relative.mapping.timeZone, relative.mapping.field("timestamp").reason]).toEqual([
      "relative",
      "relative: ts counts from the start of the capture",
    ]);
    const masked = await load(lines(conn({ ts: "XXXXXXXXXX.XXXXXX" })));
    expect(masked.mapping.field("timestamp")).toMatchObject({
      status: "cannot derive",
      reason: "ts holds no times",
    });
    expect(masked.column("bytes_sent").at(0)).toBe(1000);
  });

  test("has no ports for ICMP, and no address where there is a number", async () => {
    const table = await load(lines(conn({ proto: "icmp", "id.orig_p": 8, "id.resp_p": 0 }), conn()));
    expect([...table.column("src_port")]).toEqual([null, 51234]);
    const encoded = await load(lines(conn({ "id.orig_h": 7 })));
    expect(encoded.mapping.field("src_ip").reason).toBe("id.orig_h holds no text");
  });

  test.each(["detailedlabel", "detailed-label", "detailed_label"])("reads labels, with %s", async (name) => {
    const table = await load(
      lines(
        conn({ label: "Malicious", [name]: "External-Attack" }),
        conn({ label: "benign", [name]: "-" }),
        conn({ label: "Background", [name]: "(empty)" }),
        conn({ label: "(empty)" }),
        conn(),
      ),
    );
    expect([...table.column("label")]).toEqual(["Malicious", "benign", "Background", null, null]);
    expect([...table.column("is_attack")]).toEqual([true, false, null, null, null]);
    expect([...table.column("label_detail")]).toEqual(["External-Attack", null, null, null, null]);
    const detail = await load(
      lines(conn({ label: "Malicious", [name]: "C&C" }), conn({ label: "Benign", [name]: "Web" })),
      {
        label: name,
        benign: ["Web"],
      },
    );
    expect([...detail.column("is_attack")]).toEqual([true, false]);
  });

  test("sets a row aside whose number is none", async () => {
    const table = await load(
      lines(...new Array(200).fill(conn()), conn({ orig_pkts: "many" }), conn({ resp_p: [] })),
    );
    expect(table.report.rejectedRows).toMatchObject([
      { line: 201, reason: '"orig_pkts" must be a number, got "many"' },
    ]);
    expectBalanced(table);
  });

  test("keeps texts of digits as texts", async () => {
    const table = await load(lines(conn({ uid: "123", history: "0" }), conn({ uid: "456", history: "1" })));
    expect([table.column("uid").type, table.column("history").at(1)]).toEqual(["text", "1"]);
  });

  test("drops records of other logs, and counts them by kind", async () => {
    const dns = { ts: 1, uid: "C", "id.orig_h": "10.0.0.1", query: "a.example", qtype: 1 };
    const table = await load(
      lines(
        conn(),
        dns,
        dns,
        conn({ _path: "http" }),
        { ts: 2, fuid: "F", seen_bytes: 3 },
        conn({ _path: "conn" }),
      ),
    );
    expect(table.report).toMatchObject({
      read: 6,
      kept: 2,
      dropped: { "log dns": 2, "log http": 1, "log files": 1 },
    });
  });

  test.each([
    ["dns", { ts: 1, "id.orig_h": "10.0.0.1", trans_id: 7, rejected: false }],
    ["ssh", { ts: 1, "id.orig_h": "10.0.0.1", auth_attempts: 1 }],
    ["x509", { ts: 1, id: "F", "certificate.serial": "1" }],
    ["conn_long", { ts: 1, _path: "conn_long", "id.orig_h": "10.0.0.1", conn_state: "SF" }],
    ["other", { ts: 1, "id.orig_h": "10.0.0.1" }],
  ])("refuses a file of %s alone, and names it", async (name, record) => {
    const error = await failure(load(lines(record, record)));
    expect(error.code).toBe("E_NOT_A_FLOW_LOG");
    expect(error.message).toBe(
      `Cannot load bytes: a flow log must be Zeek's conn.log, with id.orig_h and conn_state, got "log ${name}" (2); load the conn.log of the same folder`,
    );
  });

  test("is found by its short name", async () => {
    for (const format of ["zeek", "zeek-json"] as const)
      expect((await load(lines(conn()), { format })).mapping.dialect).toBe("zeek-json");
  });
});
