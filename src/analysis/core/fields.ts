import type { CanonicalField, RequiredField } from "./types/mod.ts";

/** The canonical fields, in the order in which tables list them. */
export const CANONICAL_FIELDS: readonly CanonicalField[] = [
  "duration",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packet_size_mean",
  "label",
  "label_detail",
  "is_attack",
  "timestamp",
  "src_ip",
  "src_port",
  "dst_ip",
  "dst_port",
  "protocol",
  "service",
  "state",
  "packets_sent",
  "packets_received",
];

/** The five fields without which most analyses cannot run. */
export const REQUIRED_FIELDS: readonly RequiredField[] = [
  "duration",
  "packet_count",
  "bytes_sent",
  "bytes_received",
  "packet_size_mean",
];

/** The fields that hold text; all others but `is_attack` and `timestamp` hold numbers. */
export const TEXT_FIELDS: ReadonlySet<CanonicalField> = new Set<CanonicalField>([
  "label",
  "label_detail",
  "src_ip",
  "dst_ip",
  "protocol",
  "service",
  "state",
]);

const CANONICAL = new Set<string>(CANONICAL_FIELDS);

/** Whether `name` is the name of a canonical field. */
export function isCanonicalField(name: string): name is CanonicalField {
  return CANONICAL.has(name);
}
