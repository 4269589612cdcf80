/** Every shared file of CICFlowMeter, UNSW-NB15, KDD and Argus: counts, labels, and the worked rows of the dialects' documentation. */
import type { FlowTable } from "../../table/mod.ts";
import { capture, capturesIn, captureText, testWithCaptures } from "../../../../tests/support/captures.ts";
import { loadFlows } from "../mod.ts";
import { expectBalanced } from "../testing/input.ts";

const MEASURES = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];
const ENDPOINTS = ["src_ip", "src_port", "dst_ip", "dst_port", "protocol"];

const FRIDAY = "cic-ids2017/Friday-DDos.first299.csv.gz";
const THURSDAY = "cic-ids2017/Thursday-WebAttacks.balanced.csv.gz";
const TUESDAY = "cic-ids2017/Tuesday-Patator.balanced.csv.gz";
const BRUTE_FORCE = "cse-cic-ids2018/Bruteforce-Wednesday-14-02-2018_TrafficForML_CICFlowMeter.parquet";
const UNSW = "unsw-nb15/unsw_nb15.strat60.csv.gz";
const NSL = "nsl-kdd/KDDTrain+_20Percent.txt.gz";
const KDD99 = "kdd99/kddcup.data_10_percent.gz";
const CTU = "ctu-13/scenario6.first-hour.bg20pct.binetflow.gz";
const SLIPS_2 = "slips/test2-malicious.binetflow.gz";
const SLIPS_5 = "slips/test5-mixed.binetflow.gz";
const WIKIPEDIA = "peers/out/wikipedia.pcap/argus_ra.csv.gz";
/** Data rows of each capture, by the README. */
const PEERS: Readonly<Record<string, number>> = {
  "1kxun.pcap": 300,
  "WebattackRCE.pcap": 797,
  "instagram.pcap": 43,
  "slips-ssh-bruteforce": 67,
  "ssh.pcap": 31,
  "synscan.pcap": 2000,
  "teams.pcap": 101,
  "wikipedia.pcap": 42,
};

/** @param row From 0. */
function cells(table: FlowTable, row: number, names: readonly string[]): unknown[] {
  return names.map((name) => table.column(name).at(row));
}

function labels(table: FlowTable): Record<string, [number, boolean | null]> {
  return Object.fromEntries(
    table.report.labels.map(({ value, count, isAttack }) => [value, [count, isAttack]]),
  );
}

function warnings(table: FlowTable): Record<string, number> {
  return Object.fromEntries(
    table.report.warnings.map(({ code, column, count }) => [`${code} ${column ?? ""}`.trim(), count]),
  );
}

/** Loads a file of which no row may be lost. */
async function whole(path: string, dialect: string, rows: number): Promise<FlowTable> {
  const table = await loadFlows(capture(path));
  expectBalanced(table);
  expect([path, table.mapping.dialect]).toEqual([path, dialect]);
  expect([path, table.report]).toEqual([
    path,
    expect.objectContaining({ read: rows, kept: rows, rejected: 0, dropped: {}, merged: 0 }),
  ]);
  return table;
}

