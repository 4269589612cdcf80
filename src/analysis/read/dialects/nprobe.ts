import { SECONDS } from "../mapping/draft.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { copyTimes } from "../stamps.ts";
import type { TableDialect } from "./types.ts";
import { warnUntested } from "./untested.ts";

const SIGNATURE = ["flow_duration_milliseconds", "in_pkts", "out_pkts", "in_bytes", "out_bytes"];

/** nProbe's names, as in the NetFlow versions of data sets (NF-v2); "in" is what the originator sent. */
export const nprobe: TableDialect = {
  id: "csv",
  recognizes: ({ names }) => SIGNATURE.every((name) => names.includes(name)),
  numbers: [...SIGNATURE, "l4_src_port", "l4_dst_port"],
  texts: ["ipv4_src_addr", "ipv4_dst_addr", "ipv6_src_addr", "ipv6_dst_addr", "l7_proto", "attack"],
  map(draft) {
    draft.byteMeaning = "ip";
    draft.copyNumbers("duration", ["flow_duration_milliseconds"], SECONDS.ms);
    draft.copyNumbers("packets_sent", ["in_pkts"]);
    draft.copyNumbers("packets_received", ["out_pkts"]);
    draft.copyNumbers("bytes_sent", ["in_bytes"]);
    draft.copyNumbers("bytes_received", ["out_bytes"]);
    draft.copyEndpoints({
      srcIp: ["ipv4_src_addr", "ipv6_src_addr"],
      srcPort: ["l4_src_port"],
      dstIp: ["ipv4_dst_addr", "ipv6_dst_addr"],
      dstPort: ["l4_dst_port"],
    });
    draft.copyProtocol("protocol");
    draft.copyText("service", ["l7_proto"], (text) => (Number(text) === 0 ? null : text));
    copyTimes(draft, "flow_start_milliseconds");
    draft.copyLabels(["attack", "label"], "all others");
    warnAboutConflicts(draft);
    warnUntested(draft, "nProbe");
  },
};

/** `Attack` names the class and decides; `Label` says 0 or 1 again. */
function warnAboutConflicts(draft: CanonicalDraft): void {
  const flags = draft.numbers("label");
  const verdicts = draft.valuesOf("is_attack");
  if (!flags || !verdicts || draft.source.find("attack") === null) return;
  for (let row = 0; row < flags.length; row++) {
    if (Number.isNaN(flags[row]!) || Number.isNaN(verdicts[row]!) || flags[row] === verdicts[row]) continue;
    draft.report.warn("W_LABEL_CONFLICT", "Label and Attack contradict each other: Attack was taken", {
      line: draft.lines.lineOf(row),
      column: "is_attack",
    });
  }
}
