import { prng } from "../../kernels/mod.ts";
import type { MappedField } from "../core/mod.ts";
import { direct, floatColumn, numberColumn, textColumn, textColumnFromStrings } from "../table/mod.ts";
import type { StoredColumn } from "../table/mod.ts";
import type { OrderedFlows } from "./flow-rows.ts";

const UID_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Stream of the generator that makes the uids, apart from those of the scenarios. */
const UID_STREAM = 1_000_000;

/** Zeek's names of the canonical fields, where it has them as they are. */
const ZEEK_NAMES = [
  ["src_ip", "id.orig_h"],
  ["src_port", "id.orig_p"],
  ["dst_ip", "id.resp_h"],
  ["dst_port", "id.resp_p"],
  ["protocol", "proto"],
  ["service", "service"],
  ["duration", "duration"],
  ["state", "conn_state"],
  ["packets_sent", "orig_pkts"],
  ["bytes_sent", "orig_ip_bytes"],
  ["packets_received", "resp_pkts"],
  ["bytes_received", "resp_ip_bytes"],
  ["label", "label"],
  ["label_detail", "detailedlabel"],
] as const;

/** The columns of a conn.log with labels, in its order; those that a canonical field hides have "source:" before their names. */
export function zeekColumns(flows: OrderedFlows, seed: number): StoredColumn[] {
  const n = flows.count;
  // Zeek leaves the duration of a single packet unset and writes the type and code of ICMP in place of ports (8 = echo request).
  const duration = flows.numbers("duration").map((value) => (value === 0 ? NaN : value));
  const orPortless = (value: number, ofIcmp: number): number => (Number.isNaN(value) ? ofIcmp : value);
  const isLocal = (column: StoredColumn): StoredColumn["values"] =>
    column.type === "text"
      ? column.values.map((code) => (/^10\./.test(column.categories[code]!) ? 0 : 1))
      : column.values;
  const source = flows.text("id.orig_h", "srcIp");
  const destination = flows.text("id.resp_h", "dstIp");
  return [
    floatColumn(
      "ts",
      flows.numbers("timestamp").map((time) => Math.round(time * 1000) / 1e6),
    ),
    textColumnFromStrings("uid", uids(n, seed)),
    source,
    numberColumn(
      "id.orig_p",
      flows.numbers("srcPort").map((port) => orPortless(port, 8)),
    ),
    destination,
    numberColumn(
      "id.resp_p",
      flows.numbers("dstPort").map((port) => orPortless(port, 0)),
    ),
    flows.text("proto", "protocol"),
    flows.text("source:service", "service"),
    floatColumn("source:duration", duration),
    numberColumn("orig_bytes", flows.numbers("payloadSent")),
    numberColumn("resp_bytes", flows.numbers("payloadReceived")),
    flows.text("conn_state", "state"),
    textColumn("local_orig", Int32Array.from(isLocal(source)), ["T", "F"]),
    textColumn("local_resp", Int32Array.from(isLocal(destination)), ["T", "F"]),
    numberColumn("missed_bytes", new Float64Array(n)),
    flows.text("history", "history"),
    numberColumn("orig_pkts", flows.numbers("packetsSent")),
    numberColumn("orig_ip_bytes", flows.numbers("bytesSent")),
    numberColumn("resp_pkts", flows.numbers("packetsReceived")),
    numberColumn("resp_ip_bytes", flows.numbers("bytesReceived")),
    flows.text("source:label", "label"),
    flows.text("detailedlabel", "detail"),
  ];
}

/** How the canonical fields come out of those columns. */
export function zeekMapping(): MappedField[] {
  const packets = ["orig_pkts", "resp_pkts"];
  const computed = (field: MappedField["field"], columns: string[], formula: string): MappedField => ({
    field,
    status: "computed",
    columns,
    formula,
    confidence: 1,
    by: "dialect",
  });
  return [
    ...ZEEK_NAMES.map(([field, column]) => direct(field, column)),
    computed("packet_count", packets, "[orig_pkts] + [resp_pkts]"),
    computed(
      "packet_size_mean",
      ["orig_ip_bytes", "resp_ip_bytes", ...packets],
      "([orig_ip_bytes] + [resp_ip_bytes]) / ([orig_pkts] + [resp_pkts])",
    ),
    computed("is_attack", ["label"], '[label] is not "normal"'),
    { ...direct("timestamp", "ts"), unit: { from: "s", to: "ms", factor: 1000 } },
  ];
}

function uids(n: number, seed: number): string[] {
  const random = prng(seed, UID_STREAM);
  return Array.from({ length: n }, () => {
    let uid = "C";
    for (let i = 0; i < 17; i++) uid += UID_LETTERS[random.int(UID_LETTERS.length)]!;
    return uid;
  });
}
