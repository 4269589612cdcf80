import type { FlowTable } from "../../table/mod.ts";
import { expectBalanced, load } from "../testing/input.ts";
import type { LoadOptions } from "../mod.ts";

/** Headers of the versions; the rows below have the same order. */
const RAW =
  "Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol, Timestamp, Flow Duration, Total Fwd Packets, Total Backward Packets,Total Length of Fwd Packets, Total Length of Bwd Packets,Flow Bytes/s, Flow Packets/s, Fwd Header Length, Average Packet Size, Fwd Header Length, Label";
const PUBLISHED_2018 =
  "Protocol,Flow Duration,Total Fwd Packets,Total Backward Packets,Fwd Packets Length Total,Bwd Packets Length Total,Flow Packets/s,Avg Packet Size,Init Fwd Win Bytes,Label";
const CSV_2018 =
  "Dst Port,Protocol,Timestamp,Flow Duration,Tot Fwd Pkts,Tot Bwd Pkts,TotLen Fwd Pkts,TotLen Bwd Pkts,Flow Byts/s,Flow Pkts/s,Label";
const VERSION_4 =
  "Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration,Total Fwd Packet,Total Bwd packets,Total Length of Fwd Packet,Total Length of Bwd Packet,Flow Packets/s,Label";
const PYTHON =
  "src_ip,dst_ip,src_port,dst_port,protocol,timestamp,flow_duration,flow_byts_s,flow_pkts_s,tot_fwd_pkts,tot_bwd_pkts,totlen_fwd_pkts,totlen_bwd_pkts,label";
const MEASURES = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"];

function read(header: string, rows: readonly string[], options: LoadOptions = {}): Promise<FlowTable> {
  return load(`${[header, ...rows].join("\n")}\n`, options);
}

function row(table: FlowTable, index: number, ...names: string[]): unknown[] {
  return names.map((name) => table.column(name).at(index));
}

function codes(table: FlowTable): string[] {
  return table.report.warnings.map(({ code }) => code);
}

test("the raw spelling of 2017, with its leading blanks and a name twice", async () => {
  const table = await read(RAW, [
    "id,192.0.2.1,443,10.0.0.5,54865,6,7/7/2017 3:30,4,3,1,18,6,6000000,1000000,60,9,60,BENIGN",
    "id,192.0.2.1,443,10.0.0.5,54866,6,7/7/2017 3:30,0,2,0,12,0,Infinity,Infinity,40,9,40,DDoS",
  ]);
  expectBalanced(table);
  expect(table.mapping).toMatchObject({
    dialect: "cicflowmeter",
    byteMeaning: "payload",
    direction: "two-way",
    timeZone: "assumed UTC",
  });
  expect(row(table, 0, ...MEASURES, "timestamp")).toEqual([0.000004, 4, 18, 6, 6, 1499398200000]);
  expect(row(table, 0, "src_ip", "src_port", "dst_ip", "dst_port", "protocol")).toEqual([
    "192.0.2.1",
    443,
    "10.0.0.5",
    54865,
    "tcp",
  ]);
  expect(row(table, 0, "label", "is_attack", "packets_sent", "packets_received")).toEqual([
    "BENIGN",
    false,
    3,
    1,
  ]);
  expect(row(table, 1, ...MEASURES, "label", "is_attack")).toEqual([0, 2, 12, 0, 6, "DDoS", true]);
  expect(table.report.warnings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: "W_INFINITE", column: "Flow Bytes/s", count: 1 }),
      expect.objectContaining({ code: "W_INFINITE", column: "Flow Packets/s", count: 1 }),
      expect.objectContaining({ code: "W_DUPLICATE_HEADER", column: "Fwd Header Length" }),
      expect.objectContaining({ code: "W_ZERO_DURATION", lines: [3] }),
      expect.objectContaining({ code: "W_AMBIGUOUS_DATE" }),
      expect.objectContaining({ code: "W_AMBIGUOUS_CLOCK" }),
      expect.objectContaining({ code: "W_ASSUMED_UTC", count: 2 }),
    ]),
  );
});

test("the spelling of 2018 as Parquet", async () => {
  const table = await read(PUBLISHED_2018, [
    "6,2000000,25,22,1944,2665,23.5,99,8192,SSH-Bruteforce",
    "17,1000000,1,1,40,80,2,90,-1,Benign",
  ]);
  expect(row(table, 0, ...MEASURES)).toEqual([2, 47, 1944, 2665, 98.06382978723404]);
  expect(row(table, 0, "protocol", "label", "is_attack")).toEqual(["tcp", "SSH-Bruteforce", true]);
  expect(row(table, 1, "protocol", "label", "is_attack")).toEqual(["udp", "Benign", false]);
  expect(table.mapping.field("timestamp").status).toBe("cannot derive");
});

test("the spelling of 2018 as CSV, with its header again in the middle", async () => {
  const table = await read(CSV_2018, [
    "22,6,14/02/2018 08:31:01,1500000,10,5,100,50,100,10,SSH-Bruteforce",
    CSV_2018,
    "443,6,14/02/2018 13:05:59,3000000,3,3,60,90,50,2,Benign",
  ]);
  expectBalanced(table);
  expect(table.report).toMatchObject({ kept: 2, rejected: 0, dropped: { "repeated header": 1 } });
  expect(row(table, 0, ...MEASURES, "dst_port", "timestamp")).toEqual([
    1.5,
    15,
    100,
    50,
    10,
    22,
    Date.UTC(2018, 1, 14, 8, 31, 1),
  ]);
  expect(row(table, 1, "timestamp")).toEqual([Date.UTC(2018, 1, 14, 13, 5, 59)]);
  expect(codes(table)).not.toContain("W_AMBIGUOUS_DATE");
  expect(codes(table)).not.toContain("W_AMBIGUOUS_CLOCK");
});

