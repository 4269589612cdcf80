/** The numeric fields of flows that detectors and clustering work with. */
import { checkList, checkOneOf, codedError, countOf } from "../core/mod.ts";
import type { CanonicalField, Table } from "../core/mod.ts";

/** A field that says how a flow behaves; ports, addresses and times name it instead. */
export type FlowField =
  | "duration"
  | "packet_count"
  | "bytes_sent"
  | "bytes_received"
  | "packet_size_mean"
  | "packets_sent"
  | "packets_received";

/** In the order of the matrix. */
export const FLOW_FIELDS: readonly FlowField[] = [
  "duration",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packet_size_mean",
  "packets_sent",
  "packets_received",
];

/** "log": ln(1 + x), durations in ms: sizes and times of traffic span six decades. "none": as they are. */
export type FlowTransform = "log" | "none";

/** Which fields, and how they become numbers of one size. */
export interface FlowMatrixOptions {
  /** Default: all of FLOW_FIELDS that the table has, without `packet_count` where packets are counted by direction. */
  fields?: readonly FlowField[] | undefined;
  /** Default "log". */
  transform?: FlowTransform | undefined;
  /** Whether the classes of port, protocol and state are columns, too. Default false. */
  kinds?: boolean | undefined;
}

/** @throws {TypeError | RangeError} code BAD_INPUT. */
export function checkMatrixOptions(action: string, { fields, transform }: FlowMatrixOptions): void {
  if (transform !== undefined) checkOneOf(action, "transform", transform, ["log", "none"]);
  if (fields === undefined) return;
  checkList(action, "fields", fields);
  for (const field of fields) checkOneOf(action, "fields", field, FLOW_FIELDS);
  if (fields.length === 0 || new Set(fields).size !== fields.length)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: fields must name at least one field, each once, got ${countOf(fields.length, "name")}`,
    );
}

/**
 * The asked fields that a table has as numbers.
 *
 * @throws {RangeError} code BAD_INPUT, when a named field is not there, or none at all.
 */
export function fieldsOf(action: string, table: Table, asked: readonly FlowField[] | undefined): FlowField[] {
  const present = (name: CanonicalField): boolean =>
    table.columnNames.includes(name) && table.column(name).type !== "text";
  const found = (asked ?? withoutSum(FLOW_FIELDS.filter(present))).filter(present);
  const lacking = (asked ?? []).filter((name) => !present(name));
  if (lacking.length > 0) throw lacksFields(action, table, lacking);
  if (found.length === 0) throw lacksFields(action, table, FLOW_FIELDS);
  return found;
}

/** The sum says nothing that its parts do not, and would count their oddity twice. */
function withoutSum(fields: readonly FlowField[]): readonly FlowField[] {
  const hasParts = fields.includes("packets_sent") && fields.includes("packets_received");
  return hasParts ? fields.filter((field) => field !== "packet_count") : fields;
}

function lacksFields(action: string, table: Table, names: readonly FlowField[]): Error {
  const told = names.slice(0, 5).map((name) => {
    const { reason } = table.mapping.field(name);
    return reason === undefined ? `"${name}"` : `"${name}" (${reason})`;
  });
  return codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot ${action}: the table must have numeric fields of flows, got none for ${told.join(", ")}; load it with a mapping for them`,
  );
}
