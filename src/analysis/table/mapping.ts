import { CANONICAL_FIELDS, codedError, isCanonicalField, quote } from "../core/mod.ts";
import type { CanonicalField, MappedField, Mapping, MappingJSON } from "../core/mod.ts";

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

  toJSON(): MappingJSON {
    const { dialect, byteMeaning, direction, timeZone, fields } = this;
    return { dialect, byteMeaning, direction, timeZone, fields };
  }
}

/** The entry of a field that the source cannot give. */
export function cannotDerive(field: CanonicalField, reason: string): MappedField {
  return { field, status: "cannot derive", columns: [], confidence: 0, by: "dialect", reason };
}

/** The entry of a field that stands in the source as it is. */
export function direct(field: CanonicalField, column: string): MappedField {
  return { field, status: "direct", columns: [column], confidence: 1, by: "dialect" };
}
