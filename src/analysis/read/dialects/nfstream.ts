import { direct } from "../../table/mod.ts";
import { PLAIN_ATTACK_WORDS } from "../labels.ts";
import { SECONDS } from "../mapping/draft.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import type { TableDialect } from "./types.ts";

const SENT = ["src2dst_packets", "src2dst_bytes"] as const;
const RECEIVED = ["dst2src_packets", "dst2src_bytes"] as const;
/** NFStream can count frames, IP packets, transport or payload, and its header does not say which. */
const BYTES_CONFIDENCE = 0.7;
/** Why a flow ended, in `expiration_id`: the active timeout. */
const ACTIVE_TIMEOUT = 1;
/** Least bytes of a TCP packet of 20 bytes header: in an IPv4 packet, and in an Ethernet frame. */
const LEAST_IP = 40;
const LEAST_FRAME = 54;

/** NFStream's CSV export. */
export const nfstream: TableDialect = {
  id: "nfstream",
  recognizes: ({ names }) =>
    ["bidirectional_duration_ms", SENT[0], RECEIVED[1]].every((name) => names.includes(name)),
  numbers: [
    "bidirectional_duration_ms",
    "bidirectional_first_seen_ms",
    ...SENT,
    ...RECEIVED,
    "src_port",
    "dst_port",
    "protocol",
  ],
  texts: [
    "src_ip",
    "dst_ip",
    "src_mac",
    "dst_mac",
    "src_oui",
    "dst_oui",
    "application_name",
    "application_category_name",
    "requested_server_name",
    "client_fingerprint",
    "server_fingerprint",
    "user_agent",
    "content_type",
  ],
  map(draft) {
    draft.copyNumbers("duration", ["bidirectional_duration_ms"], SECONDS.ms);
    draft.copyNumbers("packets_sent", [SENT[0]]);
    draft.copyNumbers("packets_received", [RECEIVED[0]]);
    draft.copyEndpoints({
      srcIp: ["src_ip"],
      srcPort: ["src_port"],
      dstIp: ["dst_ip"],
      dstPort: ["dst_port"],
    });
    draft.copyProtocol("protocol");
    draft.copyText("service", ["application_name"], (text) => (text === "Unknown" ? null : text));
    draft.copyEpochs("bidirectional_first_seen_ms");
    draft.copyLabels(["label"], PLAIN_ATTACK_WORDS);
    copyBytes(draft);
    warnAboutSplitFlows(draft);
  },
};

/** Bytes of both directions; what they count is told by the smallest TCP packets. */
function copyBytes(draft: CanonicalDraft): void {
  const sent = draft.numbers(SENT[1]);
  const received = draft.numbers(RECEIVED[1]);
  if (!sent || !received) return;
  draft.byteMeaning = byteMeaning(draft, sent, received);
  const reason =
    draft.byteMeaning === "unknown"
      ? "NFStream can count frames, IP packets, transport or payload; TCP packets are too small here for frames or IP packets"
      : "NFStream can count frames, IP packets, transport or payload; told by the smallest TCP packets";
  const about = { confidence: BYTES_CONFIDENCE, reason };
  draft.set({ ...direct("bytes_sent", SENT[1]), ...about }, sent);
  draft.set({ ...direct("bytes_received", RECEIVED[1]), ...about }, received);
}

function byteMeaning(
  draft: CanonicalDraft,
  sent: Float64Array,
  received: Float64Array,
): CanonicalDraft["byteMeaning"] {
  const packetsSent = draft.numbers(SENT[0]);
  const packetsReceived = draft.numbers(RECEIVED[0]);
  const protocols = draft.numbers("protocol");
  if (!packetsSent || !packetsReceived || !protocols) return "frame";
  let least = Infinity;
  for (let row = 0; row < sent.length; row++) {
    const packets = packetsSent[row]! + packetsReceived[row]!;
    if (protocols[row] !== 6 || !(packets > 0)) continue;
    const size = (sent[row]! + received[row]!) / packets;
    if (size < least) least = size;
  }
  return least >= LEAST_FRAME ? "frame" : least >= LEAST_IP ? "ip" : "unknown";
}

/** A long connection is several rows, one for each active timeout. */
function warnAboutSplitFlows(draft: CanonicalDraft): void {
  const reasons = draft.numbers("expiration_id");
  for (let row = 0; row < (reasons?.length ?? 0); row++) {
    if (reasons![row] !== ACTIVE_TIMEOUT) continue;
    draft.report.warn(
      "W_SPLIT_FLOWS",
      "Flows that the active timeout ended: one connection may be several rows",
      { line: draft.lines.lineOf(row) },
    );
  }
}
