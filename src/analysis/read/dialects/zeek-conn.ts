import { cutText } from "../../core/mod.ts";
import { TextColumn } from "../../table/mod.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { copyTimes } from "../stamps.ts";

/** Stratosphere's words; "background" and "unknown" say that the data set does not say. */
const ATTACK_WORDS: ReadonlySet<string> = new Set(["malicious"]);

const BYTES = {
  ip: ["orig_ip_bytes", "resp_ip_bytes"],
  payload: ["orig_bytes", "resp_bytes"],
} as const;

/** Where a field map renames them, they have the other names. */
const ENDPOINTS = {
  srcIp: ["id.orig_h", "src", "src_ip"],
  srcPort: ["id.orig_p", "src_port"],
  dstIp: ["id.resp_h", "dst", "dst_ip"],
  dstPort: ["id.resp_p", "dst_port"],
};

/** The canonical fields of Zeek's conn.log, in whatever form it was written. */
export function mapZeekConn(draft: CanonicalDraft): void {
  draft.copyNumbers("packets_sent", ["orig_pkts"]);
  draft.copyNumbers("packets_received", ["resp_pkts"]);
  if (!draft.entryOf("packets_sent") || !draft.entryOf("packets_received"))
    draft.cannot("packet_count", "the log has no orig_pkts and resp_pkts");
  copyBytes(draft);
  if (!draft.copyNumbers("duration", ["duration"])) draft.cannot("duration", "the log has no duration");
  copyTime(draft);
  copyEndpoints(draft);
  draft.copyProtocol("proto");
  draft.copyText("service", ["service"]);
  draft.copyText("state", ["conn_state"]);
  copyLabels(draft);
}

/** IP bytes, or payload where the caller wants that or the log has no other. */
function copyBytes(draft: CanonicalDraft): void {
  const meaning = draft.context.bytes === "ip" && has(draft, BYTES.ip) ? "ip" : "payload";
  const [sent, received] = BYTES[meaning];
  if (!has(draft, BYTES[meaning])) {
    for (const field of ["bytes_sent", "bytes_received", "packet_size_mean"] as const)
      draft.cannot(field, "the log has no byte counts");
    return;
  }
  draft.copyNumbers("bytes_sent", [sent]);
  draft.copyNumbers("bytes_received", [received]);
  draft.byteMeaning = meaning;
  if (meaning === "ip") compareWithPayload(draft);
}

function has(draft: CanonicalDraft, names: readonly string[]): boolean {
  return names.every((name) => draft.numbers(name) !== null);
}

/** Payload above IP bytes is genuine where Zeek missed packets; it is told and not repaired. */
function compareWithPayload(draft: CanonicalDraft): void {
  const [sent, received] = BYTES.ip.map((name) => draft.numbers(name)!) as [Float64Array, Float64Array];
  const payloadSent = draft.numbers(BYTES.payload[0]);
  const payloadReceived = draft.numbers(BYTES.payload[1]);
  if (!payloadSent || !payloadReceived) return;
  for (let row = 0; row < sent.length; row++) {
    if (!(payloadSent[row]! > sent[row]! || payloadReceived[row]! > received[row]!)) continue;
    draft.report.warn(
      "W_PAYLOAD_ABOVE_IP",
      "Payload bytes exceed IP bytes: Zeek missed packets of these flows, so their bytes are too low",
      { line: draft.lines.lineOf(row), column: "bytes_sent" },
    );
  }
}

function copyEndpoints(draft: CanonicalDraft): void {
  const { source } = draft;
  draft.copyEndpoints(ENDPOINTS);
  for (const [field, names] of [
    ["src_ip", ENDPOINTS.srcIp],
    ["dst_ip", ENDPOINTS.dstIp],
  ] as const) {
    const name = source.find(...names);
    const column = name === null ? undefined : source.get(name);
    if (!column || column instanceof TextColumn || column.missing === column.length) continue;
    draft.cannot(field, `${cutText(name!)} holds no text`);
  }
}

/** Seconds since 1970, or ISO text; text that is no time at all is masked. */
function copyTime(draft: CanonicalDraft): void {
  if (!copyTimes(draft, "ts")) return;
  const times = draft.valuesOf("timestamp");
  if (times?.every((time) => time !== time)) draft.cannot("timestamp", "ts holds no times");
}

function copyLabels(draft: CanonicalDraft): void {
  if (!draft.copyLabels(["label"], ATTACK_WORDS)) {
    for (const field of ["label", "is_attack"] as const) draft.cannot(field, "the log has no label column");
    return;
  }
  const name = draft.source.find("detailedlabel", "detailed-label");
  if (name !== null && draft.source.get(name) instanceof TextColumn) draft.copyText("label_detail", [name]);
}
