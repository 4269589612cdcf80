import { computed } from "../canonical.ts";
import { BooleanColumn, direct, TextColumn, textColumnFromStrings } from "../../table/mod.ts";
import type { StoredColumn } from "../../table/mod.ts";
import type { CanonicalDraft } from "../mapping/draft.ts";
import { normalizeName } from "../names.ts";
import type { SourceColumns } from "../source-columns.ts";
import { copyTimes, readStamps } from "../stamps.ts";
import type { TableDialect } from "./types.ts";

const START = "flow.start";
const END = "flow.end";
const ALERTED = "flow.alerted";
/** What the first alert of a flow says, found by its flow_id. */
const SIGNATURE = "alert.signature";
/** Suricata writes times to the microsecond. */
const PER_MS = 1e3;
const PER_SECOND = 1e6;
const NO_WORDS: ReadonlySet<string> = new Set();

/** The flow events of Suricata's eve.json. */
export const suricataEve: TableDialect = {
  id: "suricata-eve",
  recognizes: ({ names }) =>
    ["event_type", "flow_start", "flow_pkts_toserver", "flow_bytes_toserver"].every((name) =>
      names.includes(name),
    ),
  numbers: [
    "src_port",
    "dest_port",
    "flow_pkts_toserver",
    "flow_pkts_toclient",
    "flow_bytes_toserver",
    "flow_bytes_toclient",
    "flow_age",
  ],
  texts: [
    "timestamp",
    "event_type",
    "src_ip",
    "dest_ip",
    "proto",
    "app_proto",
    "host",
    "in_iface",
    "community_id",
    "flow_start",
    "flow_end",
    "flow_state",
    "flow_reason",
    "tcp_tcp_flags",
    "tcp_tcp_flags_ts",
    "tcp_tcp_flags_tc",
    "tcp_state",
  ],
  select(source, report) {
    const name = source.find("event_type");
    const types = name === null ? undefined : source.get(name);
    if (!(types instanceof TextColumn) || types.categories.every((type) => type === "flow")) return null;
    return flowRows(types, (type) => report.drop(type === null ? "no event_type" : `event_type ${type}`));
  },
  map(draft) {
    draft.byteMeaning = "frame";
    draft.copyNumbers("packets_sent", ["flow.pkts_toserver"]);
    draft.copyNumbers("packets_received", ["flow.pkts_toclient"]);
    draft.copyNumbers("bytes_sent", ["flow.bytes_toserver"]);
    draft.copyNumbers("bytes_received", ["flow.bytes_toclient"]);
    // The event's own time is when it was written, up to a day away from the flow.
    copyTimes(draft, START);
    setDuration(draft);
    draft.copyEndpoints({
      srcIp: ["src_ip"],
      srcPort: ["src_port"],
      dstIp: ["dest_ip"],
      dstPort: ["dest_port"],
    });
    draft.copyProtocol("proto");
    draft.copyText("service", ["app_proto"], (text) => (text === "failed" ? null : text));
    draft.copyText("state", ["flow.state"]);
    setLabels(draft);
  },
};

function flowRows(types: TextColumn, drop: (type: string | null) => void): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < types.length; row++) {
    const type = types.at(row);
    if (type === "flow") rows.push(row);
    else drop(type);
  }
  return Uint32Array.from(rows);
}

/** The end less the start, both to the microsecond; `flow.age` is in whole seconds. */
function setDuration(draft: CanonicalDraft): void {
  const start = stampsOf(draft.source, START, draft);
  const end = stampsOf(draft.source, END, draft);
  if (!start || !end) return draft.cannot("duration", `needs ${START} and ${END}`);
  const seconds = start.map(
    (from, row) => (Math.round(end[row]! * PER_MS) - Math.round(from * PER_MS)) / PER_SECOND,
  );
  draft.set(computed("duration", [END, START], `[${END}] - [${START}]`), seconds);
}

function stampsOf(source: SourceColumns, name: string, { context }: CanonicalDraft): Float64Array | null {
  const found = source.find(name);
  const column = found === null ? undefined : source.get(found);
  return column instanceof TextColumn ? readStamps(column, context.zone).values : null;
}

/** EVE has no labels. Whether a flow raised an alert may serve as a weak one, if the user asks for it. */
function setLabels(draft: CanonicalDraft): void {
  const { label } = draft.context;
  const name = draft.source.find(ALERTED);
  const column = name === null ? undefined : draft.source.get(name);
  if (label !== undefined && normalizeName(label) === normalizeName(ALERTED) && name !== null && column) {
    draft.setLabels(direct("label", name), alertedTexts(column), NO_WORDS);
    draft.copyText("label_detail", [SIGNATURE]);
    return;
  }
  if (draft.copyLabels([], NO_WORDS)) return;
  const weak = column
    ? `EVE has no labels; as a weak one, load with { label: "${ALERTED}", benign: ["quiet"] }`
    : "EVE has no labels";
  draft.cannot("label", weak);
  draft.cannot("is_attack", weak);
}

function alertedTexts(column: StoredColumn): TextColumn {
  if (!(column instanceof BooleanColumn))
    return textColumnFromStrings(
      "label",
      column.toArray().map((cell) => (cell === null ? null : String(cell))),
    );
  return textColumnFromStrings(
    "label",
    column.toArray().map((cell) => (cell === null ? null : cell === true ? "alerted" : "quiet")),
  );
}
