import { capture, capturesIn, captureText, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { cells, ENDPOINTS, REQUIRED, total, warningCounts } from "../testing/cells.ts";
import { expectBalanced, failure, load } from "../testing/input.ts";

const HEADER = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt";
const SUMMARY = "Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n2,969,3,28714,19,181\n";
const ASK =
  "2011-03-18 19:06:08,2011-03-18 19:06:08,0.061,10.0.0.1,192.0.2.7,35634,80,TCP,...AP...,0,0,2,567,0,0";
const ANSWER =
  "2011-03-18 19:06:08,2011-03-18 19:06:09,0.000,192.0.2.7,10.0.0.1,80,35634,TCP,...AP...,0,0,1,402,0,0";
const ALONE =
  "2011-03-18 19:06:07,2011-03-18 19:06:07,0.000,fe80::1,ff02::fb,5353,5353,UDP  ,........,0,0,1,199,0,0";
const ICMP =
  "2011-03-18 19:06:07,2011-03-18 19:06:07,0.000,10.0.0.1,192.0.2.7,0,2048,ICMP,........,0,0,1,84,0,0";

function text(...rows: string[]): string {
  return `${[HEADER, ...rows].join("\n")}\n${SUMMARY}`;
}

/** One-way rows and, by NFStream, two-way flows of each capture. */
const COUNTS: Readonly<Record<string, readonly [number, number]>> = {
  "1kxun.pcap": [302, 197],
  "WebattackRCE.pcap": [797, 797],
  "instagram.pcap": [72, 38],
  "slips-ssh-bruteforce.pcap": [134, 67],
  "ssh.pcap": [48, 25],
  "synscan.pcap": [2002, 1994],
  "teams.pcap": [159, 83],
  "wikipedia.pcap": [57, 34],
};
const pathOf = (name: string): string => `peers/out/${name}/nfdump.csv.gz`;
const PATHS = Object.keys(COUNTS).map(pathOf);

describe("nfdump", () => {
  test("gives one direction of a flow each, and ends at the summary", async () => {
    const table = await load(text(ASK, ANSWER));
    expect(table.report).toMatchObject({ read: 2, kept: 2, rejected: 0 });
    expect(table.mapping.toJSON()).toMatchObject({
      dialect: "nfdump",
      byteMeaning: "ip",
      direction: "one-way",
      timeZone: "assumed UTC",
    });
    expect(cells(table, 0, ...REQUIRED)).toEqual([0.061, 2, 567, undefined, 283.5]);
    expect(cells(table, 0, "timestamp", ...ENDPOINTS)).toEqual([
      1300475168000,
      "10.0.0.1",
      35634,
      "192.0.2.7",
      80,
      "tcp",
    ]);
    expect(table.mapping.field("bytes_received")).toMatchObject({
      status: "cannot derive",
      reason: "one-way: a record holds one direction",
    });
    const oneWay = table.report.warnings.find(({ code }) => code === "W_ONE_WAY");
    expect(oneWay).toMatchObject({ count: 2, remedy: expect.stringContaining("pairOneWay: true") as string });
  });

  test("makes one flow of two directions with pairOneWay", async () => {
    const table = await load(text(ANSWER, ASK), { pairOneWay: true });
    expect(table.report).toMatchObject({ read: 2, kept: 1, merged: 1 });
    expect(table.mapping.direction).toBe("two-way");
    expect(cells(table, 0, ...REQUIRED)).toEqual([1, 3, 567, 402, 323]);
    expect(cells(table, 0, ...ENDPOINTS)).toEqual(["10.0.0.1", 35634, "192.0.2.7", 80, "tcp"]);
    expect(table.mapping.field("bytes_received")).toMatchObject({
      status: "direct",
      columns: ["reverse ibyt"],
    });
    expect(warningCounts(table)).not.toHaveProperty("W_ONE_WAY");
  });

  test("says which of the paired flows had no answer", async () => {
    const table = await load(text(ALONE, ASK, ANSWER), { pairOneWay: true });
    expect(table.report).toMatchObject({ read: 3, kept: 2, merged: 1 });
    expect(table.mapping.direction).toBe("mixed");
    expect(cells(table, 0, ...REQUIRED, "protocol")).toEqual([0, 1, 199, 0, 199, "udp"]);
    expect(cells(table, 1, "bytes_received")).toEqual([402]);
    expect(table.mapping.field("bytes_received")).toMatchObject({
      status: "imputed",
      reason: "0 in 1 flows of which no record of the other direction was found",
    });
    expect(warningCounts(table)).toMatchObject({ W_ONE_WAY: 1 });
  });

  test("takes both directions of two-way records, and pairs none of them", async () => {
    const both = ASK.replace(/0,0$/, "1,402");
    for (const pairOneWay of [false, true]) {
      const table = await load(text(both, ALONE), { pairOneWay });
      expect(table.mapping.direction).toBe("two-way");
      expect(cells(table, 0, ...REQUIRED)).toEqual([0.061, 3, 567, 402, 323]);
      expect(cells(table, 1, "packet_count", "bytes_received")).toEqual([1, 0]);
    }
  });

  test("has no ports for ICMP, and takes times in the zone that the caller names", async () => {
    const table = await load(text(ICMP, ALONE), { timeZone: "+02:00" });
    expect(cells(table, 0, ...ENDPOINTS)).toEqual(["10.0.0.1", null, "192.0.2.7", null, "icmp"]);
    expect(cells(table, 1, "timestamp")).toEqual([1300475167000 - 7_200_000]);
    expect(table.mapping.timeZone).toBe("explicit");
    const six = await load(text(ICMP.replace("ICMP", "ICMP6")));
    expect(cells(six, 0, "protocol", "dst_port")).toEqual(["ipv6-icmp", null]);
  });

  test("sets bad rows aside, and tells of bad times", async () => {
    const bad = ASK.replace(",567,", ",5.6 M,");
    const late = ASK.replace("2011-03-18 19:06:08,", "2011-03-18 25:06:08,");
    const table = await load(text(bad, late, ALONE));
    expect(table.report.rejectedRows).toMatchObject([
      { line: 2, reason: 'ibyt must be a number, got "5.6 M"' },
    ]);
    expect(table.column("timestamp").toArray()).toEqual([null, 1300475167000]);
    expect(warningCounts(table)).toMatchObject({ W_BAD_TIME: 1 });
    expectBalanced(table);
    expect((await failure(load(`${HEADER}\n${SUMMARY}`))).code).toBe("E_HEADER_ONLY");
  });
});

describe("nfdump: shared captures", () => {
  testWithCaptures("every file gives the flows, packets and bytes of its summary", PATHS, async () => {
    expect(capturesIn("peers").filter((path) => path.includes("nfdump"))).toEqual(PATHS);
    for (const [name, [rows]] of Object.entries(COUNTS)) {
      const path = pathOf(name);
      const table = await loadFlows(capture(path));
      const [flows, bytes, packets] = captureText(path).trimEnd().split("\n").at(-1)!.split(",").map(Number);
      const { read, kept, rejected } = table.report;
      expect([name, read, kept, rejected, flows]).toEqual([name, rows, rows, 0, rows]);
      expect(total(table, "packet_count")).toBe(packets);
      expect(total(table, "bytes_sent")).toBe(bytes);
      expectBalanced(table);
    }
  });

  testWithCaptures("pairing loses no packet and gives the flows that NFStream counts", PATHS, async () => {
    for (const [name, [rows, flows]] of Object.entries(COUNTS)) {
      const oneWay = await loadFlows(capture(pathOf(name)));
      const table = await loadFlows(capture(pathOf(name)), { pairOneWay: true });
      expectBalanced(table);
      expect(table.report).toMatchObject({ read: rows, rejected: 0, merged: rows - table.rowCount });
      expect(total(table, "packet_count")).toBe(total(oneWay, "packet_count"));
      const bytes = total(table, "bytes_sent") + total(table, "bytes_received");
      expect(bytes).toBe(total(oneWay, "bytes_sent"));
      // nfdump keeps each ICMP error, and times out sooner: a few rows more.
      expect([name, table.rowCount >= flows && table.rowCount <= flows + 5]).toEqual([name, true]);
    }
  });

  testWithCaptures("worked rows", [pathOf("wikipedia.pcap")], async () => {
    const table = await loadFlows(capture(pathOf("wikipedia.pcap")));
    expect(cells(table, 39, ...REQUIRED, "timestamp")).toEqual([
      0.061,
      2,
      567,
      undefined,
      283.5,
      1300475168000,
    ]);
    const paired = await loadFlows(capture(pathOf("wikipedia.pcap")), { pairOneWay: true });
    const row = paired.column("src_port").toArray().indexOf(35634);
    expect(cells(paired, row, ...REQUIRED, ...ENDPOINTS)).toEqual([
      0.061,
      3,
      567,
      402,
      323,
      "141.142.220.118",
      35634,
      "208.80.152.2",
      80,
      "tcp",
    ]);
  });

  describe("of version 1.7", () => {
    const LATER =
      "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,bpp,flows\n" +
      "2024-05-01 10:00:00.250,1.500,6,10.0.0.1,40000,192.0.2.7,80,10,1200,120,1\n" +
      "2024-05-01 10:00:00.300,2.000,6,192.0.2.7,80,10.0.0.1,40000,8,9000,1125,1\n" +
      "2024-05-01 10:00:02.000,0.000,17,10.0.0.1,5353,224.0.0.251,5353,1,70,70,1\n";

    test("gives one direction each, in seconds, and says that no file was at hand", async () => {
      const table = await load(LATER);
      expect(table.mapping.toJSON()).toMatchObject({ dialect: "nfdump", direction: "one-way" });
      expect(cells(table, 0, ...REQUIRED)).toEqual([1.5, 10, 1200, undefined, 120]);
      expect(cells(table, 0, "timestamp", ...ENDPOINTS)).toEqual([
        1714557600250,
        "10.0.0.1",
        40000,
        "192.0.2.7",
        80,
        "tcp",
      ]);
      expect(warningCounts(table)).toMatchObject({ W_UNTESTED_FORMAT: 1, W_ONE_WAY: 3 });
    });

    test("makes flows of both directions, whose end is the start and the duration", async () => {
      const table = await load(LATER, { pairOneWay: true });
      expect(table.report).toMatchObject({ read: 3, kept: 2, merged: 1 });
      expect(cells(table, 0, ...REQUIRED)).toEqual([2.05, 18, 1200, 9000, 10200 / 18]);
      expect(table.mapping.field("duration").formula).toBe(
        "max([duration], [reverse td], (max([firstSeen] + [duration] * 1000, [reverse te]) - min([firstSeen], [reverse ts])) / 1000)",
      );
    });
  });
});
