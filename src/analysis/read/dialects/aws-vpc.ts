import { TextColumn } from "../../table/mod.ts";
import { computed } from "../canonical.ts";
import { PLAIN_ATTACK_WORDS } from "../labels.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { keepOneWay } from "./one-way.ts";
import type { TableDialect, TableShape } from "./types.ts";

/** The fields of version 2, whose files may lack a header. */
const VERSION_2 =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status".split(
    " ",
  );
/** `log-status` of records that are no flow. */
const NO_FLOW = /^(?:NODATA|SKIPDATA)$/i;

/** Flow logs of Amazon's virtual private clouds; versions from 3 on choose their own columns. */
export const awsVpc: TableDialect = {
  id: "aws-vpc",
  recognizes: (shape) =>
    isVersion2(shape) ||
    (["srcaddr", "dstaddr", "bytes"].every((name) => shape.names.includes(name)) &&
      ["interface_id", "account_id", "log_status", "vpc_id"].some((name) => shape.names.includes(name))),
  namesFor: (shape) => (isVersion2(shape) ? VERSION_2 : null),
  numbers: ["srcport", "dstport", "protocol", "packets", "bytes", "start", "end"],
  texts: [
    "account_id",
    "interface_id",
    "srcaddr",
    "dstaddr",
    "pkt_srcaddr",
    "pkt_dstaddr",
    "vpc_id",
    "subnet_id",
    "instance_id",
    "action",
    "log_status",
  ],
  select(source, report) {
    const name = source.find("log-status");
    const status = name === null ? undefined : source.get(name);
    if (!(status instanceof TextColumn)) return null;
    const noFlow = status.categories.map((word) => NO_FLOW.test(word));
    if (!noFlow.includes(true)) return null;
    const rows: number[] = [];
    for (let row = 0; row < source.rows; row++) {
      const code = status.values[row]!;
      if (noFlow[code] === true) report.drop(status.categories[code]!.toUpperCase());
      else rows.push(row);
    }
    return Uint32Array.from(rows);
  },
  map(draft) {
    draft.byteMeaning = "ip";
    copyDuration(draft);
    draft.copyNumbers("packet_count", ["packets"]);
    draft.copyNumbers("packets_sent", ["packets"]);
    draft.copyNumbers("bytes_sent", ["bytes"]);
    keepOneWay(draft, "a record holds one direction");
    draft.copyEpochs("start");
    draft.copyEndpoints({
      srcIp: ["srcaddr"],
      srcPort: ["srcport"],
      dstIp: ["dstaddr"],
      dstPort: ["dstport"],
    });
    draft.copyProtocol("protocol");
    draft.copyText("state", ["action"]);
    draft.copyLabels(["label"], PLAIN_ATTACK_WORDS);
  },
};

function isVersion2({ kind, names }: TableShape): boolean {
  const [version, account, network] = names;
  return (
    kind === "delimited" &&
    names.length === VERSION_2.length &&
    version === "2" &&
    /^\d{12}$/.test(account!) &&
    /^eni[-_]/.test(network!)
  );
}

function copyDuration(draft: CanonicalDraft): void {
  const start = draft.numbers("start");
  const end = draft.numbers("end");
  if (!start || !end) return;
  const spans = end.map((time, row) => time - start[row]!);
  const entry = computed("duration", ["start", "end"], "[end] - [start]");
  draft.set({ ...entry, reason: "the span in which packets were collected: an upper bound" }, spans);
}