test("the spelling of version 4, with AM and PM", async () => {
  const table = await read(VERSION_4, [
    "id,192.0.2.1,50000,10.0.0.5,80,6,25/12/2023 12:05:01 AM,2000000,2,2,40,60,2,BENIGN",
    "id,192.0.2.1,50001,10.0.0.5,80,6,25/12/2023 03:30:00 PM,2000000,2,2,40,60,2,BENIGN",
  ]);
  expect(row(table, 0, ...MEASURES, "src_ip", "dst_port")).toEqual([2, 4, 40, 60, 25, "192.0.2.1", 80]);
  expect([...table.column("timestamp")]).toEqual([
    Date.UTC(2023, 11, 25, 0, 5, 1),
    Date.UTC(2023, 11, 25, 15, 30),
  ]);
  expect(codes(table)).not.toContain("W_AMBIGUOUS_CLOCK");
});

test("the Python port in snake case, with durations in seconds", async () => {
  const table = await read(PYTHON, [
    "10.0.0.5,192.0.2.1,50000,53,17,2024-05-01 10:00:00,0.5,300,4,1,1,60,90,Benign",
    "10.0.0.5,192.0.2.1,50001,53,17,2024-05-01 10:00:01,2,75,1,1,1,60,90,Benign",
  ]);
  expect(table.mapping.field("duration")).toMatchObject({ status: "direct", columns: ["flow_duration"] });
  expect(table.mapping.field("duration").unit).toBeUndefined();
  expect(row(table, 0, ...MEASURES, "timestamp")).toEqual([
    0.5,
    2,
    60,
    90,
    75,
    Date.UTC(2024, 4, 1, 10, 0, 0),
  ]);
});

test("labels that are texts with dashes of any kind, or numbers", async () => {
  const header = "Flow Duration,Total Fwd Packets,Total Backward Packets,Flow Packets/s,Label";
  const texts = await read(header, [
    "1000000,1,1,2,Web Attack \u2013 XSS",
    "1000000,1,1,2,Web Attack \uFFFD XSS",
    "1000000,1,1,2,BENIGN",
  ]);
  expect(texts.report.labels).toEqual([
    { value: "Web Attack - XSS", count: 2, isAttack: true },
    { value: "BENIGN", count: 1, isAttack: false },
  ]);
  const numbers = await read(header, ["1000000,1,1,2,0", "1000000,1,1,2,1"]);
  expect(numbers.report.labels).toEqual([
    { value: "0", count: 1, isAttack: false },
    { value: "1", count: 1, isAttack: true },
  ]);
});

test("codes in place of addresses and times are not mapped, and ports as 53.0 are", async () => {
  const table = await read(RAW, [
    "1,1261,31375.0,1599,53.0,17.0,181,4,3,1,18,6,6000000,1000000,60,9,60,BENIGN",
    "2,1261,443.0,1598,80.0,6.0,0,4,3,1,18,6,6000000,1000000,60,9,60,BENIGN",
  ]);
  expect(row(table, 0, "src_port", "dst_port", "protocol")).toEqual([31375, 53, "udp"]);
  expect(["src_ip", "dst_ip", "timestamp"].map((name) => table.columnNames.includes(name))).toEqual([
    false,
    false,
    false,
  ]);
  expect(table.mapping.field("src_ip").reason).toContain("not an address");
  expect(table.mapping.field("timestamp").reason).toContain("not a time");
  expect(table.report.warnings.filter(({ code }) => code === "W_ENCODED_COLUMN")).toHaveLength(3);
  const words = await read(RAW, [
    "1,host17,443,10.0.0.5,53,17,7/7/2017 3:30,4,3,1,18,6,6000000,1000000,60,9,60,BENIGN",
  ]);
  expect(words.mapping.field("src_ip").status).toBe("cannot derive");
  expect(words.column("dst_ip").at(0)).toBe("10.0.0.5");
});

test("a negative duration is missing, and a row with a text for a count is rejected", async () => {
  const good = "1000000,1,1,2,BENIGN";
  const table = await read("Flow Duration,Total Fwd Packets,Total Backward Packets,Flow Packets/s,Label", [
    good,
    "-1,2,1,-3000000,BENIGN",
    "1000000,12abc,1,2,BENIGN",
    good,
  ]);
  expectBalanced(table);
  expect(table.report).toMatchObject({ kept: 3, rejected: 1 });
  expect(table.report.rejectedRows[0]).toMatchObject({ line: 4 });
  expect([...table.column("duration")]).toEqual([1, null, 1]);
  expect(table.report.warnings).toContainEqual(
    expect.objectContaining({ code: "W_NEGATIVE_DURATION", lines: [3] }),
  );
});

test("BOM, tabs, and names in any case and with other separators", async () => {
  const text = [
    "\uFEFFFLOW_DURATION\ttotal-fwd-packets\tTotal.Backward.Packets\tFlow Packets/s",
    "1000000\t3\t1\t4",
    "500000\t1\t1\t4",
  ].join("\r\n");
  const table = await load(text);
  expect(table.mapping.dialect).toBe("cicflowmeter");
  expect([...table.column("duration")]).toEqual([1, 0.5]);
  expect([...table.column("packet_count")]).toEqual([4, 2]);
});
