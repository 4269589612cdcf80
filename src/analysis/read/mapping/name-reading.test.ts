import { readName } from "./name-reading.ts";

/** Role, side, unit and meaning, as far as a name tells them. */
function told(name: string): string | null {
  const reading = readName(name);
  if (!reading) return null;
  const { role, side, unit, meaning } = reading;
  return [role, side, unit, meaning].filter((part) => part !== null).join(" ");
}

test.each([
  ["Flow Duration", "duration"],
  ["FlowDuration(us)", "duration us"],
  ["flow duration [µs]", "duration us"],
  ["duration-ΜS", "duration us"],
  ["FLOW_DURATION_MILLISECONDS", "duration ms"],
  ["duration_min", "duration min"],
  ["length_s", "duration s"],
  ["session time", "duration"],
  ["Elapsed Time (sec)", "duration s"],
  ["drtn_sec", "duration s"],
  ["td", "duration"],
  ["Total Fwd Packets", "packets sent"],
  ["totbwdpkts", "packets received"],
  ["numPktsSnt", "packets sent"],
  ["Total Length of Fwd Packets", "bytes sent"],
  ["TotLenBwdPkts", "bytes received"],
  ["sbytes", "bytes sent"],
  ["d_pkts", "packets received"],
  ["orig_ip_bytes", "bytes sent ip"],
  ["C-To-S-Goodput-Bytes", "bytes sent payload"],
  ["src2dst_bytes", "bytes sent"],
  ["dst2srcpackets", "packets received"],
  ["Bytes A → B", "bytes sent"],
  ["flow.pkts_toclient", "packets received"],
  ["kb_sent", "bytes sent kB"],
  ["rcvdbyte", "bytes received"],
  ["Packet Length Mean", "mean size"],
  ["bytes_per_packet", "mean size"],
  ["Flow Packets/s", "packet rate"],
  ["flow_byts_s", "byte rate"],
  ["Flow IAT Mean", "mean gap"],
  ["id.orig_h", "address sent"],
  ["ID RESP P", "port received"],
  ["IPv4SrcAddr", "address sent"],
  ["dsport", "port received"],
  ["@timestamp", "start"],
  ["bidirectional_last_seen_ms", "end ms"],
  ["l4_proto", "protocol"],
  ["application_name", "service"],
  ["attack_cat", "label"],
  ["detailed-label", "label detail"],
])("reads %p as %s", (name, expected) => {
  expect(told(name)).toBe(expected);
});

test.each([
  "count",
  "srv_count",
  "dst_host_count",
  "same_srv_rate",
  "flow_id",
  "Fwd Packet Length Mean",
  "Fwd Header Length",
  "Fwd IAT Total",
  "Subflow Fwd Bytes",
  "missed_bytes",
  "sload",
  "sinpkt",
  "dinpkt",
  "src2dst_duration_ms",
  "Down/Up Ratio",
  "NUM_PKTS_UP_TO_128_BYTES",
  "MIN_IP_PKT_LEN",
  "RETRANSMITTED_IN_BYTES",
  "application_category_name",
  "ttl",
  "fwd",
  "",
  "x".repeat(1000),
])("takes %p for nothing", (name) => {
  expect(readName(name)).toBeNull();
});

test("a known tool's name is surest, other words less, abbreviations and misspellings least", () => {
  const scores = ["flow_duration", "elapsed", "drtn", "duraton"].map((name) => readName(name)!.score);
  expect(scores).toEqual([1, 0.8, 0.75, 0.5]);
});

test("in and out depend on where the meter stands", () => {
  expect(readName("bytes_out")).toMatchObject({ side: "sent", viewpoint: true, score: 0.6 });
  expect(readName("in_pkts")).toMatchObject({ side: "received", viewpoint: true, score: 0.6 });
});
