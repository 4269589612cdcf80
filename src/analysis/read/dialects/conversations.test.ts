import { capture, capturesIn, captureText, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { cells, ENDPOINTS, REQUIRED, total, warningCounts } from "../testing/cells.ts";
import { expectBalanced, failure, load } from "../testing/input.ts";

const RULE = "=".repeat(80);
const COLUMNS = [
  "                |       <-      | |       ->      | |     Total     |    Relative    |   Duration   |",
  "                | Frames  Bytes | | Frames  Bytes | | Frames  Bytes |      Start     |              |",
];

function block(name: string, ...rows: string[]): string {
  return [RULE, `${name} Conversations`, "Filter:<No Filter>", ...COLUMNS, ...rows, RULE, ""].join("\n");
}

const IP = [
  "10.0.0.1             <-> 192.0.2.7             6 253 kB       5 1800 bytes      11 255 kB     0.500000000        2.0000",
  "10.0.0.1             <-> 192.0.2.8             0 0 bytes       2 196 bytes       2 196 bytes     1.500000000        1.0000",
];
const TCP =
  "10.0.0.1:40000       <-> 192.0.2.7:443         5 253 kB       5 1800 bytes      10 255 kB     0.500000000        2.0000";
const UDP6 =
  "fe80::1:5353         <-> ff02::fb:5353         0 0 bytes       1 213 bytes       1 213 bytes     0.000000000        0.0000";
const TEXT = block("IPv4", ...IP) + block("UDP", UDP6) + block("TCP", TCP);
const APPROXIMATE = { approximate: true };

/** Conversations of TCP and UDP, and of hosts that have none of them, by capture. */
const COUNTS: Readonly<Record<string, number>> = {
  "1kxun.pcap": 197,
  "WebattackRCE.pcap": 797,
  "instagram.pcap": 38,
  "slips-ssh-bruteforce.pcap": 67,
  "ssh.pcap": 25,
  "synscan.pcap": 1994,
  "teams.pcap": 82,
  "wikipedia.pcap": 34,
};
const pathOf = (name: string): string => `peers/out/${name}/tshark_conv.txt.gz`;
const PATHS = Object.keys(COUNTS).map(pathOf);

describe("tshark's conversations", () => {
  test("are refused without approximate, with what to do instead", async () => {
    expect(await failure(load(TEXT))).toMatchObject({
      code: "E_NOT_A_FLOW_LOG",
      message: expect.stringContaining("{ approximate: true }") as string,
    });
  });

  test("give each conversation once, the left host's bytes as sent", async () => {
    const table = await load(TEXT, APPROXIMATE);
    expect(table.mapping.toJSON()).toMatchObject({
      dialect: "packet-list",
      byteMeaning: "frame",
      direction: "two-way",
      timeZone: "relative",
    });
    expect(table.report).toMatchObject({
      read: 4,
      kept: 3,
      dropped: { "IPv4 conversation, of which the TCP and UDP conversations tell": 1 },
    });
    expect(cells(table, 2, ...REQUIRED)).toEqual([2, 10, 1800, 253_000, 25_480]);
    expect(cells(table, 2, ...ENDPOINTS)).toEqual(["10.0.0.1", 40000, "192.0.2.7", 443, "tcp"]);
    expect(cells(table, 0, ...ENDPOINTS)).toEqual(["10.0.0.1", null, "192.0.2.8", null, null]);
    expect(cells(table, 1, ...ENDPOINTS)).toEqual(["fe80::1", 5353, "ff02::fb", 5353, "udp"]);
    expect(table.mapping.field("bytes_sent")).toMatchObject({
      confidence: 0.5,
      reason: "tshark rounds bytes from 10 kB on",
    });
    expectBalanced(table);
  });

  test("tell of rounded bytes and of packets that are in no row", async () => {
    const table = await load(TEXT, APPROXIMATE);
    expect(warningCounts(table)).toMatchObject({
      W_APPROXIMATE: 1,
      W_DROPPED_RECORDS: 1,
      W_RELATIVE_TIME: 1,
    });
    const lines = table.report.warnings.map(({ code, lines }) => [code, lines]);
    expect(lines).toContainEqual(["W_DROPPED_RECORDS", [6]]);
  });

  test("leave out Ethernet where there is IP, and keep it where there is none", async () => {
    const ethernet = block("Ethernet", TCP.replace(/10.0.0.1:40000|192.0.2.7:443/g, "00:11:22:33:44:55"));
    const both = await load(ethernet + block("TCP", TCP), APPROXIMATE);
    expect(both.report).toMatchObject({
      read: 2,
      kept: 1,
      dropped: { "Ethernet conversation, of which the IP conversations tell": 1 },
    });
    const alone = await load(ethernet, APPROXIMATE);
    expect(cells(alone, 0, "src_ip", "src_port")).toEqual(["00:11:22:33:44:55", null]);
  });

  test("read bytes without units, as older versions write them", async () => {
    const old = TCP.replace(" kB ", " ").replace(" bytes ", " ").replace(" kB ", " ");
    const table = await load(block("TCP", old), APPROXIMATE);
    expect(cells(table, 0, "bytes_sent", "bytes_received")).toEqual([1800, 253]);
    expect(warningCounts(table)).not.toHaveProperty("W_APPROXIMATE");
  });

  test("set aside lines that are no conversation", async () => {
    const table = await load(block("TCP", TCP, "10.0.0.1:1 <-> 10.0.0.2:2 1 many"), APPROXIMATE);
    expect(table.report.rejectedRows).toMatchObject([{ line: 7, reason: "no conversation of two hosts" }]);
    expect((await failure(load(block("TCP"), APPROXIMATE))).code).toBe("E_HEADER_ONLY");
  });
});

describe("tshark's conversations: shared captures", () => {
  testWithCaptures("every file is refused without approximate", PATHS, async () => {
    expect(capturesIn("peers").filter((path) => path.includes("tshark"))).toEqual(PATHS);
    for (const path of PATHS)
      expect([path, (await failure(loadFlows(capture(path)))).code]).toEqual([path, "E_NOT_A_FLOW_LOG"]);
  });

  testWithCaptures("every conversation counts once", PATHS, async () => {
    for (const [name, count] of Object.entries(COUNTS)) {
      const table = await loadFlows(capture(pathOf(name)), APPROXIMATE);
      const lines = captureText(pathOf(name)).split("<->").length - 1;
      expect([name, table.report.read, table.rowCount, table.report.rejected]).toEqual([
        name,
        lines,
        count,
        0,
      ]);
      expectBalanced(table);
    }
  });

  testWithCaptures("packets are those that NFStream counts, but for what is told", PATHS, async () => {
    for (const name of Object.keys(COUNTS)) {
      const table = await loadFlows(capture(pathOf(name)), APPROXIMATE);
      const flows = await loadFlows(capture(`peers/out/${name}/nfstream.csv.gz`));
      const lost = warningCounts(table)["W_DROPPED_RECORDS"] ?? 0;
      const missing = total(flows, "packet_count") - total(table, "packet_count");
      expect([name, missing > 0]).toEqual([name, lost > 0]);
    }
  });
});
