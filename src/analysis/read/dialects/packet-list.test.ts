import { capture, capturesIn, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { cells, REQUIRED, total, warningCounts } from "../testing/cells.ts";
import { bytesOf, expectBalanced, failure, load } from "../testing/input.ts";
import { splitFields } from "./packet-fields.ts";

const HEADER = `"No.","Time","Source","Destination","Protocol","Length","Info"`;
const PACKETS = [
  `"1","0.000000","10.0.0.2","10.0.0.9","DNS","80","Standard query 0x0 A a.example, "QM" question"`,
  `"2","0.250000","10.0.0.9","10.0.0.2","DNS","180","Standard query response 0x0, "x","y""`,
  `"3","0.300000","10.0.0.2","10.0.0.9","TCP","60","40000 > 80 [SYN]"`,
  `"4","1.000000","10.0.0.2","10.0.0.9","DNS","90","Standard query 0x1"`,
  `"5","1.100000","00:11:22:33:44:55","Broadcast","ARP","42","Who has 10.0.0.9?"`,
];
const AGGREGATE = { aggregate: "host-pair" } as const;

/** Packets of each list, by the README. */
const COUNTS: Readonly<Record<string, number>> = {
  "1kxun.pcap": 1723,
  "WebattackRCE.pcap": 797,
  "instagram.pcap": 847,
  "slips-ssh-bruteforce.pcap": 1178,
  "ssh.pcap": 1797,
  "synscan.pcap": 2011,
  "teams.pcap": 1540,
  "wikipedia.pcap": 136,
};
const pathOf = (name: string): string => `peers/out/${name}/wireshark_export.csv.gz`;
const PATHS = Object.keys(COUNTS).map(pathOf);

describe("packet lists", () => {
  test("are refused, with what to do instead", async () => {
    const error = await failure(load([HEADER, ...PACKETS].join("\n")));
    expect(error).toMatchObject({
      code: "E_PACKET_LIST",
      message: expect.stringContaining('aggregate: "host-pair"') as string,
    });
    expect(
      (await failure(load("No.\tTime\tSource\tDestination\tProtocol\tLength\n1\t0\ta\tb\tTCP\t60\n"))).code,
    ).toBe("E_PACKET_LIST");
  });

  test("make a flow of the packets of a protocol between two hosts, when asked to", async () => {
    const table = await load([HEADER, ...PACKETS].join("\n"), AGGREGATE);
    expect(table.report).toMatchObject({ read: 5, kept: 3, merged: 2, rejected: 0 });
    expect(table.mapping.toJSON()).toMatchObject({
      dialect: "packet-list",
      byteMeaning: "frame",
      direction: "two-way",
      timeZone: "relative",
    });
    expect(cells(table, 0, ...REQUIRED, "src_ip", "dst_ip", "protocol", "service")).toEqual([
      1,
      3,
      170,
      180,
      350 / 3,
      "10.0.0.2",
      "10.0.0.9",
      null,
      "DNS",
    ]);
    expect(cells(table, 1, ...REQUIRED, "protocol")).toEqual([0, 1, 60, 0, 60, "tcp"]);
    expect(cells(table, 2, "src_ip", "dst_ip", "protocol")).toEqual([
      "00:11:22:33:44:55",
      "Broadcast",
      "arp",
    ]);
    expect(table.columnNames).not.toContain("timestamp");
    expect(table.mapping.field("timestamp").reason).toContain("relative");
    expect(warningCounts(table)).toMatchObject({ W_RELATIVE_TIME: 1, W_HOST_PAIRS: 3 });
    expectBalanced(table);
  });

  test("take time stamps and epochs where Wireshark was told to write them", async () => {
    const stamped = PACKETS.map((line, i) => line.replace(/"\d\.\d+"/, `"2011-03-18 19:06:0${i}.500000"`));
    const table = await load([HEADER, ...stamped].join("\n"), AGGREGATE);
    expect(cells(table, 0, "timestamp", "duration")).toEqual([Date.UTC(2011, 2, 18, 19, 6, 0, 500), 3]);
    expect(table.mapping.timeZone).toBe("assumed UTC");
    const epochs = PACKETS.map((line) => line.replace(/"(\d)\.(\d+)"/, `"130047516$1.$2"`));
    const numbers = await load([HEADER, ...epochs].join("\n"), AGGREGATE);
    expect(cells(numbers, 0, "timestamp", "duration")).toEqual([1300475160000, 1]);
    expect(numbers.mapping.timeZone).toBe("explicit");
  });

  test("set bad rows aside with their lines", async () => {
    const bad = [
      PACKETS[0]!.replace(`"80"`, `"many"`),
      PACKETS[1]!.replace("0.250000", "2011-03-18 19:06:08"),
      PACKETS[2]!,
      `"4","0.4"`,
      "",
      PACKETS[3]!.replace("1.000000", "soon"),
    ];
    const table = await load([HEADER, ...bad].join("\r\n"), AGGREGATE);
    expect(table.report.rejectedRows.map(({ line, reason }) => [line, reason])).toEqual(
      [
        [2, '"Length" must be a number, got "many"'],
        [5, "expected 7 fields, got 2"],
        [7, '"Time" must be a time stamp, got "soon"'],
        [4, '"Time" must be a time stamp, got "0.300000"'],
      ].sort((a, b) => Number(a[0]) - Number(b[0])),
    );
    expect(table.rowCount).toBe(1);
    expect((await failure(load(HEADER, AGGREGATE))).code).toBe("E_HEADER_ONLY");
  });

  test("give the same in pieces of any size", async () => {
    const text = [HEADER, ...PACKETS].join("\n");
    const whole = await load(text, AGGREGATE);
    const bytes = bytesOf(text);
    for (const size of [1, 7, 64]) {
      const pieces = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let from = 0; from < bytes.length; from += size)
            controller.enqueue(bytes.slice(from, from + size));
          controller.close();
        },
      });
      const table = await loadFlows(pieces, AGGREGATE);
      expect(table.toCSV()).toBe(whole.toCSV());
    }
  });
});

