import { CANONICAL_FIELDS, codedError, isCanonicalField, quote } from "../core/mod.ts";
import type { CanonicalField, FieldMapping, MappedField, Mapping, MappingJSON } from "../core/mod.ts";

/** A mapping with look-up by field. */
export class FieldMappings implements Mapping {
  readonly dialect: MappingJSON["dialect"];
  readonly byteMeaning: MappingJSON["byteMeaning"];
  readonly direction: MappingJSON["direction"];
  readonly timeZone: MappingJSON["timeZone"];
  readonly fields: MappedField[];

  constructor(json: MappingJSON) {
    this.dialect = json.dialect;
    this.byteMeaning = json.byteMeaning;
    this.direction = json.direction;
    this.timeZone = json.timeZone;
    this.fields = json.fields;
  }

  field(name: CanonicalField): MappedField {
    if (!isCanonicalField(name)) {
      const known = CANONICAL_FIELDS.join(", ");
      throw codedError(
        RangeError,
        "BAD_INPUT",
        `Cannot look up a mapping: ${quote(String(name))} is no canonical field; those are ${known}`,
      );
    }
    return (
      this.fields.find((field) => field.field === name) ??
      cannotDerive(name, "the source has no column for it")
    );
  }

  toOptions(): Partial<Record<CanonicalField, FieldMapping>> {
    const options: Partial<Record<CanonicalField, FieldMapping>> = {};
    for (const entry of this.fields) {
      const option = isFollowing(entry, this) ? null : optionOf(entry);
      if (option !== null) options[entry.field] = option;
    }
    return options;
  }

  toJSON(): MappingJSON {
    const { dialect, byteMeaning, direction, timeZone, fields } = this;
    return { dialect, byteMeaning, direction, timeZone, fields };
  }
}

/** What the parser of formulas reads; a dialect's own rules are told in words. */
const FORMULA = /^(?:\[(?:[^\]]|\]\])*\]|max|min|[-+*/(),\s]|\d+\.?\d*(?:e[-+]?\d+)?)+$/i;

/** Whether a field follows from others, so that it comes by itself when they are there. */
function isFollowing({ field, by, status }: MappedField, { fields }: FieldMappings): boolean {
  if (by === "user") return false;
  if (field === "is_attack") return true;
  if (status !== "computed") return false;
  const isThere = (name: CanonicalField): boolean =>
    fields.some((other) => other.field === name && other.status !== "cannot derive");
  if (field === "packet_count") return isThere("packets_sent") && isThere("packets_received");
  return field === "packet_size_mean" && isThere("bytes_sent");
}

/** Durations always name their unit: seconds, too. */
function optionOf({ field, status, columns, formula, unit }: MappedField): FieldMapping | null {
  if (status === "cannot derive") return null;
  const named = unit ? { unit: unit.from } : field === "duration" ? { unit: "s" as const } : {};
  if (formula !== undefined) return FORMULA.test(formula) ? { formula, ...named } : null;
  const [column] = columns;
  if (column === undefined) return null;
  return "unit" in named ? { column, ...named } : column;
}

/** The entry of a field that the source cannot give. */
export function cannotDerive(field: CanonicalField, reason: string): MappedField {
  return { field, status: "cannot derive", columns: [], confidence: 0, by: "dialect", reason };
}

/** The entry of a field that stands in the source as it is. */
export function direct(field: CanonicalField, column: string): MappedField {
  return { field, status: "direct", columns: [column], confidence: 1, by: "dialect" };
}
