import { PLAIN_ATTACK_WORDS } from "../labels.ts";
import type { TableDialect } from "./types.ts";

/** ndpiReader's CSV export; the "#" of its header is part of a name. */
export const ndpi: TableDialect = {
  id: "ndpi",
  recognizes: ({ names }) => names[0] === "#flow_id" && names[1] === "protocol" && names[2] === "first_seen",
  numbers: [
    "protocol",
    "first_seen",
    "duration",
    "src_port",
    "dst_port",
    "c_to_s_pkts",
    "c_to_s_bytes",
    "s_to_c_pkts",
    "s_to_c_bytes",
  ],
  texts: ["src_ip", "dst_ip", "ndpi_proto_num", "ndpi_proto", "server_name_sni", "server_info", "plen_bins"],
  unescaped: "flow_info",
  map(draft) {
    draft.byteMeaning = "frame";
    draft.copyNumbers("duration", ["duration"]);
    draft.copyNumbers("packets_sent", ["c_to_s_pkts"]);
    draft.copyNumbers("packets_received", ["s_to_c_pkts"]);
    draft.copyNumbers("bytes_sent", ["c_to_s_bytes"]);
    draft.copyNumbers("bytes_received", ["s_to_c_bytes"]);
    draft.copyEpochs("first_seen");
    draft.copyEndpoints({
      srcIp: ["src_ip"],
      srcPort: ["src_port"],
      dstIp: ["dst_ip"],
      dstPort: ["dst_port"],
    });
    draft.copyProtocol("protocol");
    draft.copyText("service", ["ndpi_proto"], (text) => (text === "Unknown" ? null : text));
    draft.copyLabels(["label"], PLAIN_ATTACK_WORDS);
  },
};