describe("splitFields()", () => {
  test("splits quoted fields at their separators only, and leaves the rest to the last", () => {
    expect(splitFields(PACKETS[1]!, 7).at(-1)).toBe(`Standard query response 0x0, "x","y"`);
    expect(splitFields(PACKETS[0]!, 7)).toHaveLength(7);
    expect(splitFields(HEADER)).toEqual([
      "No.",
      "Time",
      "Source",
      "Destination",
      "Protocol",
      "Length",
      "Info",
    ]);
  });

  test("splits plain fields at commas or tabs", () => {
    expect(splitFields("1,0.5,a,b,TCP,60,x,y", 7)).toEqual(["1", "0.5", "a", "b", "TCP", "60", "x,y"]);
    expect(splitFields("1\t0.5\ta")).toEqual(["1", "0.5", "a"]);
    expect(splitFields("")).toEqual([""]);
    expect(splitFields('"')).toEqual([""]);
  });
});

describe("packet lists: shared captures", () => {
  testWithCaptures("every list gives the documented error", PATHS, async () => {
    expect(capturesIn("peers").filter((path) => path.includes("wireshark"))).toEqual(PATHS);
    for (const path of PATHS)
      expect([path, (await failure(loadFlows(capture(path)))).code]).toEqual([path, "E_PACKET_LIST"]);
  });

  testWithCaptures("no packet is lost in host pairs", PATHS, async () => {
    for (const [name, packets] of Object.entries(COUNTS)) {
      const table = await loadFlows(capture(pathOf(name)), AGGREGATE);
      const { read, kept, merged, rejected } = table.report;
      expect([name, read, kept + merged, rejected]).toEqual([name, packets, packets, 0]);
      expect(total(table, "packet_count")).toBe(packets);
      expectBalanced(table);
    }
  });

  testWithCaptures("the bytes of the SYN scan are those that NFStream counts", PATHS, async () => {
    const pairs = await loadFlows(capture(pathOf("synscan.pcap")), AGGREGATE);
    const flows = await loadFlows(capture("peers/out/synscan.pcap/nfstream.csv.gz"));
    for (const name of ["bytes_sent", "bytes_received"]) expect(total(pairs, name)).toBe(total(flows, name));
  });
});
