import { PLAIN_ATTACK_WORDS } from "../labels.ts";
import { SECONDS } from "../mapping/draft.ts";
import { copyTimes } from "../stamps.ts";
import type { TableDialect } from "./types.ts";
import { warnUntested } from "./untested.ts";

const SIGNATURE = ["source_ip", "destination_ip", "source_bytes", "destination_bytes"];

/** Events in the Elastic Common Schema, with names as `source.bytes`. */
export const elasticEcs: TableDialect = {
  id: "jsonl",
  recognizes: ({ names }) =>
    SIGNATURE.every((name) => names.includes(name)) &&
    ["event_duration", "event_start", "network_packets", "network_transport"].some((name) =>
      names.includes(name),
    ),
  numbers: ["event_duration", "source_packets", "destination_packets", "network_packets", "source_bytes"],
  texts: [
    "source_ip",
    "destination_ip",
    "network_transport",
    "network_protocol",
    "event_start",
    "@timestamp",
  ],
  map(draft) {
    draft.copyNumbers("duration", ["event.duration"], SECONDS.ns);
    draft.copyNumbers("packets_sent", ["source.packets"]);
    draft.copyNumbers("packets_received", ["destination.packets"]);
    draft.copyNumbers("packet_count", ["network.packets"]);
    draft.copyNumbers("bytes_sent", ["source.bytes"]);
    draft.copyNumbers("bytes_received", ["destination.bytes"]);
    if (!copyTimes(draft, "event.start")) copyTimes(draft, "@timestamp");
    draft.copyEndpoints({
      srcIp: ["source.ip"],
      srcPort: ["source.port"],
      dstIp: ["destination.ip"],
      dstPort: ["destination.port"],
    });
    draft.copyProtocol("network.transport", "network.iana_number");
    draft.copyText("service", ["network.protocol", "network.application"]);
    draft.copyLabels(["label"], PLAIN_ATTACK_WORDS);
    warnUntested(draft, "the Elastic Common Schema");
  },
};
