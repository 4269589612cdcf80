import { copyTimes } from "../stamps.ts";
import type { TableDialect } from "./types.ts";

const GROUPED = "each row sums several flows";
const PROTOCOLS = new Map([
  ["t", "tcp"],
  ["u", "udp"],
  ["i", "icmp"],
]);

/** Azure's flow analytics of network security groups: sums of flows, so that nothing of a single flow can be told. */
export const azureNsg: TableDialect = {
  id: "azure-nsg",
  recognizes: ({ names }) =>
    ["flowstarttime", "flowendtime", "flowtype", "allowedoutflows", "deniedinflows"].every((name) =>
      names.includes(name),
    ),
  texts: [
    "l4protocol",
    "l7protocol",
    "flowdirection",
    "flowstarttime",
    "flowendtime",
    "vmipaddress",
    "publicips",
    "srcip",
    "destip",
    "allextips",
  ],
  map(draft) {
    draft.cannot("duration", `${GROUPED}: FlowEndTime - FlowStartTime is the span of the group`);
    draft.cannot("packet_count", `${GROUPED}, and their packets are not counted`);
    draft.cannot("bytes_sent", `${GROUPED}, and their bytes are not counted`);
    draft.cannot("bytes_received", `${GROUPED}, and their bytes are not counted`);
    draft.cannot(
      "packet_size_mean",
      "needs bytes and packets; to look at the columns as they are, read them into a plain data frame with danfo's readCSV",
    );
    copyTimes(draft, "FlowStartTime");
    draft.copyEndpoints({ srcIp: ["SrcIP"], srcPort: [], dstIp: ["DestIP"], dstPort: ["DestPort"] });
    draft.copyText("protocol", ["L4Protocol"], (text) => PROTOCOLS.get(text.toLowerCase()) ?? text);
    draft.copyText("service", ["L7Protocol"]);
    draft.copyLabels(["label"], new Set());
  },
};