describe("CICFlowMeter", () => {
  testWithCaptures("Friday 2017, untouched", [FRIDAY], async () => {
    const table = await whole(FRIDAY, "cicflowmeter", 299);
    expect(labels(table)).toEqual({ BENIGN: [299, false] });
    expect(table.mapping).toMatchObject({ byteMeaning: "payload", timeZone: "assumed UTC" });
    expect(cells(table, 0, [...MEASURES, "timestamp"])).toEqual([0.000003, 2, 12, 0, 6, 1499398200000]);
    expect(cells(table, 0, [...ENDPOINTS, "is_attack"])).toEqual([
      "104.16.207.165",
      443,
      "192.168.10.5",
      54865,
      "tcp",
      false,
    ]);
    expect(cells(table, 65, ["duration", "packet_count", "Flow Bytes/s"])).toEqual([0, 2, Infinity]);
    expect(warnings(table)).toMatchObject({
      "W_DUPLICATE_HEADER Fwd Header Length": 1,
      "W_INFINITE Flow Bytes/s": 1,
      "W_AMBIGUOUS_DATE timestamp": 1,
      "W_AMBIGUOUS_CLOCK timestamp": 1,
      "W_ASSUMED_UTC timestamp": 299,
    });
  });

  testWithCaptures("Thursday 2017, with encoded columns", [THURSDAY], async () => {
    const table = await whole(THURSDAY, "cicflowmeter", 7267);
    expect(labels(table)).toEqual({
      BENIGN: [5087, false],
      "Web Attack - Brute Force": [1507, true],
      "Web Attack - XSS": [652, true],
      "Web Attack - Sql Injection": [21, true],
    });
    expect(cells(table, 393, [...MEASURES, "label", "is_attack", "src_port", "dst_port"])).toEqual([
      5.185118,
      14,
      1022,
      2321,
      238.78571428571428,
      "Web Attack - Brute Force",
      true,
      44380,
      80,
    ]);
    for (const field of ["src_ip", "dst_ip", "timestamp"] as const)
      expect([field, table.mapping.field(field).status]).toEqual([field, "cannot derive"]);
    expect(warnings(table)).toMatchObject({
      "W_ENCODED_COLUMN Source IP": 1,
      "W_ENCODED_COLUMN Destination IP": 1,
      "W_ENCODED_COLUMN Timestamp": 1,
    });
  });

  testWithCaptures("Tuesday 2017, stripped", [TUESDAY], async () => {
    const table = await whole(TUESDAY, "cicflowmeter", 46_117);
    expect(labels(table)).toEqual({
      BENIGN: [32_282, false],
      "FTP-Patator": [7938, true],
      "SSH-Patator": [5897, true],
    });
    expect(cells(table, 0, [...MEASURES, "dst_port", "is_attack"])).toEqual([
      0.000935,
      15,
      3074,
      3010,
      405.6,
      88,
      false,
    ]);
    expect(table.column("duration").at(43_981)).toBeNull();
    expect(warnings(table)).toMatchObject({
      "W_NEGATIVE_DURATION duration": 1,
      "W_ZERO_DURATION duration": 24,
    });
  });

  testWithCaptures("Wednesday 2018, Parquet", [BRUTE_FORCE], async () => {
    const table = await whole(BRUTE_FORCE, "cicflowmeter", 6053);
    expect(labels(table)).toEqual({
      Benign: [3000, false],
      "SSH-Bruteforce": [3000, true],
      "FTP-BruteForce": [53, true],
    });
    expect(cells(table, 0, [...MEASURES, "label", "is_attack", "protocol"])).toEqual([
      0.372345,
      47,
      1944,
      2665,
      98.06382978723404,
      "SSH-Bruteforce",
      true,
      "tcp",
    ]);
  });
});

describe("UNSW-NB15", () => {
  testWithCaptures("60 % of the smaller half", [UNSW], async () => {
    const table = await whole(UNSW, "unsw-nb15", 49_399);
    expect(labels(table)).toEqual({
      Normal: [22_200, false],
      Generic: [11_323, true],
      Exploits: [6679, true],
      Fuzzers: [3637, true],
      DoS: [2453, true],
      Reconnaissance: [2098, true],
      Analysis: [406, true],
      Backdoor: [350, true],
      Shellcode: [227, true],
      Worms: [26, true],
    });
    expect(cells(table, 0, [...MEASURES, "label", "is_attack", "protocol", "service"])).toEqual([
      0.000011,
      2,
      496,
      0,
      248,
      "Normal",
      false,
      "udp",
      null,
    ]);
    expect(cells(table, 147, [...MEASURES, "label", "is_attack", "protocol", "service", "state"])).toEqual([
      0.409782,
      18,
      852,
      1336,
      121.55555555555556,
      "Exploits",
      true,
      "tcp",
      "http",
      "FIN",
    ]);
    expect(table.column("service").missing).toBe(28_326);
    expect([...table.column("duration")].filter((seconds) => seconds === 0)).toHaveLength(562);
  });
});

describe("KDD", () => {
  testWithCaptures("a fifth of NSL-KDD's training data", [NSL], async () => {
    const table = await whole(NSL, "kdd", 25_192);
    expect(table.report.labels).toHaveLength(22);
    expect(labels(table)).toMatchObject({
      normal: [13_449, false],
      neptune: [8282, true],
      ipsweep: [710, true],
      satan: [691, true],
      portsweep: [587, true],
      smurf: [529, true],
      nmap: [301, true],
      back: [196, true],
      teardrop: [188, true],
      warezclient: [181, true],
      pod: [38, true],
      guess_passwd: [10, true],
    });
    expect(
      cells(table, 13, ["duration", "bytes_sent", "bytes_received", "protocol", "service", "state"]),
    ).toEqual([0, 334, 0, "tcp", "ftp_data", "SF"]);
    expect(cells(table, 13, ["label", "is_attack", "difficulty"])).toEqual(["warezclient", true, 15]);
  });

  testWithCaptures("a tenth of KDD99", [KDD99], async () => {
    const table = await whole(KDD99, "kdd", 494_021);
    expect(table.report.labels).toHaveLength(23);
    expect(labels(table)).toMatchObject({
      smurf: [280_790, true],
      neptune: [107_201, true],
      normal: [97_278, false],
      back: [2203, true],
      satan: [1589, true],
      ipsweep: [1247, true],
      portsweep: [1040, true],
      warezclient: [1020, true],
      teardrop: [979, true],
    });
    const names = [
      "duration",
      "protocol",
      "service",
      "state",
      "bytes_sent",
      "bytes_received",
      "label",
      "is_attack",
    ];
    expect(cells(table, 0, names)).toEqual([0, "tcp", "http", "SF", 181, 5450, "normal", false]);
    expect(cells(table, 744, names)).toEqual([
      184,
      "tcp",
      "telnet",
      "SF",
      1511,
      2957,
      "buffer_overflow",
      true,
    ]);
    expect(table.numeric("bytes_sent").reduce((a, b) => Math.max(a, b), 0)).toBe(693_375_640);
  });
});

