import { capture, capturesIn, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { cells, ENDPOINTS, REQUIRED, total } from "../testing/cells.ts";
import { expectBalanced, load } from "../testing/input.ts";

const HEADER =
  "id,expiration_id,src_ip,src_port,dst_ip,dst_port,protocol,bidirectional_first_seen_ms,bidirectional_duration_ms,bidirectional_packets,src2dst_packets,src2dst_bytes,dst2src_packets,dst2src_bytes,application_name,user_agent";

function row(changes: { protocol?: number; bytes?: [number, number]; expiration?: number } = {}): string {
  const { protocol = 6, bytes = [600, 1200], expiration = 0 } = changes;
  const [sent, received] = bytes;
  return `7,${expiration},10.0.0.1,40000,192.0.2.7,443,${protocol},1536925652375,1500,10,6,${sent},4,${received},"TLS","agent, with a comma"`;
}

const IOT = "iot-23-multitool/NFStream";
/** Rows by the README. */
const COUNTS: Readonly<Record<string, number>> = {
  [`${IOT}/b1.csv.gz`]: 1177,
  [`${IOT}/b3a.csv.gz`]: 93,
  [`${IOT}/b3b.csv.gz`]: 98,
  [`${IOT}/b3c.csv.gz`]: 50,
  "peers/out/1kxun.pcap/nfstream.csv.gz": 197,
  "peers/out/WebattackRCE.pcap/nfstream.csv.gz": 797,
  "peers/out/instagram.pcap/nfstream.csv.gz": 38,
  "peers/out/synscan.pcap/nfstream.csv.gz": 1994,
  "peers/out/teams.pcap/nfstream.csv.gz": 83,
  "peers/out/slips-ssh-bruteforce.pcap/nfstream.csv.gz": 67,
  "peers/out/ssh.pcap/nfstream.csv.gz": 25,
  "peers/out/wikipedia.pcap/nfstream.csv.gz": 34,
};

describe("NFStream", () => {
  test("gives a flow's seconds, packets, bytes, time, ends and application", async () => {
    const table = await load(`${HEADER}\n${row()}\n`);
    expect(table.mapping.toJSON()).toMatchObject({
      dialect: "nfstream",
      byteMeaning: "frame",
      direction: "two-way",
      timeZone: "explicit",
    });
    expect(cells(table, 0, ...REQUIRED)).toEqual([1.5, 10, 600, 1200, 180]);
    expect(cells(table, 0, ...ENDPOINTS, "service", "timestamp")).toEqual([
      "10.0.0.1",
      40000,
      "192.0.2.7",
      443,
      "tcp",
      "TLS",
      1536925652375,
    ]);
    expect(table.column("user_agent").at(0)).toBe("agent, with a comma");
    expect(table.mapping.field("duration").unit).toEqual({ from: "ms", to: "s", factor: 0.001 });
    expect(table.mapping.field("bytes_sent")).toMatchObject({ confidence: 0.7, status: "direct" });
  });

  test("tells by the smallest TCP packets what the bytes count", async () => {
    const meaning = async (...rows: string[]): Promise<string> =>
      (await load(`${HEADER}\n${rows.join("\n")}\n`)).mapping.byteMeaning;
    expect(await meaning(row({ bytes: [300, 240] }), row())).toBe("frame");
    expect(await meaning(row({ bytes: [240, 180] }), row())).toBe("ip");
    expect(await meaning(row({ bytes: [0, 0] }), row())).toBe("unknown");
    expect(await meaning(row({ protocol: 17, bytes: [0, 0] }))).toBe("frame");
  });

  test("tells of flows that the active timeout cut, and sets bad numbers aside", async () => {
    const bad = row().replace(",1500,", ",fast,");
    const table = await load([HEADER, row(), bad, row({ expiration: 1 }), row()].join("\n"));
    expect(table.report.warnings).toMatchObject([{ code: "W_SPLIT_FLOWS", count: 1, lines: [4] }]);
    expect(table.report.rejectedRows).toMatchObject([
      { line: 3, reason: 'bidirectional_duration_ms must be a number, got "fast"' },
    ]);
    expectBalanced(table);
  });

  test("takes the label column that somebody added", async () => {
    const table = await load(`${HEADER},label\n${row()},benign\n${row()},Malicious\n${row()},odd\n`);
    expect(table.column("is_attack").toArray()).toEqual([false, true, null]);
    const named = await load(`${HEADER},verdict\n${row()},ok\n${row()},ddos\n`, {
      label: "verdict",
      benign: ["ok"],
    });
    expect(named.column("is_attack").toArray()).toEqual([false, true]);
  });
});

describe("NFStream: shared captures", () => {
  testWithCaptures("every file gives as many flows as the README counts", Object.keys(COUNTS), async () => {
    const found = [...capturesIn("peers"), ...capturesIn(IOT)].filter((path) =>
      /nfstream|NFStream/.test(path),
    );
    expect(found.sort()).toEqual(Object.keys(COUNTS).sort());
    for (const path of found) {
      const table = await loadFlows(capture(path));
      expect([path, table.mapping.dialect, table.report]).toEqual([
        path,
        "nfstream",
        expect.objectContaining({ read: COUNTS[path], kept: COUNTS[path], rejected: 0, merged: 0 }),
      ]);
      expect(table.mapping.byteMeaning).toBe("frame");
      expect(total(table, "packet_count")).toBe(total(table, "bidirectional_packets"));
      expectBalanced(table);
    }
  });

  testWithCaptures("worked rows", [`${IOT}/b1.csv.gz`], async () => {
    const table = await loadFlows(capture(`${IOT}/b1.csv.gz`));
    expect(cells(table, 36, ...REQUIRED, "timestamp", ...ENDPOINTS, "service")).toEqual([
      0.145,
      12,
      1978,
      1196,
      264.5,
      1536925652375,
      "192.168.100.118",
      34524,
      "5.79.62.93",
      80,
      "tcp",
      "HTTP",
    ]);
  });

  const WIKIPEDIA = "peers/out/wikipedia.pcap/nfstream.csv.gz";
  testWithCaptures("a row that ndpiReader gives as well", [WIKIPEDIA], async () => {
    const table = await loadFlows(capture(WIKIPEDIA));
    expect(cells(table, 3, ...REQUIRED)).toEqual([0.061, 3, 595, 416, 337]);
  });
});
