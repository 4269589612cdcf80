import { CANONICAL_FIELDS, REQUIRED_FIELDS } from "../core/mod.ts";
import { readName } from "./mapping/name-reading.ts";

const REQUIRED: ReadonlySet<string> = new Set(REQUIRED_FIELDS);
/** As many canonical names in their order are no accident. */
const ENOUGH = 3;

/**
 * Whether exact names are those of a table that this library wrote: all canonical ones first, in their order, before the columns that it was
 * made of. Of those, some may differ from a canonical name in case only.
 */
export function isExport(names: readonly string[]): boolean {
  const has = new Set(names);
  return (
    beginsAsExport(names) &&
    leadingFields(names) === CANONICAL_FIELDS.filter((field) => has.has(field)).length
  );
}

/** Whether names, normalised, begin as such a table's: what follows may bear the names of any dialect, which must not map them again. */
export function beginsAsExport(names: readonly string[]): boolean {
  const leading = leadingFields(names);
  const required = names.slice(0, leading).filter((name) => REQUIRED.has(name)).length;
  if (required === 0) return false;
  // Few may be another file's words, beside others for the rest and in other units.
  const rest = names.slice(leading);
  const whole = required >= ENOUGH || (leading >= ENOUGH && !rest.some((name) => fillsGap(name, names)));
  return whole || names.some((name) => name.startsWith("source:"));
}

/** How many canonical fields stand first, each at most once and in their order. */
function leadingFields(names: readonly string[]): number {
  let count = 0;
  for (const field of CANONICAL_FIELDS) if (names[count] === field) count++;
  return count;
}

/** Whether another file's word stands for a field that has no column of its own name. */
export function fillsGap(name: string, names: readonly string[]): boolean {
  const reading = readName(name);
  if (!reading) return false;
  const lacks = (...fields: string[]): boolean => fields.every((field) => !names.includes(field));
  if (reading.role === "duration") return lacks("duration");
  if (reading.role === "start") return lacks("timestamp");
  if (reading.role === "packets")
    return lacks("packet_count", "packets_sent") || lacks("packet_count", "packets_received");
  if (reading.role === "bytes") return lacks("bytes_sent") || lacks("bytes_received");
  return false;
}
