import type { Dialect } from "../../../core/mod.ts";
import { suricataEve } from "../../dialects/suricata-eve.ts";
import type { TableDialect } from "../../dialects/types.ts";
import { zeekJson } from "../../dialects/zeek-json.ts";
import type { JSONRecord } from "./json-columns.ts";
import { isRecord } from "./json-columns.ts";

/** Something told of a flow apart from it. */
export interface FlowNote {
  flow: number;
  text: string;
}

/** A format whose files hold records of several kinds, of which one is flows. */
export interface RecordKind {
  readonly dialect: TableDialect;
  /** Whether a record is of this format, flow or not. */
  knows(record: JSONRecord): boolean;
  /** What a record is instead of a flow; null when it is one. */
  otherThanFlow(record: JSONRecord): string | null;
  /** What a record that is no flow tells of one. */
  note?(record: JSONRecord): FlowNote | null;
  /** Where such a note goes, and the column by whose number it finds its flow. */
  readonly notes?: { column: string; by: string };
  /** What a file must have, for one without any flow. */
  readonly rule: string;
  readonly remedy: string;
}

/** Suricata: the field event_type tells. An alert holds the state of a flow that goes on: it is none. */
const eve: RecordKind = {
  dialect: suricataEve,
  knows: (record) =>
    typeof record["event_type"] === "string" && ("timestamp" in record || "flow_id" in record),
  otherThanFlow(record) {
    const type = record["event_type"];
    return type === "flow" ? null : typeof type === "string" ? `event_type ${type}` : "no event_type";
  },
  note(record) {
    const alert = record["alert"];
    const flow = record["flow_id"];
    const signature = isRecord(alert) ? alert["signature"] : null;
    return typeof flow === "number" && typeof signature === "string" ? { flow, text: signature } : null;
  },
  notes: { column: "alert.signature", by: "flow_id" },
  rule: "an EVE log must have events of event_type flow",
  remedy: "switch on the flow events of Suricata's eve-log, or load its eve.json as a whole",
};

/** Names that tell Zeek's other logs, where no field says which one it is. */
const ZEEK_LOGS: readonly { name: string; all: readonly string[] }[] = [
  { name: "x509", all: ["certificate.serial"] },
  { name: "x509", all: ["fingerprint", "basic_constraints.ca"] },
  { name: "files", all: ["fuid", "seen_bytes"] },
  { name: "notice", all: ["note", "actions"] },
  { name: "dhcp", all: ["uids", "msg_types"] },
  { name: "pe", all: ["machine", "subsystem"] },
  { name: "weird", all: ["name", "notice", "peer"] },
  { name: "stats", all: ["peer", "mem", "pkts_proc"] },
  { name: "software", all: ["host", "software_type"] },
  { name: "ssl", all: ["cipher", "established"] },
  { name: "ssl", all: ["server_name", "resumed"] },
  { name: "ssl", all: ["established", "resumed"] },
  { name: "dns", all: ["trans_id", "rejected"] },
  { name: "dns", all: ["query", "qtype"] },
  { name: "http", all: ["trans_depth", "request_body_len"] },
  { name: "ssh", all: ["auth_attempts"] },
  { name: "smtp", all: ["trans_depth", "is_webmail"] },
  { name: "smtp", all: ["helo", "trans_depth"] },
  { name: "sip", all: ["call_id", "trans_depth"] },
  { name: "ftp", all: ["user", "command"] },
  { name: "tunnel", all: ["tunnel_type", "action"] },
  { name: "kerberos", all: ["request_type", "client"] },
];
/** Any other log that holds connections. */
const OTHER_LOG = "other";

const zeek: RecordKind = {
  dialect: zeekJson,
  knows: (record) =>
    hasEndpoints(record) || (typeof record["ts"] !== "undefined" && zeekLogOf(record) !== OTHER_LOG),
  otherThanFlow(record) {
    const path = record["_path"];
    if (typeof path === "string") return path === "conn" ? null : `log ${path}`;
    return hasEndpoints(record) && "conn_state" in record ? null : `log ${zeekLogOf(record)}`;
  },
  rule: "a flow log must be Zeek's conn.log, with id.orig_h and conn_state",
  remedy: "load the conn.log of the same folder",
};

/** Flat, with blanks' stand-ins as some shippers write them, or an object of its own. */
function hasEndpoints(record: JSONRecord): boolean {
  if ("id.orig_h" in record || "id_orig_h" in record) return true;
  const id = record["id"];
  return isRecord(id) && "orig_h" in id;
}

function zeekLogOf(record: JSONRecord): string {
  const path = record["_path"];
  if (typeof path === "string") return path;
  return ZEEK_LOGS.find(({ all }) => all.every((name) => name in record))?.name ?? OTHER_LOG;
}

/** In the order in which they are tried. */
const RECORD_KINDS: readonly RecordKind[] = [eve, zeek];

/** The format of the first record that tells one. */
export function kindOf(records: readonly JSONRecord[]): RecordKind | null {
  for (const record of records) {
    const kind = RECORD_KINDS.find((candidate) => candidate.knows(record));
    if (kind) return kind;
  }
  return null;
}

export function kindFor(dialect: Dialect): RecordKind | null {
  return RECORD_KINDS.find((kind) => kind.dialect.id === dialect) ?? null;
}
