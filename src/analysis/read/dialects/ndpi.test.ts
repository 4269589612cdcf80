import { capture, capturesIn, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { cells, ENDPOINTS, REQUIRED, total, warningCounts } from "../testing/cells.ts";
import { expectBalanced, load } from "../testing/input.ts";

const HEADER =
  "#flow_id,protocol,first_seen,last_seen,duration,src_ip,src_port,dst_ip,dst_port,ndpi_proto_num,ndpi_proto,server_name_sni,c_to_s_pkts,c_to_s_bytes,c_to_s_goodput_bytes,s_to_c_pkts,s_to_c_bytes,s_to_c_goodput_bytes,flow_info,plen_bins";

function row(changes: { protocol?: number; packets?: string; info?: string; name?: string } = {}): string {
  const { protocol = 6, packets = "2", info = "", name = "example.org" } = changes;
  return `22,${protocol},1300475168.895,1300475169.122,0.227,10.0.0.1,50001,192.0.2.7,80,7.176,HTTP.Wikipedia,${name},${packets},595,400,1,416,350,${info},0;50;50`;
}

const FILE = "ndpi_4.2.csv.gz";
/** Rows by the README. */
const COUNTS: Readonly<Record<string, number>> = {
  "1kxun.pcap": 197,
  "WebattackRCE.pcap": 797,
  "instagram.pcap": 38,
  "slips-ssh-bruteforce.pcap": 67,
  "ssh.pcap": 25,
  "synscan.pcap": 1994,
  "teams.pcap": 83,
  "wikipedia.pcap": 34,
};
const PATHS = Object.keys(COUNTS).map((name) => `peers/out/${name}/${FILE}`);

describe("ndpiReader", () => {
  test("gives a flow's seconds, packets, frame bytes, time, ends and application", async () => {
    const table = await load(`${HEADER}\n${row()}\n`);
    expect(table.mapping.toJSON()).toMatchObject({
      dialect: "ndpi",
      byteMeaning: "frame",
      direction: "two-way",
      timeZone: "explicit",
    });
    expect(cells(table, 0, ...REQUIRED, "timestamp", "service")).toEqual([
      0.227,
      3,
      595,
      416,
      337,
      1300475168895,
      "HTTP.Wikipedia",
    ]);
    expect(cells(table, 0, ...ENDPOINTS)).toEqual(["10.0.0.1", 50001, "192.0.2.7", 80, "tcp"]);
    expect(table.columnNames).toEqual(expect.arrayContaining(["#flow_id", "source:duration"]));
    expect(cells(table, 0, "ndpi_proto_num", "plen_bins")).toEqual(["7.176", "0;50;50"]);
  });

  test("has no ports for ICMP", async () => {
    const table = await load(`${HEADER}\n${row({ protocol: 1 })}\n${row({ protocol: 17 })}\n`);
    expect(table.column("protocol").toArray()).toEqual(["icmp", "udp"]);
    expect(table.column("src_port").toArray()).toEqual([null, 50001]);
  });

  test("puts the commas of its last text together again, and tells of them", async () => {
    const table = await load(`${HEADER}\n${row({ info: "h2;http/1.1,," })}\n${row()}\n`);
    expect(table.report).toMatchObject({ read: 2, kept: 2, rejected: 0 });
    expect(table.column("flow_info").toArray()).toEqual(["h2;http/1.1,,", null]);
    expect(table.column("plen_bins").toArray()).toEqual(["0;50;50", "0;50;50"]);
    expect(table.report.warnings).toEqual([
      expect.objectContaining({ code: "W_UNESCAPED", count: 1, lines: [2], column: "flow_info" }),
    ]);
  });

  test("never shifts a row by a comma in another text", async () => {
    const table = await load(`${HEADER}\n${row({ name: "a,b" })}\n${row()}\n`);
    expect(table.report.rejectedRows).toMatchObject([
      { line: 2, reason: 'c_to_s_pkts must be a number, got "b"' },
    ]);
    expect(table.rowCount).toBe(1);
    expectBalanced(table);
  });
});

describe("ndpiReader: shared captures", () => {
  testWithCaptures("every file gives as many flows as the README counts", PATHS, async () => {
    expect(capturesIn("peers").filter((path) => path.includes("ndpi"))).toEqual(PATHS);
    for (const [name, count] of Object.entries(COUNTS)) {
      const table = await loadFlows(capture(`peers/out/${name}/${FILE}`));
      const { read, kept, rejected } = table.report;
      expect([name, table.mapping.dialect, read, kept, rejected]).toEqual([name, "ndpi", count, count, 0]);
      expectBalanced(table);
    }
  });

  testWithCaptures("TLS flows whose information holds commas are kept and told", PATHS, async () => {
    const teams = await loadFlows(capture(`peers/out/teams.pcap/${FILE}`));
    expect(warningCounts(teams)).toMatchObject({ W_UNESCAPED: 19 });
  });

  const PEERS = PATHS.map((path) => path.replace(FILE, "nfstream.csv.gz"));
  testWithCaptures("NFStream counts the same packets and bytes", [...PATHS, ...PEERS], async () => {
    for (const path of PATHS) {
      const ours = await loadFlows(capture(path));
      const theirs = await loadFlows(capture(path.replace(FILE, "nfstream.csv.gz")));
      const sums = (table: typeof ours): number[] =>
        ["packet_count", "bytes_sent", "bytes_received"].map((name) => total(table, name));
      const [packets, sent, received] = sums(ours);
      const [otherPackets, otherSent, otherReceived] = sums(theirs);
      expect([path, packets, sent! + received!]).toEqual([path, otherPackets, otherSent! + otherReceived!]);
    }
  });

  testWithCaptures("worked row", [`peers/out/wikipedia.pcap/${FILE}`], async () => {
    const table = await loadFlows(capture(`peers/out/wikipedia.pcap/${FILE}`));
    expect(cells(table, 8, ...REQUIRED, "timestamp", "service")).toEqual([
      0.061,
      3,
      595,
      416,
      337,
      1300475168652,
      "HTTP.Wikipedia",
    ]);
  });
});
