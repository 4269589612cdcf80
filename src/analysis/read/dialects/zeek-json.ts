import type { TableDialect } from "./types.ts";
import { mapZeekConn } from "./zeek-conn.ts";

/** Zeek's conn.log in JSON. */
export const zeekJson: TableDialect = {
  id: "zeek-json",
  recognizes: ({ names }) => ["id_orig_h", "id_resp_h", "conn_state"].every((name) => names.includes(name)),
  numbers: [
    "duration",
    "id_orig_p",
    "id_resp_p",
    "orig_pkts",
    "resp_pkts",
    "orig_bytes",
    "resp_bytes",
    "orig_ip_bytes",
    "resp_ip_bytes",
    "missed_bytes",
  ],
  texts: [
    "uid",
    "id_orig_h",
    "id_resp_h",
    "proto",
    "service",
    "conn_state",
    "history",
    "label",
    "detailedlabel",
    "detailed_label",
  ],
  map: mapZeekConn,
};
