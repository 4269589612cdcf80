/** What the formulas of a rule sheet may name: fields of a flow, what is worked out from them, and what a batch of flows adds. */

/** A name, and what it says with its unit. */
export interface FormulaName {
  readonly name: string;
  readonly kind: "number" | "text";
  readonly meaning: string;
  /** Field of the flow; worked out from fields of the flow; known only for a flow among others. */
  readonly from: "field" | "flow" | "context" | "repetition";
}

const number = (from: FormulaName["from"], name: string, meaning: string): FormulaName => ({
  name,
  kind: "number",
  meaning,
  from,
});
const text = (from: FormulaName["from"], name: string, meaning: string): FormulaName => ({
  name,
  kind: "text",
  meaning,
  from,
});

export const FORMULA_NAMES: readonly FormulaName[] = [
  number("field", "duration", "duration, s"),
  number("field", "packet_count", "packets both ways"),
  number("field", "bytes_sent", "bytes from originator to responder"),
  number("field", "bytes_received", "bytes from responder to originator"),
  number("field", "packet_size_mean", "mean size of a packet, bytes"),
  number("field", "src_port", "port of the originator"),
  number("field", "dst_port", "port of the responder"),
  number("field", "packets_sent", "packets from originator to responder"),
  number("field", "packets_received", "packets from responder to originator"),
  text("field", "protocol", "transport protocol by its lower-case name"),
  text("field", "service", "application protocol"),
  text("field", "state", "state of the connection as the source writes it"),
  number("flow", "total_bytes", "bytes_sent + bytes_received"),
  number("flow", "packets_per_s", "packet_count / max(duration, 0.001)"),
  number("flow", "bytes_per_s", "total_bytes / max(duration, 0.001)"),
  text(
    "flow",
    "port_class",
    "web, dns, infrastructure, mail, admin, low, registered or high: by dst_port, by the service where the port is missing",
  ),
  text("flow", "state_class", "ok, failed or reset: what the state means"),
  number("context", "source_flows", "flows of the source in the 120 s up to this one"),
  number(
    "context",
    "source_destinations",
    "distinct destinations of the source in the 120 s up to this flow",
  ),
  number("context", "source_ports", "distinct destination ports of the source in the 120 s up to this flow"),
  number("context", "source_failed_share", "failed / (flows + 2) of the source in the 120 s up to this flow"),
  number(
    "context",
    "pair_flows",
    "flows of the same source, destination and port in the 120 s up to this one",
  ),
  number("context", "target_flows", "flows to the destination in the 120 s up to this one"),
  number("context", "target_sources", "distinct sources of the destination in the 120 s up to this flow"),
  number(
    "context",
    "periodicity",
    "1 / (1 + coefficient of variation of the times between flows of the same source, destination and port), from 6 flows on",
  ),
  number("repetition", "signature_share", "share of the other flows of the batch that are nearly identical"),
  number("repetition", "signature_flows", "flows of the batch that are nearly identical, this one included"),
];

const BY_NAME: ReadonlyMap<string, FormulaName> = new Map(FORMULA_NAMES.map((one) => [one.name, one]));

export function formulaName(name: string): FormulaName | undefined {
  return BY_NAME.get(name);
}
