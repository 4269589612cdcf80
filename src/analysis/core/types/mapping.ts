/** Types of the mapping from a source to the canonical fields. */
import type { Dialect } from "./shared.ts";

export type RequiredField =
  "duration" | "packet_count" | "bytes_sent" | "bytes_received" | "packet_size_mean";

export type CanonicalField =
  | RequiredField
  | "label"
  | "label_detail"
  | "is_attack"
  | "timestamp"
  | "src_ip"
  | "src_port"
  | "dst_ip"
  | "dst_port"
  | "protocol"
  | "service"
  | "state"
  | "packets_sent"
  | "packets_received";

export type Unit = "s" | "ms" | "us" | "ns" | "min" | "B" | "kB" | "KiB" | "MB" | "MiB" | "bit" | "packets";

/** A source column, perhaps with its unit, or a formula: + - * / ( ) numbers, max() min(), names in [brackets]; parsed, never run as code. */
export type FieldMapping = string | { column: string; unit?: Unit } | { formula: string; unit?: Unit };

/** How one canonical field came out of the source. */
export interface MappedField {
  field: CanonicalField;
  status: "direct" | "computed" | "imputed" | "cannot derive";
  /** Source columns it was made from. */
  columns: string[];
  formula?: string;
  unit?: { from: Unit; to: Unit; factor: number };
  /** 0 to 1. */
  confidence: number;
  by: "dialect" | "guess" | "user";
  reason?: string;
  /** What would have been taken, had the user not said otherwise. */
  replacedGuess?: FieldMapping;
}

export interface MappingJSON {
  dialect: Dialect;
  /** Which bytes the source counts: whole frames, IP packets, payload. */
  byteMeaning: "frame" | "ip" | "payload" | "unknown";
  direction: "two-way" | "one-way" | "mixed";
  timeZone: "explicit" | "assumed UTC" | "relative" | "none";
  fields: MappedField[];
}

export interface Mapping extends MappingJSON {
  /** @throws {RangeError} when `name` is no canonical field. */
  field(name: CanonicalField): MappedField;
  /** The mapping as the option `mapping`, to load the same input in the same way, or another like it. */
  toOptions(): Partial<Record<CanonicalField, FieldMapping>>;
}