describe("Argus", () => {
  testWithCaptures("an hour of CTU-13", [CTU], async () => {
    const table = await whole(CTU, "argus", 57_515);
    expect(labels(table)).toEqual({
      Botnet: [1905, true],
      Normal: [3314, false],
      Background: [52_296, null],
    });
    expect(new Set(table.column("label_detail")).size).toBe(48);
    expect(cells(table, 609, [...MEASURES, "timestamp", "label", "is_attack"])).toEqual([
      500.003357,
      14,
      531,
      4967,
      392.7142857142857,
      1313488928872.739,
      "Botnet",
      true,
    ]);
    expect(cells(table, 609, ENDPOINTS)).toEqual(["147.32.84.165", 1039, "195.113.232.73", 80, "tcp"]);
    expect([...table.column("service")].filter((name) => name === "rtp")).toHaveLength(40);
  });

  testWithCaptures("every flow of CTU-13 whose arrow points back is turned round", [CTU], async () => {
    const table = await loadFlows(capture(CTU));
    const columns = ["Dir", "SrcAddr", "DstAddr", "TotBytes", "SrcBytes", "src_ip", "dst_ip", "bytes_sent"];
    const read = columns.map((name) => table.column(name).toArray());
    let turned = 0;
    const wrong: number[] = [];
    for (let row = 0; row < table.rowCount; row++) {
      const [arrow, from, to, total, sent, source, destination, bytes] = read.map((cells) => cells[row]);
      const isBack = String(arrow).trim() === "<-";
      if (isBack) turned++;
      const [first, second] = isBack ? [to, from] : [from, to];
      const expected = isBack ? Number(total) - Number(sent) : sent;
      if (source !== first || destination !== second || bytes !== expected) wrong.push(row);
    }
    expect(wrong).toEqual([]);
    expect(turned).toBe(280);
  });

  testWithCaptures("commas, without a label in any row", [SLIPS_2], async () => {
    const table = await whole(SLIPS_2, "argus", 6751);
    expect(labels(table)).toEqual({});
    expect(table.mapping.field("label").status).toBe("cannot derive");
    expect(table.mapping.timeZone).toBe("assumed UTC");
  });

  testWithCaptures("tabs, relative times, a record of the meter about itself", [SLIPS_5], async () => {
    const table = await loadFlows(capture(SLIPS_5));
    expectBalanced(table);
    expect(table.report).toMatchObject({ read: 300, kept: 299, rejected: 0, dropped: { man: 1 } });
    expect(labels(table)).toEqual({ Malware: [277, true], Background: [21, null] });
    expect(table.column("label").missing).toBe(1);
    // Row 131 of the file is the 130th flow: the first row is the meter's.
    expect(
      cells(table, 129, [...MEASURES, "packets_sent", "packets_received", "label", "is_attack"]),
    ).toEqual([20.250914, 13, 926, 1218, 164.92307692307693, 7, 6, "Malware", true]);
    expect(cells(table, 129, ["StartTime"])).toEqual(["1970/01/01 01:01:21.926904"]);
    expect(table.mapping.timeZone).toBe("relative");
    expect(table.columnNames).not.toContain("timestamp");
    expect(warnings(table)).toMatchObject({ "W_RELATIVE_TIME timestamp": 299 });
  });

  testWithCaptures("the peers' exports", [WIKIPEDIA], async () => {
    const paths = capturesIn("peers").filter((path) => path.endsWith("argus_ra.csv.gz"));
    for (const path of paths) {
      const name = Object.keys(PEERS).find((capture) => path.includes(capture))!;
      const table = await whole(path, "argus", PEERS[name]!);
      expect(table.rowCount).toBe(captureText(path).trimEnd().split("\n").length - 1);
      const [sent, received, all] = ["packets_sent", "packets_received", "packet_count"].map((side) =>
        table.column(side).toArray().map(Number),
      );
      expect(all!.filter((count, row) => count !== sent![row]! + received![row]!)).toEqual([]);
    }
    expect(paths).toHaveLength(Object.keys(PEERS).length);
    const table = await loadFlows(capture(WIKIPEDIA));
    expect(cells(table, 5, [...MEASURES, "timestamp"])).toEqual([
      0.061329, 3, 595, 416, 337, 1300475168652.003,
    ]);
    expect(cells(table, 5, ENDPOINTS)).toEqual(["141.142.220.118", 35634, "208.80.152.2", 80, "tcp"]);
  });
});
